"""Starting a conversation: partners, parties and matched ones; for everybody else there is nothing to be found."""

import asyncio
from datetime import timedelta

import pytest

from cases import make_deal, make_match
from cast import Cast
from claim_makers import make_claim, make_criteria
from conversation_cases import block, converse, said, unread_of
from feed_cases import make_entry, make_report
from makers import make_offer, make_request
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.matching import run_for_claim
from zczr.domain.conversations.commands import Writing, start
from zczr.domain.conversations.queries import conversation_between, conversation_for
from zczr.domain.conversations.rules import About
from zczr.domain.conversations.subjects import Subject, href_for
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken


async def nothing_was_written() -> bool:
    counts = [
        await db.fetch_value(f"SELECT count(*) FROM {table}") for table in ("conversation", "conversation_message")
    ]
    return counts == [0, 0]


async def is_refused(writer: Actor, reader: Actor, subject: Subject) -> None:
    """As if there were nothing."""
    with pytest.raises(NotFound):
        await start(writer, reader.organization_id, subject, said())
    assert await nothing_was_written()


async def test_partners_write_about_nothing_and_strangers_do_not(cast: Cast) -> None:
    for reader in (cast.stranger, cast.institution, cast.newcomer, cast.admin, cast.clerk):
        await is_refused(cast.borrower, reader, Subject())
    conversation_id = await converse(cast.clerk, cast.partner)
    found = await conversation_for(cast.partner, conversation_id)
    assert (found.other_name, found.title, found.subject) == (cast.borrower.organization_name, "", Subject())
    assert await href_for(cast.partner, found.other_id, found.subject) == ""


async def test_the_parties_of_an_application_write_about_it(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.institution, status="rejected")
    about = Subject(About.APPLICATION, application_id)
    await is_refused(cast.stranger, cast.borrower, about)
    await is_refused(cast.borrower, cast.partner, about)
    await is_refused(cast.borrower, cast.institution, Subject(About.APPLICATION, application_id + 1))
    conversation_id = await start(cast.reviewer, cast.borrower.organization_id, about, said())
    found = await conversation_for(cast.borrower, conversation_id)
    assert found.title == "广州市精密零件扩产项目借款120,000元"
    assert await href_for(cast.borrower, found.other_id, about) == f"/lending/applications/{application_id}"


async def test_a_partner_writes_about_an_open_posting(cast: Cast) -> None:
    about = Subject(About.REQUEST, await make_request(cast.borrower))
    # Until matching has published it, a partner knows nothing of it.
    await is_refused(cast.partner, cast.borrower, about)
    entry_id = await make_entry(cast.borrower, "loan_request", about.id)
    await is_refused(cast.stranger, cast.borrower, about)
    # The lender is a partner too, but the posting is not the partner's.
    await is_refused(cast.borrower, cast.stranger, about)
    conversation_id = await start(cast.partner, cast.borrower.organization_id, about, said())
    assert (await conversation_for(cast.partner, conversation_id)).title == "广州市精密零件扩产项目借款120,000元"
    assert await href_for(cast.clerk, cast.partner.organization_id, about) == f"/lending/requests/{about.id}"
    assert await href_for(cast.partner, cast.borrower.organization_id, about) == f"/partners/feed/{entry_id}"
    # What the admins removed, or the member reported, is nothing to write about any more.
    await make_report(cast.lender, entry_id)
    with pytest.raises(NotFound):
        await start(cast.lender, cast.borrower.organization_id, about, said())


@pytest.mark.parametrize(
    "ended", [{"status": "draft"}, {"status": "withdrawn"}, {"status": "matched"}, {"expired": True}]
)
async def test_a_posting_that_is_not_open_is_nothing_to_start_with(cast: Cast, ended: dict[str, object]) -> None:
    more = {"expires_on": clock.today() - timedelta(days=1)} if ended.pop("expired", False) else ended
    about = Subject(About.OFFER, await make_offer(cast.lender, **more))
    await is_refused(cast.borrower, cast.lender, about)
    await is_refused(cast.lender, cast.borrower, about)


