"""举报: once a person, by partners only; upheld or dismissed by an admin once, with what follows."""

import asyncio

import pytest

from cast import Cast
from feed_cases import make_entry
from makers import make_member, make_offer
from zczr import db
from zczr.domain import history
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit.queries import ledger
from zczr.domain.feed.queries import OFFER, entry_for, feed_of
from zczr.domain.invariants import broken
from zczr.domain.lending.sorts import OFFERS
from zczr.domain.postings import commands as postings
from zczr.domain.refusals import NotAllowed, NotFound, WrongState
from zczr.domain.reports import commands, queries
from zczr.domain.reports.stages import Report


async def entry_of(owner: Actor) -> int:
    """An entry of an offer."""
    return await make_entry(owner, OFFER, await make_offer(owner))


async def filed(reporter: Actor, entry_id: int, *, category: str = "fraud", reason: str = "收取费用后失联") -> int:
    """A report through its command."""
    assert await commands.file(reporter, entry_id, category=category, reason=reason)
    found: int = await db.fetch_value("SELECT max(id) FROM abuse_report")
    return found


async def states() -> list[str]:
    return [row[0] for row in await db.fetch("SELECT status FROM abuse_report ORDER BY id")]


async def entry_status(entry_id: int) -> str:
    return str(await db.fetch_value("SELECT status FROM feed_entry WHERE id = $1", entry_id))


async def told(actor: Actor) -> list[tuple[str, str, str]]:
    rows = await db.fetch(
        "SELECT title, body, category FROM notice WHERE organization_id = $1 ORDER BY id", actor.organization_id
    )
    return [tuple(row) for row in rows]


