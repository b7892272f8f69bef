"""Telling organizations what happened, with copies by e-mail to those who want them at once, and marking it read."""

from collections.abc import Sequence
from dataclasses import dataclass

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission, require

# One statement leaves the messages with what is unread and with their e-mail, so that no message is without them.
_TELL = """
    WITH told AS (
        INSERT INTO notice (organization_id, category, title, body, href, once_key, at)
        SELECT organization_id, $5, title, $6, href, once_key, $7
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS each (organization_id, once_key, title, href)
        ON CONFLICT ON CONSTRAINT notice_once DO NOTHING RETURNING id, organization_id, category, title, body, href
    ), unread AS (
        INSERT INTO notice_unread (member_id, category, notice_id)
        SELECT m.id, told.category, told.id FROM told JOIN member m USING (organization_id) WHERE m.active
    )
    INSERT INTO mail (once_key, recipient, subject, body, due_at, created_at)
    SELECT 'notice:' || told.id || ':' || m.email, m.email, '【智产智融】' || told.title,
           told.body || CASE told.href WHEN '' THEN '' ELSE E'\\n\\n{site}' || told.href END, $7, $7
    FROM told JOIN member m USING (organization_id)
    WHERE $8 AND m.active AND m.email_confirmed_at IS NOT NULL AND m.mail_choice = 'instant'
    ON CONFLICT (once_key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Told:
    """One message of many that share their body: to whom, once for which key, its title and address."""

    organization_id: int
    key: str
    title: str
    href: str


async def tell(
    organization_id: int,
    *,
    key: str,
    title: str,
    body: str = "",
    href: str = "",
    category: str = "progress",
    mail: bool = True,
) -> None:
    """Leave a message for an organization, once for each key; its e-mail leaves right after the commit."""
    for mail_id in await _tell([Told(organization_id, key, title, href)], body, category, mail=mail):
        db.after_commit("messages.deliver", mail_id)


async def tell_many(told: Sequence[Told], body: str) -> None:
    """Leave many messages as `tell` does, in one statement; the sweep sends their e-mail."""
    await _tell(told, body, "progress", mail=True)


async def _tell(told: Sequence[Told], body: str, category: str, *, mail: bool) -> list[int]:
    """The ids of the e-mail that goes with it."""
    rows = await db.fetch(
        _TELL, [each.organization_id for each in told], [each.key for each in told], [each.title for each in told],
        [each.href for each in told], category, body, clock.now(), mail,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def settle(organization_id: int, *, key: str) -> None:
    """The message of this key is read by everybody of the organization: what it asked for has been done."""
    await db.execute(
        """DELETE FROM notice_unread u USING notice n
           WHERE n.organization_id = $1 AND n.once_key = $2 AND u.notice_id = n.id""",
        organization_id, key,
    )  # fmt: skip


async def mark_read(actor: Actor, *, notice_id: int | None = None, category: str = "") -> None:
    """Mark messages as read by the actor: one, those of one category, or all."""
    require(actor, Permission.MESSAGES_READ)
    async with db.transaction():
        await db.execute(
            """DELETE FROM notice_unread WHERE member_id = $1 AND ($2 = '' OR category = $2)
               AND ($3::bigint IS NULL OR notice_id = $3)""",
            actor.member_id, category, notice_id,
        )  # fmt: skip
