"""风险及额度评估: facts and a policy in, one assessment out (domain.md section 4.2)."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from zczr.domain.money import CENT, half_up
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.kinds import AmountGrade, Grade, RiskBand, Veto
from zczr.domain.risk.limits import Limit, limit_of
from zczr.domain.risk.policy import CURRENT, Policy, amount_grade
from zczr.domain.risk.pricing import Pricing, price_of
from zczr.domain.risk.score import Factor, Standing, factors_of, standing_of
from zczr.domain.risk.security import Pool, Security, cover, pool_of


@dataclass(frozen=True, slots=True)
class TotalRisk:
    """R = C x S x T x X with its four coefficients, R rounded to 2 decimals, and its band."""

    grade: Decimal
    security: Decimal
    term: Decimal
    overdue: Decimal
    value: Decimal
    band: RiskBand


@dataclass(frozen=True, slots=True)
class Outcome:
    """The model's answer for one amount Q; `amount_risk` (r) is None where the limit is 0."""

    amount: Decimal
    factors: tuple[Factor, ...]
    score: int
    grade: Grade
    pd: Decimal
    security: Security
    limit: Limit
    amount_risk: Decimal | None
    amount_grade: AmountGrade
    total_risk: TotalRisk
    pricing: Pricing


@dataclass(frozen=True, slots=True)
class Assessment:
    """Both ends of 融资金额 assessed; `upper` is the one whose figures are 建议."""

    policy_version: str
    lpr_on: date | None
    vetoes: tuple[Veto, ...]
    net_worth: Decimal
    lendable: Decimal
    guarantor_effective: Decimal
    upper: Outcome
    lower: Outcome


def assess(facts: RiskFacts, policy: Policy = CURRENT) -> Assessment:
    """Assess a request at the upper and the lower end of its range."""
    standing = standing_of(facts, policy)
    pool = pool_of(facts.collateral, facts.guarantors, policy)
    vetoes = vetoes_of(facts, standing, policy)
    upper = _outcome(facts, standing, pool, facts.amount_max, bool(vetoes), policy)
    lower = upper
    if facts.amount_min != facts.amount_max:
        lower = _outcome(facts, standing, pool, facts.amount_min, bool(vetoes), policy)
    return Assessment(
        policy_version=policy.version,
        lpr_on=facts.lpr_on,
        vetoes=vetoes,
        net_worth=standing.net_worth,
        lendable=pool.lendable,
        guarantor_effective=pool.effective,
        upper=upper,
        lower=lower,
    )


def outcome_at(facts: RiskFacts, amount: Decimal, policy: Policy) -> Outcome:
    """The outcome for one amount, whatever the range says."""
    return assess(replace(facts, amount_min=amount, amount_max=amount), policy).upper


def total_risk_of(
    grade: Grade, security_coefficient: Decimal, term_months: int, overdue_days: int, policy: Policy
) -> TotalRisk:
    """企业单笔贷款总风险系数: C x S x T x X, rounded to 2 decimals, with its band."""
    by_grade = policy.grade_coefficient[grade]
    by_term = policy.term_coefficient(term_months)
    by_overdue = policy.overdue_coefficient(overdue_days)
    value = half_up(by_grade * security_coefficient * by_term * by_overdue, CENT)
    return TotalRisk(by_grade, security_coefficient, by_term, by_overdue, value=value, band=policy.band_of(value))


def vetoes_of(facts: RiskFacts, standing: Standing, policy: Policy) -> tuple[Veto, ...]:
    """The reasons that set the limit to 0."""
    holds = {
        Veto.NOT_VERIFIED: not facts.kyb_passed,
        Veto.DISHONEST: facts.on_dishonest_list,
        Veto.OVERDUE: facts.overdue_days > policy.veto_overdue_days,
        Veto.NO_NET_WORTH: standing.net_worth <= 0,
        Veto.BARRED_PURPOSE: facts.purpose in policy.barred_purposes,
    }
    return tuple(veto for veto, held in holds.items() if held)


def _outcome(
    facts: RiskFacts, standing: Standing, pool: Pool, amount: Decimal, vetoed: bool, policy: Policy
) -> Outcome:
    factors = factors_of(facts, standing, amount, policy)
    score = sum(factor.points for factor in factors)
    grade = policy.grade_of(score)
    pd = policy.pd_by_score[score]
    security = cover(pool, amount, policy)
    limit = limit_of(facts, standing, grade, pool, vetoed, policy)
    ratio = half_up(amount / limit.amount, CENT) if limit.amount > 0 else None
    return Outcome(
        amount=amount,
        factors=factors,
        score=score,
        grade=grade,
        pd=pd,
        security=security,
        limit=limit,
        amount_risk=ratio,
        amount_grade=amount_grade(ratio),
        total_risk=total_risk_of(grade, security.coefficient, facts.term_months, facts.overdue_days, policy),
        pricing=price_of(facts, pd, security.lgd, vetoed, policy),
    )
