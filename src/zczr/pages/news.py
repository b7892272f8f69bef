"""行业新闻: the list and one article."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission
from zczr.partials.news import OWNER, PARTIAL, load_article, load_news_list
from zczr.web.layout import Place
from zczr.web.respond import page

_READ = {"permission": Permission.NEWS_READ}


@get(OWNER, opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The published articles, newest first."""
    loaded = await load_news_list(actor, request.query_params)
    return page(
        request, "news/index.html", title="行业新闻", place=Place.NEWS, news_list=loaded, action=OWNER, partial=PARTIAL
    )


@get("/partners/news/{article_id:int}", opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, article_id: FromPath[int]) -> Response[str]:
    """One article."""
    article = await load_article(actor, article_id)
    return page(request, "news/show.html", title=article.line.title, place=Place.NEWS, article=article)


HANDLERS = [index, show]
