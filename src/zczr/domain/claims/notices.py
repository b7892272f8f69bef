"""债权转让通知: prepared with the confirmed contract, sent to the debtor, arrived when it is opened, acknowledged once.

Until it arrives the debtor may still pay the seller (Civil Code 546); the times are the server's (合同编通则解释 Art. 48-50). It may be
sent again until it is acknowledged: each sending keeps its address with the times that belong to it, and the notice its first ones.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims.debtor_links import (
    ON_PLATFORM,
    check_code,
    debtor_on_platform,
    digest,
    is_own_mailbox,
    new_token,
    refuse_own_mailbox,
)
from zczr.domain.claims.queries import CONFIRMATION
from zczr.domain.claims.stages import NOTICE, Notice
from zczr.domain.history import SYSTEM, Mover, record
from zczr.domain.messages import commands as messages
from zczr.domain.messages import outbox
from zczr.domain.money import yuan_text
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound, RuleBroken, WrongState
from zczr.domain.stages import move

LINK = "/assignment-notices"
MEMBER_LINK = "/claims/notices"
_ACKNOWLEDGED = "这份债权转让通知已经签收，链接不能再次使用。"
_MAIL_KEY = "'assignment-notice:' || s.notice_id || ':' || left(s.token_hash, 16)"
"""The e-mail of a sending `s` whose link lives; a link sent anew has an e-mail of its own."""


@dataclass(frozen=True)
class Receipt:
    """Who acknowledges for the debtor, in which position, from which address."""

    name: str
    title: str
    address: str


@dataclass(frozen=True)
class Notified:
    """What a debtor is told: from whom to whom its debt has gone; amounts in yuan."""

    id: int
    application_id: int
    debtor: str
    seller: str
    buyer: str
    contract_number: str
    invoice_numbers: tuple[str, ...]
    payee_account: str
    """Where the debtor pays from now on, as the contract says; empty where that is told separately."""
    face_amount: Decimal
    due_on: date
    stage: Notice
    acknowledged_at: datetime | None


async def prepare(application_id: int) -> None:
    """Make the notice of a confirmed transfer, once, and send it where an address is known; call in its transaction."""
    claim = await db.fetch_row(
        f"""SELECT c.*, heard.email AS confirmed_from FROM application a JOIN claim c ON c.id = a.claim_id
            LEFT JOIN {CONFIRMATION} heard ON true WHERE a.id = $1""",  # noqa: S608 -- constants
        application_id,
    )
    assert claim is not None, "the application is about a claim"
    debtor_id = await debtor_on_platform(claim["debtor_uscc"])
    notice_id: int = await db.fetch_value(
        """INSERT INTO assignment_notice (application_id, claim_id, status, debtor_id, prepared_at)
           VALUES ($1, $2, 'prepared', $3, $4) RETURNING id""",
        application_id, claim["id"], debtor_id, clock.now(),
    )  # fmt: skip
    await record(NOTICE.subject_kind, notice_id, before="", after=str(Notice.PREPARED), act="prepare", by=SYSTEM)
    # What the seller wrote down as its debtor's may be its own: then it waits for somebody to say where the debtor is reached.
    email = ""
    for known in filter(None, (claim["confirmed_from"], claim["debtor_email"])):
        if not email and not await is_own_mailbox(claim["organization_id"], known):
            email = known
    if debtor_id is not None or email:
        await _send(notice_id, Notice.PREPARED, debtor_id=debtor_id, email=email, by=SYSTEM)


async def send(actor: Actor, application_id: int, *, email: str) -> None:
    """Send a notice that is not acknowledged yet, by seller or buyer: to an address, or to a member on the platform alone.

    The link sent before is dead.
    """
    require(actor, Permission.APPLICATION_APPLY)
    async with db.transaction():
        # Held against a second sending, an opening and a receipt: each follows the other.
        row = await db.fetch_row(
            """SELECT n.*, c.debtor_uscc FROM assignment_notice n JOIN application a ON a.id = n.application_id
               JOIN claim c ON c.id = n.claim_id
               WHERE a.id = $1 AND $2 IN (a.seller_id, a.buyer_id) FOR UPDATE OF n""",
            application_id, actor.organization_id,
        )  # fmt: skip
        if row is None:
            raise NotFound(application=application_id)
        if row["status"] == Notice.ACKNOWLEDGED:
            raise WrongState("债务方已经签收这份通知，不必再次发送。", notice=row["id"])
        # It may have become a member since: then nobody else answers for it by a link any more.
        debtor_id = row["debtor_id"] or await debtor_on_platform(row["debtor_uscc"])
        if debtor_id is None and not email:
            raise RuleBroken("请填写债务方的联系邮箱。", "email")
        await refuse_own_mailbox(actor, email)
        await db.execute("UPDATE assignment_notice SET debtor_id = $2 WHERE id = $1", row["id"], debtor_id)
        await _send(row["id"], Notice(row["status"]), debtor_id=debtor_id, email=email, by=actor.mover)


async def _send(notice_id: int, stage: Notice, *, debtor_id: int | None, email: str, by: Mover) -> None:
    """Put the notice on its way. An e-mail counts as sent when it has left (`note_sent`), a message to a member at once."""
    now, (token, token_hash) = clock.now(), new_token()
    to, sent_at = ("", now) if debtor_id is not None else (email, None)
    await db.execute("UPDATE notice_sending SET token_hash = NULL WHERE notice_id = $1", notice_id)
    sending_id: int = await db.fetch_value(
        """INSERT INTO notice_sending (notice_id, email, token_hash, begun_at, sent_at)
           VALUES ($1, $2, $3, $4, $5) RETURNING id""",
        notice_id, to, None if debtor_id is not None else token_hash, now, sent_at,
    )  # fmt: skip
    before = str(stage)
    await record(
        NOTICE.subject_kind, notice_id, before=before, after=before, act="send", by=by, reason=to or ON_PLATFORM
    )
    told = await _facts(notice_id)
    body = (
        f"{told.seller}对{told.debtor}的债权（金额 {yuan_text(told.face_amount)} 元，到期日 {told.due_on}）已转让给{told.buyer}。"
        f"请自收到通知起向{told.buyer}付款。通知内容、收款账户和回执请打开链接查看。"
    )
    if debtor_id is None:
        await outbox.queue_mail(
            email, key=f"assignment-notice:{notice_id}:{token_hash[:16]}", subject=f"债权转让通知：{told.buyer}",
            body=f"{body}打开时需要填写贵单位的统一社会信用代码。", href=f"{LINK}/{token}",
        )  # fmt: skip
        return
    await messages.tell(
        debtor_id, key=_key(notice_id, sending_id), title=f"债权转让通知：请向{told.buyer}付款", body=body,
        href=f"{MEMBER_LINK}/{notice_id}",
    )  # fmt: skip
    if stage is Notice.PREPARED:
        await _left(notice_id, ON_PLATFORM, now, by=by)


def _key(notice_id: int, sending_id: int) -> str:
    """The key of the message by which a sending reaches a member."""
    return f"assignment-notice:{notice_id}:{sending_id}"


async def _left(notice_id: int, to: str, at: datetime, *, by: Mover = SYSTEM) -> None:
    """The first sending of a notice has left."""
    await move(NOTICE, notice_id, to=Notice.SENT, act="leave", by=by, reason=to, also={"sent_at": at})


async def note_sent() -> int:
    """Sendings whose e-mail has left since are sent, at the time it left; how many."""
    rows = await db.fetch(
        f"""SELECT s.id, s.notice_id, s.email, m.sent_at FROM notice_sending s JOIN mail m ON m.once_key = {_MAIL_KEY}
            WHERE s.sent_at IS NULL AND s.token_hash IS NOT NULL AND m.sent_at IS NOT NULL ORDER BY s.id"""  # noqa: S608
    )
    count = 0
    for row in rows:
        async with db.transaction():
            stage = await db.fetch_value(
                "SELECT status FROM assignment_notice WHERE id = $1 FOR UPDATE", row["notice_id"]
            )
            # The race of a second sending, or of the debtor who opens it: what they did stands.
            noted = await db.fetch_value(
                "UPDATE notice_sending SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL AND token_hash IS NOT NULL RETURNING id",
                row["id"], row["sent_at"],
            )  # fmt: skip
            if noted and stage == Notice.PREPARED:
                await _left(row["notice_id"], row["email"], row["sent_at"])
            count += bool(noted)
    return count


async def _facts(notice_id: int) -> Notified:
    row = await db.fetch_row(
        """SELECT n.id, n.application_id, c.debtor_name AS debtor, s.name AS seller, b.name AS buyer, c.contract_number,
                  c.invoice_numbers, coalesce(f.payee_account, '') AS payee_account, c.face_amount, c.due_on, n.status AS stage,
                  n.acknowledged_at
           FROM assignment_notice n JOIN application a ON a.id = n.application_id JOIN claim c ON c.id = n.claim_id
           JOIN organization s ON s.id = a.seller_id JOIN organization b ON b.id = a.buyer_id
           LEFT JOIN contract_filing f ON f.application_id = a.id AND f.status = 'confirmed' WHERE n.id = $1""",
        notice_id,
    )
    assert row is not None, "it was found before"
    return Notified(**{**row, "invoice_numbers": tuple(row["invoice_numbers"]), "stage": Notice(row["stage"])})


async def open_by_link(token: str, code: str) -> Notified:
    """The notice of a link, for who names the debtor's credit code; it has arrived with that. NotFound for a link nobody sent."""
    async with db.transaction():
        row, sending = await _by_link(token, code)
        await _arrive(row, sending, by=SYSTEM)
        return await _facts(row["id"])


