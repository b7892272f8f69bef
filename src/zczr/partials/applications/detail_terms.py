"""The terms of an application as they stood when it was made, line by line."""

from datetime import date

from zczr.domain import clock
from zczr.domain.applications.detail import ClaimDetail, LoanDetail
from zczr.domain.claims.kinds import ClaimKind, DebtorKind, DebtorState, Recourse
from zczr.domain.claims.pricing import figures_of, late_interest
from zczr.domain.lending.labels import COLLATERAL_KINDS, REPAYMENT_SOURCES, purpose_text
from zczr.domain.matching.loan.facts import SecurityMode
from zczr.web.pieces import Term
from zczr.web.templating import day, instant, money, percent


def terms_of(found: LoanDetail | ClaimDetail) -> tuple[Term, ...]:
    """What was asked for."""
    amount = Term("申请金额" if isinstance(found, LoanDetail) else "出售价格", f"{money(found.amount)} 元", figure=True)
    if not found.terms:
        return (amount,)
    return (amount, *(_loan(found) if isinstance(found, LoanDetail) else _claim(found)))


def _loan(found: LoanDetail) -> tuple[Term, ...]:
    request = found.terms
    modes = "、".join(SecurityMode(mode).label for mode in request["security_modes"]) or "未选择"
    source = REPAYMENT_SOURCES.get(request["repayment_source"], "")
    lines = [
        Term("借款用途", purpose_text(request["purpose"])),
        Term("借款原因", request["reason"] or "未填写"),
        Term("可承担最高利息", f"{percent(request['max_rate'])}/年", figure=True),
        Term("出借方期望最低利率", f"{percent(request['min_rate'])}/年", figure=True),
        Term("预计还款时间", f"{request['term_months']} 个月内", figure=True),
        Term(
            "还款来源", f"{source}：{request['repayment_source_note']}" if request["repayment_source_note"] else source
        ),
        Term("可提供风控", modes),
    ]
    if found.own_funds_at is not None:
        lines.append(Term("出借资金", f"出借方声明为自有资金（{instant(found.own_funds_at)}）"))
    if request["collateral_value"] is not None:
        lines.append(Term("抵押物类型", COLLATERAL_KINDS.get(request["collateral_kind"], "")))
        lines.append(Term("抵押物市值", f"{money(request['collateral_value'])} 元", figure=True))
    return tuple(lines)


def _claim(found: ClaimDetail) -> tuple[Term, ...]:
    claim = found.terms
    due_on = date.fromisoformat(claim["due_on"])
    kind, debtor = ClaimKind(claim["kind"]), DebtorKind(claim["debtor_kind"]) if claim["debtor_kind"] else None
    late = late_interest(kind, debtor, claim["face_amount"], due_on, clock.today())
    figures = figures_of(claim["face_amount"], found.amount, due_on, clock.day_of(found.created_at))
    asked = DebtorState(claim["debtor_state"])
    state = found.debtor_state.label + ("" if asked is found.debtor_state else f"（申请时{asked.label}）")
    return (
        Term("债权类型", kind.label),
        Term("债权金额", f"{money(claim['face_amount'])} 元", figure=True),
        Term("折扣", percent(figures.discount), figure=True),
        Term(
            "年化收益率（申请日）", f"{percent(figures.annual_yield)}/年" if figures.annual_yield else "—", figure=True
        ),
        Term("债权期限", f"{day(date.fromisoformat(claim['starts_on']))} 至 {day(due_on)}", figure=True),
        Term("债务主体", " ".join(filter(None, (claim["debtor_name"], claim["debtor_uscc"])))),
        *((Term("债务方类型", debtor.label),) if debtor else ()),
        *((Term("法定逾期利息", late),) if late else ()),
        Term("确权状态", state),
        *((Term("确权方式", found.confirmed_through),) if found.confirmed_through else ()),
        Term("基础合同编号", claim["contract_number"]),
        Term("发票号码", "、".join(claim["invoice_numbers"]) or "无"),
        Term("追索权", Recourse(claim["recourse"]).label),
        Term("约定不得转让", "是，该约定不得对抗受让方，但请核对基础合同" if claim["assignment_barred"] else "否"),
        Term("持有债权的来历", claim["origin"] or "未填写"),
        Term("对应债务方的情况", claim["debtor_situation"] or "未填写"),
    )
