"""The match pages of claims and 收购意向: reasons, near misses, 发起出售申请."""

from decimal import Decimal

import pytest

from cast import Cast
from claim_makers import make_claim, make_criteria
from conversation_cases import block
from lending_cases import sign_in
from visitor import Visitor
from zczr import db
from zczr.domain.claims.matching import run_for_claim, run_for_criteria


async def test_a_seller_sees_ranked_buyers_with_reasons_and_near_misses(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await make_criteria(cast.lender)
    await make_criteria(cast.stranger, amount_max=Decimal(450_000))
    await make_criteria(cast.institution, debtor_states=["confirmed"])
    await run_for_claim(claim_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/claims/sales/{claim_id}/matches")
    assert "共 1 家" in page.text
    for said in (
        cast.lender.organization_name, "68.00", "双方是合作伙伴。", "最弱一项：证明材料提供了 0%。",
        "若出售价格降低 5 万元，多 1 家", "若先取得债务方确权，多 1 家",
    ):  # fmt: skip
        assert said in page.text, said
    assert cast.stranger.organization_name in page.text
    assert "138" not in page.text


async def test_a_buyer_sees_claims_and_goes_on_to_the_market(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    criteria_id = await make_criteria(cast.lender, preferred_regions=["440100"])
    await run_for_criteria(criteria_id)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/claims/criteria/{criteria_id}/matches")
    for said in ("27.37%/年", "15.25%", "590,000.00 元", "出售方在偏好地区。", "债权真实转让不受此上限约束"):
        assert said in page.text, said
    assert page.link("查看债权") == f"/claims/market/{claim_id}"
    assert not page.tree.xpath("//form[@id='apply']")
    page = await plain.follow("查看债权")
    assert page.path == f"/claims/market/{claim_id}"


async def test_what_the_other_side_found_is_shown_too(plain: Visitor, cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.lender)
    await run_for_criteria(criteria_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/claims/sales/{claim_id}/matches")
    assert cast.lender.organization_name in page.text


async def test_a_claim_is_offered_to_several_at_once(visitor: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    wanted = [await make_criteria(cast.lender), await make_criteria(cast.stranger)]
    await run_for_claim(claim_id)
    await sign_in(visitor, cast.clerk)
    await visitor.open(f"/claims/sales/{claim_id}/matches")
    await visitor.press("发起出售申请", {"counterparties": wanted, "message": "货已验收"}, form="apply")
    rows = await db.fetch("SELECT criteria_id, amount, status, message FROM application ORDER BY criteria_id")
    assert [tuple(row) for row in rows] == [(each, 500_000, "pending", "货已验收") for each in wanted]
    page = await visitor.open(f"/claims/sales/{claim_id}/matches")
    assert len(page.tree.xpath("//a[normalize-space()='查看申请' and contains(@href, '/applications/')]")) == 2
    assert not page.tree.xpath("//input[@name='counterparties']")


async def test_an_offer_that_is_refused_keeps_ticks_and_words(visitor: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    criteria_id = await make_criteria(cast.lender)
    await run_for_claim(claim_id)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/claims/sales/{claim_id}/matches")
    page = await visitor.press("发起出售申请", {"counterparties": [], "message": "您好"}, form="apply", expect=422)
    assert any("请至少勾选一家" in error for error in page.errors())
    assert page.one("//textarea[@name='message']").text.strip() == "您好"
    # The buyer is there on the page, and withdraws while it is read.
    await make_criteria(cast.stranger)
    await run_for_claim(claim_id)
    await visitor.open(f"/claims/sales/{claim_id}/matches")
    await db.execute("UPDATE purchase_criteria SET status = 'withdrawn' WHERE id = $1", criteria_id)
    page = await visitor.press("发起出售申请", {"counterparties": [criteria_id]}, form="apply", expect=422)
    assert any("已撤回或修改收购意向" in error for error in page.errors())
    assert await db.fetch_value("SELECT count(*) FROM application") == 0


async def test_another_ones_claim_is_offered_to_nobody(plain: Visitor, cast: Cast) -> None:
    mine, other = (
        await make_claim(cast.borrower),
        await make_claim(cast.stranger, contract_number="B-1", invoice_numbers=()),
    )
    criteria_id = await make_criteria(cast.lender)
    await run_for_claim(mine)
    await run_for_claim(other)
    await sign_in(plain, cast.borrower)
    await plain.open(f"/claims/sales/{mine}/matches")
    for claim_id in (str(other), "abc", "", "9" * 30):
        answer = await plain.raw_press("发起出售申请", {"claim_id": claim_id, "counterparties": [criteria_id]})
        assert answer.status_code == 404, claim_id
    assert await db.fetch_value("SELECT count(*) FROM application") == 0


async def test_who_may_not_apply_is_shown_no_form_to_do_so(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await make_criteria(cast.lender)
    await run_for_claim(claim_id)
    await sign_in(plain, cast.checker)
    page = await plain.open(f"/claims/sales/{claim_id}/matches")
    assert cast.lender.organization_name in page.text
    assert not page.tree.xpath("//input[@name='counterparties']")


@pytest.mark.parametrize("status", ["reserved", "matched", "closed"])
async def test_what_is_not_on_sale_any_more_says_so(plain: Visitor, cast: Cast, status: str) -> None:
    claim_id = await make_claim(cast.borrower, status=status)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/claims/sales/{claim_id}/matches")
    assert "不在匹配中" in page.text


async def test_who_keeps_apart_is_gone_at_once(plain: Visitor, cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.stranger)
    await run_for_claim(claim_id)
    await run_for_criteria(criteria_id)
    await block(cast.stranger, cast.borrower)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/claims/sales/{claim_id}/matches")
    assert "暂时没有匹配的买方" in page.text


async def test_criteria_for_partners_are_hidden_when_they_part(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await make_criteria(cast.lender, visibility="partners")
    await run_for_claim(claim_id)
    await sign_in(plain, cast.borrower)
    assert cast.lender.organization_name in (await plain.open(f"/claims/sales/{claim_id}/matches")).text
    await db.execute("DELETE FROM partnership")
    assert cast.lender.organization_name not in (await plain.open(f"/claims/sales/{claim_id}/matches")).text


async def test_strangers_find_nothing(plain: Visitor, cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.lender)
    await sign_in(plain, cast.stranger)
    await plain.open(f"/claims/sales/{claim_id}/matches", expect=404)
    await plain.open(f"/claims/criteria/{criteria_id}/matches", expect=404)