async def open_signed_in(actor: Actor, notice_id: int) -> Notified:
    """The notice that the actor's organization gets as a debtor; it has arrived with that. NotFound for everybody else."""
    async with db.transaction():
        row, sending = await _for_debtor(actor, notice_id)
        await _arrive(row, sending, by=actor.mover)
        return await _facts(notice_id)


async def acknowledge_by_link(token: str, code: str, receipt: Receipt) -> None:
    """The debtor's receipt by the link, once."""
    async with db.transaction():
        await _acknowledge(*await _by_link(token, code), receipt, by=SYSTEM)


async def acknowledge_signed_in(actor: Actor, notice_id: int, receipt: Receipt) -> None:
    """The receipt of a debtor that is a member; it binds, so that it takes who may decide."""
    async with db.transaction():
        row, sending = await _for_debtor(actor, notice_id)
        require(actor, Permission.CONTRACT_ANSWER)
        await _acknowledge(row, sending, receipt, by=actor.mover)


async def _by_link(token: str, code: str) -> tuple[db.Record, db.Record]:
    hashed = digest(token)
    row = await db.fetch_row(
        """SELECT n.*, c.debtor_uscc FROM assignment_notice n JOIN claim c ON c.id = n.claim_id
           WHERE n.id = (SELECT notice_id FROM notice_sending WHERE token_hash = $1) FOR UPDATE OF n""",
        hashed,
    )
    # Read once the notice is held: a sending that came between has ended this link.
    sending = await db.fetch_row("SELECT * FROM notice_sending WHERE token_hash = $1", hashed)
    if row is None or sending is None:
        raise NotFound
    check_code(row, code)
    return row, sending


