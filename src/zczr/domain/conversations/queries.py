"""Conversations an actor may see: those its organization is a side of."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.conversations.rules import About
from zczr.domain.conversations.subjects import Subject
from zczr.domain.files.queries import StoredFile, files_of_many
from zczr.domain.refusals import NotFound

PAGE = 20
MESSAGES = 30
"""How many messages a page of a conversation shows."""


class ListLine(NamedTuple):
    """A conversation in a list, with the beginning of its newest message."""

    id: int
    other_name: str
    title: str
    last_at: datetime
    excerpt: str
    """Empty where the newest message has only attachments."""
    own: bool
    """The actor's organization wrote the newest message."""
    unread: int
    """How many messages the actor has not read, counted to 100."""


# Each half is read from the index that begins with its own column; the few wide things only for the lines of the page. The name
# is a subquery, so that a search looks up the other sides of one organization and never reads all organizations.
LIST = """
    WITH mine AS (
        SELECT id, high_id AS other_id, last_at FROM conversation WHERE low_id = $1
        UNION ALL SELECT id, low_id, last_at FROM conversation WHERE high_id = $1
    ), wanted AS (
        SELECT * FROM mine c
        WHERE (NOT $3 OR EXISTS (SELECT FROM conversation_unread u WHERE u.member_id = $2 AND u.conversation_id = c.id))
          AND ($4 = '' OR strpos(lower((SELECT name FROM organization o WHERE o.id = c.other_id)), lower($4)) > 0)
    ), page AS (
        SELECT id, other_id, last_at, count(*) OVER () AS total FROM wanted ORDER BY last_at DESC, id DESC LIMIT $5 OFFSET $6
    )
    SELECT p.id, (SELECT name FROM organization o WHERE o.id = p.other_id), (SELECT title FROM conversation c WHERE c.id = p.id),
           p.last_at, last.excerpt, last.own,
           (SELECT count(*) FROM (SELECT FROM conversation_unread u WHERE u.member_id = $2 AND u.conversation_id = p.id
                                  LIMIT 100) counted),
           p.total
    FROM page p CROSS JOIN LATERAL (
        SELECT left(body, 80) AS excerpt, organization_id = $1 AS own FROM conversation_message m
        WHERE m.conversation_id = p.id ORDER BY m.id DESC LIMIT 1) last
    ORDER BY p.last_at DESC, p.id DESC"""
"""A page of conversations: $1 organization, $2 member, $3 only unread, $4 part of the other's name, $5 how many, $6 after how many."""


async def conversations_of(
    actor: Actor, *, only_unread: bool, name: str, page: int
) -> tuple[tuple[ListLine, ...], int]:
    """A page of the actor's conversations, the newest message first, and how many there are; none behind the last page."""
    rows = await db.fetch(
        LIST, actor.organization_id, actor.member_id, only_unread, name, PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    return tuple(ListLine(*tuple(row)[:7]) for row in rows), rows[0]["total"] if rows else 0


@dataclass(frozen=True)
class Conversation:
    """A conversation as one of its sides sees it."""

    id: int
    other_id: int
    other_name: str
    subject: Subject
    title: str


async def conversation_for(actor: Actor, conversation_id: int) -> Conversation:
    """A conversation of the actor's organization; NotFound for everybody else."""
    row = await db.fetch_row(
        """SELECT c.id, o.id, o.name, c.subject_kind, c.subject_id, c.title
           FROM conversation c JOIN organization o ON o.id = CASE c.low_id WHEN $2 THEN c.high_id ELSE c.low_id END
           WHERE c.id = $1 AND $2 IN (c.low_id, c.high_id)""",
        conversation_id, actor.organization_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(conversation=conversation_id)
    number, other_id, other_name, kind, subject_id, title = row
    return Conversation(number, other_id, other_name, Subject(About(kind), subject_id), title)


async def conversation_between(actor: Actor, other_id: int, subject: Subject) -> int | None:
    """The conversation of the actor's organization with another one about a subject; None where there is none."""
    found: int | None = await db.fetch_value(
        "SELECT id FROM conversation WHERE low_id = $1 AND high_id = $2 AND subject_kind = $3 AND subject_id = $4",
        min(actor.organization_id, other_id), max(actor.organization_id, other_id), str(subject.about), subject.id,
    )  # fmt: skip
    return found


async def name_of(organization_id: int) -> str:
    """What another organization is called; whoever asks has made sure that the actor may write to it."""
    name: str = await db.fetch_value("SELECT name FROM organization WHERE id = $1", organization_id)
    return name


@dataclass(frozen=True)
class Message:
    """A message with its attachments, as a member sees it."""

    id: int
    organization_id: int
    organization_name: str
    member_id: int
    member_name: str
    body: str
    at: datetime
    unread: bool
    files: tuple[StoredFile, ...]


THREAD = """
    SELECT x.id, x.organization_id, o.name, x.member_id, m.name, x.body, x.at, u.member_id IS NOT NULL
    FROM (SELECT * FROM conversation_message WHERE conversation_id = $1 AND ($3::bigint IS NULL OR id < $3)
          ORDER BY id DESC LIMIT $4) x
    JOIN organization o ON o.id = x.organization_id JOIN member m ON m.id = x.member_id
    LEFT JOIN conversation_unread u ON u.member_id = $2 AND u.conversation_id = $1 AND u.message_id = x.id
    ORDER BY x.id DESC"""
"""Messages of a conversation, newest first: $1 conversation, $2 member, $3 before which message, $4 how many."""


async def messages_of(
    actor: Actor, conversation: Conversation, *, before: int | None
) -> tuple[tuple[Message, ...], bool]:
    """The newest messages of a conversation, or those before one of them, oldest first, and whether there are older ones."""
    rows = await db.fetch(THREAD, conversation.id, actor.member_id, before, MESSAGES + 1)
    shown = [tuple(row) for row in reversed(rows[:MESSAGES])]
    files = await files_of_many("conversation_message", [row[0] for row in shown])
    return tuple(Message(*(*row, files.get(row[0], ()))) for row in shown), len(rows) > MESSAGES
