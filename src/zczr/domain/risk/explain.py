"""Why an assessment is what it is, as an object with ready sentences (domain.md section 4.4)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from zczr.domain.money import half_up, plain_text, two_places, yuan_text
from zczr.domain.rates import percent_text
from zczr.domain.risk import wording
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.kinds import CapKind, DocumentClass, FactorCode, RepaymentSource
from zczr.domain.risk.model import Assessment, Outcome
from zczr.domain.risk.policy import Policy, policy_of
from zczr.domain.risk.score import Factor, factors_of, standing_of
from zczr.domain.risk.what_if import WhatIf, what_ifs_of

LOSSES_SHOWN = 4
GAINS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Headline:
    """The four figures of the panel as text."""

    limit: str
    amount_risk: str
    total_risk: str
    rate: str


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor as it is shown."""

    code: FactorCode
    label: str
    value: str
    points: int
    max: int
    lost: int
    sentence: str


@dataclass(frozen=True, slots=True)
class MissingInput:
    """An input that was not given, the form field it belongs to and the points it may cost."""

    field: str
    cost: int
    sentence: str


@dataclass(frozen=True, slots=True)
class CapLine:
    """One cap on the limit as it is shown; `amount` None where it does not apply."""

    kind: CapKind
    label: str
    amount: Decimal | None
    text: str
    binding: bool
    following: bool


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One link of a chain: label, exact value and its text."""

    label: str
    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the panel says besides the figures themselves."""

    headline: Headline
    factors: tuple[FactorLine, ...]
    losses: tuple[FactorLine, ...]
    gains: tuple[FactorLine, ...]
    missing: tuple[MissingInput, ...]
    caps: tuple[CapLine, ...]
    risk_chain: tuple[ChainStep, ...]
    rate_chain: tuple[ChainStep, ...]
    what_ifs: tuple[WhatIf, ...]
    sentences: tuple[str, ...]
    disclaimer: str


def explain(facts: RiskFacts, assessment: Assessment) -> Explanation:
    """Explain an assessment made of these facts under the policy it names."""
    policy = policy_of(assessment.policy_version)
    upper = assessment.upper
    lines = tuple(_factor_line(factor, facts) for factor in upper.factors)
    what_ifs = what_ifs_of(facts, assessment, policy)
    said = (
        wording.limit_sentence(assessment, facts, what_ifs[0]),
        wording.security_sentence(upper.security),
        wording.total_risk_sentence(upper, facts),
        wording.rate_sentence(upper, assessment.vetoes),
        wording.own_max_sentence(upper, facts),
        wording.lower_end_sentence(assessment),
    )
    return Explanation(
        headline=headline_of(assessment),
        factors=lines,
        losses=tuple(sorted((line for line in lines if line.lost > 0), key=lambda line: -line.lost)[:LOSSES_SHOWN]),
        gains=tuple(sorted((line for line in lines if line.points > 0), key=lambda line: -line.points)[:GAINS_SHOWN]),
        missing=_missing_inputs(facts, upper, policy),
        caps=_cap_lines(upper),
        risk_chain=_risk_chain(upper, facts),
        rate_chain=_rate_chain(upper),
        what_ifs=what_ifs,
        sentences=tuple(sentence for sentence in said if sentence is not None),
        disclaimer=wording.DISCLAIMER,
    )


def headline_of(assessment: Assessment) -> Headline:
    """The four figures the manual shows: 100,000元, 1.2, 0.2, 5%."""
    upper = assessment.upper
    ratio, rate = upper.amount_risk, upper.pricing.rate
    return Headline(
        limit=f"{yuan_text(upper.limit.amount)}元",
        amount_risk=wording.NO_NUMBER if ratio is None else plain_text(ratio),
        total_risk=plain_text(upper.total_risk.value),
        rate=wording.NO_NUMBER if rate is None else percent_text(rate),
    )


