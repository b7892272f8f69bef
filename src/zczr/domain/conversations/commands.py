"""Starting a conversation, writing in one, and having read it; a retry sends nothing twice."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.conversations.queries import conversation_between, conversation_for
from zczr.domain.conversations.rules import lacking
from zczr.domain.conversations.subjects import Subject, silence, title_for_starting
from zczr.domain.files import commands as files
from zczr.domain.files.queries import files_of, holds
from zczr.domain.messages.outbox import queue_mail
from zczr.domain.partners.relations import lock_pair
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import RuleBroken, refuse_all

FILES_OF = "conversation_message"
"""The subject of a message's attachments."""
_SENT_BEFORE = "这份表单已经发送过一次，内容与现在不同。如需再发一条，请再按一次“发送”。"


@dataclass(frozen=True)
class Writing:
    """A message as it was filled in."""

    submission: uuid.UUID
    body: str
    file_ids: Sequence[int] = ()


async def start(actor: Actor, other_id: int, subject: Subject, writing: Writing) -> int:
    """Write the first message to another organization about a subject; the id of the conversation.

    Where there is a conversation about it already, the message joins it. NotFound where the actor may not start one.
    """
    require(actor, Permission.CONVERSATION_WRITE)
    async with db.transaction():
        # Both sides may start at once: the second one waits here, and finds the conversation of the first.
        await lock_pair(actor.organization_id, other_id)
        conversation_id = await conversation_between(actor, other_id, subject)
        if conversation_id is None:
            title = await title_for_starting(actor, other_id, subject)
            conversation_id = await _open(actor, other_id, subject, title)
        await _write(actor, conversation_id, other_id, subject, writing)
    return conversation_id


async def write(actor: Actor, conversation_id: int, writing: Writing) -> None:
    """Write a message in a conversation of the actor's organization; NotFound in any other."""
    require(actor, Permission.CONVERSATION_WRITE)
    async with db.transaction():
        found = await conversation_for(actor, conversation_id)
        # Until the commit nobody blocks the other side, and the same form sent twice at once is looked at one after the other.
        await lock_pair(actor.organization_id, found.other_id)
        await _write(actor, conversation_id, found.other_id, found.subject, writing)


async def _open(actor: Actor, other_id: int, subject: Subject, title: str) -> int:
    now = clock.now()
    conversation_id: int = await db.fetch_value(
        """INSERT INTO conversation (low_id, high_id, subject_kind, subject_id, title, started_by, created_at, last_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id""",
        min(actor.organization_id, other_id), max(actor.organization_id, other_id), str(subject.about), subject.id, title,
        actor.member_id, now,
    )  # fmt: skip
    return conversation_id


async def _write(actor: Actor, conversation_id: int, other_id: int, subject: Subject, writing: Writing) -> None:
    """Leave the message unless it was left before; the pair is locked."""
    if await _was_sent(actor, conversation_id, writing):
        return
    refuse_all(lacking(writing.body, len(writing.file_ids)))
    if silent := await silence(actor, other_id, subject):
        raise RuleBroken(silent)
    message_id = await _leave(actor, conversation_id, other_id, writing)
    await files.give(actor, writing.file_ids, subject_kind=FILES_OF, subject_id=message_id)
    if not writing.body and not await files_of(FILES_OF, message_id):
        raise RuleBroken("附件已随另一条消息发出，请重新选择附件", "attachments")


async def _was_sent(actor: Actor, conversation_id: int, writing: Writing) -> bool:
    """Whether this submission left its message already; RuleBroken where that one says something else."""
    sent = await db.fetch_row(
        "SELECT id, conversation_id, body FROM conversation_message WHERE member_id = $1 AND submission_id = $2",
        actor.member_id, writing.submission,
    )  # fmt: skip
    if sent is None:
        return False
    # Each try of a retry uploads its own copies of the same files.
    same_files = await holds(actor, writing.file_ids, subject_kind=FILES_OF, subject_id=sent["id"], only=True)
    if (sent["conversation_id"], sent["body"]) != (conversation_id, writing.body) or not same_files:
        raise RuleBroken(_SENT_BEFORE, "submission_id")
    return True


# One statement leaves the message together with what is unread, so that no message is without it. Its parts see the table as it
# was before: whoever had something unread here already has had a letter about it.
_LEAVE = """
    WITH said AS (
        INSERT INTO conversation_message (conversation_id, organization_id, member_id, submission_id, body, at)
        VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
    ), touched AS (
        UPDATE conversation SET last_at = greatest(last_at, $6) WHERE id = $1
    ), unread AS (
        INSERT INTO conversation_unread (member_id, conversation_id, message_id)
        SELECT m.id, $1, said.id FROM said, member m WHERE m.organization_id = $7 AND m.active
    )
    SELECT said.id, m.id AS reader_id, m.email FROM said LEFT JOIN member m
        ON m.organization_id = $7 AND m.active AND m.email_confirmed_at IS NOT NULL AND m.mail_choice = 'instant'
        AND NOT EXISTS (SELECT FROM conversation_unread u WHERE u.member_id = m.id AND u.conversation_id = $1)
"""


async def _leave(actor: Actor, conversation_id: int, other_id: int, writing: Writing) -> int:
    try:
        rows = await db.fetch(
            _LEAVE, conversation_id, actor.organization_id, actor.member_id, writing.submission, writing.body, clock.now(),
            other_id,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        # The same form sent to two organizations at once: their locks are not the same.
        raise RuleBroken(_SENT_BEFORE, "submission_id") from None
    message_id: int = rows[0]["id"]
    for row in rows:
        if row["reader_id"] is not None:
            # What was written stays on the platform; the letter says who wrote, and where.
            await queue_mail(
                row["email"], key=f"conversation:{conversation_id}:{row['reader_id']}:{message_id}",
                subject=f"收到会话消息：{actor.organization_name}",
                body=f"{actor.organization_name}的{actor.name or '成员'}给贵单位发来了消息，请登录查看和回复。",
                href=f"/messages/conversations/{conversation_id}",
            )  # fmt: skip
    return message_id


async def mark_read(actor: Actor, conversation_id: int, *, up_to: int) -> None:
    """The actor has read a conversation up to a message."""
    require(actor, Permission.CONVERSATION_READ)
    async with db.transaction():
        await db.execute(
            "DELETE FROM conversation_unread WHERE member_id = $1 AND conversation_id = $2 AND message_id <= $3",
            actor.member_id, conversation_id, up_to,
        )  # fmt: skip
