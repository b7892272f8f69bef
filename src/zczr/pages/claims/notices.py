"""债权转让通知: what the debtor reads and acknowledges, signed in or by its link; sending it once more."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.detail import application_for
from zczr.domain.claims import notices
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken, TooMany
from zczr.pages.applications.answers import application_screen
from zczr.pages.claims.debtors import PUBLIC, Sending, count_sending
from zczr.partials.claims.confirmation_box import AskForm
from zczr.partials.claims.debtor_forms import ReceiptForm, notified_facts
from zczr.partials.claims.notice_box import load_notice_box
from zczr.web.notices import Notice
from zczr.web.respond import answer, see_other

_LINK = "/assignment-notices/{token:str}"
_NOTICE = "/claims/applications/{application_id:int}/notice"
_MEMBER = "/claims/notices/{assignment_notice_id:int}"

_SENT = Sending(
    title="债权转让通知",
    template="claims/notice.html",
    form=ReceiptForm,
    said=ReceiptForm.receipt,
    shown=lambda told: {
        "facts": notified_facts(told),
        "buyer": told.buyer,
        "acknowledged": told.acknowledged_at is not None,
    },
    thanks=lambda _: Notice.NOTICE_ACKNOWLEDGED,
    open_by_link=notices.open_by_link,
    answer_by_link=notices.acknowledge_by_link,
    open_signed_in=notices.open_signed_in,
    answer_signed_in=notices.acknowledge_signed_in,
)


@get(_MEMBER, opt={"permission": Permission.MARKET_READ})
async def show(request: Request[Any, Any, Any], actor: Actor, assignment_notice_id: FromPath[int]) -> Response[str]:
    """The notice for a debtor that is a member; opened, it has arrived."""
    return await _SENT.show(request, actor, assignment_notice_id)


@post(_MEMBER, opt={"permission": Permission.CONTRACT_ANSWER}, status_code=200)
async def acknowledge(
    request: Request[Any, Any, Any], actor: Actor, assignment_notice_id: FromPath[int]
) -> Response[str]:
    """签收 by a debtor that is a member."""
    return await _SENT.take(request, actor, assignment_notice_id)


@get(_LINK, opt=PUBLIC)
async def open_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """The door of a link."""
    return _SENT.door(request)


@post(_LINK, opt=PUBLIC, status_code=200)
async def enter(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Past the door, the notice; with a receipt, its receipt."""
    return await _SENT.enter(request, token)


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
            await count_sending(request, actor)
            await notices.send(actor, application_id, email=form.email.data)
            return see_other(request, f"{Business.CLAIM.path}/{application_id}", notice=Notice.NOTICE_SENT)
    except (RuleBroken, TooMany) as refusal:
        form.refuse(refusal)
    screen = await application_screen(actor, await application_for(actor, Business.CLAIM, application_id))
    screen = {**screen, "status": form.status, "notice_box": await load_notice_box(actor, application_id, form)}
    return answer(request, "applications/show.html", fragments=("claims/_notice_box.html",), **screen)


HANDLERS = [index, send, show, acknowledge, open_link, enter]
