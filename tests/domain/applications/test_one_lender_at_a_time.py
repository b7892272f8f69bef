"""A request asked of several lenders is signed with one at a time; the others lose nothing by it."""

import asyncio

import pytest

from cases import make_assessed_request, make_deal, make_filing
from cast import PASSWORD, Cast
from zczr import db
from zczr.domain.applications.commands import approve
from zczr.domain.contracts.commands import confirm
from zczr.domain.invariants import broken
from zczr.domain.refusals import WrongState


async def stages(*ids: int) -> list[str]:
    return [str(await db.fetch_value("SELECT status FROM application WHERE id = $1", each)) for each in ids]


async def asked_of_two(cast: Cast) -> tuple[int, int]:
    """One request, applied for with the lender and with the institution."""
    request = await make_assessed_request(cast.borrower)
    first = await make_deal(cast.borrower, cast.lender, request_id=request)
    return first, await make_deal(cast.borrower, cast.institution, request_id=request)


async def test_a_second_lender_cannot_approve_what_is_being_signed_with_the_first(cast: Cast) -> None:
    first, second = await asked_of_two(cast)
    await approve(cast.lender, first, own_funds=True)
    with pytest.raises(WrongState, match="正在与另一家签约"):
        await approve(cast.institution, second)
    assert await stages(first, second) == ["approved", "pending"]


@pytest.mark.committed
async def test_of_two_lenders_who_approve_at_once_one_does(cast: Cast) -> None:
    first, second = await asked_of_two(cast)
    results = await asyncio.gather(
        approve(cast.lender, first, own_funds=True), approve(cast.institution, second), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["NoneType", "WrongState"]
    assert sorted(await stages(first, second)) == ["approved", "pending"]


async def test_a_confirmed_contract_ends_what_else_waits_without_points(cast: Cast) -> None:
    request = await make_assessed_request(cast.borrower)
    signed = await make_deal(cast.borrower, cast.lender, request_id=request, status="approved_unconfirmed")
    waiting = await make_deal(cast.borrower, cast.institution, request_id=request)
    elsewhere = await make_deal(cast.borrower, cast.institution)
    filing = await make_filing(signed, cast.lender)
    await confirm(cast.borrower, filing, password=PASSWORD, address="127.0.0.1")
    assert await stages(signed, waiting, elsewhere) == ["confirmed", "rejected", "pending"]
    assert await db.fetch_value("SELECT reason FROM application WHERE id = $1", waiting) == "这笔业务已与其他单位成交"
    lost = await db.fetch_value("SELECT count(*) FROM credit_entry WHERE points < 0")
    assert lost == 0
    assert await broken() == []
