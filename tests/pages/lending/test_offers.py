"""贷款业务: the form, the declarations and limits that bind lenders, drafts and submitting."""

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from lending_cases import sign_in
from makers import make_offer, make_request
from positions import make_position
from visitor import Visitor, upload
from zczr import db
from zczr.domain import clock
from zczr.domain.lending import offers, queries
from zczr.domain.postings.commands import Kept

NEW = "/lending/offers/new"
OFFER: dict[str, Any] = {
    "project": "闲置资金短期出借",
    "amount_min": "5",
    "amount_max": "１０万",
    "min_rate": "5",
    "max_term_months": "12个月",
    "preferred_term_months": "6",
    "security_modes": ["mortgage", "guarantee"],
    "max_advance_rate": "60",
    "preferred_industries": ["C"],
    "preferred_cities": ["440100"],
    "preferred_provinces": ["350000"],
    "min_grade": "BBB",
    "own_funds": "y",
    "summary": "支持同城制造企业。",
    "visibility": "match_only",
}
PAPERS = {"business_licence": [upload("营业执照.pdf")], "funds_proof": [upload("存款证明.pdf")]}


async def test_who_wants_to_lend_lands_on_a_page_that_says_so(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.lender)
    for start in ("/work", "/lending/postings"):
        await plain.open(start)
        page = await plain.follow("我要放贷")
        assert (page.path, page.title) == (NEW, "我要放贷")
    assert page.link("贷款业务") == NEW


