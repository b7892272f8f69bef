"""债权转让通知: what the debtor reads and acknowledges, signed in or by its link; sending it once more."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import notices
from zczr.domain.claims.debtor_links import digest
from zczr.domain.claims.notices import Notified
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.claims.debtor_forms import CodeForm, ReceiptForm, notified_facts
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.security import address_of, throttle

_PUBLIC = {"permission": Permission.PUBLIC}
_LINK = "/assignment-notices/{token:str}"
_MEMBER = "/claims/notices/{assignment_notice_id:int}"


@get(_MEMBER, opt={"permission": Permission.MARKET_READ})
async def show(request: Request[Any, Any, Any], actor: Actor, assignment_notice_id: FromPath[int]) -> Response[str]:
    """The notice for a debtor that is a member; opened, it has arrived."""
    told = await notices.open_signed_in(actor, assignment_notice_id)
    return page(request, "claims/notice.html", **_screen(told, ReceiptForm(), request.url.path))


@post(_MEMBER, opt={"permission": Permission.CONTRACT_ANSWER}, status_code=200)
async def acknowledge(
    request: Request[Any, Any, Any], actor: Actor, assignment_notice_id: FromPath[int]
) -> Response[str]:
    """签收 by a debtor that is a member."""
    told = await notices.open_signed_in(actor, assignment_notice_id)
    form = await ReceiptForm.read(request)

    async def act() -> None:
        await notices.acknowledge_signed_in(actor, assignment_notice_id, form.receipt(address_of(request)))

    return await _acknowledged(request, told, form, act, leads_to="/work")


@get(_LINK, opt=_PUBLIC)
async def open_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """The door of a link: it asks for the debtor's credit code, and shows nothing before."""
    return page(request, "claims/debtor_door.html", **_door(CodeForm(), request.url.path))


@post(_LINK, opt=_PUBLIC, status_code=200)
async def enter(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Past the door with the right code, the notice; with a receipt, its receipt."""
    await throttle(request, "debtor-link", digest(token), most=20, minutes=60)
    code = await CodeForm.read(request)
    code.check()
    try:
        if not code.wrong:
            return await _entered(request, token, await notices.open_by_link(token, code.uscc.data))
    except RuleBroken as refusal:
        code.refuse(refusal)
    return answer(request, "claims/debtor_door.html", fragments=(), **_door(code, request.url.path))


async def _entered(request: Request[Any, Any, Any], token: str, told: Notified) -> Response[str]:
    form = await ReceiptForm.read(request)
    if not form.is_answer:
        screen = _screen(told, ReceiptForm.entered(form.uscc.data), request.url.path)
        return answer(request, "claims/notice.html", fragments=(), **screen)

    async def act() -> None:
        await notices.acknowledge_by_link(token, form.uscc.data, form.receipt(address_of(request)))

    return await _acknowledged(request, told, form, act, leads_to="/")


async def _acknowledged(
    request: Request[Any, Any, Any],
    told: Notified,
    form: ReceiptForm,
    act: Callable[[], Awaitable[None]],
    *,
    leads_to: str,
) -> Response[str]:
    form.check()
    if not form.wrong:
        await act()
        return see_other(request, leads_to, notice=Notice.NOTICE_ACKNOWLEDGED)
    return answer(request, "claims/notice.html", fragments=(), **_screen(told, form, request.url.path))


def _door(form: CodeForm, action: str) -> dict[str, Any]:
    return {"title": "债权转让通知", "place": Place.NOWHERE, "status": form.status, "form": form, "action": action}


def _screen(told: Notified, form: ReceiptForm, action: str) -> dict[str, Any]:
    return {
        **_door(form, action),
        "facts": notified_facts(told),
        "buyer": told.buyer,
        "acknowledged": told.acknowledged_at is not None,
    }


HANDLERS = [show, acknowledge, open_link, enter]
