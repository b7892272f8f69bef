"""Ready Chinese sentences about an assessment, in the style of domain.md section 4.3 "Reading E1"."""

from decimal import Decimal

from zczr.domain.money import ZERO, half_up, plain_text, two_places, yuan_text
from zczr.domain.rates import NO_LPR, percent_text, to_hundredth_percent, to_percent, to_tenth_percent
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.kinds import CapKind, FactorCode, SecuritySource, Veto
from zczr.domain.risk.model import Assessment, Outcome
from zczr.domain.risk.policy import policy_of
from zczr.domain.risk.score import Factor
from zczr.domain.risk.security import Security
from zczr.domain.risk.what_if import WhatIf

DISCLAIMER = "以上为系统建议，仅供参考，不构成授信或担保承诺。"
NO_NUMBER = "无"


def factor_value(factor: Factor, facts: RiskFacts) -> str:
    """What was measured for a factor, or what is missing."""
    match factor.code:
        case FactorCode.F5:
            return facts.repayment_behaviour.label
        case FactorCode.F9:
            return facts.repayment_source.label
    if factor.value is None:
        return _NOT_MEASURED[factor.code]
    match factor.code:
        case FactorCode.F1:
            return f"{two_places(factor.value)} 倍"
        case FactorCode.F2 | FactorCode.F3 | FactorCode.F6:
            return percent_text(factor.value, 1)
        case FactorCode.F4:
            return f"{plain_text(factor.value)} 分"
        case FactorCode.F7:
            return f"{plain_text(factor.value)} 年"
    return f"{plain_text(factor.value)} 类"


_NOT_MEASURED = {
    FactorCode.F1: "未提供经营现金流",
    FactorCode.F2: "未提供资产负债",
    FactorCode.F3: "未提供资本金",
    FactorCode.F6: "净资产不大于 0",
    FactorCode.F7: "未提供成立日期",
}


def limit_sentence(assessment: Assessment, facts: RiskFacts, to_limit: WhatIf) -> str:
    """Why the limit is what it is, and what lowering the amount to it would give."""
    outcome, limit = assessment.upper, assessment.upper.limit
    if assessment.vetoes:
        return f"建议额度为 0：{'；'.join(veto.label for veto in assessment.vetoes)}。"
    binding = limit.binding
    assert binding is not None, "without a veto a cap binds"
    if limit.amount <= 0:
        return f"建议额度为 0：{_used_up(binding, assessment, facts)}。"
    parts = [f"额度由{binding.label}决定（{yuan_text(limit.amount)} 元）"]
    if binding is CapKind.NEED and outcome.security.collateral_cover == 1:
        parts[0] += f"，抵押物足够（{yuan_text(assessment.lendable)} 元）但需求不支持更多"
    elif limit.following is not None:
        amount = limit.cap(limit.following)
        if amount is not None:
            parts[0] += f"，其次是{limit.following.label}（{yuan_text(half_up(amount, Decimal(1)))} 元）"
    if outcome.amount > limit.amount > 0 and to_limit.amount_risk is not None and to_limit.amount_grade:
        ratio = f"{two_places(to_limit.amount_risk)}（{to_limit.amount_grade.label}）"
        parts.append(f"降到 {yuan_text(limit.amount)} 元系数为 {ratio}")
    elif 0 < outcome.amount <= limit.amount:
        parts.append(f"申请的 {yuan_text(outcome.amount)} 元在额度以内")
    return "；".join(parts) + "。"


def _used_up(binding: CapKind, assessment: Assessment, facts: RiskFacts) -> str:
    """What leaves no room for a loan, by the cap that binds; debt is blamed only where there would be room without it."""
    outcome = assessment.upper
    amount = outcome.limit.cap(binding)
    if amount is not None and amount > 0:
        return f"{binding.label}测算的额度不足 1,000 元"
    debt = facts.declared_debt + facts.platform_outstanding
    owed = f"现有有息负债 {yuan_text(debt)} 元"
    if facts.platform_outstanding > 0:
        owed += f"（其中平台上未还清的借款 {yuan_text(facts.platform_outstanding)} 元）"
    match binding:
        case CapKind.NEED:
            return "按营运资金测算，自有资金、现有贷款和其他渠道已满足需要，没有资金缺口"
        case CapKind.DSCR:
            if (facts.statements.operating_cash_flow or ZERO) > 0:
                return f"{owed}已用尽经营现金流的偿债能力"
            return "经营现金流不足以偿还新的借款"
        case CapKind.PLATFORM:
            owed = f"平台上未还清的借款 {yuan_text(facts.platform_outstanding)} 元"
            return f"{owed}，已达到向非持牌单位借款的余额上限，还清一部分后可以再借"
    grade = f"信用等级 {outcome.grade.label} 下"
    if policy_of(assessment.policy_version).alpha[outcome.grade] * assessment.net_worth <= 0:
        return f"{grade}没有信用额度，也没有可计入的担保物"
    used = [owed] if debt > 0 else []
    if facts.guarantees_outstanding > 0:
        used.append(f"对外担保 {yuan_text(facts.guarantees_outstanding)} 元")
    return f"{grade}，净资产可支持的额度已被{'和'.join(used)}用完，也没有可计入的担保物"


