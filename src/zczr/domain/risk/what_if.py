"""What would change the assessment, found by running the model again (domain.md section 4.4)."""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from zczr.domain.money import THOUSAND, WAN, down_to_thousand, two_places, wan_text, yuan_text
from zczr.domain.rates import percent_text
from zczr.domain.risk.facts import CollateralAsset, RiskFacts
from zczr.domain.risk.kinds import AmountGrade, CollateralKind, WhatIfKind
from zczr.domain.risk.model import Assessment, Outcome, TotalRisk, outcome_at, total_risk_of
from zczr.domain.risk.policy import Policy
from zczr.domain.risk.security import cover, pool_of


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change and the figures it leads to; where it does not apply the figures are None."""

    kind: WhatIfKind
    sentence: str
    limit: Decimal | None = None
    amount_risk: Decimal | None = None
    amount_grade: AmountGrade | None = None
    total_risk: Decimal | None = None
    rate: Decimal | None = None


def what_ifs_of(facts: RiskFacts, assessment: Assessment, policy: Policy) -> tuple[WhatIf, ...]:
    """The three changes: amount to L, collateral until R <= 0.60, term one bucket shorter."""
    return (
        _amount_to_limit(facts, assessment.upper, policy),
        _more_collateral(facts, assessment.upper, policy),
        _shorter_term(facts, policy),
    )


def extra_collateral(facts: RiskFacts, upper: Outcome, policy: Policy) -> Decimal | None:
    """Market value of proven fixed assets, in whole 万, that brings R to the acceptable line.

    0 where R is there already, None where no amount of collateral can do it.
    """
    target = policy.acceptable_total_risk
    if upper.total_risk.value <= target:
        return Decimal(0)
    low, high = 0, _wan_to_cover_all(facts, policy)
    if _risk_with(facts, upper, high, policy).value > target:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _risk_with(facts, upper, middle, policy).value <= target:
            high = middle
        else:
            low = middle
    return high * WAN


def _wan_to_cover_all(facts: RiskFacts, policy: Policy) -> int:
    advance = policy.assets[CollateralKind.FIXED_ASSET].advance
    return int((facts.amount_max / advance / WAN).to_integral_value(ROUND_CEILING))


def _fixed_asset(value: Decimal) -> CollateralAsset:
    return CollateralAsset(CollateralKind.FIXED_ASSET, value, proven=True)


def _risk_with(facts: RiskFacts, upper: Outcome, wan: int, policy: Policy) -> TotalRisk:
    # The score does not see collateral: only the security and R have to be run again.
    assets = (*facts.collateral, _fixed_asset(wan * WAN))
    security = cover(pool_of(assets, facts.guarantors, policy), upper.amount, policy)
    return total_risk_of(upper.grade, security.coefficient, facts.term_months, facts.overdue_days, policy)


def _amount_to_limit(facts: RiskFacts, upper: Outcome, policy: Policy) -> WhatIf:
    kind = WhatIfKind.AMOUNT_TO_LIMIT
    limit = upper.limit.amount
    if limit <= 0:
        return WhatIf(kind, "目前没有可建议的额度，请先解决额度为 0 的原因。")
    if limit == upper.amount:
        return WhatIf(kind, "金额正好等于建议额度，无需调整。")
    outcome = outcome_at(facts, limit, policy)
    moved = _score_moved(upper, outcome)
    if limit < upper.amount:
        return _result(kind, f"金额降到 {yuan_text(limit)} 元", outcome, because=moved)
    change = f"金额尚在额度内，若提高到 {yuan_text(limit)} 元"
    if outcome.limit.amount >= limit:
        return _result(kind, change, outcome, because=moved)
    most = _most_within_its_limit(facts, upper, policy)
    then = f"最多提高到 {yuan_text(most)} 元仍在额度内" if most > upper.amount else "因此不宜再提高金额"
    return _result(kind, change, outcome, because=moved, then=then)


def _score_moved(before: Outcome, after: Outcome) -> str:
    """Why a limit follows the amount: a larger loan weighs more on cash flow and capital, and may cost a grade."""
    if before.grade is after.grade:
        return ""
    way = "降到" if after.score < before.score else "升到"
    return f"评分由 {before.score} 分（{before.grade.label}）{way} {after.score} 分（{after.grade.label}）"


def _most_within_its_limit(facts: RiskFacts, upper: Outcome, policy: Policy) -> Decimal:
    """The largest amount, in whole 1,000, whose own limit still reaches it; a larger amount never has a higher limit."""
    within, beyond = upper.amount, upper.limit.amount
    while beyond - within > THOUSAND:
        middle = down_to_thousand((within + beyond) / 2)
        if middle <= within:
            break
        if outcome_at(facts, middle, policy).limit.amount >= middle:
            within = middle
        else:
            beyond = middle
    return within


def _more_collateral(facts: RiskFacts, upper: Outcome, policy: Policy) -> WhatIf:
    kind = WhatIfKind.MORE_COLLATERAL
    line = policy.acceptable_total_risk
    added = extra_collateral(facts, upper, policy)
    if added is None:
        least = _risk_with(facts, upper, _wan_to_cover_all(facts, policy), policy).value
        return WhatIf(
            kind, f"仅靠增加抵押物，总风险最低为 {two_places(least)}，仍高于 {line}；还需提高信用等级或缩短期限。"
        )
    if added == 0:
        return WhatIf(kind, f"总风险 {two_places(upper.total_risk.value)} 不高于 {line}，无需增加抵押物。")
    changed = replace(facts, collateral=(*facts.collateral, _fixed_asset(added)))
    return _result(
        kind,
        f"再提供市值约 {wan_text(added)} 万元、附权属证明的固定资产抵押",
        outcome_at(changed, upper.amount, policy),
    )


def _shorter_term(facts: RiskFacts, policy: Policy) -> WhatIf:
    kind = WhatIfKind.SHORTER_TERM
    bounds = [most for most, _ in policy.term_at_most]
    shorter = [most for most in bounds if most < facts.term_months]
    if not shorter:
        return WhatIf(kind, f"期限已在最短一档（{bounds[0]} 个月内）。")
    changed = replace(facts, term_months=shorter[-1])
    return _result(kind, f"期限缩短到 {shorter[-1]} 个月", outcome_at(changed, facts.amount_max, policy))


def _result(kind: WhatIfKind, change: str, outcome: Outcome, *, because: str = "", then: str = "") -> WhatIf:
    ratio, rate = outcome.amount_risk, outcome.pricing.rate
    figures = [because] if because else []
    figures.append(f"建议额度 {yuan_text(outcome.limit.amount)} 元")
    if ratio is not None:
        figures.append(f"金额系数 {two_places(ratio)}（{outcome.amount_grade.label}）")
    figures.append(f"总风险 {two_places(outcome.total_risk.value)}（{outcome.total_risk.band.label}）")
    if rate is not None:
        figures.append(f"建议利率 {percent_text(rate, 1)}/年")
    after = f"；{then}" if then else ""
    return WhatIf(
        kind=kind,
        sentence=f"{change}：{'，'.join(figures)}{after}。",
        limit=outcome.limit.amount,
        amount_risk=ratio,
        amount_grade=outcome.amount_grade,
        total_risk=outcome.total_risk.value,
        rate=rate,
    )
