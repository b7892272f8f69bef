"""What a member may do about an application now, and the forms by which it does so."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.claims import confirm_by
from zczr.domain.applications.detail import ClaimDetail, LoanDetail
from zczr.domain.applications.stages import CONFIRM_WITHIN, Act, Side, Stage, permits
from zczr.domain.contracts.checks import lpr_for
from zczr.domain.contracts.filings import ClaimFilingFacts, FilingFacts, LoanFilingFacts
from zczr.domain.lending import pairs
from zczr.domain.lending.labels import OWN_FUNDS
from zczr.domain.permissions import Permission, may
from zczr.partials.applications.address import application_at, of_each_business
from zczr.partials.applications.filing_fields import PASSWORD_ASKED
from zczr.partials.applications.filings import cost_line, yield_line
from zczr.web import forms
from zczr.web.respond import fragment

WITHDRAWAL_ASKS = "撤回后这份申请即告结束，需要时可以重新发起。确定撤回吗？"
_READ_ALL = "请逐项核对并勾选"
_COST = "利率与利息、其他费用与综合成本、逾期责任"
_RECOURSE = "追索权"


class ApprovalForm(forms.Form):
    """What follows from an approval, known; and from whoever lends the declaration about the money."""

    understood = forms.yes("", "请核对后勾选")
    own_funds = forms.yes(OWN_FUNDS)

    def ask_about(self, days: int) -> None:
        """Put the days that both sides would have into its tick."""
        self.understood.label.text = (
            f"已核对对方资料和业务条件，知悉通过后双方须在 {days} 天内完成合同确认，逾期双方各扣 2 分信用分"
        )


class ReasonForm(forms.Form):
    """Why an application is declined."""

    reason = forms.text("拒绝原因", forms.needed("请写明拒绝的原因，对方会看到这段话"), forms.at_most(200))


class ReturnForm(forms.Form):
    """Why a filing goes back."""

    return_reason = forms.text("退回原因", forms.needed("请写明需要更正的地方，对方会看到这段话"), forms.at_most(200))


_PLATFORM = "平台的性质、合同成立与电子证据：平台只是信息中介，不提供担保；双方在平台确认时合同成立"
_SCAN = "扫描件与双方签署的合同一致，签署人身份无误"


class ConfirmForm(forms.Form):
    """The key clauses of the contract ticked one by one (domain.md section 3, row 35), and the password."""

    password = forms.secret("登录密码", forms.needed(PASSWORD_ASKED), description=PASSWORD_ASKED)

    @property
    def ticks(self) -> tuple[Any, ...]:
        """The boxes in the order of the contract."""
        return tuple(field for field in self if field.name.startswith("read_"))


class LoanConfirmForm(ConfirmForm):
    """What a loan's key clauses say."""

    read_purpose = forms.yes(
        "借款用途、资金来源：用于生产经营，不用于转贷、证券期货或违法用途；出借资金来源合法", _READ_ALL
    )
    read_principal = forms.yes("借款金额与支付：本金以实际支付的金额为准，利息不预先扣除", _READ_ALL)
    read_cost = forms.yes(_COST, _READ_ALL)
    read_security = forms.yes("担保：担保方式、登记和实现顺序与双方约定一致", _READ_ALL)
    read_platform = forms.yes(_PLATFORM, _READ_ALL)
    read_scan = forms.yes(_SCAN, _READ_ALL)

    def ask_about(self, filing: LoanFilingFacts, lpr: Decimal, *, licensed: bool) -> None:
        """Put the cost of the filing into its tick; no licensed lender is bound by the cap (domain.md section 3, row 10)."""
        bound = "持牌机构不受此上限约束，已知悉" if licensed else "不超过上限"
        self.read_cost.label.text = f"{_COST}：{cost_line(filing, lpr)}，{bound}"


class ClaimConfirmForm(ConfirmForm):
    """What the key clauses of a claim's sale say."""

    read_claim = forms.yes("标的债权、转让方的保证：债权真实，金额与到期日无误，没有质押，没有转让给他人", _READ_ALL)
    read_price = forms.yes("转让价款与支付：价款由受让方直接付给转让方，平台不收取、不保管", _READ_ALL)
    read_notice = forms.yes(
        "通知债务人、债务人的抗辩与抵销：通知到达之前，债务人仍可向转让方付款；债务人保留抗辩和抵销", _READ_ALL
    )
    read_recourse = forms.yes(_RECOURSE, _READ_ALL)
    read_resale = forms.yes("再次转让：受让方五个交易日内不得再次转让，不得拆成均等份额", _READ_ALL)
    read_platform = forms.yes(_PLATFORM, _READ_ALL)
    read_scan = forms.yes(_SCAN, _READ_ALL)

    def ask_about(self, filing: ClaimFilingFacts, lpr: Decimal) -> None:
        """Put recourse and yield of the filing into their tick."""
        self.read_recourse.label.text = f"{_RECOURSE}：{yield_line(filing, lpr)}"


def confirm_form_of(business: Business) -> type[ConfirmForm]:
    """The ticks of a business."""
    return LoanConfirmForm if business is Business.LOAN else ClaimConfirmForm


