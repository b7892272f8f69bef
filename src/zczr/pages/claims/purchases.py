"""A claim on sale, and buying it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.buying import purchase
from zczr.domain.claims import queries
from zczr.domain.claims.queries import ClaimOnSale
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken, WrongState
from zczr.partials.claims.claim_papers import load_claim_papers
from zczr.partials.claims.offer import load_offered
from zczr.partials.claims.purchase_form import PurchaseForm, load_purchase_form
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other

_ONE = "/claims/market/{claim_id:int}"
_BUY = {"permission": Permission.APPLICATION_APPLY}


@get(_ONE, opt={"permission": Permission.MARKET_READ})
async def show(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """A claim on sale."""
    found = await queries.claim_on_sale(actor, claim_id)
    return page(request, "claims/offer.html", **await offer_screen(actor, found))


@get(f"{_ONE}/purchase", opt=_BUY)
async def ask(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The page that asks before a claim is bought."""
    claim = await queries.claim_on_sale(actor, claim_id)
    return page(request, "claims/purchase.html", **await _screen(actor, claim, PurchaseForm.of(claim)))


@post(f"{_ONE}/purchase", opt=_BUY, status_code=200)
async def buy(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """购买: reserve it and apply to its seller."""
    form = await PurchaseForm.read(request)
    form.check()
    try:
        if not form.wrong:
            made = await purchase(
                actor, claim_id, seen=form.seen, message=form.message.data, submission_id=form.submission
            )
            return see_other(request, f"{Business.CLAIM.path}/{made}", notice=Notice.CLAIM_RESERVED)
    except RuleBroken as refusal:
        form.refuse(refusal)
    except WrongState as refusal:
        return _taken(request, refusal)
    claim = await queries.claim_on_sale(actor, claim_id)
    # What changed while it was read is shown on a whole page, with all that it comes to now.
    fragments = () if form.changed else ("claims/_purchase_form.html",)
    return answer(request, "claims/purchase.html", fragments=fragments, **await _screen(actor, claim, form))


async def offer_screen(actor: Actor, claim: ClaimOnSale) -> dict[str, Any]:
    """A claim on sale as it is looked at."""
    offered = await load_offered(actor, claim)
    papers = await load_claim_papers(actor, claim)
    return {"title": offered.title, "place": Place.MARKET, "offered": offered, "claim_papers": papers}


def _taken(request: Request[Any, Any, Any], refusal: WrongState) -> Response[str]:
    """Who comes too late is told so plainly, on a page of its own."""
    return answer(
        request, "claims/taken.html", fragments=(), title="这笔债权已不能购买", place=Place.MARKET, status=409,
        sentence=refusal.sentence,
    )  # fmt: skip


async def _screen(actor: Actor, claim: ClaimOnSale, form: PurchaseForm) -> dict[str, Any]:
    return {
        "title": "购买债权",
        "place": Place.MARKET,
        "status": form.status,
        "offered": await load_offered(actor, claim),
        "purchase_form": await load_purchase_form(actor, claim, form),
    }


HANDLERS = [show, ask, buy]
