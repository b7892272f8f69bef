"""Conversations as commands leave them."""

import uuid
from collections.abc import Sequence

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.conversations.commands import Writing, start
from zczr.domain.conversations.rules import About
from zczr.domain.conversations.subjects import Subject
from zczr.domain.partners import commands as partners


def said(body: str = "您好，方便介绍一下贵单位的情况吗？", *, file_ids: Sequence[int] = ()) -> Writing:
    """A message as a form brings it, under a submission id of its own."""
    return Writing(uuid.uuid4(), body, file_ids)


async def converse(
    writer: Actor, reader: Actor, *, about_application: int | None = None, writing: Writing | None = None
) -> int:
    """The writer's message to the reader's organization, about an application of both or about nothing; the conversation."""
    subject = Subject(About.APPLICATION, about_application) if about_application else Subject()
    return await start(writer, reader.organization_id, subject, writing or said())


async def block(blocker: Actor, blocked: Actor) -> None:
    """One organization keeps the other away."""
    await partners.block(blocker, blocked.organization_id)


async def unread_of(member: Actor) -> int:
    """How many messages of conversations a member has not read."""
    count: int = await db.fetch_value("SELECT count(*) FROM conversation_unread WHERE member_id = $1", member.member_id)
    return count
