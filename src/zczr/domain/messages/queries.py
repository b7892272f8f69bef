"""The message centre of an actor, and the local outbox."""

from dataclasses import dataclass
from datetime import datetime

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.refusals import NotFound

PAGE = 20


@dataclass(frozen=True)
class Message:
    """One message as a member sees it."""

    id: int
    title: str
    body: str
    href: str
    at: datetime
    read: bool


async def inbox(actor: Actor, *, page: int, only_unread: bool) -> tuple[tuple[Message, ...], int]:
    """A page of the messages of the actor's organization, newest first, and how many there are in all."""
    rows = await db.fetch(
        """SELECT n.id, n.title, n.body, n.href, n.at, r.member_id IS NOT NULL AS read, count(*) OVER () AS total
           FROM notice n LEFT JOIN notice_read r ON r.notice_id = n.id AND r.member_id = $2
           WHERE n.organization_id = $1 AND (NOT $3 OR r.member_id IS NULL)
           ORDER BY n.id DESC LIMIT $4 OFFSET $5""",
        actor.organization_id, actor.member_id, only_unread, PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    total = rows[0]["total"] if rows else 0
    return tuple(Message(*tuple(row)[:6]) for row in rows), total


async def message_for(actor: Actor, notice_id: int) -> Message:
    """One message of the actor's organization."""
    row = await db.fetch_row(
        """SELECT n.id, n.title, n.body, n.href, n.at, r.member_id IS NOT NULL
           FROM notice n LEFT JOIN notice_read r ON r.notice_id = n.id AND r.member_id = $3
           WHERE n.id = $1 AND n.organization_id = $2""",
        notice_id, actor.organization_id, actor.member_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(notice=notice_id)
    return Message(*row)


@dataclass(frozen=True)
class OutboxMail:
    """An e-mail of the local outbox."""

    id: int
    recipient: str
    subject: str
    body: str
    created_at: datetime


async def outbox(recipient: str = "") -> tuple[OutboxMail, ...]:
    """The newest e-mails, perhaps of one recipient; for a demo, where mail leaves to nobody."""
    rows = await db.fetch(
        """SELECT id, recipient, subject, body, created_at FROM mail
           WHERE $1 = '' OR recipient = $1 ORDER BY id DESC LIMIT 50""",
        recipient,
    )
    return tuple(OutboxMail(*row) for row in rows)
