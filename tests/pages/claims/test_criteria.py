"""收购意向: the form, drafts, submitting, editing, ending, the list."""

import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_makers import make_claim, make_criteria
from lending_cases import sign_in
from visitor import Visitor
from zczr import db
from zczr.domain.claims import criteria
from zczr.domain.postings.commands import Kept
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken

NEW = "/claims/criteria/new"
CRITERIA: dict[str, Any] = {
    "project": "收购优质应收账款",
    "kinds": ["receivable", "bill"],
    "amount_min": "10",
    "amount_max": "１００万",
    "min_yield": "8",
    "min_discount": "5",
    "max_days": "365天",
    "preferred_days": "180",
    "debtor_states": ["confirmed", "unnotified"],
    "debtor_requirement": "国有企业或上市公司。",
    "min_grade": "B",
    "preferred_industries": ["C"],
    "preferred_cities": ["440100"],
    "preferred_provinces": ["350000"],
    "visibility": "match_only",
}


async def test_criteria_are_published_and_meet_the_claim_that_waits(visitor: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", CRITERIA)
    assert page.title == "匹配结果"
    assert "关于广州市宏达机械有限公司对于广州市华锐精密科技有限公司应收账款590,000元的债权出售" in page.text
    assert page.link("查看债权") == f"/claims/market/{claim_id}"
    row = await db.fetch_row("SELECT * FROM purchase_criteria")
    assert (row["status"], row["min_score"], row["min_yield"]) == ("active", 90, Decimal("0.08"))
    assert (row["amount_max"], row["max_days"], row["preferred_regions"]) == (1_000_000, 365, ["440100", "350000"])
    assert (row["kinds"], row["debtor_states"]) == (["receivable", "bill"], ["confirmed", "unnotified"])


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("project", "", "请填写意向名称"),
        ("amount_min", "101", "上限应不低于下限"),
        ("amount_max", "0", "0.1 万元至 10 亿元"),
        ("min_yield", "abc", "请用数字填写"),
        ("min_discount", "100", "0 至 99"),
        ("max_days", "14", "15 至 3660"),
        ("max_days", "3661", "15 至 3660"),
        ("max_days", "", "此项必填"),
        ("preferred_days", "366", "偏好期限不能超过最长期限"),
        ("kinds", ["land"], "请从列出的选项中选择"),
        ("debtor_states", ["disputed"], "请从列出的选项中选择"),
        ("debtor_requirement", "长" * 201, "不能超过 200 个字"),
        ("min_grade", "AAA", "请从列出的选项中选择"),
    ],
)
async def test_a_wrong_field_is_told_and_everything_kept(
    visitor: Visitor, cast: Cast, field: str, typed: Any, says: str
) -> None:
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", {**CRITERIA, field: typed}, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    if field != "project":
        assert page.one("//input[@name='project']").get("value") == "收购优质应收账款"
    assert await db.fetch_value("SELECT count(*) FROM purchase_criteria") == 0


@pytest.mark.parametrize(("field", "typed"), [("max_days", "15"), ("max_days", "3660"), ("min_discount", "99")])
async def test_the_bounds_themselves_are_taken(plain: Visitor, cast: Cast, field: str, typed: str) -> None:
    await sign_in(plain, cast.lender)
    await plain.open(NEW)
    page = await plain.press("直接提交", {**CRITERIA, "preferred_days": "", field: typed})
    assert page.title == "匹配结果"


async def test_a_draft_may_leave_things_out_and_is_gone_on_with(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.lender)
    await visitor.open(NEW)
    page = await visitor.press("保存草稿", {"project": "待定", "kinds": ["bill"]})
    draft_id = await db.fetch_value("SELECT id FROM purchase_criteria WHERE status = 'draft'")
    assert page.path == f"/claims/criteria/{draft_id}"
    assert page.one("//input[@name='kinds' and @value='bill']").get("checked") is not None
    page = await visitor.press("直接提交", CRITERIA)
    assert page.path == f"/claims/criteria/{draft_id}/matches"
    assert await db.fetch_value("SELECT count(*) FROM purchase_criteria WHERE status = 'active'") == 1


async def test_an_edit_is_matched_anew(plain: Visitor, cast: Cast) -> None:
    await make_claim(cast.borrower)
    criteria_id = await make_criteria(cast.lender, kinds=["bill"])
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/claims/criteria/{criteria_id}")
    assert page.title == "修改收购意向"
    page = await plain.press("保存修改并重新匹配", {"kinds": ["receivable"]})
    assert "匹配到的债权" in page.text
    assert await db.fetch_value("SELECT version FROM purchase_criteria") == 2


