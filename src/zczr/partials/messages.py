"""The unread count in the bar, and the list of messages."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.messages import queries
from zczr.domain.permissions import Permission
from zczr.web.layout import unread_label
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment

OWNER = "/messages"
PARTIAL = "/partials/messages/message-list"


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
    tabs: tuple[Tab, ...]
    paging: Paging


async def load_message_list(actor: Actor, query: Any) -> MessageList:
    """The messages that the page's query asks for."""
    only_unread = query.get("show") == "unread"
    messages, total, number = await open_page(
        lambda page: queries.inbox(actor, page=page, only_unread=only_unread), query, size=queries.PAGE
    )
    unread = unread_label(actor.unread)
    doors = Doors.of(OWNER, PARTIAL, query)
    views = doors.without("page", "show")
    return MessageList(
        messages=messages,
        only_unread=only_unread,
        unread=unread,
        tabs=(
            views.tab("全部", current=not only_unread),
            views.tab("未读", "show=unread", current=only_unread, count=unread),
        ),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )


@get("/partials/messages/unread-count", opt={"permission": Permission.MESSAGES_READ})
async def unread_count(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The badge alone, for polling."""
    return fragment(request, "messages/_unread_count.html", owner=OWNER, unread_count=load_unread_count(actor))


@get(PARTIAL, opt={"permission": Permission.MESSAGES_READ})
async def message_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone."""
    loaded = await load_message_list(actor, request.query_params)
    return fragment(request, "messages/_message_list.html", owner=OWNER, url=loaded.paging.here, message_list=loaded)


HANDLERS = [unread_count, message_list]
