"""What was written in a conversation, a page at a time; the newest page keeps itself up to date."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.conversations import commands, queries
from zczr.domain.conversations.queries import Conversation, Message
from zczr.domain.conversations.subjects import href_for
from zczr.domain.files.queries import StoredFile
from zczr.domain.partners.queries import is_reached
from zczr.domain.permissions import Permission
from zczr.partials.conversations.listing import OWNER
from zczr.web.forms import is_id
from zczr.web.respond import fragment
from zczr.web.templating import instant

_PATH = "/partials/conversations/{conversation_id:int}/message-thread"


@dataclass(frozen=True)
class ConversationHead:
    """Whom a conversation is with and what it is about, for the page around it."""

    other: str
    subject: str
    subject_href: str
    card_href: str
    """The other one's business card; empty where it cannot be opened."""
    href: str


async def load_conversation_head(actor: Actor, found: Conversation) -> ConversationHead:
    """The head of a conversation that the actor has open."""
    return ConversationHead(
        other=found.other_name,
        subject=found.title,
        subject_href=await href_for(actor, found.other_id, found.subject),
        card_href=f"/partners/{found.other_id}" if await is_reached(actor, found.other_id) else "",
        href=f"{OWNER}/{found.id}",
    )


class Line(NamedTuple):
    """One message; ready strings."""

    own: bool
    """The actor's organization wrote it."""
    who: str
    when: str
    is_new: bool
    body: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True)
class MessageThread:
    """A page of messages, oldest first."""

    lines: tuple[Line, ...]
    older_href: str
    newest_href: str
    """Where an older page leads back to; empty on the newest page."""
    poll: str
    """Where the newest page asks for what came after it; empty on an older page, which stays as it is."""
    unchanged: bool
    """Nothing came after the message that a poll asks with."""
    marked: bool
    """Something was unread, and is read now."""


async def load_message_thread(actor: Actor, found: Conversation, query: Any) -> MessageThread:
    """The page of a conversation that the query asks for; what it shows, and what came before it, has been read by this member.

    This writes while a page is read. It stays safe in the sense of HTTP: nobody asked for a change, nothing that anybody else sees
    changes, and doing it again does nothing; a form for each opened conversation would be one press more for nothing.
    """
    before, after = (int(query[key]) if is_id(query.get(key)) else None for key in ("before", "after"))
    messages, has_older = await queries.messages_of(actor, found, before=before)
    newest = messages[-1].id if messages else 0
    # What an older page shows was unread too where a member has been away for long.
    marked = any(message.unread for message in messages)
    if marked:
        await commands.mark_read(actor, found.id, up_to=newest)
    href = f"{OWNER}/{found.id}"
    return MessageThread(
        lines=_lines(actor, messages),
        older_href=f"{href}?before={messages[0].id}" if has_older else "",
        newest_href=href if before is not None else "",
        poll="" if before is not None else f"{_PATH.replace('{conversation_id:int}', str(found.id))}?after={newest}",
        unchanged=after == newest and not marked,
        marked=marked,
    )


def _lines(actor: Actor, messages: Sequence[Message]) -> tuple[Line, ...]:
    return tuple(
        Line(
            own=message.organization_id == actor.organization_id,
            who=_who(actor, message),
            when=instant(message.at),
            is_new=message.unread,
            body=message.body,
            files=message.files,
        )
        for message in messages
    )


def _who(actor: Actor, message: Message) -> str:
    if message.member_id == actor.member_id:
        return "我"
    side = "本单位" if message.organization_id == actor.organization_id else message.organization_name
    return f"{side} · {message.member_name}" if message.member_name else side


@get(_PATH, opt={"permission": Permission.CONVERSATION_READ})
async def message_thread(
    request: Request[Any, Any, Any], actor: Actor, conversation_id: FromPath[int]
) -> Response[str]:
    """The messages alone, for polling."""
    found = await queries.conversation_for(actor, conversation_id)
    loaded = await load_message_thread(actor, found, request.query_params)
    return fragment(
        request, "conversations/_message_thread.html", owner=f"{OWNER}/{found.id}", unchanged=loaded.unchanged,
        message_thread=loaded,
    )  # fmt: skip


HANDLERS = [message_thread]
