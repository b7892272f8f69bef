"""债权转让通知: what the debtor reads and acknowledges, signed in or by its link; sending it once more."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.detail import application_for
from zczr.domain.claims import notices
from zczr.domain.claims.debtor_links import digest
from zczr.domain.claims.notices import Notified
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.pages.applications.answers import application_screen
from zczr.partials.claims.confirmation_box import AskForm
from zczr.partials.claims.debtor_forms import CodeForm, ReceiptForm, notified_facts
from zczr.partials.claims.notice_box import load_notice_box
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.security import address_of, throttle

_PUBLIC = {"permission": Permission.PUBLIC}
_LINK = "/assignment-notices/{token:str}"
_NOTICE = "/claims/applications/{application_id:int}/notice"
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


@get(_NOTICE, opt={"permission": Permission.APPLICATION_READ})
async def index(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The address a refused form is shown at; opened anew it leads to the application."""
    await application_for(actor, Business.CLAIM, application_id)
    return see_other(request, f"{Business.CLAIM.path}/{application_id}")


@post(_NOTICE, opt={"permission": Permission.APPLICATION_APPLY}, status_code=200)
async def send(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """发送转让通知, once more or for the first time."""
    form = await AskForm.read(request)
    form.check()
    try:
        if not form.wrong:
            await notices.send(actor, application_id, email=form.email.data)
            return see_other(request, f"{Business.CLAIM.path}/{application_id}", notice=Notice.NOTICE_SENT)
    except RuleBroken as refusal:
        form.refuse(refusal)
    screen = await application_screen(actor, await application_for(actor, Business.CLAIM, application_id))
    screen["notice_box"] = await load_notice_box(actor, application_id, form)
    return answer(request, "applications/show.html", fragments=("claims/_notice_box.html",), status=422, **screen)


def _door(form: CodeForm, action: str) -> dict[str, Any]:
    return {"title": "债权转让通知", "place": Place.NOWHERE, "status": form.status, "form": form, "action": action}


def _screen(told: Notified, form: ReceiptForm, action: str) -> dict[str, Any]:
    return {
        **_door(form, action),
        "facts": notified_facts(told),
        "buyer": told.buyer,
        "acknowledged": told.acknowledged_at is not None,
    }


HANDLERS = [index, send, show, acknowledge, open_link, enter]
