"""购买 and 发起出售申请: one claim, one buyer; the claim goes back to the market when it comes to nothing."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_cases import make_claim_deal
from claim_makers import make_claim, make_criteria
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import commands, selling
from zczr.domain.applications.buying import PriceChanged, Seen, purchase
from zczr.domain.applications.expiry import expire_due, remind
from zczr.domain.partners import commands as partners
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState

PRICE = Decimal("500000.00")


async def _buy(actor: Actor, claim_id: int, **more: Any) -> int:
    values: dict[str, Any] = {"seen": Seen(1, PRICE), "message": "", "submission_id": uuid.uuid4(), **more}
    return await purchase(actor, claim_id, **values)


async def _status(claim_id: int) -> str:
    return str(await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id))


async def test_buying_reserves_the_claim_and_asks_the_seller(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    application_id = await _buy(cast.institution, claim_id)
    row = await db.fetch_row("SELECT * FROM application WHERE id = $1", application_id)
    assert (row["seller_id"], row["buyer_id"], row["amount"], row["status"]) == (
        cast.borrower.organization_id, cast.institution.organization_id, PRICE, "pending",
    )  # fmt: skip
    assert '"face_amount": 590000.00' in row["terms"]
    assert await _status(claim_id) == "reserved"
    told = await db.fetch_row(
        "SELECT title, href FROM notice WHERE organization_id = $1", cast.borrower.organization_id
    )
    assert (told["title"][:13], told["href"]) == (
        "有单位要购买贵单位的债权：",
        f"/claims/applications/{application_id}",
    )
    assert await invariants.broken() == []


async def test_the_same_form_sent_twice_buys_once(cast: Cast) -> None:
    claim_id, submission = await make_claim(cast.borrower), uuid.uuid4()
    first = await _buy(cast.institution, claim_id, submission_id=submission)
    assert await _buy(cast.institution, claim_id, submission_id=submission) == first


async def test_who_comes_second_is_told_so_and_not_who_was_first(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await _buy(cast.institution, claim_id)
    with pytest.raises(WrongState, match="刚刚被其他单位预订") as refused:
        await _buy(cast.lender, claim_id)
    assert cast.institution.organization_name not in refused.value.sentence


@pytest.mark.parametrize(
    ("seen", "says"),
    [(Seen(1, Decimal("490000")), "把定价从 490,000 元改为 500,000 元"), (Seen(0, PRICE), "刚刚修改了这笔债权的信息")],
)
async def test_a_claim_that_was_edited_is_agreed_to_again(cast: Cast, seen: Seen, says: str) -> None:
    claim_id = await make_claim(cast.borrower)
    with pytest.raises(PriceChanged, match=says) as refused:
        await _buy(cast.institution, claim_id, seen=seen)
    assert (refused.value.seen, await _status(claim_id)) == (Seen(1, PRICE), "active")


async def test_neither_seller_nor_debtor_buys_it(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc="91441900MA51QJ0001")
    with pytest.raises(RuleBroken, match="贵单位自己出售"):
        await _buy(cast.borrower, claim_id)
    with pytest.raises(RuleBroken, match="债务方"):
        await _buy(cast.stranger, claim_id)
    assert await _status(claim_id) == "active"


async def test_with_recourse_and_above_the_cap_only_a_licensed_institution_buys(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, recourse="with")
    with pytest.raises(RuleBroken, match="只有持牌机构可以购买"):
        await _buy(cast.lender, claim_id)
    assert await _buy(cast.institution, claim_id)


async def test_what_one_may_not_see_does_not_exist(cast: Cast) -> None:
    draft, claim_id = await make_claim(cast.borrower, status="draft"), await make_claim(cast.borrower)
    await partners.block(cast.borrower, cast.stranger.organization_id)
    for actor, wanted in ((cast.institution, draft), (cast.stranger, claim_id), (cast.institution, 0)):
        with pytest.raises(NotFound):
            await _buy(actor, wanted)
    for actor in (cast.newcomer, cast.reviewer):
        with pytest.raises(NotAllowed):
            await _buy(actor, claim_id)


async def _reject(cast: Cast, application_id: int) -> None:
    await commands.reject(cast.borrower, application_id, reason="价格太低")


async def _withdraw(cast: Cast, application_id: int) -> None:
    await commands.withdraw(cast.institution, application_id)


async def _wait(cast: Cast, application_id: int) -> None:
    clock.travel(timedelta(days=31))
    assert await expire_due() == 1


async def _wait_unconfirmed(cast: Cast, application_id: int) -> None:
    await commands.approve(cast.borrower, application_id)
    clock.travel(timedelta(days=61))
    assert await expire_due() == 1
    assert (
        await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", cast.borrower.organization_id) == 98
    )


@pytest.mark.parametrize("ends", [_reject, _withdraw, _wait, _wait_unconfirmed])
async def test_a_purchase_that_comes_to_nothing_gives_the_claim_back(cast: Cast, ends: Any) -> None:
    claim_id = await make_claim(cast.borrower)
    await ends(cast, await _buy(cast.institution, claim_id))
    assert await _status(claim_id) == "active"
    assert (
        await db.fetch_value("SELECT act FROM history WHERE subject_kind = 'claim' ORDER BY id DESC LIMIT 1")
        == "release"
    )
    assert await invariants.broken() == []


async def test_a_claim_is_confirmed_before_it_falls_due(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, due_on=clock.today() + timedelta(days=20))
    application_id = await _buy(cast.institution, claim_id)
    await commands.approve(cast.borrower, application_id)
    due_at = await db.fetch_value("SELECT confirm_due_at FROM application WHERE id = $1", application_id)
    assert due_at == clock.end_of(clock.today() + timedelta(days=20))


async def test_who_is_asked_about_a_claim_that_falls_due_soon_is_told_until_when(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, due_on=clock.today() + timedelta(days=9))
    application_id = await _buy(cast.institution, claim_id)
    until = clock.shown(clock.end_of(clock.today() + timedelta(days=9)))
    asked = "SELECT body FROM notice WHERE organization_id = $1 ORDER BY id DESC LIMIT 1"
    assert f"请在 {until} 前答复" in await db.fetch_value(asked, cast.borrower.organization_id)
    clock.travel(timedelta(days=9))
    await commands.approve(cast.borrower, application_id)
    told = await db.fetch_value(asked, cast.institution.organization_id)
    assert f"并在 {until} 前由双方完成合同确认" in told
    assert "0 天" not in told
    await remind()
    titles = await db.fetch("SELECT title FROM notice WHERE once_key LIKE 'application:%:remind-%'")
    assert {row["title"].partition("：")[0] for row in titles} == {"请在 1 天内确认合同"}


async def test_a_reminder_never_speaks_of_more_days_than_are_left(cast: Cast) -> None:
    application_id = await _buy(
        cast.institution, await make_claim(cast.borrower, due_on=clock.today() + timedelta(days=19))
    )
    await commands.approve(cast.borrower, application_id)
    await remind()
    title = await db.fetch_value("SELECT title FROM notice WHERE once_key LIKE 'application:%:remind-30' LIMIT 1")
    assert title.startswith("请在 20 天内确认合同：")


async def test_an_offer_says_until_when_it_can_be_agreed_to(cast: Cast) -> None:
    await _offered(cast, cast.institution, due_in=9)
    body = await db.fetch_value("SELECT body FROM notice WHERE organization_id = $1", cast.institution.organization_id)
    assert f"请在 {clock.shown(clock.end_of(clock.today() + timedelta(days=9)))} 前答复" in body


async def _offered(cast: Cast, *buyers: Actor, due_in: int = 240) -> tuple[int, tuple[int, ...]]:
    claim_id = await make_claim(cast.borrower, due_on=clock.today() + timedelta(days=due_in))
    criteria = [await make_criteria(buyer) for buyer in buyers]
    await db.execute(
        """INSERT INTO claim_match (claim_id, criteria_id, side, outcome, score, terms)
           SELECT $1, unnest($2::bigint[]), 'claim', 'match', 80, '{}'""",
        claim_id, criteria,
    )  # fmt: skip
    made = await selling.offer(
        cast.borrower, claim_id=claim_id, criteria_ids=criteria, message="", submission_id=uuid.uuid4()
    )
    return claim_id, made


async def test_of_several_buyers_the_first_who_agrees_gets_the_claim(cast: Cast) -> None:
    claim_id, (first, second) = await _offered(cast, cast.institution, cast.lender)
    assert await _status(claim_id) == "active"
    await commands.approve(cast.lender, second)
    assert await _status(claim_id) == "reserved"
    with pytest.raises(WrongState, match="正在与另一家签约"):
        await commands.approve(cast.institution, first)


@pytest.mark.parametrize("asks", ["seller", "buyer"])
async def test_the_cap_is_tested_again_when_it_is_approved_for_fewer_days_yield_more(cast: Cast, asks: str) -> None:
    # 11.11% a year with 239 days left, 12.34% with 215.
    claim_id = await make_claim(cast.borrower, recourse="with", asking_price=Decimal("550000"))
    applicant, decider = (cast.borrower, cast.lender) if asks == "seller" else (cast.lender, cast.borrower)
    if asks == "buyer":
        application_id = await _buy(cast.lender, claim_id, seen=Seen(1, Decimal("550000")))
    else:
        application_id = await make_claim_deal(cast.borrower, cast.lender, applicant=applicant, claim_id=claim_id)
    clock.travel(timedelta(days=25))
    before = await _status(claim_id)
    with pytest.raises(RuleBroken, match="由出售方提高定价后重新申请"):
        await commands.approve(decider, application_id)
    assert await db.fetch_value("SELECT status FROM application WHERE id = $1", application_id) == "pending"
    assert await _status(claim_id) == before
    clock.travel(timedelta(days=1))
    await commands.approve(decider, application_id)


async def test_an_offer_that_is_refused_leaves_anothers_reservation_alone(cast: Cast) -> None:
    claim_id, (offered,) = await _offered(cast, cast.institution)
    await _buy(cast.lender, claim_id)
    await commands.reject(cast.institution, offered, reason="不需要")
    assert await _status(claim_id) == "reserved"
    clock.travel(timedelta(days=1))
    with pytest.raises(RuleBroken, match="至少选择一家"):
        await selling.offer(cast.borrower, claim_id=claim_id, criteria_ids=[], message="", submission_id=uuid.uuid4())


async def test_only_what_matching_found_is_offered(cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.institution)
    with pytest.raises(RuleBroken, match="不在匹配结果中"):
        await selling.offer(
            cast.borrower, claim_id=claim_id, criteria_ids=[criteria_id], message="", submission_id=uuid.uuid4()
        )
    with pytest.raises(NotFound):
        await selling.offer(
            cast.stranger, claim_id=claim_id, criteria_ids=[criteria_id], message="", submission_id=uuid.uuid4()
        )
