"""行业新闻 as members read it: the list with its search, and one article."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from markupsafe import Markup

from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure import queries
from zczr.domain.disclosure.queries import Headline
from zczr.domain.disclosure.stages import CATEGORIES, Category
from zczr.domain.permissions import Permission
from zczr.web.markdown import render_markdown
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.templating import day

OWNER = "/partners/news"
PARTIAL = "/partials/partners/news-list"
_LONGEST = 50
_MOST_WORDS = 5


@dataclass(frozen=True)
class NewsLine:
    """One article of the list; ready strings."""

    title: str
    href: str
    category: str
    source: str
    day: str
    summary: str

    @classmethod
    def of(cls, line: Headline) -> "NewsLine":
        """What a headline says."""
        return cls(
            line.title, f"{OWNER}/{line.id}", CATEGORIES[line.category], line.source, day(line.dated_on), line.summary
        )


@dataclass(frozen=True)
class NewsList:
    """The articles of one category that a search finds."""

    tabs: tuple[Tab, ...]
    category: str
    lines: tuple[NewsLine, ...]
    asked: str
    all_href: str
    paging: Paging


async def load_news_list(actor: Actor, query: Any) -> NewsList:
    """The page of the list that the query asks for."""
    category = next((each for each in Category if str(each) == query.get("category")), None)
    asked = asked_for(query)
    words = asked.split()[:_MOST_WORDS]
    lines, total, number = await open_page(
        lambda page: queries.headlines(actor, category=category, words=words, page=page), query, size=queries.NEWS_PAGE
    )
    doors = Doors.of(OWNER, PARTIAL, query)
    views = doors.without("page", "category")
    return NewsList(
        tabs=(
            views.tab("全部", current=category is None),
            *(views.tab(CATEGORIES[each], f"category={each}", current=each is category) for each in Category),
        ),
        category=str(category or ""),
        lines=tuple(NewsLine.of(line) for line in lines),
        asked=asked,
        all_href=OWNER,
        paging=Paging.of(doors, number=number, size=queries.NEWS_PAGE, total=total),
    )


def asked_for(query: Any) -> str:
    """What is searched for; a NUL byte is no text to PostgreSQL."""
    return str(query.get("q", "")).replace("\x00", "").strip()[:_LONGEST]


@dataclass(frozen=True)
class ArticleView:
    """An article to be read."""

    line: NewsLine
    body: Markup
    source_href: str
    newer: NewsLine | None
    older: NewsLine | None
    category_href: str


async def load_article(actor: Actor, article_id: int) -> ArticleView:
    """One published article."""
    found = await queries.published_article(actor, article_id)
    return ArticleView(
        line=NewsLine.of(found.headline),
        body=render_markdown(found.body),
        source_href=found.source_href,
        newer=NewsLine.of(found.newer) if found.newer else None,
        older=NewsLine.of(found.older) if found.older else None,
        category_href=f"{OWNER}?category={found.headline.category}",
    )


@get(PARTIAL, opt={"permission": Permission.NEWS_READ})
async def news_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for its search, tabs and pager."""
    loaded = await load_news_list(actor, request.query_params)
    return fragment(request, "news/_news_list.html", owner=OWNER, url=loaded.paging.here, news_list=loaded)


HANDLERS = [news_list]