async def test_a_posting_for_institutions_is_shown_to_no_partner_unless_its_owner_writes(cast: Cast) -> None:
    about = Subject(About.REQUEST, await make_request(cast.borrower, visibility="institutions"))
    await is_refused(cast.partner, cast.borrower, about)
    assert await start(cast.borrower, cast.partner.organization_id, about, said())


@pytest.mark.parametrize("writer", ["institution", "borrower"])
async def test_matched_ones_write_about_either_posting(cast: Cast, writer: str) -> None:
    request_id, offer_id = await make_match(await make_request(cast.borrower), await make_offer(cast.institution))
    writes, reads = cast.institution, cast.borrower
    if writer == "borrower":
        writes, reads = reads, writes
    for about in (Subject(About.REQUEST, request_id), Subject(About.OFFER, offer_id)):
        await is_refused(cast.stranger, cast.borrower, about)
        await start(writes, reads.organization_id, about, said())
        await db.execute("TRUNCATE conversation CASCADE")


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE loan_match SET outcome = 'near_miss'",
        "UPDATE loan_offer SET status = 'closed'",
        "DELETE FROM loan_match",
    ],
)
async def test_a_near_miss_and_an_ended_counterpart_are_no_match(cast: Cast, broken: str) -> None:
    request_id, _ = await make_match(await make_request(cast.borrower), await make_offer(cast.institution))
    await db.execute(broken)
    await is_refused(cast.institution, cast.borrower, Subject(About.REQUEST, request_id))
    await is_refused(cast.borrower, cast.institution, Subject(About.REQUEST, request_id))


async def test_another_ones_posting_is_found_in_the_feed_by_partners_as_long_as_it_is_live(cast: Cast) -> None:
    about = Subject(About.REQUEST, await make_request(cast.borrower))
    reader, owner = cast.partner, cast.borrower.organization_id
    assert await href_for(reader, owner, about) == ""
    entry_id = await db.fetch_value(
        """INSERT INTO feed_entry (organization_id, posting_kind, posting_id, matches, status)
           VALUES ($1, 'loan_request', $2, 1, 'live') RETURNING id""",
        owner, about.id,
    )  # fmt: skip
    assert await href_for(reader, owner, about) == f"/partners/feed/{entry_id}"
    assert await href_for(cast.institution, owner, about) == ""
    await db.execute(
        """INSERT INTO abuse_report (entry_id, organization_id, member_id, category, reason, status)
           VALUES ($1, $2, $3, 'fraud', '冒名', 'open')""",
        entry_id, reader.organization_id, reader.member_id,
    )  # fmt: skip
    assert await href_for(reader, owner, about) == ""
    assert await href_for(cast.lender, owner, about) == f"/partners/feed/{entry_id}"
    await db.execute("UPDATE feed_entry SET status = 'ended'")
    assert await href_for(cast.lender, owner, about) == ""


async def test_who_is_not_verified_starts_nothing(cast: Cast) -> None:
    await db.execute(
        "INSERT INTO partnership (low_id, high_id) VALUES ($1, $2)",
        min(cast.newcomer.organization_id, cast.borrower.organization_id),
        max(cast.newcomer.organization_id, cast.borrower.organization_id),
    )
    with pytest.raises(NotAllowed):
        await converse(cast.newcomer, cast.borrower)
    with pytest.raises(NotAllowed):
        await converse(cast.admin, cast.borrower)
    assert await nothing_was_written()


async def test_kept_apart_nothing_is_started_but_about_an_open_application(cast: Cast) -> None:
    await block(cast.lender, cast.borrower)
    for writer, reader in ((cast.borrower, cast.lender), (cast.lender, cast.borrower)):
        with pytest.raises(NotFound):
            await converse(writer, reader)
    assert await nothing_was_written()
    over = await make_deal(cast.borrower, cast.lender, status="rejected")
    with pytest.raises(RuleBroken, match="暂时不能互发消息"):
        await converse(cast.borrower, cast.lender, about_application=over)
    assert await converse(cast.borrower, cast.lender, about_application=await make_deal(cast.borrower, cast.lender))


