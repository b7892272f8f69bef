"""伙伴动态: published by matching, ended with its posting, seen by partners and by nobody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases import make_deal, make_filing
from cast import PASSWORD, Cast
from claim_makers import make_claim, make_criteria
from feed_cases import make_entry, make_report
from makers import make_member, make_offer, make_organization, make_partners, make_request
from zczr import db
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.claims import matching as claims
from zczr.domain.contracts.commands import confirm
from zczr.domain.feed import commands, queries
from zczr.domain.feed.queries import CLAIM, CRITERIA, OFFER, REQUEST
from zczr.domain.invariants import broken
from zczr.domain.lending import matching
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.postings import commands as postings
from zczr.domain.refusals import NotFound, WrongState
from zczr.domain.rounds import expire_postings


async def entries() -> list[tuple[Any, ...]]:
    """What is stored, with its acts."""
    rows = await db.fetch("SELECT id, posting_kind, posting_id, matches, status FROM feed_entry ORDER BY id")
    return [(*tuple(row)[1:], [each.act for each in await history.events_of("feed_entry", row[0])]) for row in rows]


async def seen_by(actor: Actor, kind: str = "") -> list[int]:
    """The postings of the feed of an actor; each entry is also found alone."""
    lines, total = await queries.feed_of(actor, kind=kind, page=1)
    assert total == len(lines)
    assert [await queries.entry_for(actor, line.id) for line in lines] == list(lines)
    return [line.posting_id for line in lines]


async def published(cast: Cast, **more: Any) -> int:
    """A request of the borrower's with a match, published by its run."""
    await make_offer(cast.lender)
    request_id = await make_request(cast.borrower, **more)
    await matching.run_for_request(request_id)
    return request_id


async def test_a_run_that_finds_somebody_publishes_and_a_second_one_changes_nothing(cast: Cast) -> None:
    request_id = await published(cast)
    before = await db.fetch("SELECT * FROM feed_entry")
    assert await entries() == [(REQUEST, request_id, 1, "live", ["publish"])]
    clock.travel(timedelta(hours=1))
    await matching.run_for_request(request_id)
    assert await db.fetch("SELECT * FROM feed_entry") == before
    assert await entries() == [(REQUEST, request_id, 1, "live", ["publish"])]


async def test_another_number_of_matches_is_no_news(cast: Cast) -> None:
    request_id = await published(cast)
    at = await db.fetch_value("SELECT published_at FROM feed_entry")
    await make_offer(cast.partner)
    clock.travel(timedelta(hours=1))
    await matching.run_for_request(request_id)
    assert await entries() == [(REQUEST, request_id, 2, "live", ["publish"])]
    assert await db.fetch_value("SELECT published_at FROM feed_entry") == at


async def test_an_organization_with_two_postings_is_one_counterparty(cast: Cast) -> None:
    await make_offer(cast.lender)
    request_id = await published(cast)
    assert await entries() == [(REQUEST, request_id, 1, "live", ["publish"])]
    assert await db.fetch_value("SELECT count(*) FROM loan_match") == 2


async def test_without_a_match_nothing_is_published_and_a_near_miss_is_none(cast: Cast) -> None:
    await make_offer(cast.lender, min_rate=Decimal("0.07"))
    request_id = await make_request(cast.borrower)
    await matching.run_for_request(request_id)
    assert await db.fetch_value("SELECT count(*) FROM loan_match WHERE outcome = 'near_miss'") == 1
    assert await entries() == []


async def test_what_no_longer_matches_ends_and_lives_again_as_news(cast: Cast) -> None:
    request_id = await published(cast)
    first = await db.fetch_value("SELECT published_at FROM feed_entry")
    await db.execute("UPDATE loan_offer SET status = 'closed'")
    await matching.run_for_request(request_id)
    assert await entries() == [(REQUEST, request_id, 1, "ended", ["publish", "unmatch"])]
    assert await seen_by(cast.partner) == []
    await make_offer(cast.lender)
    await make_offer(cast.partner)
    clock.travel(timedelta(hours=1))
    await matching.run_for_request(request_id)
    assert await entries() == [(REQUEST, request_id, 2, "live", ["publish", "unmatch", "publish"])]
    assert await db.fetch_value("SELECT published_at FROM feed_entry") > first


