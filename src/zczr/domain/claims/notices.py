"""债权转让通知: prepared with the confirmed contract, sent to the debtor, arrived when it is opened, acknowledged once.

Until it arrives the debtor may still pay the seller (Civil Code 546); the times are the server's (合同编通则解释 Art. 48-50).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims.debtor_links import check_code, debtor_on_platform, digest, new_token
from zczr.domain.claims.kinds import DebtorState
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
_MAIL_KEY = "'assignment-notice:' || n.id || ':' || left(n.token_hash, 16)"
"""The e-mail that brings the link of a notice `n`; a link sent anew has an e-mail of its own."""


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
        "SELECT c.* FROM claim c JOIN application a ON a.claim_id = c.id WHERE a.id = $1", application_id
    )
    assert claim is not None, "the application is about a claim"
    token, token_hash = new_token()
    debtor_id = await debtor_on_platform(claim["debtor_uscc"])
    notice_id: int = await db.fetch_value(
        """INSERT INTO assignment_notice (application_id, claim_id, status, debtor_id, email, token_hash, prepared_at)
           VALUES ($1, $2, 'prepared', $3, $4, $5, $6) RETURNING id""",
        application_id, claim["id"], debtor_id, claim["debtor_email"], token_hash, clock.now(),
    )  # fmt: skip
    await record(NOTICE.subject_kind, notice_id, before="", after=str(Notice.PREPARED), act="prepare", by=SYSTEM)
    await _send(notice_id, token, email=claim["debtor_email"], debtor_id=debtor_id, by=SYSTEM)


async def send(actor: Actor, application_id: int, *, email: str) -> None:
    """Send a notice that has not arrived yet to an address, by seller or buyer; the link sent before is dead."""
    require(actor, Permission.APPLICATION_APPLY)
    if not email:
        raise RuleBroken("请填写债务方的联系邮箱。", "email")
    async with db.transaction():
        row = await db.fetch_row(
            """SELECT n.* FROM assignment_notice n JOIN application a ON a.id = n.application_id
               WHERE a.id = $1 AND $2 IN (a.seller_id, a.buyer_id) FOR UPDATE OF n""",
            application_id, actor.organization_id,
        )  # fmt: skip
        if row is None:
            raise NotFound(application=application_id)
        if row["status"] in {Notice.ARRIVED, Notice.ACKNOWLEDGED}:
            raise WrongState("通知已经到达债务方，不必再次发送。", notice=row["id"])
        token, token_hash = new_token()
        await db.execute(
            "UPDATE assignment_notice SET token_hash = $2, email = $3 WHERE id = $1", row["id"], token_hash, email
        )
        await _send(row["id"], token, email=email, debtor_id=None, by=actor.mover)


async def _send(notice_id: int, token: str, *, email: str, debtor_id: int | None, by: Mover) -> None:
    """Put the notice on its way. An e-mail counts as sent when it has left (`note_sent`), a message to a member at once."""
    told = await _facts(notice_id)
    body = (
        f"{told.seller}对{told.debtor}的债权（金额 {yuan_text(told.face_amount)} 元，到期日 {told.due_on}）已转让给{told.buyer}。"
        f"请自收到通知起向{told.buyer}付款。通知内容、收款账户和回执请打开链接查看。"
    )
    if email:
        await outbox.queue_mail(
            email, key=f"assignment-notice:{notice_id}:{digest(token)[:16]}", subject=f"债权转让通知：{told.buyer}",
            body=f"{body}打开时需要填写贵单位的统一社会信用代码。", href=f"{LINK}/{token}",
        )  # fmt: skip
    if debtor_id is not None:
        await messages.tell(
            debtor_id, key=f"assignment-notice:{notice_id}", title=f"债权转让通知：请向{told.buyer}付款", body=body,
            href=f"{MEMBER_LINK}/{notice_id}",
        )  # fmt: skip
        await move(NOTICE, notice_id, to=Notice.SENT, act="send", by=by, also={"sent_at": clock.now()})


async def note_sent() -> int:
    """Notices whose e-mail has left since are sent, at the time it left; how many."""
    rows = await db.fetch(
        f"""SELECT n.id, m.sent_at FROM assignment_notice n JOIN mail m ON m.once_key = {_MAIL_KEY}
            WHERE n.status = 'prepared' AND m.sent_at IS NOT NULL ORDER BY n.id"""  # noqa: S608 -- our own words
    )
    count = 0
    for row in rows:
        async with db.transaction():
            still = await db.fetch_value("SELECT status FROM assignment_notice WHERE id = $1 FOR UPDATE", row["id"])
            if still == Notice.PREPARED:
                await move(NOTICE, row["id"], to=Notice.SENT, act="send", by=SYSTEM, also={"sent_at": row["sent_at"]})
                count += 1
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
        row = await _by_link(token, code)
        await _arrive(row, by=SYSTEM)
        return await _facts(row["id"])


async def open_signed_in(actor: Actor, notice_id: int) -> Notified:
    """The notice that the actor's organization gets as a debtor; it has arrived with that. NotFound for everybody else."""
    async with db.transaction():
        row = await _for_debtor(actor, notice_id)
        await _arrive(row, by=actor.mover)
        return await _facts(notice_id)