async def test_an_offer_is_published_and_meets_the_request_that_waits(visitor: Visitor, cast: Cast) -> None:
    await make_request(cast.borrower)
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", OFFER, files=PAPERS)
    assert page.title == "匹配结果"
    assert "广州市华锐精密科技有限公司" in page.text
    assert "77.42" in page.text
    row = await db.fetch_row("SELECT status, min_score, preferred_regions, max_advance_rate FROM loan_offer")
    assert (row["status"], row["min_score"], row["preferred_regions"]) == ("active", 55, ["440100", "350000"])
    assert row["max_advance_rate"] * 100 == 60


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("project", "", "请填写贷款名称"),
        ("amount_min", "11", "上限应不低于下限"),
        ("amount_max", "0", "0.1 万元至 10 亿元"),
        ("min_rate", "12.01", "不能超过 12.00%"),
        ("min_rate", "", "此项必填"),
        ("max_term_months", "0", "1 至 120"),
        ("preferred_term_months", "13", "偏好期限不能超过最长期限"),
        ("security_modes", [], "请至少选择一种风控方式"),
        ("max_advance_rate", "101", "1 至 100"),
        ("preferred_industries", ["ZZ"], "请从列出的选项中选择"),
        ("min_grade", "AAAA", "请从列出的选项中选择"),
        ("own_funds", [], "出借资金须为自有资金"),
        ("summary", "长" * 201, "不能超过 200 个字"),
    ],
)
async def test_a_wrong_field_is_refused_with_a_sentence_and_kept(
    plain: Visitor, cast: Cast, field: str, typed: Any, says: str
) -> None:
    await sign_in(plain, cast.lender)
    await plain.open(NEW)
    page = await plain.press("直接提交", {**OFFER, field: typed}, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    kept = page.tree.xpath(f"//input[@name='{field}' and @type='text']")
    assert not kept or kept[0].get("value") == typed
    assert await db.fetch_value("SELECT count(*) FROM loan_offer") == 0


async def test_all_that_is_wrong_is_told_in_one_round(visitor: Visitor, cast: Cast) -> None:
    for _ in range(9):
        await make_position(cast.borrower, cast.lender)
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", {**OFFER, "project": "", "min_rate": "12.01"}, expect=422)
    assert [error.partition("：")[0] for error in page.errors()] == [
        "贵单位 24 个月内的有息出借已达 9 笔，为避免被认定为职业放贷，暂不能再发布贷款。",
        "贷款名称",
        "期望最低利率",
    ]


async def test_a_licensed_institution_goes_over_the_cap_and_is_warned(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.institution, "institution")
    await plain.open(NEW)
    await plain.press("直接提交", {**OFFER, "min_rate": "15"})
    offer_id = await db.fetch_value("SELECT id FROM loan_offer WHERE status = 'active'")
    page = await plain.open(f"/lending/offers/{offer_id}")
    assert "利率超过 12.00%（1 年期 LPR 3.00% 的 4 倍）" in page.text


async def test_an_enterprise_over_the_cap_is_refused_without_the_institutions_caution(
    visitor: Visitor, cast: Cast
) -> None:
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", {**OFFER, "min_rate": "15"}, expect=422)
    assert any("不能超过 12.00%" in error for error in page.errors())
    assert "持牌机构" not in page.text


@pytest.mark.parametrize(
    ("loans", "warned", "blocked"), [(4, False, False), (5, True, False), (8, True, False), (9, False, True)]
)
async def test_paid_loans_of_24_months_warn_at_5_and_block_at_9(
    plain: Visitor, cast: Cast, loans: int, warned: bool, blocked: bool
) -> None:
    for _ in range(loans):
        await make_position(cast.borrower, cast.lender)
    await make_position(cast.borrower, cast.lender, opened_at=clock.now() - timedelta(days=24 * 31))
    await make_position(cast.borrower, cast.lender, rate=0)
    await sign_in(plain, cast.lender)
    page = await plain.open(NEW)
    assert ("达到 9 笔后不能再出借" in page.text) is warned
    page = await plain.press("直接提交", {**OFFER, "project": "再出借一笔"}, expect=422 if blocked else 200)
    assert any("已达 9 笔" in error for error in page.errors()) is blocked
    assert await db.fetch_value("SELECT count(*) FROM loan_offer WHERE project = '再出借一笔'") == (not blocked)


async def test_a_borrower_who_lends_is_reminded_of_own_funds(plain: Visitor, cast: Cast) -> None:
    await make_position(cast.borrower, cast.lender, status="performing")
    await sign_in(plain, cast.borrower)
    assert "不得转贷" in (await plain.open(NEW)).text


async def test_a_double_click_makes_one_offer(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    await visitor.press("直接提交", OFFER, twice=True)
    offer_id = await db.fetch_value("SELECT id FROM loan_offer")
    assert visitor.now.path == f"/lending/offers/{offer_id}/matches"
    assert await db.fetch_value("SELECT count(*) FROM loan_offer") == 1


async def test_a_draft_comes_back_as_it_was_typed_and_is_submitted_later(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    page = await visitor.press("保存草稿", {**OFFER, "amount_max": "", "own_funds": []})
    assert page.title == "修改贷款"
    ticked = {box.get("value") for box in page.tree.xpath("//input[@type='checkbox' and @checked]")}
    assert ticked == {"mortgage", "guarantee", "C", "440100", "350000"}
    assert page.one("//option[@selected]").get("value") == "BBB"
    await visitor.press("直接提交", {"amount_max": "10", "own_funds": "y"}, form="loan-offer")
    assert await db.fetch_value("SELECT status FROM loan_offer") == "active"


async def test_a_stale_edit_is_refused_with_what_changed(visitor: Visitor, cast: Cast) -> None:
    offer_id = await make_offer(cast.lender, max_advance_rate=None)
    await sign_in(visitor, cast.lender)
    await visitor.open(f"/lending/offers/{offer_id}")
    own = await queries.own_offer(cast.lender, offer_id)
    changed = replace(own.terms, min_rate=Decimal("0.07"), min_score=65)
    await offers.submit(cast.lender, Kept(uuid.uuid4(), offer_id, own.version), changed, [])
    page = await visitor.press("保存修改并重新匹配", {"summary": "新的说明"}, expect=422)
    assert "在另一个窗口修改过这项发布" in page.errors()[0]
    assert page.link("期望最低利率：现为“7”，您填写的是“5”") == "#min_rate"
    assert "期望最低利率：现为“7”，您填写的是“5”" in page.errors()
    assert "最低信用等级：现为“A（65 分以上）”，您填写的是“BBB（55 分以上）”" in page.errors()
    await visitor.press("保存修改并重新匹配")
    assert await db.fetch_value("SELECT min_rate * 100 FROM loan_offer") == 5


async def test_another_enterprise_finds_nothing_and_a_reviewer_writes_nothing(plain: Visitor, cast: Cast) -> None:
    offer_id = await make_offer(cast.lender)
    await sign_in(plain, cast.stranger)
    await plain.open(f"/lending/offers/{offer_id}", expect=404)
    await plain.open(f"/lending/offers/{offer_id}/matches", expect=404)
    for fragment in ("offer-form", "match-list"):
        assert (await plain.fragment(f"/partials/lending/offers/{offer_id}/{fragment}")).status_code == 404
    await plain.press("退出登录")
    await sign_in(plain, cast.lender_checker)
    page = await plain.open(f"/lending/offers/{offer_id}")
    assert page.title == "贷款详情"
    token = page.tree.xpath("//input[@name='_csrf_token']")[0].get("value")
    response = await plain.raw("POST", f"/lending/offers/{offer_id}", data={"_csrf_token": token, **OFFER})
    assert response.status_code == 403
    assert await db.fetch_value("SELECT version FROM loan_offer") == 1


@pytest.mark.parametrize("status", ["matched", "closed", "withdrawn", "expired"])
async def test_an_ended_offer_is_shown_in_full(plain: Visitor, cast: Cast, status: str) -> None:
    offer_id = await make_offer(cast.lender, status=status, preferred_industries=["C"], preferred_regions=["440100"])
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/lending/offers/{offer_id}")
    assert page.title == "贷款详情"
    assert "制造业" in page.text
    assert "5 — 10 万元" in page.text
