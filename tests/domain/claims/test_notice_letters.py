"""债权转让通知: sent when its e-mail has left, arrived when it is opened, acknowledged once."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest

from cast import Cast
from claim_cases import make_transfer
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.claims import notices as domain
from zczr.domain.claims.notices import Receipt
from zczr.domain.refusals import NotAllowed, NotFound, Refusal, WrongState

DEBTOR = "91440101MA5D000016"
MAILBOX = "caiwu@hongda.example.com"
RECEIPT = Receipt("郑会计", "财务经理", "203.0.113.9")


async def _prepared(cast: Cast) -> int:
    """The application of a sold claim whose notice waits for its e-mail to leave."""
    application_id = await make_transfer(cast.borrower, cast.institution, claim={"debtor_email": MAILBOX})
    async with db.transaction():
        await domain.prepare(application_id)
    return application_id


async def _token() -> str:
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", MAILBOX)
    found = re.search(r"/assignment-notices/(\S+)", body)
    assert found
    return found[1]


async def _leaves(at: datetime, *, which: str) -> None:
    """The first (`min`) or the last (`max`) e-mail to the debtor leaves."""
    await db.execute(f"UPDATE mail SET sent_at = $1 WHERE id = (SELECT {which}(id) FROM mail)", at)


async def _stands() -> tuple[str, datetime | None]:
    row = await db.fetch_row("SELECT status, sent_at FROM assignment_notice")
    assert row is not None
    return row["status"], row["sent_at"]


async def test_a_notice_is_sent_when_its_e_mail_has_left_and_noted_once(cast: Cast) -> None:
    await _prepared(cast)
    assert (await domain.note_sent(), await _stands()) == (0, ("prepared", None))
    left = clock.now() - timedelta(minutes=3)
    await _leaves(left, which="max")
    assert (await domain.note_sent(), await domain.note_sent()) == (1, 0)
    assert await _stands() == ("sent", left)
    assert await invariants.broken() == []


async def test_a_notice_is_not_sent_to_the_mailbox_of_its_seller(cast: Cast) -> None:
    own = await db.fetch_value("SELECT email FROM member WHERE id = $1", cast.borrower.member_id)
    application_id = await make_transfer(cast.borrower, cast.institution, claim={"debtor_email": own})
    async with db.transaction():
        await domain.prepare(application_id)
    assert await _stands() == ("prepared", None)
    for table in ("mail", "notice_sending"):
        assert await db.fetch_value(f"SELECT count(*) FROM {table}") == 0
    # It waits for an address of the debtor's.
    await domain.send(cast.institution, application_id, email=MAILBOX)
    assert await _token()


@pytest.mark.parametrize(
    ("state", "to"),
    [
        ("confirmed", MAILBOX),
        ("unnotified", "old@hongda.example.com"),  # edited since: it may be another debtor's by now
        ("disputed", "old@hongda.example.com"),
    ],
)
async def test_a_notice_goes_to_where_the_debtor_has_confirmed_from(cast: Cast, state: str, to: str) -> None:
    application_id = await make_transfer(
        cast.borrower, cast.institution, claim={"debtor_email": "old@hongda.example.com", "debtor_state": state}
    )
    claim_id = await db.fetch_value("SELECT claim_id FROM application WHERE id = $1", application_id)
    await db.execute(
        """INSERT INTO debtor_confirmation (claim_id, status, email, asked_by, token_hash, statement, due_at, answered_at)
           SELECT $1, state, email, $2, email, '{}', now() + interval '30 days', now()
           FROM (VALUES ('disputed', 'other@hongda.example.com'), ('confirmed', $3)) AS heard (state, email)""",
        claim_id, cast.borrower.member_id, MAILBOX,
    )  # fmt: skip
    async with db.transaction():
        await domain.prepare(application_id)
    assert await db.fetch_value("SELECT email FROM notice_sending") == to


async def test_the_e_mail_of_a_dead_link_sends_nothing(cast: Cast) -> None:
    application_id = await _prepared(cast)
    dead = await _token()
    await domain.send(cast.institution, application_id, email=MAILBOX)
    left = clock.now() - timedelta(minutes=3)
    await _leaves(left, which="min")
    assert (await domain.note_sent(), await _stands()) == (0, ("prepared", None))
    with pytest.raises(NotFound):
        await domain.open_by_link(dead, DEBTOR)
    await _leaves(left, which="max")
    assert (await domain.note_sent(), await _stands()) == (1, ("sent", left))


async def test_what_is_opened_before_the_sweep_was_sent_when_its_e_mail_left(cast: Cast) -> None:
    await _prepared(cast)
    left = clock.now() - timedelta(minutes=3)
    await _leaves(left, which="max")
    await domain.open_by_link(await _token(), DEBTOR)
    assert await _stands() == ("arrived", left)
    assert await domain.note_sent() == 0


async def test_a_notice_is_sent_again_until_it_is_acknowledged_and_each_address_keeps_its_times(cast: Cast) -> None:
    application_id = await _prepared(cast)
    first = clock.now() - timedelta(minutes=3)
    await _leaves(first, which="max")
    dead = await _token()
    await domain.open_by_link(dead, DEBTOR)
    arrived = await db.fetch_value("SELECT arrived_at FROM assignment_notice")
    await domain.send(cast.borrower, application_id, email="other@hongda.example.com")
    with pytest.raises(NotFound):
        await domain.open_by_link(dead, DEBTOR)
    found = await domain.delivery_of(cast.borrower, application_id)
    assert found
    assert (found.stage, found.email, found.arrived_at) == ("arrived", "other@hongda.example.com", arrived)
    assert [(each.email, each.sent_at, each.arrived_at) for each in found.sent_to] == [
        (MAILBOX, first, arrived), ("other@hongda.example.com", None, None),
    ]  # fmt: skip
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = 'other@hongda.example.com'")
    link = re.search(r"/assignment-notices/(\S+)", body)
    assert link
    await domain.acknowledge_by_link(link[1], DEBTOR, RECEIPT)
    assert await db.fetch_value("SELECT arrived_at FROM assignment_notice") == arrived
    events = await history.events_of("assignment_notice", await db.fetch_value("SELECT id FROM assignment_notice"))
    assert [(each.act, each.reason) for each in events] == [
        ("prepare", ""), ("send", MAILBOX), ("leave", MAILBOX), ("arrive", MAILBOX), ("send", "other@hongda.example.com"),
        ("arrive", "other@hongda.example.com"), ("acknowledge", "other@hongda.example.com"),
    ]  # fmt: skip
    with pytest.raises(WrongState, match="已经签收这份通知"):
        await domain.send(cast.borrower, application_id, email=MAILBOX)
    with pytest.raises(NotFound):
        await domain.send(cast.stranger, application_id, email=MAILBOX)
    assert await invariants.broken() == []


async def test_a_debtor_that_is_a_member_is_told_on_the_platform_alone_and_signs_for_it_signed_in(cast: Cast) -> None:
    claim = {"debtor_email": MAILBOX, "debtor_uscc": "91440101MA5CBX0003"}
    application_id = await make_transfer(cast.partner, cast.institution, claim=claim)
    async with db.transaction():
        await domain.prepare(application_id)
    await domain.send(cast.institution, application_id, email=MAILBOX)
    assert await db.fetch_value("SELECT count(*) FROM mail WHERE recipient = $1", MAILBOX) == 0
    unread = "SELECT count(*) FROM notice_unread WHERE member_id = $1"
    assert await db.fetch_value(unread, cast.checker.member_id) == 2
    notice_id = await db.fetch_value("SELECT id FROM assignment_notice")
    for stranger in (cast.stranger, cast.partner, cast.institution):
        with pytest.raises(NotFound):
            await domain.acknowledge_signed_in(stranger, notice_id, RECEIPT)
    with pytest.raises(NotAllowed):
        await domain.acknowledge_signed_in(cast.clerk, notice_id, RECEIPT)
    assert (await _stands())[0] == "sent"
    await domain.acknowledge_signed_in(cast.checker, notice_id, RECEIPT)
    assert await db.fetch_value(unread, cast.checker.member_id) == 0
    found = await domain.delivery_of(cast.partner, application_id)
    assert found
    assert [(each.email, each.arrived_at is not None) for each in found.sent_to] == [("", False), ("", True)]


async def test_a_debtor_that_became_a_member_is_not_answered_for_by_a_link(cast: Cast) -> None:
    application_id = await _prepared(cast)
    await db.execute("UPDATE claim SET debtor_uscc = '91440101MA59FY009L'")
    await domain.send(cast.borrower, application_id, email=MAILBOX)
    assert await db.fetch_value("SELECT count(*) FROM notice_sending WHERE token_hash IS NOT NULL") == 0
    await domain.open_signed_in(cast.lender, await db.fetch_value("SELECT id FROM assignment_notice"))


@pytest.mark.committed
async def test_a_link_that_a_new_sending_overtakes_is_dead(cast: Cast) -> None:
    application_id = await _prepared(cast)
    token = await _token()
    results = await asyncio.gather(
        *(domain.acknowledge_by_link(token, DEBTOR, RECEIPT) for _ in range(6)),
        *(domain.send(cast.borrower, application_id, email=MAILBOX) for _ in range(6)),
        return_exceptions=True,
    )
    assert all(each is None or isinstance(each, Refusal) for each in results), results
    live = await db.fetch_value("SELECT count(*) FROM notice_sending WHERE token_hash IS NOT NULL")
    acknowledged = (await _stands())[0] == "acknowledged"
    assert (live, acknowledged) in {(1, True), (1, False)}
    assert sum(each is None for each in results[:6]) == acknowledged
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_many_receipts_at_once_are_one(cast: Cast) -> None:
    await _prepared(cast)
    token = await _token()
    results = await asyncio.gather(
        *(domain.acknowledge_by_link(token, DEBTOR, RECEIPT) for _ in range(12)),
        *(domain.note_sent() for _ in range(3)),
        return_exceptions=True,
    )
    receipts = results[:12]
    assert sum(each is None for each in receipts) == 1
    assert all(each is None or isinstance(each, WrongState) for each in receipts), receipts
    assert (await _stands())[0] == "acknowledged"
    told = "SELECT count(*) FROM notice WHERE once_key LIKE 'assignment-notice:%:acknowledged'"
    assert await db.fetch_value(told) == 2, "seller and buyer, once each"
    assert await invariants.broken() == []