async def test_what_an_admin_removed_is_never_published_again(cast: Cast) -> None:
    request_id = await published(cast)
    entry_id = await db.fetch_value("SELECT id FROM feed_entry")
    await commands.remove(entry_id, by=cast.admin.mover, reason="不实")
    await matching.run_for_request(request_id)
    assert await entries() == [(REQUEST, request_id, 1, "removed", ["publish", "remove"])]
    await postings.withdraw(cast.borrower, REQUESTS, request_id)
    assert (await entries())[0][3] == "removed"
    with pytest.raises(WrongState, match="移除动态"):
        await commands.remove(entry_id, by=cast.admin.mover, reason="又一次")


@pytest.mark.parametrize("field", ["project", "reason", "summary"])
async def test_words_of_public_fund_raising_keep_a_posting_out_of_the_feed_but_not_out_of_matching(
    cast: Cast, field: str
) -> None:
    request_id = await published(cast, **{field: "保本保息，面向社会公开募集"})
    assert await entries() == []
    assert await db.fetch_value("SELECT count(*) FROM loan_match WHERE request_id = $1", request_id) == 1
    assert await db.fetch_value("SELECT count(*) FROM abuse_report") == 0


async def test_an_edit_that_brings_such_words_takes_the_entry_out(cast: Cast) -> None:
    request_id = await published(cast)
    await db.execute("UPDATE loan_request SET summary = '稳赚不赔' WHERE id = $1", request_id)
    await matching.run_for_request(request_id)
    assert await entries() == [(REQUEST, request_id, 1, "ended", ["publish", "unmatch"])]


async def test_an_offer_is_published_to_the_partners_of_its_lender(cast: Cast) -> None:
    await make_request(cast.borrower)
    offer_id = await make_offer(cast.lender, summary="自有资金")
    await matching.run_for_offer(offer_id)
    (line,), _ = await queries.feed_of(cast.borrower, kind="", page=1)
    assert (line.posting_kind, line.posting_id, line.own) == (OFFER, offer_id, False)
    assert (line.title, line.rate, line.term) == ("闲置资金出借（5 — 10 万元）", Decimal("0.05"), 12)


@pytest.mark.parametrize("end", [postings.withdraw, postings.close])
async def test_an_entry_ends_with_its_posting_by_the_hand_that_ended_it(cast: Cast, end: Any) -> None:
    request_id = await published(cast)
    await end(cast.borrower, REQUESTS, request_id)
    assert await entries() == [(REQUEST, request_id, 1, "ended", ["publish", "end"])]
    last = await history.last_event("feed_entry", await db.fetch_value("SELECT id FROM feed_entry"))
    assert last is not None
    assert last.member_id == cast.borrower.member_id
    assert await broken() == []


async def test_an_end_that_is_refused_leaves_the_entry(cast: Cast) -> None:
    request_id = await published(cast)
    offer_id = await db.fetch_value("SELECT id FROM loan_offer")
    await make_deal(cast.borrower, cast.lender, request_id=request_id, offer_id=offer_id)
    with pytest.raises(WrongState):
        await postings.withdraw(cast.borrower, REQUESTS, request_id)
    assert (await entries())[0][3] == "live"


async def test_entries_expire_with_their_postings_in_one_sweep(cast: Cast) -> None:
    request_id = await published(cast)
    offer_id = await db.fetch_value("SELECT id FROM loan_offer")
    await matching.run_for_offer(offer_id)
    await make_entry(cast.lender, OFFER, await make_offer(cast.lender, expires_on=clock.today() + timedelta(days=365)))
    clock.travel(timedelta(days=91))
    assert await expire_postings(clock.today()) == 2
    assert await expire_postings(clock.today()) == 0
    assert await entries() == [
        (REQUEST, request_id, 1, "ended", ["publish", "end"]),
        (OFFER, offer_id, 1, "ended", ["publish", "end"]),
        (OFFER, offer_id + 1, 2, "live", []),
    ]
    assert await broken() == []


async def test_a_confirmed_contract_ends_the_entry_of_the_request(cast: Cast) -> None:
    request_id = await published(cast)
    offer_id = await db.fetch_value("SELECT id FROM loan_offer")
    await matching.run_for_offer(offer_id)
    deal = await make_deal(
        cast.borrower, cast.lender, request_id=request_id, offer_id=offer_id, status="approved_unconfirmed"
    )
    await confirm(cast.borrower, await make_filing(deal, cast.lender), password=PASSWORD, address="127.0.0.1")
    assert [entry[3] for entry in await entries()] == ["ended", "live"]
    assert await broken() == []


