"""合同确认 filled in while something else happens: overtaken, returned, or dearer than the cap."""

from decimal import Decimal

import pytest

from cases import make_deal, make_filing
from cast import PASSWORD, Cast
from lending_cases import TICKS
from pages.applications.test_answers import FILING, SCAN, dated, enter, stage_of
from visitor import Visitor, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.contracts import commands as contracts
from zczr.domain.invariants import broken


async def filing_form(visitor: Visitor, cast: Cast, deal: int) -> None:
    """The lender before the form."""
    await enter(visitor, cast.lender)
    await visitor.open(f"/lending/applications/{deal}/filings/new")


def value(visitor: Visitor, name: str) -> str:
    """What a field shows."""
    return str(visitor.now.one(f"//input[@name='{name}']").get("value"))


async def test_who_is_overtaken_is_told_what_stands_and_keeps_what_was_typed(visitor: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await filing_form(visitor, cast, deal)
    form = visitor.now
    await make_filing(deal, cast.borrower)
    await db.execute("UPDATE application SET status = 'approved_unconfirmed' WHERE id = $1", deal)
    for wrong in ({}, {"purpose": ""}, {"password": "Wrong-2026"}):
        page = await visitor.press("提交合同确认", {**dated(FILING), **wrong}, files=SCAN, expect=409)
        first, *others = page.errors()
        assert first.startswith(f"{cast.borrower.organization_name}已于 ")
        assert "HT-2026-001" in first
        assert first.endswith("您填写的内容没有提交，保留在下面。")
        assert "合同编号：现为“HT-2026-001”，您填写的是“HT-2026-018”。" in others
        assert "年利率：现为“5”，您填写的是“5.5”。" in others
        assert not any("密码" in error or "借款金额" in error for error in others)
        assert (value(visitor, "number"), value(visitor, "rate")) == ("HT-2026-018", "5.5")
        assert "合同扫描.pdf" in page.text
        assert page.one("//h1/following-sibling::*[contains(@class, 'badge')]").text == "已通过未确认"
        assert page.link("查看申请的最新情况") == f"/lending/applications/{deal}"
        visitor.page = form
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 1


async def test_who_is_overtaken_by_the_end_of_the_sixty_days_keeps_what_was_typed(visitor: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await filing_form(visitor, cast, deal)
    await db.execute("UPDATE application SET confirm_due_at = $1", clock.now())
    page = await visitor.press("提交合同确认", {**dated(FILING), "amount": ""}, files=SCAN, expect=409)
    assert page.errors()[0].startswith("已超过合同确认的期限")
    assert value(visitor, "number") == "HT-2026-018"


async def test_after_a_return_the_form_holds_what_was_returned_and_why(visitor: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await filing_form(visitor, cast, deal)
    await visitor.press("提交合同确认", dated(FILING), files=SCAN)
    filing = await db.fetch_value("SELECT id FROM contract_filing")
    await contracts.send_back(cast.borrower, filing, reason="利率应为 5.2%", address="")
    await visitor.open(f"/lending/applications/{deal}/filings/new")
    assert "退回原因：利率应为 5.2%" in visitor.now.text
    typed = dated(FILING)
    for name in ("number", "signed_on", "starts_on", "ends_on", "rate", "default_rate", "other_charges", "purpose"):
        assert value(visitor, name) == typed[name]
    assert visitor.now.one("//input[@name='repayment_method'][@checked]").get("value") == "bullet"
    assert "合同扫描.pdf" not in visitor.now.text
    page = await visitor.press("提交合同确认", {"rate": "5.2", "password": PASSWORD}, expect=422)
    assert [error.partition("：")[0] for error in page.errors()] == ["双方签字盖章的合同扫描件"]
    await visitor.press("提交合同确认", {"password": PASSWORD}, files=SCAN)
    assert await stage_of(deal) == "approved_unconfirmed"
    rows = await db.fetch("SELECT contract_number, rate * 100, status FROM contract_filing ORDER BY id")
    assert [tuple(map(str, row)) for row in rows] == [
        ("HT-2026-018", "5.500000", "returned"), ("HT-2026-018", "5.200000", "filed"),
    ]  # fmt: skip


async def test_the_cost_is_judged_while_something_else_is_wrong(visitor: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await filing_form(visitor, cast, deal)
    wrong = {**dated(FILING), "number": "", "other_charges": "50000", "amount": "300000"}
    page = await visitor.press("提交合同确认", wrong, files=SCAN, expect=422)
    assert len(page.errors()) == 4
    for said in ("请填写合同编号", "折合年化 39.", "逾期利率与其他费用合计", "不能超过双方发布的上限 100,000 元"):
        assert any(said in error for error in page.errors()), (said, page.errors())


async def test_a_licensed_lender_s_cost_past_the_cap_is_known_to_both_sides(visitor: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.institution, status="approved")
    await enter(visitor, cast.institution)
    await visitor.open(f"/lending/applications/{deal}/filings/new")
    assert not visitor.now.tree.xpath("//input[@name='cost_known']")
    dear = {**dated(FILING), "rate": "36"}
    page = await visitor.press("提交合同确认", dear, files=SCAN, expect=422)
    (error,) = page.errors()
    assert "综合年化成本 36.00%，超过 4 倍 LPR（12.00%）" in error
    assert "8.00%" not in error
    # The tick is for the cost that was shown: another one asks anew, its box empty.
    page = await visitor.press("提交合同确认", {"rate": "40", "cost_known": "y", "password": PASSWORD}, expect=422)
    (error,) = page.errors()
    assert "综合年化成本 40.00%" in error
    assert page.one("//input[@name='cost_known']").get("checked") is None
    await visitor.press("提交合同确认", {"rate": "36", "cost_known": "y", "password": PASSWORD}, expect=422)
    page = await visitor.press("提交合同确认", {"cost_known": "y", "number": "", "password": PASSWORD}, expect=422)
    assert [error.partition("：")[0] for error in page.errors()] == ["合同编号"]
    assert "综合年化成本 36.00%，超过" in page.text
    await visitor.press("提交合同确认", {"number": "HT-36", "password": PASSWORD})
    for side in (cast.institution, cast.borrower):
        await enter(visitor, side)
        page = await visitor.open(f"/lending/applications/{deal}")
        assert "出借方是持牌机构，不受此上限约束，双方须核对知悉。" in page.text
        assert "共 1 期，利息合计 17,556.16 元" in page.text
        terms = {text_of(each.find("dt")): text_of(each.find("dd")) for each in page.tree.xpath("//dl/div")}
        assert [terms[name] for name in ("综合年化成本", "逾期年化成本", "4 倍 LPR")] == [
            "36.00%/年", "8.00%/年", "12.00%/年",
        ]  # fmt: skip
    assert "综合年化成本 36.00%/年，逾期 8.00%/年（4 倍 LPR 为 12.00%/年），持牌机构不受此上限约束，已知悉" in page.text
    await visitor.press("确认合同", TICKS)
    assert await stage_of(deal) == "confirmed"
    assert await broken() == []


async def test_a_rate_above_what_the_borrower_published_is_shown_to_both(plain: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    await make_filing(deal, cast.lender, rate=Decimal("0.065"))
    for side in (cast.borrower, cast.lender):
        await enter(plain, side)
        page = await plain.open(f"/lending/applications/{deal}")
        said = "年利率 6.50%/年高于借款方发布的可承担最高利息 6.00%/年，请借款方核对。"
        assert said in page.text


@pytest.mark.parametrize(
    "path",
    ["withdrawal", "approval", "rejection", "filings/7/confirmation", "filings/7/return"],
)
async def test_an_address_that_only_takes_a_form_leads_to_its_page(plain: Visitor, cast: Cast, path: str) -> None:
    deal = await make_deal(cast.borrower, cast.lender)
    await enter(plain, cast.lender)
    await plain.open(f"/lending/applications/{deal}/{path}")
    assert plain.now.path == f"/lending/applications/{deal}"
