"""贷款业务: the form, drafts, submitting, editing."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import offers, queries
from zczr.domain.lending.queries import OwnOffer
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.lending.offer_fields import OfferForm
from zczr.partials.lending.offer_form import NEW, load_offer_form
from zczr.partials.lending.posting import load_posting
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.uploads import REQUEST_LIMIT

_READ = {"permission": Permission.OFFER_READ}
_WRITE = {"permission": Permission.OFFER_WRITE}
_PATH = "/lending/offers"


@get(NEW, opt=_READ)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return page(request, "lending/offer.html", **await _screen(actor, OfferForm(), None))


@get(_PATH, opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The address an assessed or refused form is shown at; opened anew it leads to an empty one."""
    return see_other(request, NEW)


@post(_PATH, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Save or submit a new offer."""
    return await _act(request, actor, None)


@get("/lending/offers/{offer_id:int}", opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, offer_id: FromPath[int]) -> Response[str]:
    """An own offer: its form while it may be edited, else in full."""
    own = await queries.own_offer(actor, offer_id)
    form = await OfferForm.of(own)
    template = "lending/offer.html" if own.is_editable else "lending/posting.html"
    return page(request, template, **await _screen(actor, form, own))


@post("/lending/offers/{offer_id:int}", opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def save(request: Request[Any, Any, Any], actor: Actor, offer_id: FromPath[int]) -> Response[str]:
    """Save or submit an own offer."""
    return await _act(request, actor, await queries.own_offer(actor, offer_id))


async def _act(request: Request[Any, Any, Any], actor: Actor, own: OwnOffer | None) -> Response[str]:
    """Do what the pressed button says; whatever is refused comes back with the form."""
    form, own_id = await OfferForm.read(request), own.id if own else None
    await form.take(request, actor, own_id)
    terms, kept = form.terms(), form.kept(own_id)
    if not form.is_draft:
        await form.hear(offers.check(actor, terms))
    if not form.wrong:
        try:
            if form.is_draft:
                saved = await offers.save_draft(actor, kept, terms, form.file_ids())
                return see_other(request, f"{_PATH}/{saved}", notice=Notice.DRAFT_SAVED)
            sent = await offers.submit(actor, kept, terms, form.file_ids())
            return see_other(request, f"{_PATH}/{sent}/matches", notice=Notice.PUBLISHED)
        except RuleBroken as refusal:
            form.refuse(refusal)
    return answer(
        request, "lending/offer.html", fragments=("lending/_offer_form.html",), **await _screen(actor, form, own)
    )


async def _screen(actor: Actor, form: OfferForm, own: OwnOffer | None) -> dict[str, Any]:
    return {
        "title": _title(own),
        "place": Place.OFFERS,
        "status": form.status,
        "offer_form": await load_offer_form(actor, form, own),
        "posting": await load_posting(actor, own) if own else None,
    }


def _title(own: OwnOffer | None) -> str:
    if own is None:
        return "我要放贷"
    return "修改贷款" if own.is_editable else "贷款详情"


HANDLERS = [new, index, create, show, save]
