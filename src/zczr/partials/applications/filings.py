"""A contract as both sides see it: its copies to download, and each confirmation with the same hash and evidence."""

from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.applications.businesses import Business
from zczr.domain.applications.stages import Act, Side, Stage, permits
from zczr.domain.claims.kinds import Recourse
from zczr.domain.claims.pricing import discount_of
from zczr.domain.contracts.chain import Statement
from zczr.domain.contracts.claim.facts import Notifier
from zczr.domain.contracts.claim.filing import sketch_of as claim_sketch_of
from zczr.domain.contracts.filings import ClaimFilingFacts, FilingFacts, LoanFilingFacts
from zczr.domain.contracts.loan.charges import Installment, YearlyCost, repayment_plan
from zczr.domain.contracts.loan.facts import RepaymentMethod
from zczr.domain.contracts.loan.filing import sketch_of
from zczr.domain.contracts.stages import LABELS, FilingStage
from zczr.domain.files.queries import StoredFile
from zczr.domain.money import ZERO
from zczr.domain.rates import rate_cap
from zczr.web.pieces import Term
from zczr.web.templating import day, instant, money, percent

_BADGES = {
    FilingStage.FILED: "warning",
    FilingStage.CONFIRMED: "success",
    FilingStage.RETURNED: "danger",
    FilingStage.EXPIRED: "neutral",
}
_ACTS = {
    FilingStage.FILED: "提交",
    FilingStage.CONFIRMED: "确认",
    FilingStage.RETURNED: "退回",
    FilingStage.EXPIRED: "过期",
}
ROLES = {"owner": "管理员", "operator": "经办", "reviewer": "复核"}


@dataclass(frozen=True)
class Copy:
    """A copy of the contract to download."""

    label: str
    href: str


@dataclass(frozen=True)
class Copies:
    """The copies there are now, and what each is for."""

    lead: str
    items: tuple[Copy, ...]


_FILLED = {Business.LOAN: "双方、金额、利率与 LPR", Business.CLAIM: "双方、债权、价款与追索权"}


def copies_of(stage: Stage, business: Business, href: str) -> Copies | None:
    """A draft and clean copies to sign while the contract is open, the contract once confirmed; None before the approval.

    A claim has the notice to its debtor besides.
    """
    if not permits(stage, Act.DRAW_UP, frozenset({Side.APPLICANT, Side.RESPONDENT})):
        return None
    if stage is Stage.CONFIRMED:
        lead = "双方已确认的合同文本；签字盖章的原件见下方扫描件。"
        copies = [Copy("下载合同（Word）", f"{href}/contract.docx"), Copy("下载合同（PDF）", f"{href}/contract.pdf")]
    else:
        lead = f"已按本笔业务填写{_FILLED[business]}。谈判稿带水印，用来协商；谈妥后打印签署稿，填好空白处，签字盖章。"
        copies = [
            Copy("下载谈判稿（Word）", f"{href}/contract-draft.docx"),
            Copy("下载签署稿（Word）", f"{href}/contract.docx"),
            Copy("下载签署稿（PDF）", f"{href}/contract.pdf"),
        ]
    if business is Business.CLAIM:
        copies += [
            Copy("下载转让通知书（Word）", f"{href}/assignment-notice.docx"),
            Copy("下载转让通知书（PDF）", f"{href}/assignment-notice.pdf"),
        ]
    return Copies(lead, tuple(copies))


@dataclass(frozen=True)
class EvidenceLine:
    """Who did what with the filing and when, under the number it is kept by."""

    act: str
    who: str
    when: str
    reason: str
    number: str


@dataclass(frozen=True)
class Payment:
    """A line of the repayment plan; ready strings."""

    number: str
    due_on: str
    principal: str
    interest: str
    total: str
    remaining: str


@dataclass(frozen=True)
class FilingView:
    """One filing, the same for both sides."""

    id: int
    number: str
    badge: str
    state: str
    filed: str
    own: bool
    warnings: tuple[str, ...]
    """What both sides have to know before it is confirmed."""
    terms: tuple[Term, ...]
    plan: tuple[Payment, ...]
    plan_summary: str
    sha256: str
    previous_sha256: str
    evidence: tuple[EvidenceLine, ...]
    scans: tuple[StoredFile, ...]


def _cost_of(filing: LoanFilingFacts) -> YearlyCost:
    cost = sketch_of(vars(filing)).cost
    assert cost is not None, "what was filed is complete"
    return cost


def cost_line(filing: LoanFilingFacts, lpr: Decimal) -> str:
    """What the loan costs a year, all in, and what the cap is under an LPR."""
    cost = _cost_of(filing)
    overdue = f"，逾期 {percent(cost.overdue)}/年" if cost.overdue is not None else ""
    return f"综合年化成本 {percent(cost.all_in)}/年{overdue}（4 倍 LPR 为 {percent(rate_cap(lpr))}/年）"


