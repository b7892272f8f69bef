"""The unread count in the bar, and the list of messages."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.messages import queries
from zczr.domain.permissions import Permission
from zczr.web.layout import unread_label
from zczr.web.paging import Paging, page_number
from zczr.web.respond import fragment

OWNER = "/messages"


@dataclass(frozen=True)
class UnreadCount:
    """The badge of the bar."""

    text: str


def load_unread_count(actor: Actor) -> UnreadCount:
    """The count that came with the actor."""
    return UnreadCount(text=unread_label(actor.unread))


@dataclass(frozen=True)
class MessageList:
    """A page of messages."""

    messages: tuple[queries.Message, ...]
    only_unread: bool
    unread: str
    paging: Paging


async def load_message_list(actor: Actor, query: Any) -> MessageList:
    """The messages that the page's query asks for."""
    number, only_unread = page_number(query), query.get("show") == "unread"
    messages, total = await queries.inbox(actor, page=number, only_unread=only_unread)
    if not messages and number > 1:  # behind the last page: show the first
        number = 1
        messages, total = await queries.inbox(actor, page=number, only_unread=only_unread)
    return MessageList(
        messages=messages,
        only_unread=only_unread,
        unread=unread_label(actor.unread),
        paging=Paging.of(OWNER, query, number=number, size=queries.PAGE, total=total),
    )


@get("/partials/messages/unread-count", opt={"permission": Permission.MESSAGES_READ})
async def unread_count(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The badge alone, for polling."""
    return fragment(request, "messages/_unread_count.html", owner=OWNER, unread_count=load_unread_count(actor))


@get("/partials/messages/message-list", opt={"permission": Permission.MESSAGES_READ})
async def message_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone."""
    loaded = await load_message_list(actor, request.query_params)
    return fragment(request, "messages/_message_list.html", owner=OWNER, url=loaded.paging.here, message_list=loaded)


HANDLERS = [unread_count, message_list]
