"""确权: asking the debtor of an own claim, and the debtor's answer, signed in or by its link."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations, queries
from zczr.domain.claims.confirmations import Asked
from zczr.domain.claims.debtor_links import digest
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.pages.claims.sales import sale_screen
from zczr.partials.claims.confirmation_box import CALL_OFF_ASKS, AskForm, load_confirmation_box
from zczr.partials.claims.debtor_forms import AnswerForm, CodeForm, asked_facts
from zczr.web.forms import Form
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, page, see_other
from zczr.web.security import address_of, throttle

_SALE = "/claims/sales/{claim_id:int}/confirmation"
_PUBLISH = {"permission": Permission.CLAIM_PUBLISH}
_PUBLIC = {"permission": Permission.PUBLIC}
_LINK = "/confirmations/{token:str}"
_MEMBER = "/claims/confirmations/{confirmation_id:int}"
_THANKS = {True: Notice.CLAIM_CONFIRMED, False: Notice.CLAIM_DISPUTED}


@get(_SALE, opt={"permission": Permission.CLAIM_READ})
async def index(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The address a refused form is shown at; opened anew it leads to the claim."""
    await queries.own_claim(actor, claim_id)
    return see_other(request, f"{CLAIMS.path}/{claim_id}")


@post(_SALE, opt=_PUBLISH, status_code=200)
async def ask(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """请债务方确权."""
    form = await AskForm.read(request)
    form.check()
    try:
        if not form.wrong:
            await confirmations.ask(actor, claim_id, email=form.email.data)
            return see_other(request, f"{CLAIMS.path}/{claim_id}", notice=Notice.CONFIRMATION_ASKED)
    except RuleBroken as refusal:
        form.refuse(refusal)
    own = await queries.own_claim(actor, claim_id)
    screen = {**await sale_screen(actor, own), "status": form.status}
    screen["confirmation_box"] = await load_confirmation_box(actor, own, form)
    template = "claims/sale.html" if own.is_editable_by(actor) else "claims/show.html"
    return answer(request, template, fragments=("claims/_confirmation_box.html",), **screen)


@post(f"{_SALE}/withdrawal", opt=_PUBLISH, status_code=200)
async def call_off(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """撤回确权请求."""
    await queries.own_claim(actor, claim_id)
    back = f"{CLAIMS.path}/{claim_id}"
    if asked := await ask_first(request, text=CALL_OFF_ASKS, label="撤回确权请求", back=back):
        return asked
    await confirmations.call_off(actor, claim_id)
    return see_other(request, back, notice=Notice.CONFIRMATION_CALLED_OFF)


@get(_MEMBER, opt={"permission": Permission.MARKET_READ})
async def show(request: Request[Any, Any, Any], actor: Actor, confirmation_id: FromPath[int]) -> Response[str]:
    """What a debtor that is a member is asked."""
    asked = await confirmations.open_signed_in(actor, confirmation_id)
    return page(request, "claims/confirmation.html", **_screen(asked, AnswerForm(), request.url.path))


@post(_MEMBER, opt={"permission": Permission.CONTRACT_ANSWER}, status_code=200)
async def answer_member(request: Request[Any, Any, Any], actor: Actor, confirmation_id: FromPath[int]) -> Response[str]:
    """The answer of a debtor that is a member."""
    asked = await confirmations.open_signed_in(actor, confirmation_id)
    form = await AnswerForm.read(request)

    async def act() -> None:
        await confirmations.answer_signed_in(actor, confirmation_id, form.answer(address_of(request)))

    return await _answered(request, asked, form, act, leads_to="/work")


@get(_LINK, opt=_PUBLIC)
async def open_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """The door of a link: it asks for the debtor's credit code, and shows nothing before."""
    return page(request, "claims/debtor_door.html", **_door(CodeForm(), request.url.path))


@post(_LINK, opt=_PUBLIC, status_code=200)
async def enter(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Past the door with the right code, what the debtor is asked; with an answer, its answer."""
    await throttle(request, "debtor-link", digest(token), most=20, minutes=60)
    code = await CodeForm.read(request)
    code.check()
    try:
        if not code.wrong:
            asked = await confirmations.open_by_link(token, code.uscc.data)
            return await _entered(request, token, asked)
    except RuleBroken as refusal:
        code.refuse(refusal)
    return answer(request, "claims/debtor_door.html", fragments=(), **_door(code, request.url.path))


async def _entered(request: Request[Any, Any, Any], token: str, asked: Asked) -> Response[str]:
    form = await AnswerForm.read(request)
    if not form.is_answer:
        screen = _screen(asked, AnswerForm.entered(form.uscc.data), request.url.path)
        return answer(request, "claims/confirmation.html", fragments=(), **screen)

    async def act() -> None:
        await confirmations.answer_by_link(token, form.uscc.data, form.answer(address_of(request)))

    return await _answered(request, asked, form, act, leads_to="/")


async def _answered(
    request: Request[Any, Any, Any],
    asked: Asked,
    form: AnswerForm,
    act: Callable[[], Awaitable[None]],
    *,
    leads_to: str,
) -> Response[str]:
    """Keep the answer; what is wrong comes back with the form."""
    form.check()
    try:
        if not form.wrong:
            await act()
            return see_other(request, leads_to, notice=_THANKS[form.agrees])
    except RuleBroken as refusal:
        form.refuse(refusal)
    return answer(request, "claims/confirmation.html", fragments=(), **_screen(asked, form, request.url.path))


def _door(form: Form, action: str) -> dict[str, Any]:
    return {
        "title": "确认债权",
        "place": Place.NOWHERE,
        "status": form.status,
        "form": form,
        "action": action,
    }


def _screen(asked: Asked, form: AnswerForm, action: str) -> dict[str, Any]:
    return {**_door(form, action), "facts": asked_facts(asked), "creditor": asked.creditor}


HANDLERS = [index, ask, call_off, show, answer_member, open_link, enter]
