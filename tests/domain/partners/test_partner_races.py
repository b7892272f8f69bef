"""Many who press at once, from both sides: one request or one partnership, whoever comes first."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from cast import Cast
from zczr import db
from zczr.domain import invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.partners import commands
from zczr.domain.partners.relations import are_partners
from zczr.domain.refusals import Refusal

pytestmark = pytest.mark.committed


async def _all_at_once(*attempts: Any) -> list[Any]:
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refusal)], results
    return results


async def _pending(one: Actor) -> int:
    return int(
        await db.fetch_value(
            "SELECT count(*) FROM partner_request WHERE $1 IN (low_id, high_id) AND status = 'pending'",
            one.organization_id,
        )
    )


async def test_fifty_requests_of_one_side_are_one(cast: Cast) -> None:
    results = await _all_at_once(
        *(commands.ask(cast.stranger, cast.borrower.organization_id, message=str(n)) for n in range(50))
    )
    assert Counter(results) == {commands.Asked.SENT: 1, commands.Asked.SENT_BEFORE: 49}
    assert await _pending(cast.stranger) == 1
    assert await db.fetch_value("SELECT count(*) FROM notice WHERE category = 'partners'") == 1


async def test_fifty_requests_in_both_directions_end_in_one_partnership(cast: Cast) -> None:
    sides = ((cast.stranger, cast.borrower), (cast.borrower, cast.stranger))
    await _all_at_once(
        *(commands.ask(one, other.organization_id, message="") for n in range(50) for one, other in (sides[n % 2],))
    )
    assert await are_partners(cast.stranger.organization_id, cast.borrower.organization_id)
    assert (await _pending(cast.stranger), await db.fetch_value("SELECT count(*) FROM partner_request")) == (0, 1)
    assert await invariants.broken() == []


async def test_accepting_refusing_withdrawing_and_keeping_away_at_once_end_in_one_of_them(cast: Cast) -> None:
    for number in range(12):
        await commands.ask(cast.stranger, cast.borrower.organization_id, message=str(number))
        request_id = await db.fetch_value("SELECT max(id) FROM partner_request")
        last = (commands.block, commands.remove, commands.accept)[number % 3]
        against = request_id if last is commands.accept else cast.stranger.organization_id
        await _all_at_once(
            commands.accept(cast.borrower, request_id), commands.refuse(cast.borrower, request_id),
            commands.withdraw(cast.stranger, request_id), last(cast.borrower, against),
        )  # fmt: skip
        assert await _pending(cast.stranger) == 0
        assert await invariants.broken() == []
        await commands.unblock(cast.borrower, cast.stranger.organization_id)
        await commands.remove(cast.borrower, cast.stranger.organization_id)
        # What was refused would have to wait: the next round begins as new.
        await db.execute("DELETE FROM partner_request")