async def test_a_stale_edit_is_told_what_changed(plain: Visitor, cast: Cast) -> None:
    criteria_id = await make_criteria(cast.lender)
    await sign_in(plain, cast.lender)
    await plain.open(f"/claims/criteria/{criteria_id}")
    own = await criteria.own_criteria(cast.lender, criteria_id)
    await criteria.submit(cast.lender, Kept(uuid.uuid4(), criteria_id, own.version), replace(own.terms, max_days=300))
    page = await plain.press("保存修改并重新匹配", {"project": "改名"}, expect=422)
    assert any("修改过这项发布" in error for error in page.errors())
    assert await db.fetch_value("SELECT max_days FROM purchase_criteria") == 300


async def test_a_double_submit_makes_one(cast: Cast) -> None:
    terms = (await criteria.own_criteria(cast.lender, await make_criteria(cast.lender))).terms
    kept = Kept(uuid.uuid4())
    assert await criteria.submit(cast.lender, kept, terms) == await criteria.submit(cast.lender, kept, terms)
    assert await db.fetch_value("SELECT count(*) FROM purchase_criteria") == 2
    with pytest.raises(RuleBroken):
        await criteria.submit(cast.lender, kept, replace(terms, max_days=100))


async def test_a_minimum_above_the_cap_is_cautioned_for_who_has_no_licence(plain: Visitor, cast: Cast) -> None:
    # The LPR of the seeded table is 3.00%, the cap 12.00%.
    at_cap = await make_criteria(cast.lender, min_yield=Decimal("0.12"))
    above = await make_criteria(cast.lender, min_yield=Decimal("0.1201"))
    licensed = await make_criteria(cast.institution, min_yield=Decimal("0.1201"))
    for actor, criteria_id, said in (
        (cast.lender, at_cap, 0),
        (cast.lender, above, 1),
        (cast.institution, licensed, 0),
    ):
        own = await criteria.own_criteria(actor, criteria_id)
        assert len(await criteria.cautions_of(actor, own.terms)) == said
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/claims/criteria/{above}")
    assert "最低年化收益率超过 12.00%（1 年期 LPR 3.00% 的 4 倍）" in page.text


@pytest.mark.parametrize(("button", "state"), [("撤回", "withdrawn"), ("关闭发布", "closed")])
async def test_criteria_are_ended_after_a_question_and_shown_in_full(
    plain: Visitor, cast: Cast, button: str, state: str
) -> None:
    criteria_id = await make_criteria(cast.lender)
    await sign_in(plain, cast.lender)
    await plain.open(f"/claims/criteria/{criteria_id}")
    await plain.press(button)
    page = await plain.press(button)
    assert (page.path, page.title) == ("/claims/criteria", "我的收购意向")
    assert await db.fetch_value("SELECT status FROM purchase_criteria") == state
    page = await plain.open(f"/claims/criteria/{criteria_id}")
    assert page.title == "收购意向详情"
    assert "10 — 100 万元" in page.text


async def test_the_list_shows_own_ones_by_state(plain: Visitor, cast: Cast) -> None:
    await make_criteria(cast.lender, project="意向甲", status="closed")
    await make_criteria(cast.lender, project="意向乙", min_yield=None, kinds=[])
    await make_criteria(cast.stranger, project="别人的意向")
    await sign_in(plain, cast.lender)
    page = await plain.open("/claims/criteria")
    assert "意向甲" in page.text
    assert "意向乙" in page.text
    assert "别人的意向" not in page.text
    page = await plain.open("/claims/criteria?status=active")
    assert "意向甲" not in page.text
    assert page.text.count("不限") == 2


async def test_strangers_find_nothing_and_readers_change_nothing(plain: Visitor, cast: Cast) -> None:
    criteria_id = await make_criteria(cast.lender)
    with pytest.raises(NotFound):
        await criteria.own_criteria(cast.stranger, criteria_id)
    own = await criteria.own_criteria(cast.lender_checker, criteria_id)
    with pytest.raises(NotAllowed):
        await criteria.submit(cast.lender_checker, Kept(uuid.uuid4(), criteria_id, own.version), own.terms)
    await sign_in(plain, cast.lender_checker)
    page = await plain.open(f"/claims/criteria/{criteria_id}")
    assert page.title == "收购意向详情"


async def test_who_waits_for_verification_saves_drafts_only(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.newcomer)
    page = await plain.open(NEW)
    assert "贵单位尚未通过认证" in page.text
    page = await plain.press("直接提交", CRITERIA, expect=422)
    assert await db.fetch_value("SELECT count(*) FROM purchase_criteria") == 0
    await plain.press("保存草稿", CRITERIA)
    assert await db.fetch_value("SELECT status FROM purchase_criteria") == "draft"
