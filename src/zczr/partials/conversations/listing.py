"""会话: the conversations of the actor's organization, searched by the other side's name."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.conversations import queries
from zczr.domain.permissions import Permission
from zczr.web.layout import unread_label
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.templating import instant

OWNER = "/messages/conversations"
PARTIAL = "/partials/conversations/conversation-list"
_LONGEST_NAME = 100


class Row(NamedTuple):
    """One conversation; ready strings."""

    href: str
    other: str
    title: str
    excerpt: str
    when: str
    unread: str


@dataclass(frozen=True)
class ConversationList:
    """A page of conversations."""

    only_unread: bool
    name: str
    """What the other side's name is searched for; empty for all."""
    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    paging: Paging
    owner: str = OWNER
    partial: str = PARTIAL


async def load_conversation_list(actor: Actor, query: Any) -> ConversationList:
    """The page of the list that the query asks for."""
    only_unread = query.get("show") == "unread"
    name = str(query.get("q", "")).replace("\x00", "").strip()[:_LONGEST_NAME]
    lines, total, number = await open_page(
        lambda page: queries.conversations_of(actor, only_unread=only_unread, name=name, page=page),
        query,
        size=queries.PAGE,
    )
    doors = Doors.of(OWNER, PARTIAL, query)
    views = doors.without("page", "show")
    return ConversationList(
        only_unread=only_unread,
        name=name,
        tabs=(
            views.tab("全部", current=not only_unread),
            views.tab("未读", "show=unread", current=only_unread, count=unread_label(actor.unread.conversations)),
        ),
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )


def _row(line: queries.ListLine) -> Row:
    said = " ".join(line.excerpt.split()) or "（附件）"
    return Row(
        f"{OWNER}/{line.id}",
        line.other_name,
        line.title,
        f"本单位：{said}" if line.own else said,
        instant(line.last_at),
        unread_label(line.unread),
    )


@get(PARTIAL, opt={"permission": Permission.CONVERSATION_READ})
async def conversation_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for tabs, search and pager."""
    loaded = await load_conversation_list(actor, request.query_params)
    return fragment(
        request, "conversations/_conversation_list.html", owner=OWNER, url=loaded.paging.here, conversation_list=loaded
    )


HANDLERS = [conversation_list]
