"""贷款业务: the form, drafts, submitting, editing."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import offers, queries
from zczr.domain.lending.queries import OwnOffer
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.refusals import RuleBroken, WrongState
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


@get(NEW, opt=_WRITE)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return page(request, "lending/offer.html", **await _screen(actor, OfferForm(), None))


@get(_PATH, opt=_WRITE)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The address an assessed or refused form is shown at; opened anew it leads to an empty one."""
    return see_other(request, NEW)


@post(_PATH, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Save or submit a new offer."""
    return await _act(request, actor, None)


@get("/lending/offers/{offer_id:int}", opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, offer_id: FromPath[int]) -> Response[str]:
    """An own offer: its form for who may edit it now, else in full."""
    own = await queries.own_offer(actor, offer_id)
    screen = await _screen(actor, await OfferForm.of(own), own)
    if own.is_editable_by(actor):
        return page(request, "lending/offer.html", **screen)
    return page(request, "postings/show.html", **{**screen, "title": "贷款详情"})


@post("/lending/offers/{offer_id:int}", opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def save(request: Request[Any, Any, Any], actor: Actor, offer_id: FromPath[int]) -> Response[str]:
    """Save or submit an own offer."""
    return await _act(request, actor, await queries.own_offer(actor, offer_id))


async def _act(request: Request[Any, Any, Any], actor: Actor, own: OwnOffer | None) -> Response[str]:
    """Do what the pressed button says; whatever is refused comes back with the form."""
    form, own_id = await OfferForm.read(request), own.id if own else None
    await form.take(request, actor, own_id)
    try:
        if own:
            await postings.refuse_if_ended(own.sort, own.id, own.status)
        if not form.is_draft:
            await form.hear(offers.check(actor, form.terms()))
        if not form.wrong:
            return await _keep(request, actor, form, own_id)
    except RuleBroken as refusal:
        form.refuse(refusal)
    except WrongState as refusal:
        form.overtaken(refusal)
        own = await queries.own_offer(actor, own.id) if own else None  # as it stands now
    # What was overtaken is shown on a whole page, the posting around it as it stands now.
    fragments = () if form.is_late else ("lending/_offer_form.html",)
    return answer(request, "lending/offer.html", fragments=fragments, **await _screen(actor, form, own))


async def _keep(request: Request[Any, Any, Any], actor: Actor, form: OfferForm, own_id: int | None) -> Response[str]:
    """Save or submit a form without mistakes."""
    terms, kept, file_ids = form.terms(), form.kept(own_id), form.file_ids()
    if form.is_draft:
        saved = await offers.save_draft(actor, kept, terms, file_ids)
        return see_other(request, f"{_PATH}/{saved}", notice=Notice.DRAFT_SAVED)
    sent = await offers.submit(actor, kept, terms, file_ids)
    return see_other(request, f"{_PATH}/{sent}/matches", notice=Notice.PUBLISHED)


async def _screen(actor: Actor, form: OfferForm, own: OwnOffer | None) -> dict[str, Any]:
    return {
        "title": "修改贷款" if own else "我要放贷",
        "place": Place.OFFERS,
        "status": form.status,
        "offer_form": await load_offer_form(actor, form, own),
        "posting": await load_posting(actor, own) if own else None,
    }


HANDLERS = [new, index, create, show, save]
