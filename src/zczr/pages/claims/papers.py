"""The papers of a claim on sale: asking to see them, letting in and taking back, and who looked."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.papers import commands
from zczr.domain.claims.papers.queries import own_access
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.pages.claims.purchases import offer_screen
from zczr.pages.claims.sales import sale_screen
from zczr.partials.applications.answer_panel import ReasonForm
from zczr.partials.claims.access_box import REVOCATION_ASKS, load_access_box, reason_form_id
from zczr.partials.claims.claim_papers import WITHDRAWAL_ASKS, PaperRequestForm, load_claim_papers
from zczr.partials.claims.offer import MARKET
from zczr.partials.claims.view_list import COLUMNS, load_view_list, view_rows
from zczr.web.exports import download
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, page, see_other

_REQUEST = "/claims/market/{claim_id:int}/paper-request"
_VIEWS = "/claims/sales/{claim_id:int}/views"
_ACCESS = "/claims/sales/{claim_id:int}/paper-access/{access_id:int}"
_ASK = {"permission": Permission.APPLICATION_APPLY}
# Showing papers to somebody is a decision, as agreeing to an application is: 复核 or the owner.
_DECIDE = {"permission": Permission.APPLICATION_DECIDE}
_READ = {"permission": Permission.CLAIM_READ}


@get(_REQUEST, opt={"permission": Permission.MARKET_READ})
async def index(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The address a refused form is shown at; opened anew it leads to the claim."""
    await queries.claim_on_sale(actor, claim_id)
    return see_other(request, f"{MARKET}/{claim_id}")


@post(_REQUEST, opt=_ASK, status_code=200)
async def ask(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """申请查看资料."""
    form = await PaperRequestForm.read(request)
    form.check()
    try:
        if not form.wrong:
            await commands.ask(actor, claim_id, message=form.word.data)
            return see_other(request, f"{MARKET}/{claim_id}", notice=Notice.PAPERS_ASKED)
    except RuleBroken as refusal:
        form.refuse(refusal)
    claim = await queries.claim_on_sale(actor, claim_id)
    screen = {**await offer_screen(actor, claim), "status": form.status}
    screen["claim_papers"] = await load_claim_papers(actor, claim, form)
    return answer(request, "claims/offer.html", fragments=("claims/_claim_papers.html",), **screen)


@post(f"{_REQUEST}/withdrawal", opt=_ASK, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """撤回 the own request."""
    await own_access(actor, claim_id)
    back = f"{MARKET}/{claim_id}"
    if asked := await ask_first(request, text=WITHDRAWAL_ASKS, label="撤回申请", back=back):
        return asked
    await commands.withdraw(actor, claim_id)
    return see_other(request, back, notice=Notice.PAPER_REQUEST_WITHDRAWN)


@post(f"{_ACCESS}/approval", opt=_DECIDE, status_code=200)
async def approve(
    request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int], access_id: FromPath[int]
) -> Response[str]:
    """同意."""
    await commands.grant(actor, claim_id, access_id)
    return see_other(request, f"{CLAIMS.path}/{claim_id}", notice=Notice.PAPERS_OPENED)


@post(f"{_ACCESS}/rejection", opt=_DECIDE, status_code=200)
async def reject(
    request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int], access_id: FromPath[int]
) -> Response[str]:
    """拒绝, with the reason."""
    own = await queries.own_claim(actor, claim_id)
    form = await ReasonForm.read(request, prefix=reason_form_id(access_id))
    if form.check():
        await commands.refuse(actor, claim_id, access_id, reason=form.reason.data)
        return see_other(request, f"{CLAIMS.path}/{claim_id}", notice=Notice.PAPERS_REFUSED)
    screen = {**await sale_screen(actor, own), "status": form.status}
    screen["access_box"] = await load_access_box(actor, own, (access_id, form))
    template = "claims/sale.html" if own.is_editable_by(actor) else "claims/show.html"
    return answer(request, template, fragments=("claims/_access_box.html",), **screen)


@post(f"{_ACCESS}/revocation", opt=_DECIDE, status_code=200)
async def revoke(
    request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int], access_id: FromPath[int]
) -> Response[str]:
    """收回."""
    await queries.own_claim(actor, claim_id)
    back = f"{CLAIMS.path}/{claim_id}"
    if asked := await ask_first(request, text=REVOCATION_ASKS, label="收回", back=back):
        return asked
    await commands.revoke(actor, claim_id, access_id)
    return see_other(request, back, notice=Notice.PAPERS_TAKEN_BACK)


@get(_VIEWS, opt=_READ)
async def views(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """查看记录 of an own claim."""
    own = await queries.own_claim(actor, claim_id)
    loaded = await load_view_list(own, request.query_params)
    return page(
        request, "claims/views.html", title="资料查看记录", place=Place.CLAIM_POSTINGS, view_list=loaded, claim_title=own.title,
        claim_href=f"{CLAIMS.path}/{claim_id}",
    )  # fmt: skip


@get([f"{_VIEWS}/export.csv", f"{_VIEWS}/export.xlsx"], opt={**_READ, "no_compress": True})
async def export(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Stream:
    """查看记录 as a file."""
    own = await queries.own_claim(actor, claim_id)
    return await download(request, actor.member_id, name="资料查看记录", headings=COLUMNS, batches=view_rows(own))


HANDLERS = [index, ask, withdraw, approve, reject, revoke, views, export]
