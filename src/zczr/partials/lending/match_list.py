"""The match page's list of 借款 and 贷款."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.lending import pairs, queries
from zczr.domain.lending.labels import OWN_FUNDS, range_text
from zczr.domain.lending.queries import MatchLine, OwnOffer, OwnRequest
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.matching.loan import Change, near_miss_summary
from zczr.domain.money import two_places
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.commands import Sort
from zczr.domain.postings.matches import matched_at
from zczr.domain.postings.stages import LABELS, Posting
from zczr.domain.rates import percent_text
from zczr.domain.reference import industries, regions
from zczr.partials.conversations.writing import contact_href
from zczr.partials.matches import Card, MatchList, OfferingForm, lead_of, miss_of, weakest_of
from zczr.partials.posting_fields import AMOUNT
from zczr.web import forms
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import instant

SORTS: Mapping[str, Sort] = {"request": REQUESTS, "offer": OFFERS}


class ApplyForm(OfferingForm):
    """发起申请 about a loan: besides, one amount, and where the money comes from."""

    posting_kind = forms.hidden()
    posting_id = forms.hidden()
    amount = forms.money("申请金额", AMOUNT, required=True, description="须在双方发布的金额范围之内")
    own_funds = forms.yes(OWN_FUNDS)

    @property
    def own_sort(self) -> Sort | None:
        """Whether the actor's own side is a request or an offer; None for nonsense."""
        return SORTS.get(self.posting_kind.data) if forms.is_id(self.posting_id.data) else None

    def pairs(self) -> list[tuple[int, int]]:
        """Pairs of (request, offer), the own posting on its side."""
        own = int(self.posting_id.data) if self.own_sort else 0
        return [(own, other) if self.own_sort is REQUESTS else (other, own) for other in self.others()]


async def load_match_list(actor: Actor, sort: Sort, posting_id: int, form: ApplyForm | None = None) -> MatchList:
    """The ranked list of an own posting; NotFound for everybody else's."""
    own = await queries.own_posting(actor, sort, posting_id)
    lines = await queries.matches_of(actor, own)
    near = await queries.matches_of(actor, own, near=True)
    form = form or _blank(own, lines)
    ticked = {str(each) for each in form.counterparties.data or ()}
    counterpart = "出借方" if sort is REQUESTS else "借款方"
    return MatchList(
        form=form,
        hidden=(form.submission_id, form.posting_kind, form.posting_id),
        title=own.title,
        ended="" if own.status is Posting.ACTIVE else f"这项发布{LABELS[own.status]}，不在匹配中。",
        heading=f"匹配到的{counterpart}",
        lead=lead_of(lines, "借款" if sort is OFFERS else "贷款", instant(await matched_at(own))),
        apply_title=f"向选中的{counterpart}发起申请",
        empty_title=f"暂时没有匹配的{counterpart}",
        cards=tuple(_card(line, ticked) for line in lines),
        near=tuple(_card(line, ticked, near=True) for line in near),
        near_lines=tuple(line.sentence for line in near_miss_summary(miss_of(line, Change) for line in near)),
        may_apply=may(actor, Permission.APPLICATION_APPLY) and any(line.application_id is None for line in lines),
        declares_funds=sort is OFFERS and not await pairs.is_licensed(actor.organization_id),
        edit_label="修改条件" if own.is_editable_by(actor) else "查看发布",
        edit_href=f"{sort.path}/{own.id}",
        applications_href=Business.LOAN.path,
    )


def _blank(own: OwnRequest | OwnOffer, lines: Sequence[MatchLine]) -> ApplyForm:
    """A form to fill in, with the most that can be asked of the best match nobody has applied to."""
    kind = "request" if own.sort is REQUESTS else "offer"
    amount = next((line.largest for line in lines if line.application_id is None), own.terms.amount_max)
    return ApplyForm(data={"posting_kind": kind, "posting_id": str(own.id), "amount": amount})


def _card(line: MatchLine, ticked: set[str], *, near: bool = False) -> Card:
    return Card(
        id=line.posting_id,
        name=line.name,
        score="" if near else two_places(line.total),
        institution=line.institution,
        facts=(
            Term("贷款名称" if line.is_offer else "项目", line.project),
            Term("地区", regions.city_name(line.city_code) or "未填写"),
            Term("行业", industries.name_of(line.industry_section) or "未填写"),
            Term("金额", range_text(line.amount_min, line.amount_max)),
            *(() if near else (Term("可申请金额", range_text(line.smallest, line.largest)),)),
            Term("最低利率" if line.is_offer else "最高利率", f"{percent_text(line.rate, 2)}/年"),
            Term("最长期限" if line.is_offer else "期限", f"{line.term_months} 个月"),
            Term("信用分", str(line.credit_score)),
        ),
        reasons=() if near else line.reasons,
        misses=(f"{miss_of(line, Change).condition}，即可匹配",) if near else line.cautions,
        notes=() if near else weakest_of(line),
        application_href=f"{Business.LOAN.path}/{line.application_id}" if line.application_id else "",
        contact_href=""
        if near
        else contact_href(line.organization_id, (OFFERS if line.is_offer else REQUESTS).table, line.posting_id),
        ticked=str(line.posting_id) in ticked,
    )


@get("/partials/lending/requests/{request_id:int}/match-list", opt={"permission": Permission.REQUEST_READ})
async def request_matches(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """Matches of an own request."""
    loaded = await load_match_list(actor, REQUESTS, request_id)
    return _fragment(request, REQUESTS, request_id, loaded)


@get("/partials/lending/offers/{offer_id:int}/match-list", opt={"permission": Permission.OFFER_READ})
async def offer_matches(request: Request[Any, Any, Any], actor: Actor, offer_id: FromPath[int]) -> Response[str]:
    """Matches of an own offer."""
    loaded = await load_match_list(actor, OFFERS, offer_id)
    return _fragment(request, OFFERS, offer_id, loaded)


def _fragment(request: Request[Any, Any, Any], sort: Sort, posting_id: int, loaded: MatchList) -> Response[str]:
    owner = f"{sort.path}/{posting_id}/matches"
    return fragment(request, "postings/_match_list.html", owner=owner, match_list=loaded)


HANDLERS = [request_matches, offer_matches]