def yield_line(filing: ClaimFilingFacts, lpr: Decimal) -> str:
    """Under which recourse the claim is sold, what the price comes to a year, and what the cap is under an LPR."""
    rate = percent(claim_sketch_of(vars(filing)).annual_yield)
    return f"{Recourse(filing.recourse).label}，年化收益率 {rate}/年（4 倍 LPR 为 {percent(rate_cap(lpr))}/年）"


def filing_view(
    filing: FilingFacts, scans: tuple[StoredFile, ...], *, own: bool, warnings: tuple[str, ...]
) -> FilingView:
    """A filing with ready strings; `warnings` are what both sides have to know about it."""
    plan: tuple[Installment, ...] = ()
    if isinstance(filing, LoanFilingFacts):
        terms = _loan_terms(filing)
        plan = repayment_plan(
            filing.amount, filing.rate, filing.starts_on, filing.ends_on, RepaymentMethod(filing.repayment_method)
        )
    else:
        assert isinstance(filing, ClaimFilingFacts)
        terms = _claim_terms(filing)
    return FilingView(
        id=filing.id,
        number=filing.number,
        badge=_BADGES[filing.stage],
        state=LABELS[filing.stage],
        filed=f"{filing.filed_for_name} 于 {instant(filing.filed_at)} 提交",
        own=own,
        warnings=warnings,
        terms=terms,
        plan=tuple(_payment(each) for each in plan),
        plan_summary=f"共 {len(plan)} 期，利息合计 {money(sum((each.interest for each in plan), ZERO))} 元",
        sha256=filing.sha256,
        previous_sha256=filing.previous_sha256,
        evidence=tuple(_line(each) for each in filing.statements),
        scans=scans,
    )


def _loan_terms(filing: LoanFilingFacts) -> tuple[Term, ...]:
    cost = _cost_of(filing)
    return (
        Term("合同编号", filing.number),
        Term("签订日期", day(filing.signed_on)),
        Term("合同期间", f"{day(filing.starts_on)} 至 {day(filing.ends_on)}"),
        Term("借款金额", f"{money(filing.amount)} 元", figure=True),
        Term("年利率", f"{percent(filing.rate)}/年" if filing.rate else "无息", figure=True),
        Term("逾期年利率", f"{percent(filing.default_rate)}/年" if filing.default_rate else "未约定", figure=True),
        Term("其他费用合计", f"{money(filing.other_charges)} 元", figure=True),
        Term("综合年化成本", f"{percent(cost.all_in)}/年", figure=True),
        *([Term("逾期年化成本", f"{percent(cost.overdue)}/年", figure=True)] if cost.overdue is not None else []),
        Term("4 倍 LPR", f"{percent(rate_cap(filing.lpr))}/年", figure=True),
        Term("还款方式", RepaymentMethod(filing.repayment_method).label),
        Term("借款用途", filing.purpose),
        *_last_terms(filing),
    )


def _claim_terms(filing: ClaimFilingFacts) -> tuple[Term, ...]:
    sketch = claim_sketch_of(vars(filing))
    return (
        Term("合同编号", filing.number),
        Term("签订日期", day(filing.signed_on)),
        Term("合同期间", f"{day(filing.starts_on)}（转让基准日）至 {day(filing.ends_on)}（债权到期日）"),
        Term("债权金额", f"{money(filing.amount)} 元", figure=True),
        Term("转让价款", f"{money(filing.price)} 元", figure=True),
        Term("折扣", percent(discount_of(filing.amount, filing.price)), figure=True),
        Term("年化收益率", f"{percent(sketch.annual_yield)}/年", figure=True),
        Term("4 倍 LPR", f"{percent(rate_cap(filing.lpr))}/年", figure=True),
        Term("价款支付日", day(filing.pays_on)),
        Term("追索权", Recourse(filing.recourse).label),
        Term("通知债务方", f"由{Notifier(filing.notifier).label}在 {day(filing.notify_by)} 之前通知"),
        Term("确权状态（提交时）", filing.debtor_state.label),
        Term("从权利", filing.accessory_rights or "无"),
        Term("受让方收款账户", filing.payee_account or "另行书面告知债务方"),
        *_last_terms(filing),
    )


def _last_terms(filing: FilingFacts) -> tuple[Term, ...]:
    return (
        Term("一年期 LPR", f"{percent(filing.lpr)}/年（{day(filing.lpr_on)} 公布）"),
        Term("主要条款", filing.main_terms or "以合同文本为准"),
    )


def _payment(installment: Installment) -> Payment:
    return Payment(
        str(installment.number), day(installment.due_on), money(installment.principal), money(installment.interest),
        money(installment.total), money(installment.remaining),
    )  # fmt: skip


def _line(statement: Statement) -> EvidenceLine:
    if statement.member_name:
        who = f"{statement.organization_name} · {statement.member_name}（{ROLES[statement.role]}）"
    else:
        who = statement.organization_name or "系统"
    return EvidenceLine(
        act=_ACTS[statement.act],
        who=who,
        when=instant(statement.at),
        reason=statement.reason,
        number=statement.sha256,
    )
