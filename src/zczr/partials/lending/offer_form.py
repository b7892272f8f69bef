"""The form of 贷款 as a fragment."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import own_profile
from zczr.domain.lending import lpr, offers, pairs, queries
from zczr.domain.lending.queries import OwnOffer
from zczr.domain.lending.sorts import OFFERS
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.postings.stages import Posting
from zczr.domain.rates import NO_LPR
from zczr.domain.reference import industries, regions
from zczr.partials.lending.offer_fields import OfferForm
from zczr.web.pieces import Term
from zczr.web.respond import fragment

NEW = "/lending/offers/new"
_READ = {"permission": Permission.OFFER_READ}
_WRITE = {"permission": Permission.OFFER_WRITE}


@dataclass(frozen=True)
class OfferFormView:
    """The form with what stands around its fields; `cautions` are what it may be published with."""

    form: OfferForm
    action: str
    facts: tuple[Term, ...]
    cap_hint: str
    cautions: tuple[str, ...]
    not_yet: str
    """Why it cannot be published yet; empty where it can."""
    is_open: bool
    has_ended: bool

    @property
    def submit_label(self) -> str:
        """What the main button says."""
        return "保存修改并重新匹配" if self.is_open else "直接提交"


async def load_offer_form(actor: Actor, form: OfferForm, own: OwnOffer | None) -> OfferFormView:
    """The form as typed or as stored."""
    profile = await own_profile(actor)
    return OfferFormView(
        form=form,
        action=f"/lending/offers/{own.id}" if own else "/lending/offers",
        facts=(
            Term("贷款主体", profile.name or "（企业信息未填写）"),
            Term("注册地址", f"{regions.full_name(profile.district_code)}{profile.address}" or "（未填写）"),
            Term("所属行业", industries.full_name(profile.industry_division) or "（未填写）"),
        ),
        cap_hint=await _cap_hint(actor),
        cautions=await offers.cautions_of(actor, form.terms()),
        not_yet=postings.not_yet(actor, OFFERS),
        is_open=own is not None and own.status is Posting.ACTIVE,
        has_ended=own is not None and own.has_ended,
    )


async def _cap_hint(actor: Actor) -> str:
    day = await lpr.on(clock.today())
    if day is None:
        return NO_LPR
    if await pairs.is_licensed(actor.organization_id):
        return f"高于 {day.cap_said}时会提示；持牌机构不受此上限约束"
    return f"不超过 {day.cap_said}；无息请填 0"


@get("/partials/lending/offers/new/offer-form", opt=_WRITE)
async def blank_form(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    view = await load_offer_form(actor, OfferForm(), None)
    return fragment(request, "lending/_offer_form.html", owner=NEW, offer_form=view)


@get("/partials/lending/offers/{offer_id:int}/offer-form", opt=_READ)
async def stored_form(request: Request[Any, Any, Any], actor: Actor, offer_id: FromPath[int]) -> Response[str]:
    """The form of an own offer."""
    own = await queries.own_offer(actor, offer_id)
    view = await load_offer_form(actor, await OfferForm.of(own), own)
    return fragment(request, "lending/_offer_form.html", owner=f"/lending/offers/{offer_id}", offer_form=view)


HANDLERS = [blank_form, stored_form]