async def test_the_circle_sees_an_entry_and_nobody_else(cast: Cast) -> None:
    request_id = await published(cast)
    for actor in (cast.partner, cast.lender, cast.lender_checker, cast.borrower, cast.clerk, cast.checker):
        assert await seen_by(actor) == [request_id], actor.name
    entry_id = await db.fetch_value("SELECT id FROM feed_entry")
    for actor in (cast.stranger, cast.newcomer, cast.institution, cast.reviewer, cast.admin):
        assert await seen_by(actor) == [], actor.name
        with pytest.raises(NotFound):
            await queries.entry_for(actor, entry_id)
    (line,), _ = await queries.feed_of(cast.clerk, kind="", page=1)
    assert line.own


async def test_whoever_is_no_partner_any_more_sees_nothing_any_more(cast: Cast) -> None:
    request_id = await published(cast)
    entry_id = await db.fetch_value("SELECT id FROM feed_entry")
    await db.execute("DELETE FROM partnership WHERE $1 IN (low_id, high_id)", cast.partner.organization_id)
    assert await seen_by(cast.partner) == []
    with pytest.raises(NotFound):
        await queries.entry_for(cast.partner, entry_id)
    await make_partners(cast.stranger.organization_id, cast.borrower.organization_id)
    assert await seen_by(cast.stranger) == [request_id]


async def test_what_is_for_institutions_is_seen_by_partners_that_are_institutions(cast: Cast) -> None:
    await make_partners(cast.borrower.organization_id, cast.institution.organization_id)
    request_id = await make_request(cast.borrower, visibility="institutions")
    entry_id = await make_entry(cast.borrower, REQUEST, request_id)
    assert await seen_by(cast.institution) == [request_id]
    assert await seen_by(cast.borrower) == [request_id]
    assert await seen_by(cast.partner) == []
    with pytest.raises(NotFound):
        await queries.entry_for(cast.partner, entry_id)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE loan_request SET status = 'expired'",
        "UPDATE loan_request SET expires_on = expires_on - 91",
        "UPDATE organization SET status = 'suspended' WHERE id = (SELECT organization_id FROM loan_request)",
        "UPDATE feed_entry SET status = 'ended'",
        "UPDATE feed_entry SET status = 'removed'",
    ],
)
async def test_nothing_dead_is_shown_even_where_a_sweep_is_late(cast: Cast, sql: str) -> None:
    await published(cast)
    entry_id = await db.fetch_value("SELECT id FROM feed_entry")
    await db.execute(sql)
    assert await seen_by(cast.partner) == []
    with pytest.raises(NotFound):
        await queries.entry_for(cast.partner, entry_id)


async def test_a_report_hides_the_entry_from_the_person_alone(cast: Cast) -> None:
    request_id = await published(cast)
    entry_id = await db.fetch_value("SELECT id FROM feed_entry")
    await make_report(cast.lender, entry_id, status="dismissed")
    assert await seen_by(cast.lender) == []
    with pytest.raises(NotFound):
        await queries.entry_for(cast.lender, entry_id)
    assert await seen_by(cast.lender_checker) == [request_id]


async def test_the_newest_of_all_partners_come_first_by_kind_and_page(cast: Cast) -> None:
    now = clock.now()
    others = [await make_member(await make_organization(name=f"伙伴{number}")) for number in range(3)]
    for each in others:
        await make_partners(each.organization_id, cast.borrower.organization_id)
    wanted: list[tuple[str, int]] = []
    for number in range(24):
        owner = others[number % 3]
        request = number % 2
        posting = await (make_request(owner) if request else make_offer(owner))
        await make_entry(owner, REQUEST if request else OFFER, posting, published_at=now - timedelta(hours=number))
        wanted.append((REQUEST if request else OFFER, posting))
    lines, total = await queries.feed_of(cast.borrower, kind="", page=1)
    assert ([(line.posting_kind, line.posting_id) for line in lines], total) == (wanted[:20], 24)
    lines, total = await queries.feed_of(cast.borrower, kind="", page=2)
    assert ([(line.posting_kind, line.posting_id) for line in lines], total) == (wanted[20:], 24)
    assert await seen_by(cast.borrower, OFFER) == [posting for kind, posting in wanted if kind == OFFER]