def security_label(security: Security) -> str:
    """Name what covers the amount: 抵押, or a mix with its shares, as 抵押 30%+信用 70%."""
    shares = _shares(security)
    if len(shares) == 1:
        return next(iter(shares)).label
    amount = sum(shares.values())
    return "+".join(
        f"{source.label} {percent_text(to_tenth_percent(part / amount))}" for source, part in shares.items()
    )


def security_sentence(security: Security) -> str | None:
    """What the security offered does not reach counts as 信用; None where one kind covers everything."""
    shares = _shares(security)
    left = shares.pop(SecuritySource.UNSECURED, None)
    if left is None or not shares:
        return None
    covered = "，".join(f"{source.label}可覆盖 {yuan_text(part)} 元" for source, part in shares.items())
    return f"按抵押率折算，{covered}；其余 {yuan_text(left)} 元没有担保，按信用计算。"


def _shares(security: Security) -> dict[SecuritySource, Decimal]:
    """Yuan covered by each source, in the order of the waterfall."""
    parts = {source: [each.amount for each in security.slices if each.source is source] for source in SecuritySource}
    return {source: sum(amounts, ZERO) for source, amounts in parts.items() if amounts}


def overdue_label(days: int) -> str:
    """Name the state of current platform debt."""
    return "正常" if days <= 0 else f"逾期{days}天"


def total_risk_sentence(outcome: Outcome, facts: RiskFacts) -> str:
    """R and the four coefficients it is the product of."""
    risk = outcome.total_risk
    return (
        f"总风险 {two_places(risk.value)} = 信用{outcome.grade.label} {two_places(risk.grade)}"
        f" × {security_label(outcome.security)} {two_places(risk.security)}"
        f" × {facts.term_months}个月 {two_places(risk.term)}"
        f" × {overdue_label(facts.overdue_days)} {two_places(risk.overdue)}。"
    )


def points_text(rate: Decimal) -> str:
    """A fraction in percent with two decimals and no sign (3.00)."""
    return two_places(to_percent(rate))


def loss_text(outcome: Outcome) -> str:
    """PD x LGD as it is multiplied."""
    lgd = percent_text(to_hundredth_percent(outcome.security.lgd))
    return f"{percent_text(outcome.pd, 2)} × {lgd}"


def rate_sentence(outcome: Outcome, vetoes: tuple[Veto, ...]) -> str:
    """The rate as a sum, or why there is none."""
    pricing = outcome.pricing
    if pricing.lpr is None or pricing.raw is None or pricing.cap is None:
        return NO_LPR
    if pricing.over_cap:
        return (
            f"风险定价超过法定上限 {percent_text(pricing.cap, 2)}：请增加担保物、缩短期限或降低金额"
            f"（合计 {points_text(pricing.raw)}）。"
        )
    if vetoes:
        return "建议额度为 0，不给出建议利率。"
    assert pricing.rate is not None
    terms = [
        f"LPR {points_text(pricing.lpr)}",
        f"运营 {points_text(pricing.operating_cost)}",
        f"回报 {points_text(pricing.required_return)}",
    ]
    if pricing.term_premium > 0:
        terms.append(f"期限 {points_text(pricing.term_premium)}")
    terms.append(f"预期损失 {loss_text(outcome)} = {points_text(pricing.expected_loss)}")
    return f"利率 {percent_text(pricing.rate, 1)} = {' + '.join(terms)}（合计 {points_text(pricing.raw)}）。"


def own_max_sentence(outcome: Outcome, facts: RiskFacts) -> str | None:
    """Said where the suggested rate is above what the borrower is ready to pay."""
    if not outcome.pricing.above_own_max or outcome.pricing.rate is None:
        return None
    return (
        f"建议利率 {percent_text(outcome.pricing.rate, 1)}/年高于可承担的最高利息 "
        f"{percent_text(facts.max_rate)}/年，匹配到的出借方会较少。"
    )


def lower_end_sentence(assessment: Assessment) -> str | None:
    """The figures at the lower end of the range; None where the range is one amount."""
    lower = assessment.lower
    if lower.amount == assessment.upper.amount:
        return None
    figures = [f"建议额度 {yuan_text(lower.limit.amount)} 元"]
    if lower.amount_risk is not None:
        figures.append(f"金额系数 {two_places(lower.amount_risk)}（{lower.amount_grade.label}）")
    figures.append(f"总风险 {two_places(lower.total_risk.value)}（{lower.total_risk.band.label}）")
    if lower.pricing.rate is not None:
        figures.append(f"利率 {percent_text(lower.pricing.rate, 1)}/年")
    return f"按下限 {yuan_text(lower.amount)} 元计算：{'，'.join(figures)}。"
