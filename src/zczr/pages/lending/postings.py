"""我的发布: the list, and ending a posting."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import queries
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Sort
from zczr.partials.lending.posting_list import COLUMNS, OWNER, load_posting_list, posting_rows
from zczr.partials.postings import CLOSE_ASKS, withdrawing
from zczr.web.exports import download
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import ask_first, page, see_other

_REQUEST = {"permission": Permission.REQUEST_WRITE}
_OFFER = {"permission": Permission.OFFER_WRITE}


@get(OWNER, opt={"permission": Permission.OFFER_READ})
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Own requests and offers."""
    loaded = await load_posting_list(actor, request.query_params)
    return page(request, "lending/postings.html", title="我的发布", place=Place.POSTINGS, posting_list=loaded)


@get([f"{OWNER}/export.csv", f"{OWNER}/export.xlsx"], opt={"permission": Permission.OFFER_READ, "no_compress": True})
async def export(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """Own requests and offers as a file."""
    rows = posting_rows(actor, request.query_params)
    return await download(request, actor.member_id, name="我的发布", headings=COLUMNS, batches=rows)


@post("/lending/requests/{posting_id:int}/withdrawal", opt=_REQUEST, status_code=200)
async def withdraw_request(request: Request[Any, Any, Any], actor: Actor, posting_id: FromPath[int]) -> Response[str]:
    """撤回 an own request."""
    return await _withdraw(request, actor, REQUESTS, posting_id)


@post("/lending/offers/{posting_id:int}/withdrawal", opt=_OFFER, status_code=200)
async def withdraw_offer(request: Request[Any, Any, Any], actor: Actor, posting_id: FromPath[int]) -> Response[str]:
    """撤回 an own offer."""
    return await _withdraw(request, actor, OFFERS, posting_id)


@post("/lending/requests/{posting_id:int}/closure", opt=_REQUEST, status_code=200)
async def close_request(request: Request[Any, Any, Any], actor: Actor, posting_id: FromPath[int]) -> Response[str]:
    """关闭 an own request."""
    return await _close(request, actor, REQUESTS, posting_id)


@post("/lending/offers/{posting_id:int}/closure", opt=_OFFER, status_code=200)
async def close_offer(request: Request[Any, Any, Any], actor: Actor, posting_id: FromPath[int]) -> Response[str]:
    """关闭 an own offer."""
    return await _close(request, actor, OFFERS, posting_id)


async def _withdraw(request: Request[Any, Any, Any], actor: Actor, sort: Sort, posting_id: int) -> Response[str]:
    own = await queries.own_posting(actor, sort, posting_id)
    words = withdrawing(own.status)
    if asked := await ask_first(request, text=words.asks, label=words.label, back=f"{sort.path}/{posting_id}"):
        return asked
    await postings.withdraw(actor, sort, posting_id)
    return see_other(request, OWNER, notice=words.notice)


async def _close(request: Request[Any, Any, Any], actor: Actor, sort: Sort, posting_id: int) -> Response[str]:
    await queries.own_posting(actor, sort, posting_id)
    if asked := await ask_first(request, text=CLOSE_ASKS, label="关闭发布", back=f"{sort.path}/{posting_id}"):
        return asked
    await postings.close(actor, sort, posting_id)
    return see_other(request, OWNER, notice=Notice.POSTING_CLOSED)


HANDLERS = [index, export, withdraw_request, withdraw_offer, close_request, close_offer]
