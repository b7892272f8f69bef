"""A request and an offer looked at together: who sees the pair, and what the law leaves room for."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from cast import Cast
from makers import make_application, make_offer, make_request
from positions import make_position
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import matching, pairs
from zczr.domain.matching.lender_counter import window_start
from zczr.domain.refusals import NotFound, RuleBroken


async def matched(cast: Cast) -> tuple[int, int]:
    """A request and an offer that matching has shown to each other."""
    request_id, offer_id = await make_request(cast.borrower), await make_offer(cast.lender)
    await matching.run_for_request(request_id)
    return request_id, offer_id


async def pair_of(actor: Actor, *ids: int) -> pairs.Pair:
    """A pair that is there."""
    pair = await pairs.pair_for(actor, *ids, lock=True)
    assert pair is not None
    return pair


async def test_both_owners_see_the_pair_and_what_overlaps(cast: Cast) -> None:
    ids = await matched(cast)
    pair = await pair_of(cast.borrower, *ids)
    assert (pair.smallest, pair.largest) == (80_000, 100_000)
    assert pair.title == "广州市精密零件扩产项目借款120,000元"
    assert pair.other_name(cast.borrower) == "广州市远航供应链有限公司"
    assert pair.other_id(cast.lender) == cast.borrower.organization_id
    assert await pairs.pair_for(cast.lender, *ids) == pair
    assert await pairs.largest_deal(*ids) == 100_000


async def test_nobody_else_sees_the_pair(cast: Cast) -> None:
    ids = await matched(cast)
    for actor in (cast.stranger, cast.institution, cast.admin):
        with pytest.raises(NotFound):
            await pairs.pair_for(actor, *ids)


async def test_postings_that_nothing_brought_together_are_no_pair(cast: Cast) -> None:
    request_id, offer_id = await make_request(cast.borrower), await make_offer(cast.lender)
    assert await pairs.pair_for(cast.borrower, request_id, offer_id) is None
    assert await pairs.pair_for(cast.borrower, request_id, 10**9) is None
    await make_application(cast.borrower, cast.lender, request_id=request_id, offer_id=offer_id, status="rejected")
    assert (await pair_of(cast.borrower, request_id, offer_id)).offer_id == offer_id


async def test_a_draft_is_no_pair(cast: Cast) -> None:
    ids = await matched(cast)
    await db.execute("UPDATE loan_offer SET status = 'draft'")
    assert await pairs.pair_for(cast.borrower, *ids) is None


async def test_what_fails_now_is_said(cast: Cast) -> None:
    pair = await pair_of(cast.borrower, *await matched(cast))
    assert await pairs.failures_of(pair) == ()
    await db.execute("UPDATE loan_offer SET status = 'closed', min_rate = 0.08")
    assert await pairs.failures_of(pair) == ("有一方的发布已关闭。", "借款方的最高利率低于出借方的最低利率。")


@pytest.mark.parametrize(
    ("owed", "amount", "allowed"), [(900_000, 100_000, True), (900_000, 100_001, False), (0, 10**6, True)]
)
async def test_a_borrower_owes_unlicensed_lenders_at_most_a_million(
    cast: Cast, owed: int, amount: int, allowed: bool
) -> None:
    if owed:
        await make_position(
            cast.borrower, cast.partner, status="performing", principal=Decimal(owed), outstanding=Decimal(owed)
        )
    lender = cast.lender.organization_id
    if allowed:
        await pairs.check_headroom(cast.borrower.organization_id, lender, Decimal(amount))
    else:
        with pytest.raises(RuleBroken, match="最多还可借 100,000 元") as refused:
            await pairs.check_headroom(cast.borrower.organization_id, lender, Decimal(amount))
        assert refused.value.field == "amount"
    await pairs.check_headroom(cast.borrower.organization_id, cast.institution.organization_id, Decimal(10**7))


@pytest.mark.parametrize(("loans", "allowed"), [(8, True), (9, False)])
async def test_an_unlicensed_lender_stops_at_nine_paid_loans(cast: Cast, loans: int, allowed: bool) -> None:
    for _ in range(loans):
        await make_position(cast.partner, cast.lender)
    ids = (cast.borrower.organization_id, cast.lender.organization_id, Decimal(1000))
    if allowed:
        await pairs.check_headroom(*ids)
    else:
        with pytest.raises(RuleBroken, match="已达 9 笔"):
            await pairs.check_headroom(*ids)


async def test_loans_count_from_the_first_day_of_the_24_months_in_shanghai(cast: Cast) -> None:
    first = window_start(clock.today())
    midnight = datetime.combine(first, time(), clock.SHANGHAI)
    await make_position(cast.partner, cast.lender, opened_at=midnight)
    await make_position(cast.partner, cast.lender, opened_at=midnight - timedelta(microseconds=1))
    await make_position(cast.partner, cast.lender, rate=Decimal(0))
    await make_position(cast.partner, cast.stranger)
    assert await pairs.paid_loans_of(cast.lender.organization_id) == 1


async def test_only_a_verified_institution_is_licensed(cast: Cast) -> None:
    assert await pairs.is_licensed(cast.institution.organization_id)
    assert not await pairs.is_licensed(cast.lender.organization_id)
    await db.execute("UPDATE organization SET status = 'pending' WHERE kind = 'institution'")
    assert not await pairs.is_licensed(cast.institution.organization_id)
