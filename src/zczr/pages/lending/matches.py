"""The match pages of requests and offers."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import queries
from zczr.domain.lending.queries import OwnOffer, OwnRequest
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.permissions import Permission
from zczr.domain.postings.commands import Sort
from zczr.domain.refusals import NotFound
from zczr.partials.lending.match_list import ApplyForm, load_match_list
from zczr.partials.matches import MatchList
from zczr.web.layout import Place
from zczr.web.respond import answer, page

__all__ = ["HANDLERS", "ApplyForm", "answer_matches", "posting_of"]

_TITLE = "匹配结果"


@get("/lending/requests/{request_id:int}/matches", opt={"permission": Permission.REQUEST_READ})
async def request_matches(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """Lenders for an own request."""
    return _page(request, REQUESTS, await load_match_list(actor, REQUESTS, request_id))


@get("/lending/offers/{offer_id:int}/matches", opt={"permission": Permission.OFFER_READ})
async def offer_matches(request: Request[Any, Any, Any], actor: Actor, offer_id: FromPath[int]) -> Response[str]:
    """Borrowers for an own offer."""
    return _page(request, OFFERS, await load_match_list(actor, OFFERS, offer_id))


def _page(request: Request[Any, Any, Any], sort: Sort, loaded: MatchList) -> Response[str]:
    return page(request, "postings/matches.html", title=_TITLE, place=_place(sort), match_list=loaded)


async def posting_of(actor: Actor, form: ApplyForm) -> OwnRequest | OwnOffer:
    """The own posting that a form was sent for; NotFound for nonsense and everybody else's."""
    if form.own_sort is None:
        raise NotFound(posting=form.posting_id.data)
    return await queries.own_posting(actor, form.own_sort, int(form.posting_id.data))


async def answer_matches(
    request: Request[Any, Any, Any], actor: Actor, own: OwnRequest | OwnOffer, form: ApplyForm
) -> Response[str]:
    """The match page with an application that was refused, as it was filled in."""
    sort = own.sort
    loaded = await load_match_list(actor, sort, own.id, form)
    return answer(
        request, "postings/matches.html", fragments=("postings/_match_list.html",), title=_TITLE, place=_place(sort),
        status=form.status, match_list=loaded,
    )  # fmt: skip


def _place(sort: Sort) -> Place:
    return Place.REQUESTS if sort is REQUESTS else Place.OFFERS


HANDLERS = [request_matches, offer_matches]