def kept_words(form: forms.Form) -> list[str]:
    """What was typed in a form whose fields are not there any more."""
    typed = [field for field in form if field.name in {"reason", "return_reason"} and field.data]
    return [f"您填写的{field.label.text}：{field.data}" for field in typed]


@dataclass(frozen=True)
class AnswerPanel:
    """The actions this member may take now; `form` is the one that was refused."""

    href: str
    may_approve: bool
    may_withdraw: bool
    may_file: bool
    may_confirm: bool
    waits_for_other: bool
    needs_colleague: str
    """Who of the same organization goes on, where this member may not; empty where it may, or where the other side does."""
    declares_funds: bool
    """An approval lends money of an enterprise: it declares that the money is its own."""
    has_borrowings: bool
    filing_id: int | None
    approval_form: ApprovalForm
    reason_form: ReasonForm
    confirm_form: ConfirmForm
    return_form: ReturnForm
    form: forms.Form | None
    withdrawal_asks: str = WITHDRAWAL_ASKS

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do, to wait for or to tell."""
        return self.form is None and not (
            self.may_approve or self.may_withdraw or self.may_file or self.may_confirm or self.waits_for_other
            or self.needs_colleague
        )  # fmt: skip


async def load_answer_panel(
    actor: Actor, found: LoanDetail | ClaimDetail, form: forms.Form | None = None
) -> AnswerPanel:
    """The actions of this member, with the form that was sent where it was refused."""
    sides = {Side.APPLICANT if actor.organization_id == found.applicant_id else Side.RESPONDENT}
    filing = found.filings[0] if found.filings and found.stage is Stage.APPROVED_UNCONFIRMED else None
    if filing is not None:
        sides.add(Side.FILER if filing.filed_for == actor.organization_id else Side.OTHER)

    def can(act: Act, permission: Permission) -> bool:
        return permits(found.stage, act, frozenset(sides)) and may(actor, permission)

    may_approve = can(Act.APPROVE, Permission.APPLICATION_DECIDE)
    lends = may_approve and isinstance(found, LoanDetail) and actor.organization_id == found.lender.id
    return AnswerPanel(
        href=found.href,
        may_approve=may_approve,
        may_withdraw=can(Act.WITHDRAW, Permission.APPLICATION_APPLY),
        may_file=can(Act.FILE, Permission.CONTRACT_FILE),
        may_confirm=can(Act.CONFIRM, Permission.CONTRACT_ANSWER),
        waits_for_other=filing is not None and Side.FILER in sides,
        needs_colleague=_colleague(actor, found.stage, sides),
        declares_funds=lends and not await pairs.is_licensed(actor.organization_id),
        has_borrowings=lends and await pairs.outstanding_of(actor.organization_id) > 0,
        filing_id=filing.id if filing else None,
        approval_form=_approval_form(found, form),
        reason_form=form if isinstance(form, ReasonForm) else ReasonForm(),
        confirm_form=await _confirm_form(found, filing, form),
        return_form=form if isinstance(form, ReturnForm) else ReturnForm(),
        form=form,
    )


def _approval_form(found: LoanDetail | ClaimDetail, form: forms.Form | None) -> ApprovalForm:
    """The tick with the days there would be, as it was sent or empty."""
    approval_form = form if isinstance(form, ApprovalForm) else ApprovalForm()
    days = CONFIRM_WITHIN.days
    if isinstance(found, ClaimDetail):
        days = clock.days_until(confirm_by(found.due_on), clock.now())
    approval_form.ask_about(days)
    return approval_form


async def _confirm_form(
    found: LoanDetail | ClaimDetail, filing: FilingFacts | None, form: forms.Form | None
) -> ConfirmForm:
    """The ticks with what the filing says in them, as they were sent or empty."""
    confirm_form = form if isinstance(form, ConfirmForm) else confirm_form_of(found.business)()
    match found, filing, confirm_form:
        case LoanDetail(), LoanFilingFacts(), LoanConfirmForm():
            licensed = await pairs.is_licensed(found.lender.id)
            confirm_form.ask_about(filing, await lpr_for(filing), licensed=licensed)
        case ClaimDetail(), ClaimFilingFacts(), ClaimConfirmForm():
            confirm_form.ask_about(filing, await lpr_for(filing))
    return confirm_form


def _colleague(actor: Actor, stage: Stage, sides: set[Side]) -> str:
    decides = (stage is Stage.PENDING and Side.RESPONDENT in sides) or Side.OTHER in sides
    if decides and not may(actor, Permission.APPLICATION_DECIDE):
        return "通过、拒绝和确认合同由贵单位的复核人员或管理员处理。"
    if stage is Stage.APPROVED and not may(actor, Permission.CONTRACT_FILE):
        return "双方签署后，合同确认由贵单位的经办人员或管理员填写。"
    return ""


@get(of_each_business("/answer-panel", before="/partials"), opt={"permission": Permission.APPLICATION_READ})
async def answer_panel(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The panel alone."""
    panel = await load_answer_panel(actor, await application_at(request, actor, application_id))
    return fragment(request, "applications/_answer_panel.html", owner=panel.href, answer_panel=panel)


HANDLERS = [answer_panel]
