"""已存筛选: filters of the market under a name, with messages about new claims."""

from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from litestar import Request, Response, get, post
from litestar.datastructures import MultiDict
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import saved_filters
from zczr.domain.claims.saved_filters import LONGEST_NAME, MOST, SavedFilter
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.claims.market_query import Asked, read, saved_query
from zczr.partials.claims.offer import MARKET
from zczr.web import forms
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import ask_first, page, see_other
from zczr.web.templating import instant

_READ = {"permission": Permission.MARKET_READ}
_PATH = f"{MARKET}/filters"
_ONE = f"{_PATH}/{{filter_id:int}}"


class SaveForm(forms.Form):
    """A name for what the address asks the market for."""

    name = forms.line("名称", forms.needed(), forms.at_most(LONGEST_NAME))
    notify = forms.yes("有新债权时通知本单位")
    query = forms.hidden()

    @property
    def asked(self) -> Asked:
        """What it is that is saved."""
        return read(_parsed(self.query.data or ""))


def _parsed(query: str) -> MultiDict[str]:
    return MultiDict(parse_qsl(query))


class Saved(NamedTuple):
    """A saved filter as the list shows it."""

    name: str
    href: str
    conditions: tuple[str, ...]
    facts: str
    notify: bool
    action: str


@get(_PATH, opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The saved filters of the organization."""
    saved = tuple(_shown(each) for each in await saved_filters.saved_filters(actor))
    return page(
        request,
        "claims/saved_filters.html",
        title="已存筛选",
        place=Place.MARKET,
        saved=saved,
        market=MARKET,
        most=MOST,
    )


@get(f"{_PATH}/new", opt=_READ)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Name what the address asks for."""
    return _form(request, SaveForm(data={"query": saved_query(request.query_params), "notify": True}))


@post(_PATH, opt=_READ, status_code=200)
async def save(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Save it."""
    form = await SaveForm.read(request)
    asked = form.asked
    if not asked.conditions or asked.wrong:
        form.form_errors = ["没有可以保存的条件，请先在债权交易中筛选。"]
    if not form.check() or form.wrong:
        return _form(request, form)
    try:
        await saved_filters.save(
            actor,
            name=form.name.data,
            query=saved_query(_parsed(form.query.data)),
            filters=asked.filters,
            notify=form.notify.data,
        )
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _form(request, form)
    return see_other(request, _PATH, notice=Notice.FILTER_SAVED)


@post(f"{_ONE}/notice", opt=_READ, status_code=200)
async def watch(request: Request[Any, Any, Any], actor: Actor, filter_id: FromPath[int]) -> Response[str]:
    """Turn its messages on or off."""
    wanted = (await request.form()).get("wanted") == "yes"
    await saved_filters.watch(actor, filter_id, wanted=wanted)
    return see_other(request, _PATH, notice=Notice.FILTER_WATCHED if wanted else Notice.FILTER_UNWATCHED)


@post(f"{_ONE}/deletion", opt=_READ, status_code=200)
async def delete(request: Request[Any, Any, Any], actor: Actor, filter_id: FromPath[int]) -> Response[str]:
    """Delete it."""
    found = await saved_filters.saved_filter(actor, filter_id)
    text = f"删除“{found.name}”？删除后不再收到它的通知。"
    if asked := await ask_first(request, text=text, label="删除", back=_PATH):
        return asked
    await saved_filters.delete(actor, filter_id)
    return see_other(request, _PATH, notice=Notice.FILTER_DELETED)


def _form(request: Request[Any, Any, Any], form: SaveForm) -> Response[str]:
    conditions = tuple(words for words, _, _ in form.asked.conditions)
    return page(
        request, "claims/saved_filter.html", title="保存筛选条件", place=Place.MARKET, status=form.status, form=form, action=_PATH,
        conditions=conditions, market=MARKET,
    )  # fmt: skip


def _shown(each: SavedFilter) -> Saved:
    conditions = tuple(words for words, _, _ in read(_parsed(each.query)).conditions)
    facts = f"{each.saved_by}保存于 {instant(each.created_at)}"
    return Saved(each.name, f"{MARKET}?{each.query}", conditions, facts, each.notify, f"{_PATH}/{each.id}")


HANDLERS = [index, new, save, watch, delete]
