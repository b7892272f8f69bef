"""The message centre of an actor."""

from dataclasses import dataclass
from datetime import datetime

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.refusals import NotFound

PAGE = 20
CATEGORIES = ("partners", "progress", "system")


@dataclass(frozen=True)
class Message:
    """One message as a member sees it."""

    id: int
    title: str
    body: str
    href: str
    at: datetime
    read: bool
    category: str


async def inbox(actor: Actor, *, category: str, page: int, only_unread: bool) -> tuple[tuple[Message, ...], int]:
    """A page of the messages of one category, newest first, and how many there are in all."""
    rows = await db.fetch(
        """SELECT n.id, n.title, n.body, n.href, n.at, u.member_id IS NULL AS read, n.category, count(*) OVER () AS total
           FROM notice n LEFT JOIN notice_unread u ON u.notice_id = n.id AND u.category = n.category AND u.member_id = $2
           WHERE n.organization_id = $1 AND n.category = $3 AND (NOT $4 OR u.member_id IS NOT NULL)
           ORDER BY n.id DESC LIMIT $5 OFFSET $6""",
        actor.organization_id, actor.member_id, category, only_unread, PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    total = rows[0]["total"] if rows else 0
    return tuple(Message(*tuple(row)[:7]) for row in rows), total


async def newest(actor: Actor, most: int) -> tuple[Message, ...]:
    """The newest messages of all categories."""
    rows = await db.fetch(
        """SELECT n.id, n.title, n.body, n.href, n.at, u.member_id IS NULL, n.category
           FROM unnest($3::text[]) AS kind (category) CROSS JOIN LATERAL (
               SELECT * FROM notice WHERE organization_id = $1 AND category = kind.category ORDER BY id DESC LIMIT $4) n
           LEFT JOIN notice_unread u ON u.notice_id = n.id AND u.category = n.category AND u.member_id = $2
           ORDER BY n.id DESC LIMIT $4""",
        actor.organization_id, actor.member_id, list(CATEGORIES), most,
    )  # fmt: skip
    return tuple(Message(*row) for row in rows)


async def message_for(actor: Actor, notice_id: int) -> Message:
    """One message of the actor's organization."""
    row = await db.fetch_row(
        """SELECT n.id, n.title, n.body, n.href, n.at, u.member_id IS NULL, n.category
           FROM notice n LEFT JOIN notice_unread u ON u.notice_id = n.id AND u.category = n.category AND u.member_id = $3
           WHERE n.id = $1 AND n.organization_id = $2""",
        notice_id, actor.organization_id, actor.member_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(notice=notice_id)
    return Message(*row)
