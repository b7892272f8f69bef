"""债权出售 at its pages: the form, what it computes, drafts, the same claim twice, ending it."""

from datetime import timedelta
from typing import Any

import pytest

from cast import Cast
from claim_makers import make_claim
from journeys.test_claim import sale
from lending_cases import sign_in
from visitor import Visitor, canonical, parse_fragment, upload
from zczr import db
from zczr.domain import clock

NEW = "/claims/sales/new"
PAPERS = {"evidence": [upload("购销合同.pdf")]}


async def test_a_claim_is_put_on_sale_and_lands_on_its_matches(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.clerk)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", sale(), files=PAPERS)
    assert page.title == "匹配结果"
    row = await db.fetch_row("SELECT status, invoice_numbers, face_amount, debtor_uscc FROM claim")
    assert tuple(row) == ("active", ["44001", "44002"], 590_000, "91440101MA5D000016")
    held = await db.fetch_value("SELECT count(*) FROM upload WHERE subject_kind = 'claim' AND slot = 'evidence'")
    assert held == 1


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("kind", [], "请选择债权类型"),
        ("debtor_name", "", "请填写债务方的全称"),
        ("debtor_uscc", "9144010", "共 18 位"),
        ("debtor_uscc", "", "请填写债务方的统一社会信用代码"),
        ("contract_number", "", "请填写产生这笔债权的合同编号"),
        ("face_amount", "五十九万", "请用数字填写"),
        ("face_amount", "-1", "不能是负数"),
        ("face_amount", "999.99", "1,000 元至 10 亿元"),
        ("asking_price", "59.01万", "不能高于债权金额"),
        ("starts_on", "2026年13月1日", "2026-11-23 的格式"),
        ("due_on", "today", "已到期"),
        ("origin", "长" * 301, "不能超过 300 个字"),
        ("debtor_situation", "", "请说明债务方的经营和付款情况"),
        ("recourse", [], "请选择有无追索权"),
        ("pledged", "y", "请先解除质押登记"),
        ("debtor_email", "caiwu", "请填写完整的邮箱地址"),
        ("invoices", " ".join(map(str, range(51))), "最多填写 50 张发票"),
    ],
)
async def test_a_wrong_field_is_refused_with_a_sentence_and_kept(
    plain: Visitor, cast: Cast, field: str, typed: Any, says: str
) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    typed = clock.today().isoformat() if typed == "today" else typed
    page = await plain.press("直接提交", {**sale(), field: typed}, files=PAPERS, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    kept = page.tree.xpath(f"//input[@name='{field}' and @type='text']")
    assert not kept or kept[0].get("value") == typed
    assert "购销合同.pdf" in page.text
    assert await db.fetch_value("SELECT count(*) FROM claim") == 0


async def test_what_is_asked_of_a_round_is_not_asked_of_a_price(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    nonsense = {"quotes_until": "昨天", "reserve_price": "很多", "invited": "长" * 5001}
    await plain.press("直接提交", {**sale(), "sale_mode": "quotes", **nonsense}, files=PAPERS, expect=422)
    await plain.press("直接提交", {"sale_mode": "fixed"})
    assert tuple(await db.fetch_row("SELECT sale_mode, quotes_until, reserve_price FROM claim")) == (
        "fixed",
        None,
        None,
    )


async def test_who_cannot_be_invited_is_told_with_all_else_that_is_wrong(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    until = (clock.today() + timedelta(days=9)).isoformat()
    round_ = {"sale_mode": "quotes", "quote_scope": "invited", "invited": "查无此企业", "quotes_until": until}
    page = await plain.press("直接提交", {**sale(), **round_, "asking_price": "59.01万"}, files=PAPERS, expect=422)
    for said in ("没有找到已认证的会员“查无此企业”", "不能高于债权金额"):
        assert any(said in error for error in page.errors()), page.errors()


async def test_without_evidence_nothing_is_sold(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    page = await plain.press("直接提交", sale(), expect=422)
    assert page.errors() == ["债权相关合同以及证据证明：请上传合同、发票、送货单等证明这笔债权的资料"] or any(
        "请上传合同、发票" in error for error in page.errors()
    )


async def test_a_price_is_tried_before_the_form_is_full(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    due = (clock.today() + timedelta(days=240)).isoformat()
    page = await plain.press("试算价格", {"face_amount": "590000", "asking_price": "500000", "due_on": due})
    assert page.errors() == []
    for shown in ("15.25%", "240 天", "27.37%", "475,356 元", "若债务方确权，参考价格升至 559,242 元"):
        assert shown in page.text, shown
    assert await db.fetch_value("SELECT count(*) FROM claim") == 0


async def test_the_panel_follows_what_is_typed(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    due = (clock.today() + timedelta(days=240)).isoformat()
    asked = f"face_amount=59万&asking_price=500,000&due_on={due}&recourse=with&state=confirmed"
    answer = await plain.fragment(f"/partials/claims/pricing-panel?{asked}")
    assert "559,242 元" in answer.text
    assert "受让方不是持牌机构时按借款处理" in answer.text
    nonsense = await plain.fragment("/partials/claims/pricing-panel?face_amount=abc&due_on=x&state=zzz")
    assert nonsense.status_code == 200
    assert "填写债权金额和到期日后" in nonsense.text
    whole = await plain.open(NEW)
    (alone,) = parse_fragment((await plain.fragment("/partials/claims/pricing-panel")).text)
    assert canonical(alone) == whole.html_of("pricing-panel")


async def test_a_draft_is_kept_edited_and_sold(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    page = await visitor.press("保存草稿", {"debtor_name": "广州市宏达机械有限公司", "face_amount": "590000"})
    claim_id = await db.fetch_value("SELECT id FROM claim")
    assert page.path == f"/claims/sales/{claim_id}"
    assert "关于广州市宏达机械有限公司对于广州市华锐精密科技有限公司（债权类型）590,000元的债权出售" in page.text
    await visitor.press("直接提交", sale(), files=PAPERS)
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "active"
    page = await visitor.open("/claims/postings?status=active")
    assert "560,000.00" in page.text


async def test_the_same_claim_is_refused_at_its_number(plain: Visitor, cast: Cast) -> None:
    first = await make_claim(cast.borrower)
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    page = await plain.press("直接提交", sale(), files=PAPERS, expect=422)
    assert any(f"编号 {first}" in error for error in page.errors())


async def test_a_claim_is_closed_and_leaves_the_market(visitor: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/claims/sales/{claim_id}")
    await visitor.press("关闭发布", agree=True)
    assert visitor.now.path.startswith("/claims/postings")
    assert await db.fetch_value("SELECT status FROM claim") == "closed"
    await visitor.open(f"/claims/market/{claim_id}", expect=404)


async def test_own_claims_are_a_file_as_the_list_is_filtered(plain: Visitor, cast: Cast) -> None:
    await make_claim(cast.borrower)
    await make_claim(cast.borrower, status="closed", contract_number="B", invoice_numbers=())
    await make_claim(cast.lender, contract_number="C", invoice_numbers=())
    await sign_in(plain, cast.reviewer, "institution")
    assert "590000" not in (await plain.raw("GET", "/claims/postings/export.csv")).text
    await sign_in(plain, cast.checker)
    page = await plain.open("/claims/postings?status=active")
    lines = (await plain.raw("GET", page.link("导出 CSV"))).text.splitlines()
    assert len(lines) == 2
    assert "应收账款,590000.00,500000.00" in lines[1]
