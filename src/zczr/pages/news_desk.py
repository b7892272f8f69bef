"""行业新闻 at the admins' desk: written, previewed, published, changed, withdrawn."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure import commands, queries
from zczr.domain.disclosure.queries import DeskArticle
from zczr.domain.permissions import Permission
from zczr.domain.refusals import Conflict, RuleBroken, WrongState
from zczr.partials.news_desk import OWNER, load_news_desk
from zczr.partials.news_form import NEW, WITHDRAWAL_ASKS, NewsForm, load_desk, load_news_form, load_news_preview
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, page, see_other

_WRITE = {"permission": Permission.NEWS_WRITE}
_PAGE = "admin/article.html"


@get(OWNER, opt=_WRITE)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The articles by state."""
    loaded = await load_news_desk(actor, request.query_params)
    return page(request, "admin/news.html", title="行业新闻", place=Place.NEWS_DESK, news_desk=loaded)


@get(NEW, opt=_WRITE)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return page(request, _PAGE, **await _screen(NewsForm(), None))


@post(OWNER, opt=_WRITE, status_code=200)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Preview, keep or publish a new article."""
    form = await NewsForm.read(request)
    if form.is_preview or not form.take(None):
        return await _answer(request, form, None)
    try:
        article_id = await commands.create(actor, form.submission, form.content(), publish=form.is_publication)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return await _answer(request, form, None)
    return _kept(request, form, article_id)


@get("/admin/news/{article_id:int}", opt=_WRITE)
async def show(request: Request[Any, Any, Any], actor: Actor, article_id: FromPath[int]) -> Response[str]:
    """The form of an article, with its state and history."""
    article = await queries.article_on_desk(actor, article_id)
    return page(request, _PAGE, **await _screen(NewsForm.of(article), article))


@post("/admin/news/{article_id:int}", opt=_WRITE, status_code=200)
async def save(request: Request[Any, Any, Any], actor: Actor, article_id: FromPath[int]) -> Response[str]:
    """Preview, keep or publish an article."""
    article, form = await queries.article_on_desk(actor, article_id), await NewsForm.read(request)
    if form.is_preview or not form.take(article):
        return await _answer(request, form, article)
    try:
        await commands.save(actor, article_id, form.read_at, form.content(), publish=form.is_publication)
    except Conflict as refusal:
        article = await queries.article_on_desk(actor, article_id)  # as it stands now
        form.overtaken(refusal, article)
        return await _answer(request, form, article)
    return _kept(request, form, article_id)


@post("/admin/news/{article_id:int}/withdrawal", opt=_WRITE, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, article_id: FromPath[int]) -> Response[str]:
    """Take an article from where members read it."""
    href = f"{OWNER}/{article_id}"
    if asked := await ask_first(request, text=WITHDRAWAL_ASKS, label="撤下", back=href):
        return asked
    try:
        await commands.withdraw(actor, article_id)
    except WrongState as refusal:
        article = await queries.article_on_desk(actor, article_id)
        form = NewsForm.of(article)
        form.form_errors = [refusal.sentence]
        return page(request, _PAGE, **{**await _screen(form, article), "status": 409})
    return see_other(request, href, notice=Notice.ARTICLE_WITHDRAWN)


def _kept(request: Request[Any, Any, Any], form: NewsForm, article_id: int) -> Response[str]:
    notice = Notice.ARTICLE_PUBLISHED if form.is_publication else Notice.ARTICLE_SAVED
    return see_other(request, f"{OWNER}/{article_id}", notice=notice)


async def _answer(request: Request[Any, Any, Any], form: NewsForm, article: DeskArticle | None) -> Response[str]:
    """The preview alone, the form with its mistakes, or where it was overtaken the page as a whole, the state included."""
    fragments = ("admin/_news_preview.html",) if form.is_preview else ("admin/_news_form.html",)
    return answer(request, _PAGE, fragments=() if form.is_late else fragments, **await _screen(form, article))


async def _screen(form: NewsForm, article: DeskArticle | None) -> dict[str, Any]:
    return {
        "title": article.content.title if article else "写新闻",
        "place": Place.NEWS_DESK,
        "status": form.status,
        "news_form": load_news_form(form, article),
        "news_preview": load_news_preview(form),
        "desk": await load_desk(article) if article else None,
    }


HANDLERS = [index, new, create, show, save, withdraw]