async def test_an_actor_is_an_institution_by_its_kind(cast: Cast) -> None:
    """The query believes the actor; this is the column it goes by."""
    await make_partners(cast.borrower.organization_id, cast.stranger.organization_id)
    request_id = await make_request(cast.borrower, visibility="institutions")
    await make_entry(cast.borrower, REQUEST, request_id)
    assert await seen_by(cast.stranger) == []
    assert await seen_by(replace(cast.stranger, kind=Kind.INSTITUTION)) == [request_id]


@pytest.mark.committed
async def test_runs_and_a_withdrawal_at_once_leave_no_entry_shown(cast: Cast) -> None:
    request_id = await published(cast)
    runs = [matching.run_for_request(request_id) for _ in range(6)]
    await asyncio.gather(*runs[:3], postings.withdraw(cast.borrower, REQUESTS, request_id), *runs[3:])
    assert [entry[3] for entry in await entries()] == ["ended"]
    assert await broken() == []


@pytest.mark.committed
async def test_of_many_first_runs_at_once_one_publishes(cast: Cast) -> None:
    await make_offer(cast.lender)
    request_id = await make_request(cast.borrower)
    offer_id = await db.fetch_value("SELECT id FROM loan_offer")
    runs = [matching.run_for_request(request_id) for _ in range(5)] + [
        matching.run_for_offer(offer_id) for _ in range(5)
    ]
    await asyncio.gather(*runs)
    assert sorted((entry[0], entry[4]) for entry in await entries()) == [(OFFER, ["publish"]), (REQUEST, ["publish"])]


@pytest.mark.committed
async def test_a_removal_and_runs_at_once_end_removed(cast: Cast) -> None:
    request_id = await published(cast)
    entry_id = await db.fetch_value("SELECT id FROM feed_entry")
    await db.execute("UPDATE loan_offer SET status = 'closed'")
    await matching.run_for_request(request_id)
    await make_offer(cast.partner)

    async def remove() -> None:
        async with db.transaction():
            await commands.remove(entry_id, by=cast.admin.mover, reason="不实")

    await asyncio.gather(matching.run_for_request(request_id), remove(), matching.run_for_request(request_id))
    assert (await entries())[0][3] == "removed"


async def test_ending_what_is_not_shown_does_nothing(cast: Cast) -> None:
    await commands.end(OFFER, 1, by=cast.borrower.mover)
    await commands.end_many(OFFER, [1, 2])
    await postings.close(cast.lender, OFFERS, await make_offer(cast.lender))
    assert await entries() == []


async def test_claims_and_criteria_are_published_to_partners_as_what_they_are(cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.lender)
    await claims.run_for_claim(claim_id)
    await claims.run_for_criteria(criteria_id)
    assert await entries() == [
        (CLAIM, claim_id, 1, "live", ["publish"]),
        (CRITERIA, criteria_id, 1, "live", ["publish"]),
    ]
    (wanted,), _ = await queries.feed_of(cast.borrower, kind=CRITERIA, page=1)
    assert (wanted.title, wanted.rate, wanted.term) == ("收购应收账款（10 — 100 万元）", Decimal("0.05"), 365)
    (sold,), _ = await queries.feed_of(cast.partner, kind="", page=1)
    assert sold.title == "关于广州市宏达机械有限公司对于广州市华锐精密科技有限公司应收账款590,000元的债权出售"
    assert (sold.amount_min, sold.amount_max, sold.kinds) == (Decimal(500_000), Decimal(590_000), ("receivable",))
    assert await seen_by(cast.stranger) == []
    assert await broken() == []


async def test_a_claim_that_is_reserved_is_not_shown_until_it_returns(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await make_criteria(cast.lender)
    await claims.run_for_claim(claim_id)
    await db.execute("UPDATE claim SET status = 'reserved' WHERE id = $1", claim_id)
    assert await seen_by(cast.partner) == []
    assert not [line for line in await broken() if "动态" in line]
    await db.execute("UPDATE claim SET status = 'active' WHERE id = $1", claim_id)
    assert await seen_by(cast.partner) == [claim_id]


async def test_words_of_public_fund_raising_keep_a_claim_out_of_the_feed(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_situation="保本保息，稳赚不赔")
    await make_criteria(cast.lender)
    assert await claims.run_for_claim(claim_id) == 1
    assert await entries() == []
