"""登记 of a transfer: the buyer writes it down, both sides see it, and every line is kept."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from cast import Cast
from claim_cases import make_claim_deal, make_transfer
from makers import make_member
from zczr import db
from zczr.domain import clock
from zczr.domain.claims.registration import Registration
from zczr.domain.claims.registrations import Entered, enter, entered_for
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState


def _whole() -> Registration:
    today = clock.today()
    return Registration(today, "06478234000732854731", today, today + timedelta(days=400))


async def _lines() -> int:
    return int(await db.fetch_value("SELECT count(*) FROM claim_registration"))


async def test_the_buyer_writes_it_down_and_both_sides_see_it(cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender)
    due_on = await db.fetch_value("SELECT due_on FROM claim")
    assert await entered_for(cast.lender, application_id) == Entered(due_on, True, ())
    await enter(cast.lender, application_id, _whole())
    seen = await entered_for(cast.borrower, application_id)
    assert seen is not None
    assert (seen.registration, seen.by_us, len(seen.lines)) == (_whole(), False, 1)
    assert await entered_for(cast.partner, application_id) is None


async def test_the_same_once_more_is_one_line_and_a_correction_another(cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender)
    searched = Registration(clock.today())
    for entered, lines in ((searched, 1), (searched, 1), (_whole(), 2), (searched, 3)):
        await enter(cast.lender, application_id, entered)
        assert await _lines() == lines
    seen = await entered_for(cast.lender, application_id)
    assert seen is not None
    assert [line.registration for line in seen.lines] == [searched, _whole(), searched]
    with pytest.raises(asyncpg.RaiseError):
        await db.execute("UPDATE claim_registration SET number = '1'")


async def test_nobody_else_writes_it_down(cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender)
    for other, refusal in ((cast.borrower, NotAllowed), (cast.partner, NotFound)):
        with pytest.raises(refusal):
            await enter(other, application_id, _whole())
    checker = await make_member(cast.lender.organization_id, role="reviewer")
    with pytest.raises(NotAllowed):
        await enter(checker, application_id, _whole())
    with pytest.raises(RuleBroken):
        await enter(cast.lender, application_id, replace(_whole(), number=""))
    assert await _lines() == 0


@pytest.mark.parametrize("status", ["pending", "rejected", "expired"])
async def test_there_is_nothing_to_register_before_an_approval_or_after_an_end(cast: Cast, status: str) -> None:
    application_id = await make_claim_deal(cast.borrower, cast.lender, status=status)
    assert await entered_for(cast.lender, application_id) is None
    with pytest.raises(WrongState):
        await enter(cast.lender, application_id, _whole())


async def test_a_bill_is_not_registered(cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender, claim={"kind": "bill"})
    assert await entered_for(cast.lender, application_id) is None
    with pytest.raises(NotFound):
        await enter(cast.lender, application_id, _whole())


@pytest.mark.committed
async def test_a_double_click_is_one_line(cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender)
    await asyncio.gather(*[enter(cast.lender, application_id, _whole()) for _ in range(8)])
    assert await _lines() == 1
