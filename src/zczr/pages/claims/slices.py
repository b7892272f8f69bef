"""拆分出售: splitting an own claim, and putting it together again."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.slices import rejoin, split
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.claims.slices_box import REJOIN_ASKS
from zczr.partials.claims.slices_form import SlicesForm, load_slices_form, refuse
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, page, see_other

_SLICES = "/claims/sales/{claim_id:int}/slices"
_PUBLISH = {"permission": Permission.CLAIM_PUBLISH}


@get(_SLICES, opt=_PUBLISH)
async def new(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The form of the slices."""
    own = await queries.own_claim(actor, claim_id)
    return page(request, "claims/slices.html", **await _screen(own))


@post(_SLICES, opt=_PUBLISH, status_code=200)
async def create(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """拆分出售."""
    form = await SlicesForm.read(request)
    own = await queries.own_claim(actor, claim_id)
    form.check()
    try:
        if not form.wrong:
            await split(actor, claim_id, form.slices(), version=form.seen_version)
            return see_other(request, f"{CLAIMS.path}/{claim_id}", notice=Notice.CLAIM_SPLIT)
    except RuleBroken as refusal:
        refuse(form, refusal, await queries.own_claim(actor, claim_id))
    return answer(request, "claims/slices.html", fragments=("claims/_slices_form.html",), **await _screen(own, form))


@post(f"{_SLICES}/withdrawal", opt=_PUBLISH, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """取消拆分."""
    await queries.own_claim(actor, claim_id)
    back = f"{CLAIMS.path}/{claim_id}"
    if asked := await ask_first(request, text=REJOIN_ASKS, label="取消拆分", back=back):
        return asked
    await rejoin(actor, claim_id)
    return see_other(request, back, notice=Notice.CLAIM_REJOINED)


async def _screen(own: OwnClaim, form: SlicesForm | None = None) -> dict[str, Any]:
    return {
        "title": "拆分出售",
        "place": Place.CLAIM_POSTINGS,
        "status": form.status if form else 200,
        "whole": own.title,
        "slices_form": await load_slices_form(own, form),
    }


HANDLERS = [new, create, withdraw]