def _factor_line(factor: Factor, facts: RiskFacts) -> FactorLine:
    value = wording.factor_value(factor, facts)
    lost = f"，少 {factor.lost} 分" if factor.lost else ""
    return FactorLine(
        code=factor.code,
        label=factor.code.label,
        value=value,
        points=factor.points,
        max=factor.full,
        lost=factor.lost,
        sentence=f"{factor.code.label}：{value}，得 {factor.points}/{factor.full} 分{lost}。",
    )


def _missing_inputs(facts: RiskFacts, upper: Outcome, policy: Policy) -> tuple[MissingInput, ...]:
    by_code = {factor.code: factor for factor in upper.factors}
    sheet = facts.statements
    found: list[MissingInput] = []

    def miss(field: str, cost: int, what: str) -> None:
        effect = f"最多少得 {cost} 分" if cost else "这一项目前不少得分"
        found.append(MissingInput(field, cost, f"{what}，{effect}。"))

    if sheet.operating_cash_flow is None:
        miss("operating_cash_flow", by_code[FactorCode.F1].lost, "未提供经营活动现金流")
    if sheet.total_assets is None or sheet.total_liabilities is None:
        miss("total_assets", by_code[FactorCode.F2].lost, "未提供资产和负债总额")
    if facts.paid_in_capital is None:
        if facts.registered_capital is None:
            miss("paid_in_capital", by_code[FactorCode.F3].lost, "未提供实缴资本")
        else:
            miss("paid_in_capital", _cost_of_unpaid(facts, upper, policy), "未提供实缴资本，按注册资本的一半计")
    if facts.years_registered is None:
        miss("established_on", by_code[FactorCode.F7].lost, "未提供成立日期")
    absent = [each.label for each in DocumentClass if each not in facts.verified_documents]
    if absent:
        miss("documents", len(absent), f"缺少已核验的{'、'.join(absent)}")
    if facts.repayment_source is RepaymentSource.SALES:
        miss("sales_contracts", by_code[FactorCode.F9].lost, "还款来源为销售回款但未附合同")
    return tuple(found)


def _cost_of_unpaid(facts: RiskFacts, upper: Outcome, policy: Policy) -> int:
    """Points F3 would gain if all of the registered capital turned out to be paid in."""
    paid = replace(facts, paid_in_capital=facts.registered_capital)
    place = list(FactorCode).index(FactorCode.F3)
    best = factors_of(paid, standing_of(paid, policy), upper.amount, policy)[place]
    return best.points - upper.factors[place].points


def _cap_lines(upper: Outcome) -> tuple[CapLine, ...]:
    limit = upper.limit
    return tuple(
        CapLine(
            kind=cap.kind,
            label=cap.kind.label,
            amount=cap.amount,
            text="不适用" if cap.amount is None else f"{yuan_text(half_up(cap.amount, Decimal(1)))} 元",
            binding=cap.kind is limit.binding,
            following=cap.kind is limit.following,
        )
        for cap in limit.caps
    )


def _risk_chain(upper: Outcome, facts: RiskFacts) -> tuple[ChainStep, ...]:
    risk = upper.total_risk
    steps = (
        (f"信用{upper.grade.label}", risk.grade),
        (wording.security_label(upper.security), risk.security),
        (f"{facts.term_months}个月", risk.term),
        (wording.overdue_label(facts.overdue_days), risk.overdue),
    )
    return tuple(ChainStep(label, value, two_places(value)) for label, value in steps)


def _rate_chain(upper: Outcome) -> tuple[ChainStep, ...]:
    pricing = upper.pricing
    if pricing.lpr is None:
        return ()
    steps = [
        ("LPR", pricing.lpr),
        ("运营", pricing.operating_cost),
        ("回报", pricing.required_return),
        (f"预期损失 {wording.loss_text(upper)}", pricing.expected_loss),
    ]
    if pricing.term_premium > 0:
        steps.append(("期限", pricing.term_premium))
    return tuple(ChainStep(label, value, wording.points_text(value)) for label, value in steps)
