"""申请详情: the lists, and applying."""

from typing import Any

from litestar import Request, Response, get, post

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import applying
from zczr.domain.applications.businesses import Business
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.pages.lending.matches import ApplyForm, answer_matches, posting_of
from zczr.partials.applications.listing import load_application_list
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other

_PLACES = {Business.LOAN: Place.APPLICATIONS, Business.CLAIM: Place.CLAIM_APPLICATIONS}
_LOANS = Business.LOAN.path


@get(_LOANS, opt={"permission": Permission.APPLICATION_READ})
async def loans(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What was sent, or received, about loans."""
    return await _index(request, actor, Business.LOAN)


@get(Business.CLAIM.path, opt={"permission": Permission.APPLICATION_READ})
async def claims(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What was sent, or received, about claims."""
    return await _index(request, actor, Business.CLAIM)


async def _index(request: Request[Any, Any, Any], actor: Actor, business: Business) -> Response[str]:
    loaded = await load_application_list(actor, business, request.query_params)
    place = _PLACES[business]
    return page(request, "applications/index.html", title="申请详情", place=place, application_list=loaded)


@post(_LOANS, opt={"permission": Permission.APPLICATION_APPLY}, status_code=200)
async def apply(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """发起申请 to one or several of a posting's matches."""
    form = await ApplyForm.read(request)
    own = await posting_of(actor, form)
    form.check()
    if not form.wrong:
        try:
            made = await applying.apply(
                actor,
                submission_id=form.submission,
                pairs_wanted=form.pairs(),
                amount=form.amount.data,
                message=form.message.data,
                own_funds=form.own_funds.data,
            )
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, f"{_LOANS}/{made[0]}" if len(made) == 1 else _LOANS, notice=Notice.APPLIED)
    else:
        amount = None if form.amount.errors else form.amount.data
        check = applying.check_application(actor, own, form.others(), amount=amount, own_funds=form.own_funds.data)
        await form.hear(check)
    return await answer_matches(request, actor, own, form)


HANDLERS = [loans, claims, apply]
