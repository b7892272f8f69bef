"""好友申请 of 消息中心: requests answered or taken back in place, and what became of one's own."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.partners import commands, queries
from zczr.domain.permissions import Permission
from zczr.partials.messages import load_message_list
from zczr.partials.partners.hits import REFUSAL_ASKS
from zczr.partials.partners.requests import NOTICES, OWNER, load_partner_request_list, request_tabs
from zczr.web.back import back_of
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import ask_first, page, see_other

_WRITE = {"permission": Permission.PARTNERS_WRITE}
_ONE = "/messages/partner-requests/{ask_id:int}"


@get(OWNER, opt={"permission": Permission.PARTNERS_READ})
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Requests received and sent."""
    loaded = await load_partner_request_list(actor, request.query_params)
    return page(
        request,
        "messages/partner_requests.html",
        title="好友申请",
        place=Place.PARTNER_REQUESTS,
        partner_request_list=loaded,
    )


@get(NOTICES, opt={"permission": Permission.PARTNERS_READ})
async def notices(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What became of requests and partnerships."""
    return page(
        request, "messages/index.html", title="好友申请", place=Place.PARTNER_REQUESTS,
        views=await request_tabs(actor, "notices", swap=False),
        message_list=await load_message_list(actor, "partners", request.query_params),
    )  # fmt: skip


@post(f"{_ONE}/acceptance", opt=_WRITE, status_code=200)
async def accept(request: Request[Any, Any, Any], actor: Actor, ask_id: FromPath[int]) -> Response[str]:
    """接受."""
    return await _done(request, actor, ask_id, commands.accept, Notice.PARTNERS_NOW)


@post(f"{_ONE}/refusal", opt=_WRITE, status_code=200)
async def refuse(request: Request[Any, Any, Any], actor: Actor, ask_id: FromPath[int]) -> Response[str]:
    """婉拒."""
    name = await queries.requester_of(actor, ask_id)
    back = await back_of(request, OWNER)
    if asked := await ask_first(request, text=f"婉拒“{name}”的好友申请？{REFUSAL_ASKS}", label="婉拒", back=back):
        return asked
    return await _done(request, actor, ask_id, commands.refuse, Notice.PARTNER_REFUSED)


@post(f"{_ONE}/withdrawal", opt=_WRITE, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, ask_id: FromPath[int]) -> Response[str]:
    """撤回."""
    return await _done(request, actor, ask_id, commands.withdraw, Notice.PARTNER_REQUEST_WITHDRAWN)


async def _done(
    request: Request[Any, Any, Any],
    actor: Actor,
    ask_id: int,
    act: Callable[[Actor, int], Awaitable[None]],
    notice: Notice,
) -> Response[str]:
    await act(actor, ask_id)
    return see_other(request, await back_of(request, OWNER), notice=notice)


HANDLERS = [index, notices, accept, refuse, withdraw]