async def test_a_conversation_that_is_there_is_joined(cast: Cast) -> None:
    first = await converse(cast.borrower, cast.partner)
    assert await converse(cast.partner, cast.clerk) == first
    assert await db.fetch_value("SELECT count(*) FROM conversation_message") == 2
    # Who are partners no more read what they wrote, and need a subject to write again.
    await db.execute("DELETE FROM partnership")
    with pytest.raises(RuleBroken, match="不再是合作伙伴"):
        await converse(cast.partner, cast.clerk)
    assert await conversation_between(cast.partner, cast.borrower.organization_id, Subject()) == first


@pytest.mark.committed
async def test_of_two_who_start_at_once_both_messages_stand_in_one_conversation(cast: Cast) -> None:
    for number in range(5):
        application_id = await make_deal(cast.borrower, cast.lender)
        made = await asyncio.gather(
            converse(cast.clerk, cast.lender, about_application=application_id),
            converse(cast.lender, cast.borrower, about_application=application_id),
            converse(cast.checker, cast.lender, about_application=application_id),
        )
        assert len(set(made)) == 1
        assert (
            await db.fetch_value("SELECT count(*) FROM conversation_message WHERE conversation_id = $1", made[0]) == 3
        )
        assert await unread_of(cast.lender) == 2 * (number + 1)
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_fifty_identical_first_messages_are_one(cast: Cast) -> None:
    writing: Writing = said()
    made = await asyncio.gather(*(converse(cast.borrower, cast.partner, writing=writing) for _ in range(50)))
    assert len(set(made)) == 1
    assert await db.fetch_value("SELECT count(*) FROM conversation_message") == 1
    assert await db.fetch_value("SELECT count(*) FROM mail WHERE recipient = $1", cast.partner.email) == 1
    assert await invariants.broken() == []


async def test_every_verified_member_writes_to_the_seller_of_a_claim_on_sale(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    about = Subject(About.CLAIM, claim_id)
    with pytest.raises(NotAllowed):
        await start(cast.newcomer, cast.borrower.organization_id, about, said())
    # The seller writes to partners and to whom matching found.
    await is_refused(cast.borrower, cast.stranger, about)
    # Someone else's claim is nothing to write to a third one about.
    await is_refused(cast.stranger, cast.lender, about)
    conversation_id = await start(cast.stranger, cast.borrower.organization_id, about, said())
    found = await conversation_for(cast.stranger, conversation_id)
    assert found.title.startswith("关于广州市宏达机械有限公司对于广州市华锐精密科技有限公司")
    assert await href_for(cast.stranger, found.other_id, about) == f"/claims/market/{claim_id}"
    assert await href_for(cast.clerk, cast.stranger.organization_id, about) == f"/claims/sales/{claim_id}"
    await db.execute("UPDATE claim SET status = 'withdrawn' WHERE id = $1", claim_id)
    assert await href_for(cast.stranger, found.other_id, about) == ""
    with pytest.raises(NotFound):
        await start(cast.institution, cast.borrower.organization_id, about, said())


async def test_who_keeps_apart_finds_no_claim_to_write_about(cast: Cast) -> None:
    await block(cast.borrower, cast.stranger)
    about = Subject(About.CLAIM, await make_claim(cast.borrower))
    await is_refused(cast.stranger, cast.borrower, about)


async def test_a_seller_and_a_buyer_that_matching_found_write_about_either_posting(cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.stranger)
    about = Subject(About.CRITERIA, criteria_id)
    await is_refused(cast.borrower, cast.stranger, about)
    await run_for_claim(claim_id)
    await is_refused(cast.partner, cast.stranger, about)
    conversation_id = await start(cast.borrower, cast.stranger.organization_id, about, said())
    assert (await conversation_for(cast.borrower, conversation_id)).title == "收购应收账款（10 — 100 万元）"
    assert await href_for(cast.stranger, cast.borrower.organization_id, about) == f"/claims/criteria/{criteria_id}"
    await start(cast.borrower, cast.stranger.organization_id, Subject(About.CLAIM, claim_id), said())