async def test_a_partner_reports_once_and_sees_the_entry_no_more(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    report_id = await filed(cast.borrower, entry_id)
    assert await commands.file(cast.borrower, entry_id, category="other", reason="再说一次") is False
    rows = await db.fetch("SELECT entry_id, organization_id, member_id, category, reason, status FROM abuse_report")
    assert [tuple(row) for row in rows] == [
        (entry_id, cast.borrower.organization_id, cast.borrower.member_id, "fraud", "收取费用后失联", "open")
    ]
    assert [event.act for event in await history.events_of("abuse_report", report_id)] == ["file"]
    assert await feed_of(cast.borrower, kind="", page=1) == ((), 0)
    assert (await entry_for(cast.clerk, entry_id)).id == entry_id
    # A colleague has a report of its own.
    assert await commands.file(cast.clerk, entry_id, category="other", reason="同意")
    assert await states() == ["open", "open"]


async def test_who_does_not_see_it_cannot_report_it_and_the_publisher_need_not(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    for actor in (cast.stranger, cast.partner, cast.institution):
        with pytest.raises(NotFound):
            await commands.file(actor, entry_id, category="other", reason="x")
    for actor in (cast.lender, cast.lender_checker):
        with pytest.raises(NotAllowed, match="贵单位自己的发布"):
            await commands.file(actor, entry_id, category="other", reason="x")
    for actor in (cast.newcomer, cast.admin):
        with pytest.raises(NotAllowed):
            await commands.file(actor, entry_id, category="other", reason="x")
    with pytest.raises(NotFound):
        await commands.file(cast.borrower, entry_id + 1, category="other", reason="x")
    assert await states() == []


async def test_upheld_the_entry_goes_points_go_and_everybody_concerned_is_told(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    first = await filed(cast.borrower, entry_id)
    await filed(cast.clerk, entry_id)
    await commands.uphold(cast.admin, first, reason="核实为收费诈骗")
    assert await states() == ["upheld", "upheld"]
    assert await entry_status(entry_id) == "removed"
    score, lines = await ledger(cast.lender)
    assert (score, [(line.label, line.points, line.note) for line in lines]) == (
        95, [("发布内容被举报，经核实成立", -5, "闲置资金出借（5 — 10 万元）")],
    )  # fmt: skip
    ((title, body, category),) = await told(cast.lender)
    assert (title, category) == ("动态已被移除：闲置资金出借（5 — 10 万元）", "system")
    assert "扣 5 分信用分。说明：核实为收费诈骗" in body
    assert cast.borrower.organization_name not in body
    ((title, body, category),) = await told(cast.borrower)
    assert (title, category) == ("举报成立：闲置资金出借（5 — 10 万元）", "system")
    assert "说明：核实为收费诈骗" in body
    # The posting itself goes on being matched.
    assert await db.fetch_value("SELECT status FROM loan_offer") == "active"
    assert await broken() == []


async def test_dismissed_the_reporter_hears_why_and_the_publisher_nothing(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    report_id = await filed(cast.borrower, entry_id)
    await filed(cast.clerk, entry_id)
    await commands.dismiss(cast.admin, report_id, reason="内容属实")
    assert await states() == ["dismissed", "open"]
    assert await entry_status(entry_id) == "live"
    ((title, body, _),) = await told(cast.borrower)
    assert title == "举报不成立：闲置资金出借（5 — 10 万元）"
    assert "说明：内容属实" in body
    assert await told(cast.lender) == []
    assert (await ledger(cast.lender))[0] == 100
    with pytest.raises(NotFound):
        await entry_for(cast.borrower, entry_id)
    assert await broken() == []


async def test_what_ended_meanwhile_is_still_decided(cast: Cast) -> None:
    offer_id = await make_offer(cast.lender)
    entry_id = await make_entry(cast.lender, OFFER, offer_id)
    report_id = await filed(cast.borrower, entry_id)
    await postings.withdraw(cast.lender, OFFERS, offer_id)
    assert await entry_status(entry_id) == "ended"
    await commands.uphold(cast.admin, report_id, reason="已核实")
    assert await entry_status(entry_id) == "removed"
    assert (await ledger(cast.lender))[0] == 95
    assert await broken() == []


@pytest.mark.parametrize("decide", [commands.uphold, commands.dismiss])
async def test_only_an_admin_decides_and_only_what_there_is(cast: Cast, decide: object) -> None:
    entry_id = await entry_of(cast.lender)
    report_id = await filed(cast.borrower, entry_id)
    for actor in (cast.borrower, cast.lender, cast.stranger, cast.institution):
        with pytest.raises(NotAllowed):
            await decide(actor, report_id, reason="x")  # type: ignore[operator]
        with pytest.raises(NotFound):
            await queries.report_for(actor, report_id)
        with pytest.raises(NotFound):
            await queries.report_queue(actor, status=Report.OPEN, page=1)
    with pytest.raises(NotFound):
        await decide(cast.admin, report_id + 1, reason="x")  # type: ignore[operator]
    assert await states() == ["open"]
    assert await entry_status(entry_id) == "live"


async def test_the_second_admin_hears_who_decided(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    first = await filed(cast.borrower, entry_id)
    second = await filed(cast.clerk, entry_id)
    await commands.uphold(cast.admin, first, reason="核实")
    other = await make_member(cast.admin.organization_id, name="郑平")
    for report_id in (first, second):
        with pytest.raises(WrongState, match=r"周敏 已于 .* 认定举报成立"):
            await commands.dismiss(other, report_id, reason="不成立")
        with pytest.raises(WrongState):
            await commands.uphold(other, report_id, reason="再次")
    assert await states() == ["upheld", "upheld"]
    assert (await ledger(cast.lender))[0] == 95


@pytest.mark.committed
async def test_fifty_presses_at_once_are_one_report(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    presses = [commands.file(cast.borrower, entry_id, category="fraud", reason="x") for _ in range(50)]
    assert sorted(await asyncio.gather(*presses)) == [False] * 49 + [True]
    assert await states() == ["open"]
    assert await db.fetch_value("SELECT count(*) FROM history WHERE subject_kind = 'abuse_report'") == 1


@pytest.mark.committed
async def test_of_two_decisions_at_once_one_counts(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    first, second = await filed(cast.borrower, entry_id), await filed(cast.clerk, entry_id)
    results = await asyncio.gather(
        commands.uphold(cast.admin, first, reason="成立"), commands.uphold(cast.admin, second, reason="成立"),
        return_exceptions=True,
    )  # fmt: skip
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "WrongState"]
    assert (await ledger(cast.lender))[0] == 95
    assert len(await told(cast.borrower)) == 1
    assert await broken() == []


@pytest.mark.committed
async def test_a_report_filed_while_another_is_upheld_does_not_wait_for_ever(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    first = await filed(cast.borrower, entry_id)
    results = await asyncio.gather(
        commands.uphold(cast.admin, first, reason="成立"),
        *(commands.file(actor, entry_id, category="other", reason="x") for actor in (cast.clerk, cast.checker)),
        return_exceptions=True,
    )
    assert results[0] is None
    assert {type(result).__name__ for result in results[1:]} <= {"bool", "NotFound"}
    assert "open" not in await states()
    assert await broken() == []


async def test_the_queue_lists_what_waits_the_longest_first(cast: Cast) -> None:
    entry_id = await entry_of(cast.lender)
    first, second = await filed(cast.clerk, entry_id), await filed(cast.borrower, entry_id, category="other")
    lines, total = await queries.report_queue(cast.admin, status=Report.OPEN, page=1)
    assert ([line.id for line in lines], total) == ([first, second], 2)
    assert (lines[0].title, lines[0].publisher, lines[0].category) == (
        "闲置资金出借（5 — 10 万元）", cast.lender.organization_name, "fraud",
    )  # fmt: skip
    report = await queries.report_for(cast.admin, second)
    assert (report.member_name, report.category) == (cast.borrower.name, "other")
    assert [other.id for other in await queries.others_about(cast.admin, report)] == [first]
    await commands.uphold(cast.admin, second, reason="成立")
    assert await queries.report_queue(cast.admin, status=Report.OPEN, page=1) == ((), 0)
    lines, _ = await queries.report_queue(cast.admin, status=Report.UPHELD, page=1)
    assert [line.id for line in lines] == [second, first]
