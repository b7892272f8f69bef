"""我的发布: the list, and ending a posting."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import queries
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.permissions import Permission
from zczr.pages.posting_endings import close_own, withdraw_own
from zczr.partials.lending.posting_list import COLUMNS, OWNER, load_posting_list, posting_rows
from zczr.web.exports import download
from zczr.web.layout import Place
from zczr.web.respond import page

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
    own = await queries.own_posting(actor, REQUESTS, posting_id)
    return await withdraw_own(request, actor, own, leads_to=OWNER)


@post("/lending/offers/{posting_id:int}/withdrawal", opt=_OFFER, status_code=200)
async def withdraw_offer(request: Request[Any, Any, Any], actor: Actor, posting_id: FromPath[int]) -> Response[str]:
    """撤回 an own offer."""
    own = await queries.own_posting(actor, OFFERS, posting_id)
    return await withdraw_own(request, actor, own, leads_to=OWNER)


@post("/lending/requests/{posting_id:int}/closure", opt=_REQUEST, status_code=200)
async def close_request(request: Request[Any, Any, Any], actor: Actor, posting_id: FromPath[int]) -> Response[str]:
    """关闭 an own request."""
    own = await queries.own_posting(actor, REQUESTS, posting_id)
    return await close_own(request, actor, own, leads_to=OWNER)


@post("/lending/offers/{posting_id:int}/closure", opt=_OFFER, status_code=200)
async def close_offer(request: Request[Any, Any, Any], actor: Actor, posting_id: FromPath[int]) -> Response[str]:
    """关闭 an own offer."""
    own = await queries.own_posting(actor, OFFERS, posting_id)
    return await close_own(request, actor, own, leads_to=OWNER)


HANDLERS = [index, export, withdraw_request, withdraw_offer, close_request, close_offer]
