"""One application, and the answers to it: approve, reject, withdraw, confirm the contract or return it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import commands
from zczr.domain.applications.detail import ClaimDetail, LoanDetail, check_filing
from zczr.domain.contracts import commands as contracts
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken, WrongState
from zczr.pages.applications.password import with_password
from zczr.pages.applications.places import PLACES
from zczr.partials.applications.address import application_at, business_at, of_each_business
from zczr.partials.applications.answer_panel import (
    WITHDRAWAL_ASKS,
    ApprovalForm,
    ReasonForm,
    ReturnForm,
    confirm_form_of,
    kept_words,
    load_answer_panel,
)
from zczr.partials.applications.detail import load_application_detail
from zczr.partials.claims.notice_box import load_notice_box
from zczr.partials.claims.registration_box import load_registration_box
from zczr.web.forms import Form
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, page, see_other
from zczr.web.security import address_of

_DECIDE = {"permission": Permission.APPLICATION_DECIDE}
_CONFIRM = {"permission": Permission.CONTRACT_ANSWER}


@get(of_each_business(), opt={"permission": Permission.APPLICATION_READ})
async def show(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """One application for one of its parties."""
    found = await application_at(request, actor, application_id)
    return page(request, "applications/show.html", **await application_screen(actor, found))


@post(of_each_business("/approval"), opt=_DECIDE, status_code=200)
async def approve(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """通过."""
    await application_at(request, actor, application_id)
    form = await ApprovalForm.read(request)
    form.check()
    await form.hear(commands.check_own_funds(actor, application_id, form.own_funds.data))

    async def act() -> None:
        await commands.approve(actor, application_id, own_funds=form.own_funds.data)

    return await _answered(request, actor, application_id, form, act, Notice.APPROVED)


@post(of_each_business("/rejection"), opt=_DECIDE, status_code=200)
async def reject(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """拒绝, with a reason."""
    await application_at(request, actor, application_id)
    form = await ReasonForm.read(request)
    form.check()

    async def act() -> None:
        await commands.reject(actor, application_id, reason=form.reason.data)

    return await _answered(request, actor, application_id, form, act, Notice.REJECTED)


@post(of_each_business("/withdrawal"), opt={"permission": Permission.APPLICATION_APPLY}, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """撤回."""
    found = await application_at(request, actor, application_id)
    if asked := await ask_first(request, text=WITHDRAWAL_ASKS, label="撤回申请", back=found.href):
        return asked

    async def act() -> None:
        await commands.withdraw(actor, application_id)

    return await _answered(request, actor, application_id, Form(), act, Notice.APPLICATION_WITHDRAWN)


@post(of_each_business("/filings/{filing_id:int}/confirmation"), opt=_CONFIRM, status_code=200)
async def confirm(
    request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int], filing_id: FromPath[int]
) -> Response[str]:
    """确认合同, with the password."""
    await check_filing(actor, business_at(request), application_id, filing_id)
    form = await confirm_form_of(business_at(request)).read(request)
    form.check()

    async def act() -> None:
        await with_password(
            request, actor, form,
            lambda password: contracts.confirm(actor, filing_id, password=password, address=address_of(request)),
        )  # fmt: skip

    return await _answered(request, actor, application_id, form, act, Notice.CONTRACT_CONFIRMED, even_wrong=True)


@post(of_each_business("/filings/{filing_id:int}/return"), opt=_CONFIRM, status_code=200)
async def send_back(
    request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int], filing_id: FromPath[int]
) -> Response[str]:
    """退回, with a reason."""
    await check_filing(actor, business_at(request), application_id, filing_id)
    form = await ReturnForm.read(request)
    form.check()

    async def act() -> None:
        await contracts.send_back(actor, filing_id, reason=form.return_reason.data, address=address_of(request))

    return await _answered(request, actor, application_id, form, act, Notice.CONTRACT_RETURNED)


async def _answered(
    request: Request[Any, Any, Any], actor: Actor, application_id: int, form: Form, act: Callable[[], Awaitable[None]],
    notice: Notice, *, even_wrong: bool = False,
) -> Response[str]:  # fmt: skip
    """Do what was asked and lead to the application; what is refused comes back with the form.

    Who was overtaken sees the application as it stands now, what happened to it, and what was typed. `even_wrong` tries a form
    with mistakes too, for what it finds out besides.
    """
    try:
        if even_wrong or not form.wrong:
            await act()
    except RuleBroken as refusal:
        form.refuse(refusal)
    except WrongState as refusal:
        form.form_errors = [refusal.sentence, *kept_words(form)]
        return await _again(request, actor, application_id, form, status=409)
    if form.wrong:
        return await _again(request, actor, application_id, form, status=422)
    return see_other(request, f"{business_at(request).path}/{application_id}", notice=notice)


async def _again(
    request: Request[Any, Any, Any], actor: Actor, application_id: int, form: Form, *, status: int
) -> Response[str]:
    """The application with the form that was sent and what is wrong with it; all of it where it has changed meanwhile."""
    found = await application_at(request, actor, application_id)
    return answer(
        request,
        "applications/show.html",
        fragments=("applications/_answer_panel.html",) if status == 422 else (),
        status=status,
        **await application_screen(actor, found, form),
    )


async def application_screen(actor: Actor, found: LoanDetail | ClaimDetail, form: Form | None = None) -> dict[str, Any]:
    """An application with the forms by which it is answered, one of them as it was sent."""
    return {
        "title": found.title,
        "place": PLACES[found.business],
        "detail": await load_application_detail(actor, found),
        "answer_panel": await load_answer_panel(actor, found, form),
        "notice_box": await load_notice_box(actor, found.id),
        "registration_box": await load_registration_box(actor, found.id),
    }


HANDLERS = [show, approve, reject, withdraw, confirm, send_back]
