"""申请详情: the lists, and applying."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import applying
from zczr.domain.applications.businesses import Business
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.pages.applications.places import PLACES
from zczr.pages.lending.matches import ApplyForm, answer_matches, posting_of
from zczr.partials.applications.listing import COLUMNS, application_rows, load_application_list
from zczr.web.exports import download
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other

_LOANS = Business.LOAN.path
_EXPORT = {"permission": Permission.APPLICATION_READ, "no_compress": True}


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
    place = PLACES[business]
    return page(request, "applications/index.html", title="申请详情", place=place, application_list=loaded)


@get([f"{_LOANS}/export.csv", f"{_LOANS}/export.xlsx"], opt=_EXPORT)
async def export_loans(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """One side of the list about loans as a file."""
    return await _export(request, actor, Business.LOAN)


@get([f"{Business.CLAIM.path}/export.csv", f"{Business.CLAIM.path}/export.xlsx"], opt=_EXPORT)
async def export_claims(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """One side of the list about claims as a file."""
    return await _export(request, actor, Business.CLAIM)


async def _export(request: Request[Any, Any, Any], actor: Actor, business: Business) -> Stream:
    rows = application_rows(actor, business, request.query_params)
    return await download(request, actor.member_id, name="申请详情", headings=COLUMNS, batches=rows)


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


HANDLERS = [loans, claims, export_loans, export_claims, apply]
