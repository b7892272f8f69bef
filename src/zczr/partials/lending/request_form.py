"""The form of 借款 as a fragment, and the title it composes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import own_profile
from zczr.domain.lending import lpr, queries
from zczr.domain.lending.labels import request_title
from zczr.domain.lending.queries import OwnRequest
from zczr.domain.lending.sorts import REQUESTS
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.postings.stages import Posting
from zczr.domain.rates import NO_LPR
from zczr.domain.reference import industries, regions
from zczr.domain.risk.far_fields import FarField
from zczr.domain.written import figures
from zczr.partials.lending.request_fields import RequestForm
from zczr.web.pieces import Term
from zczr.web.respond import fragment

NEW = "/lending/requests/new"
_READ = {"permission": Permission.REQUEST_READ}
_WRITE = {"permission": Permission.REQUEST_WRITE}
_MARKED = ("purpose", "amount", "max_rate", "term_months", "collateral_value")


@dataclass(frozen=True)
class RequestTitle:
    """The title as it will read."""

    text: str


@dataclass(frozen=True)
class RequestFormView:
    """The form with what stands around its fields."""

    form: RequestForm
    action: str
    facts: tuple[Term, ...]
    city: str
    title: RequestTitle
    cap_hint: str
    marks: Mapping[str, str]
    not_yet: str
    """Why it cannot be published yet; empty where it can."""
    is_open: bool
    """The request is published already: saving it publishes the change."""
    has_ended: bool
    """It was ended while the form was filled in: nothing is saved any more."""

    @property
    def submit_label(self) -> str:
        """What the main button says."""
        return "保存修改并重新匹配" if self.is_open else "直接提交"


async def load_request_form(
    actor: Actor, form: RequestForm, own: OwnRequest | None, far: Iterable[FarField] = ()
) -> RequestFormView:
    """The form as typed or as stored, with marks where it is far from the suggestion."""
    profile = await own_profile(actor)
    city_code = own.city_code if own else profile.city_code
    day = await lpr.on(clock.today())
    hint = f"不超过 {day.cap_said}；无息请填 0" if day else NO_LPR
    return RequestFormView(
        form=form,
        action=f"/lending/requests/{own.id}" if own else "/lending/requests",
        facts=(
            Term("借款主体", profile.name or "（企业信息未填写）"),
            Term("注册地址", f"{regions.full_name(profile.district_code)}{profile.address}" or "（未填写）"),
            Term("所属行业", industries.full_name(profile.industry_division) or "（未填写）"),
        ),
        city=regions.city_name(city_code) or "（城市）",
        title=RequestTitle(request_title(city_code, form.project.data or "", form.amount_max.data)),
        cap_hint=hint,
        marks=_marks(far),
        not_yet=postings.not_yet(actor, REQUESTS),
        is_open=own is not None and own.status is Posting.ACTIVE,
        has_ended=own is not None and own.has_ended,
    )


def _marks(far: Iterable[FarField]) -> dict[str, str]:
    """One sentence a field; both ends of the amount are one field to the eye."""
    marks = dict.fromkeys(_MARKED, "")
    for each in far:
        name = "amount" if each.field.startswith("amount") else each.field
        marks[name] += each.sentence
    return marks


@get("/partials/lending/requests/new/request-form", opt=_WRITE)
async def blank_form(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    view = await load_request_form(actor, RequestForm(), None)
    return fragment(request, "lending/_request_form.html", owner=NEW, request_form=view)


@get("/partials/lending/requests/{request_id:int}/request-form", opt=_READ)
async def stored_form(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """The form of an own request."""
    own = await queries.own_request(actor, request_id)
    view = await load_request_form(actor, await RequestForm.of(own), own)
    return fragment(request, "lending/_request_form.html", owner=f"/lending/requests/{request_id}", request_form=view)


@get("/partials/lending/request-title", opt=_WRITE)
async def request_title_preview(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The title while its parts are typed."""
    profile = await own_profile(actor)
    project = str(request.query_params.get("project", ""))[:40].strip()
    title = RequestTitle(request_title(profile.city_code, project, _amount(request.query_params.get("amount_max", ""))))
    return fragment(request, "lending/_request_title.html", owner=NEW, request_title=title)


def _amount(typed: Any) -> Any:
    try:
        return figures.yuan(str(typed), unit=10_000) if typed else None
    except figures.NotAFigure:
        return None


HANDLERS = [blank_form, stored_form, request_title_preview]