async def _for_debtor(actor: Actor, notice_id: int) -> tuple[db.Record, db.Record]:
    row = await db.fetch_row(
        "SELECT * FROM assignment_notice WHERE id = $1 AND debtor_id = $2 FOR UPDATE", notice_id, actor.organization_id
    )
    sending = await db.fetch_row(
        "SELECT * FROM notice_sending WHERE notice_id = $1 ORDER BY id DESC LIMIT 1", notice_id
    )
    if row is None or sending is None:
        raise NotFound(notice=notice_id)
    return row, sending


async def _arrive(row: db.Record, sending: db.Record, *, by: Mover) -> None:
    """That a notice was opened is its arrival: the first time is the notice's, and each sending has its own."""
    if sending["arrived_at"] is not None:
        return
    now, to = clock.now(), sending["email"] or ON_PLATFORM
    left = sending["sent_at"]
    if left is None:
        # Opened before the sweep has seen its e-mail leave.
        left = await db.fetch_value(
            f"SELECT m.sent_at FROM mail m JOIN notice_sending s ON m.once_key = {_MAIL_KEY} WHERE s.id = $1",  # noqa: S608
            sending["id"],
        )
    await db.execute(
        "UPDATE notice_sending SET sent_at = $2, arrived_at = $3 WHERE id = $1", sending["id"], left or now, now
    )
    if row["status"] == Notice.PREPARED:
        await _left(row["id"], to, left or now)
    if row["status"] not in {Notice.PREPARED, Notice.SENT}:
        again = row["status"]
        await record(NOTICE.subject_kind, row["id"], before=again, after=again, act="arrive", by=by, reason=to)
        return
    await move(NOTICE, row["id"], to=Notice.ARRIVED, act="arrive", by=by, reason=to, also={"arrived_at": now})
    said = f"债务方已打开债权转让通知（{to}），通知自此对债务方发生效力。"
    await _tell_sides(row["id"], "arrived", "债权转让通知已到达债务方", said)