async def acknowledge_by_link(token: str, code: str, receipt: Receipt) -> None:
    """The debtor's receipt by the link, once."""
    async with db.transaction():
        await _acknowledge(await _by_link(token, code), receipt, by=SYSTEM)


async def acknowledge_signed_in(actor: Actor, notice_id: int, receipt: Receipt) -> None:
    """The receipt of a debtor that is a member."""
    async with db.transaction():
        await _acknowledge(await _for_debtor(actor, notice_id), receipt, by=actor.mover)


async def _by_link(token: str, code: str) -> db.Record:
    row = await db.fetch_row("SELECT * FROM assignment_notice WHERE token_hash = $1 FOR UPDATE", digest(token))
    if row is None:
        raise NotFound
    claim = await db.fetch_row("SELECT debtor_uscc FROM claim WHERE id = $1", row["claim_id"])
    assert claim is not None, "a notice is about a claim"
    check_code(claim, code)
    return row


async def _for_debtor(actor: Actor, notice_id: int) -> db.Record:
    row = await db.fetch_row("SELECT * FROM assignment_notice WHERE id = $1 FOR UPDATE", notice_id)
    if row is None or row["debtor_id"] != actor.organization_id:
        raise NotFound(notice=notice_id)
    return row


async def _arrive(row: db.Record, *, by: Mover) -> None:
    """That a notice was opened is its arrival; the debtor knows of the transfer from then on."""
    now = clock.now()
    if row["status"] == Notice.PREPARED:
        # Opened before the sweep has seen its e-mail leave.
        left = await db.fetch_value(
            f"SELECT m.sent_at FROM mail m JOIN assignment_notice n ON m.once_key = {_MAIL_KEY} WHERE n.id = $1",  # noqa: S608
            row["id"],
        )
        await move(NOTICE, row["id"], to=Notice.SENT, act="send", by=SYSTEM, also={"sent_at": left or now})
    if row["status"] in {Notice.PREPARED, Notice.SENT}:
        await move(NOTICE, row["id"], to=Notice.ARRIVED, act="arrive", by=by, also={"arrived_at": now})
        await db.execute(
            "UPDATE claim SET debtor_state = $2 WHERE id = $1 AND debtor_state = $3",
            row["claim_id"], str(DebtorState.NOTIFIED), str(DebtorState.UNNOTIFIED),
        )  # fmt: skip
        said = "债务方已打开债权转让通知，通知自此对债务方发生效力。"
        await _tell_sides(row["id"], "arrived", "债权转让通知已到达债务方", said)


async def _acknowledge(row: db.Record, receipt: Receipt, *, by: Mover) -> None:
    if row["status"] == Notice.ACKNOWLEDGED:
        raise WrongState(_ACKNOWLEDGED, notice=row["id"])
    await _arrive(row, by=by)
    await move(
        NOTICE, row["id"], to=Notice.ACKNOWLEDGED, act="acknowledge", by=by,
        also={
            "acknowledged_at": clock.now(), "acknowledged_by": by.member_id, "acknowledged_name": receipt.name,
            "acknowledged_title": receipt.title, "acknowledged_address": receipt.address,
        },
    )  # fmt: skip
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


@dataclass(frozen=True)
class Delivery:
    """How far the notice of a transfer has come, for seller and buyer."""

    stage: Notice
    email: str
    on_platform: bool
    prepared_at: datetime
    sent_at: datetime | None
    arrived_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_name: str
    acknowledged_title: str


async def delivery_of(actor: Actor, application_id: int) -> Delivery | None:
    """How far the notice of an application's transfer has come; None before there is one, or for who is no party to it."""
    row = await db.fetch_row(
        """SELECT n.status, n.email, n.debtor_id IS NOT NULL, n.prepared_at, n.sent_at, n.arrived_at, n.acknowledged_at,
                  n.acknowledged_name, n.acknowledged_title
           FROM assignment_notice n JOIN application a ON a.id = n.application_id
           WHERE a.id = $1 AND $2 IN (a.seller_id, a.buyer_id)""",
        application_id, actor.organization_id,
    )  # fmt: skip
    return None if row is None else Delivery(Notice(row[0]), *tuple(row)[1:])
