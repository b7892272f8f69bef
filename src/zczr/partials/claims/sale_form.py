"""The form of 债权出售 as a fragment."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import own_profile
from zczr.domain.claims import queries
from zczr.domain.claims.imports.queries import papers_of
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.resales import bought_by
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.terms import claim_title
from zczr.domain.files.queries import StoredFile
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.postings.stages import Posting
from zczr.domain.reference import industries, regions
from zczr.partials.claims.pricing_panel import NEW
from zczr.partials.claims.sale_fields import SaleForm
from zczr.web.forms import is_id
from zczr.web.pieces import Term
from zczr.web.respond import fragment

_READ = {"permission": Permission.CLAIM_READ}
_WRITE = {"permission": Permission.CLAIM_WRITE}
_ASKED_AGAIN = (
    "债务方已就这笔债权收到请求或作出确认。修改债务方、合同编号、发票号码、债权金额或到期日后，原来的确认不再有效，须重新确权；"
    "只改定价的不受影响。"
)
_DISPUTED = "债务方对这笔债权提出了争议，买方会看到。修改债权信息不会消除争议，请与债务方核对后重新请其确权。"
_BARRED = (
    "基础合同约定不得转让的，金钱债权仍可转让，该约定不得对抗受让人（民法典第五百四十五条），但贵单位可能须向债务方承担违约责任。"
    "买方会看到这一项，请一并上传基础合同。"
)


_AGAIN = (
    "再次出售受让的债权：债务方、合同、发票、金额和期限须与受让时一致，请填写新的定价，并说明债权的来历和债务方的情况。"
)
_HEARD = {DebtorState.CONFIRMED, DebtorState.NOTIFIED}


@dataclass(frozen=True)
class SaleFormView:
    """The form with what stands around its fields; `cautions` are what it may be published with."""

    form: SaleForm
    action: str
    facts: tuple[Term, ...]
    title: str
    cautions: tuple[str, ...]
    not_yet: str
    """Why it cannot be published yet; empty where it can."""
    is_open: bool
    has_ended: bool
    shared: tuple[StoredFile, ...]
    """The papers of the import that it came with; they count as its own."""

    @property
    def submit_label(self) -> str:
        """What the main button says."""
        return "保存修改并重新匹配" if self.is_open else "直接提交"


async def load_sale_form(actor: Actor, form: SaleForm, own: OwnClaim | None) -> SaleFormView:
    """The form as typed or as stored."""
    profile = await own_profile(actor)
    typed = form.terms()
    return SaleFormView(
        form=form,
        action=f"{CLAIMS.path}/{own.id}" if own else CLAIMS.path,
        facts=(
            Term("融资主体", profile.name or "（企业信息未填写）"),
            Term("注册地址", f"{regions.full_name(profile.district_code)}{profile.address}" or "（未填写）"),
            Term("所属行业", industries.full_name(profile.industry_division) or "（未填写）"),
        ),
        title=claim_title(typed.kind, typed.debtor_name, profile.name or "（本企业）", typed.face_amount),
        cautions=tuple(
            filter(
                None,
                (
                    _ASKED_AGAIN if own and own.debtor_state in _HEARD and not own.has_ended else "",
                    _AGAIN if typed.resale_of and not (own and own.has_ended) else "",
                    _DISPUTED if own and own.debtor_state is DebtorState.DISPUTED and not own.has_ended else "",
                    _BARRED if typed.assignment_barred else "",
                    form.doubtful_code,
                ),
            )
        ),
        not_yet=postings.not_yet(actor, CLAIMS),
        is_open=own is not None and own.status is Posting.ACTIVE,
        has_ended=own is not None and own.has_ended,
        shared=await papers_of(own.import_id if own else None),
    )


async def fresh_form(actor: Actor, request: Request[Any, Any, Any]) -> SaleForm:
    """An empty form, or that of a claim that was bought here and is sold again, as the query asks."""
    transfer = request.query_params.get("resale", "")
    return SaleForm.again(await bought_by(actor, int(transfer))) if is_id(transfer) else SaleForm()


@get("/partials/claims/sales/new/sale-form", opt=_WRITE)
async def blank_form(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The form of something new, as `fresh_form`."""
    view = await load_sale_form(actor, await fresh_form(actor, request), None)
    return fragment(request, "claims/_sale_form.html", owner=NEW, sale_form=view)


@get("/partials/claims/sales/{claim_id:int}/sale-form", opt=_READ)
async def stored_form(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The form of an own claim."""
    own = await queries.own_claim(actor, claim_id)
    view = await load_sale_form(actor, await SaleForm.of(own), own)
    return fragment(request, "claims/_sale_form.html", owner=f"{CLAIMS.path}/{claim_id}", sale_form=view)


HANDLERS = [blank_form, stored_form]
