"""The form of 收购意向 as a fragment."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import own_profile
from zczr.domain.claims import criteria
from zczr.domain.claims.criteria import OwnCriteria
from zczr.domain.claims.sorts import PURCHASES
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.postings.stages import Posting
from zczr.domain.reference import industries, regions
from zczr.partials.claims.criteria_fields import CriteriaForm
from zczr.web.pieces import Term
from zczr.web.respond import fragment

NEW = "/claims/criteria/new"
_READ = {"permission": Permission.CRITERIA_READ}
_WRITE = {"permission": Permission.CRITERIA_WRITE}


@dataclass(frozen=True)
class CriteriaFormView:
    """The form with what stands around its fields; `cautions` are what it may be published with."""

    form: CriteriaForm
    action: str
    facts: tuple[Term, ...]
    cautions: tuple[str, ...]
    not_yet: str
    """Why it cannot be published yet; empty where it can."""
    is_open: bool
    has_ended: bool

    @property
    def submit_label(self) -> str:
        """What the main button says."""
        return "保存修改并重新匹配" if self.is_open else "直接提交"


async def load_criteria_form(actor: Actor, form: CriteriaForm, own: OwnCriteria | None) -> CriteriaFormView:
    """The form as typed or as stored."""
    profile = await own_profile(actor)
    return CriteriaFormView(
        form=form,
        action=f"{PURCHASES.path}/{own.id}" if own else PURCHASES.path,
        facts=(
            Term("收购主体", profile.name or "（企业信息未填写）"),
            Term("注册地址", f"{regions.full_name(profile.district_code)}{profile.address}" or "（未填写）"),
            Term("所属行业", industries.full_name(profile.industry_division) or "（未填写）"),
        ),
        cautions=await criteria.cautions_of(actor, form.terms()),
        not_yet=postings.not_yet(actor, PURCHASES),
        is_open=own is not None and own.status is Posting.ACTIVE,
        has_ended=own is not None and own.has_ended,
    )


@get("/partials/claims/criteria/new/criteria-form", opt=_WRITE)
async def blank_form(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    view = await load_criteria_form(actor, CriteriaForm(), None)
    return fragment(request, "claims/_criteria_form.html", owner=NEW, criteria_form=view)


@get("/partials/claims/criteria/{criteria_id:int}/criteria-form", opt=_READ)
async def stored_form(request: Request[Any, Any, Any], actor: Actor, criteria_id: FromPath[int]) -> Response[str]:
    """The form of an own 收购意向."""
    own = await criteria.own_criteria(actor, criteria_id)
    view = await load_criteria_form(actor, await CriteriaForm.of(own), own)
    owner = f"{PURCHASES.path}/{criteria_id}"
    return fragment(request, "claims/_criteria_form.html", owner=owner, criteria_form=view)


HANDLERS = [blank_form, stored_form]
