"""The match pages of claims and 收购意向, and 发起出售申请."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.selling import offer
from zczr.domain.claims import queries
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.claims.match_list import SaleOfferForm, load_buyers, load_claims
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other

_TITLE = "匹配结果"
_TEMPLATE = "postings/matches.html"


@get("/claims/sales/{claim_id:int}/matches", opt={"permission": Permission.CLAIM_READ})
async def buyers(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """Buyers for an own claim."""
    loaded = await load_buyers(actor, claim_id)
    return page(request, _TEMPLATE, title=_TITLE, place=Place.CLAIM_SALE, match_list=loaded)


@get("/claims/criteria/{criteria_id:int}/matches", opt={"permission": Permission.CRITERIA_READ})
async def claims(request: Request[Any, Any, Any], actor: Actor, criteria_id: FromPath[int]) -> Response[str]:
    """Claims on sale for an own 收购意向."""
    loaded = await load_claims(actor, criteria_id)
    return page(request, _TEMPLATE, title=_TITLE, place=Place.CRITERIA, match_list=loaded)


@post(Business.CLAIM.path, opt={"permission": Permission.APPLICATION_APPLY}, status_code=200)
async def offer_for_sale(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """发起出售申请 to one or several of a claim's matches."""
    form = await SaleOfferForm.read(request)
    own = await queries.own_claim(actor, form.claim)
    form.check()
    if not form.wrong:
        try:
            made = await offer(
                actor, claim_id=own.id, criteria_ids=form.others(), message=form.message.data,
                submission_id=form.submission,
            )  # fmt: skip
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            one = f"{Business.CLAIM.path}/{made[0]}" if len(made) == 1 else Business.CLAIM.path
            return see_other(request, one, notice=Notice.APPLIED)
    loaded = await load_buyers(actor, own.id, form)
    return answer(
        request, _TEMPLATE, fragments=("postings/_match_list.html",), title=_TITLE, place=Place.CLAIM_SALE,
        status=form.status, match_list=loaded,
    )  # fmt: skip


HANDLERS = [buyers, claims, offer_for_sale]