async def _acknowledge(row: db.Record, sending: db.Record, receipt: Receipt, *, by: Mover) -> None:
    if row["status"] == Notice.ACKNOWLEDGED:
        raise WrongState(_ACKNOWLEDGED, notice=row["id"])
    await _arrive(row, sending, by=by)
    await move(
        NOTICE, row["id"], to=Notice.ACKNOWLEDGED, act="acknowledge", by=by, reason=sending["email"] or ON_PLATFORM,
        also={
            "acknowledged_at": clock.now(), "acknowledged_by": by.member_id, "acknowledged_name": receipt.name,
            "acknowledged_title": receipt.title, "acknowledged_address": receipt.address,
        },
    )  # fmt: skip
    if row["debtor_id"] is not None:
        for each in await db.fetch("SELECT id FROM notice_sending WHERE notice_id = $1 ORDER BY id", row["id"]):
            await messages.settle(row["debtor_id"], key=_key(row["id"], each["id"]))
    said = f"债务方（{receipt.name}，{receipt.title}）已签收债权转让通知。"
    await _tell_sides(row["id"], "acknowledged", "债务方已签收债权转让通知", said)


async def _tell_sides(notice_id: int, key: str, what: str, body: str) -> None:
    row = await db.fetch_row(
        """SELECT a.id, a.title, a.seller_id, a.buyer_id FROM application a
           JOIN assignment_notice n ON n.application_id = a.id WHERE n.id = $1""",
        notice_id,
    )
    assert row is not None, "a notice belongs to an application"
    for organization_id in sorted((row["seller_id"], row["buyer_id"])):
        await messages.tell(
            organization_id, key=f"assignment-notice:{notice_id}:{key}", title=f"{what}：{row['title']}", body=body,
            href=f"{Business.CLAIM.path}/{row['id']}",
        )  # fmt: skip


class SentTo(NamedTuple):
    """One sending of a notice with its own times; no address where it went to a member on the platform."""

    email: str
    link_lives: bool
    begun_at: datetime
    sent_at: datetime | None
    arrived_at: datetime | None


@dataclass(frozen=True)
class Delivery:
    """How far the notice of a transfer has come, for seller and buyer."""

    stage: Notice
    on_platform: bool
    """The debtor is a member: it is told on the platform alone."""
    email: str
    """The mailbox used last, or where the debtor is likely to be reached."""
    prepared_at: datetime
    arrived_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_name: str
    acknowledged_title: str
    sent_to: tuple[SentTo, ...]
    """Every sending, oldest first."""


async def delivery_of(actor: Actor, application_id: int) -> Delivery | None:
    """How far the notice of an application's transfer has come; None before there is one, or for who is no party to it."""
    row = await db.fetch_row(
        f"""SELECT n.*, c.debtor_uscc, coalesce(nullif(heard.email, ''), c.debtor_email) AS mailbox FROM assignment_notice n
            JOIN application a ON a.id = n.application_id JOIN claim c ON c.id = n.claim_id
            LEFT JOIN {CONFIRMATION} heard ON true
            WHERE a.id = $1 AND $2 IN (a.seller_id, a.buyer_id)""",  # noqa: S608 -- constants
        application_id, actor.organization_id,
    )  # fmt: skip
    if row is None:
        return None
    sent = await db.fetch(
        """SELECT email, token_hash IS NOT NULL, begun_at, sent_at, arrived_at FROM notice_sending
           WHERE notice_id = $1 ORDER BY id""",
        row["id"],
    )
    member = row["debtor_id"] or await debtor_on_platform(row["debtor_uscc"])
    named = ("prepared_at", "arrived_at", "acknowledged_at", "acknowledged_name", "acknowledged_title")
    return Delivery(
        stage=Notice(row["status"]),
        on_platform=member is not None,
        email=next((each["email"] for each in reversed(sent) if each["email"]), row["mailbox"]),
        sent_to=tuple(SentTo(*each) for each in sent),
        **{name: row[name] for name in named},
    )
