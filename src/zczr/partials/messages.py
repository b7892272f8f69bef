"""The unread count in the bar, and the list of messages."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.messages import queries
from zczr.domain.permissions import Permission
from zczr.domain.refusals import NotFound
from zczr.web.layout import unread_label
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment

OWNER = "/messages"


@dataclass(frozen=True)
class Section:
    """A part of 消息中心 that shows a list of messages: where it stands, and what it says when it is empty."""

    category: str
    owner: str
    empty: str

    @property
    def partial(self) -> str:
        """The list's own address."""
        return f"/partials/messages/{self.category}/message-list"


SECTIONS = {
    each.category: each
    for each in (
        Section("progress", OWNER, "申请、合同确认和到期提醒都会通知到这里。"),
        Section("system", "/messages/announcements", "认证结果和平台通知会出现在这里。"),
        Section("partners", "/messages/partner-requests/notices", "好友申请的答复会出现在这里。"),
    )
}


@dataclass(frozen=True)
class UnreadCount:
    """The badge of the bar."""

    text: str


def load_unread_count(actor: Actor) -> UnreadCount:
    """The count that came with the actor."""
    return UnreadCount(text=unread_label(actor.unread.total))


@dataclass(frozen=True)
class MessageList:
    """A page of messages."""

    category: str
    messages: tuple[queries.Message, ...]
    only_unread: bool
    unread: str
    empty: str
    tabs: tuple[Tab, ...]
    paging: Paging


async def load_message_list(actor: Actor, category: str, query: Any) -> MessageList:
    """The messages of one part that the page's query asks for."""
    section = SECTIONS[category]
    only_unread = query.get("show") == "unread"
    messages, total, number = await open_page(
        lambda page: queries.inbox(actor, category=category, page=page, only_unread=only_unread),
        query,
        size=queries.PAGE,
    )
    unread = unread_label(getattr(actor.unread, category))
    doors = Doors.of(section.owner, section.partial, query)
    views = doors.without("page", "show")
    return MessageList(
        category=category,
        messages=messages,
        only_unread=only_unread,
        unread=unread,
        empty=section.empty,
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


@get("/partials/messages/{category:str}/message-list", opt={"permission": Permission.MESSAGES_READ})
async def message_list(request: Request[Any, Any, Any], actor: Actor, category: FromPath[str]) -> Response[str]:
    """The list of one part alone."""
    section = SECTIONS.get(category)
    if section is None:
        raise NotFound(category=category)
    loaded = await load_message_list(actor, category, request.query_params)
    return fragment(
        request, "messages/_message_list.html", owner=section.owner, url=loaded.paging.here, message_list=loaded
    )


HANDLERS = [unread_count, message_list]
