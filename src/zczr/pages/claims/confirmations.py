"""确权: asking the debtor of an own claim, and the debtor's answer, signed in or by its link."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations, queries
from zczr.domain.claims.sorts import CLAIM, CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken, TooMany
from zczr.domain.stages import overtaken
from zczr.pages.claims.debtors import PUBLIC, Sending, count_sending
from zczr.pages.claims.sales import sale_screen
from zczr.partials.claims.confirmation_box import CALL_OFF_ASKS, AskForm, load_confirmation_box
from zczr.partials.claims.debtor_forms import AnswerForm, asked_facts
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, see_other

_SALE = "/claims/sales/{claim_id:int}/confirmation"
_PUBLISH = {"permission": Permission.CLAIM_PUBLISH}
_LINK = "/confirmations/{token:str}"
_MEMBER = "/claims/confirmations/{confirmation_id:int}"

_REQUEST = Sending(
    title="确认债权",
    template="claims/confirmation.html",
    form=AnswerForm,
    said=AnswerForm.answer,
    shown=lambda asked: {"facts": asked_facts(asked), "creditor": asked.creditor},
    thanks=lambda form: Notice.CLAIM_CONFIRMED if form.agrees else Notice.CLAIM_DISPUTED,
    open_by_link=confirmations.open_by_link,
    answer_by_link=confirmations.answer_by_link,
    open_signed_in=confirmations.open_signed_in,
    answer_signed_in=confirmations.answer_signed_in,
)


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
            await count_sending(request, actor)
            await confirmations.ask(actor, claim_id, email=form.email.data)
            return see_other(request, f"{CLAIMS.path}/{claim_id}", notice=Notice.CONFIRMATION_ASKED)
    except (RuleBroken, TooMany) as refusal:
        form.refuse(refusal)
    own = await queries.own_claim(actor, claim_id)
    screen = {**await sale_screen(actor, own), "status": form.status}
    screen["confirmation_box"] = box = await load_confirmation_box(actor, own, form)
    if box is None:
        # It was ended in another window, and nobody was ever asked.
        raise await overtaken(CLAIM, claim_id)
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
    return await _REQUEST.show(request, actor, confirmation_id)


@post(_MEMBER, opt={"permission": Permission.CONTRACT_ANSWER}, status_code=200)
async def answer_member(request: Request[Any, Any, Any], actor: Actor, confirmation_id: FromPath[int]) -> Response[str]:
    """The answer of a debtor that is a member."""
    return await _REQUEST.take(request, actor, confirmation_id)


@get(_LINK, opt=PUBLIC)
async def open_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """The door of a link."""
    return _REQUEST.door(request)


@post(_LINK, opt=PUBLIC, status_code=200)
async def enter(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Past the door, what the debtor is asked; with an answer, its answer."""
    return await _REQUEST.enter(request, token)


HANDLERS = [index, ask, call_off, show, answer_member, open_link, enter]
