"""行业新闻 as admins keep it: the desk's list by state."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure import queries
from zczr.domain.disclosure.stages import CATEGORIES, LABELS, Publication
from zczr.domain.permissions import Permission
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day, instant

OWNER = "/admin/news"
PARTIAL = "/partials/admin/news-desk"
HEADINGS = (
    Heading("标题", "title"),
    Heading("分类"),
    Heading("日期", "dated", falls=True),
    Heading("更新时间", "changed", falls=True),
    Heading("操作"),
)


@dataclass(frozen=True)
class DeskRow:
    """One line of the desk; ready strings."""

    title: str
    href: str
    category: str
    day: str
    changed: str


@dataclass(frozen=True)
class NewsDesk:
    """The articles in one state."""

    tabs: tuple[Tab, ...]
    columns: tuple[Column, ...]
    rows: tuple[DeskRow, ...]
    paging: Paging
    new_href: str = f"{OWNER}/new"


async def load_news_desk(actor: Actor, query: Any) -> NewsDesk:
    """The page of the desk that the query asks for."""
    status = next((each for each in Publication if str(each) == query.get("status")), Publication.DRAFT)
    order = order_of(query, HEADINGS, queries.LAST_CHANGED)
    lines, total, number = await open_page(
        lambda page: queries.desk(actor, status=status, page=page, order=order), query, size=queries.PAGE
    )
    counts = await queries.desk_counts(actor)
    doors = Doors.of(OWNER, PARTIAL, query)
    views = doors.without("page", "status")
    return NewsDesk(
        tabs=tuple(
            views.tab(LABELS[each], f"status={each}", current=each is status, count=counts.get(each, 0))
            for each in Publication
        ),
        columns=columns_of(HEADINGS, order, queries.LAST_CHANGED, doors),
        rows=tuple(
            DeskRow(
                line.title,
                f"{OWNER}/{line.id}",
                CATEGORIES[line.category],
                day(line.dated_on),
                instant(line.changed_at),
            )
            for line in lines
        ),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )


@get(PARTIAL, opt={"permission": Permission.NEWS_WRITE})
async def news_desk(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for its tabs, headings and pager."""
    loaded = await load_news_desk(actor, request.query_params)
    return fragment(request, "admin/_news_desk.html", owner=OWNER, url=loaded.paging.here, news_desk=loaded)


HANDLERS = [news_desk]
