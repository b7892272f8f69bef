"""Which typed fields are far from the suggestion, with a sentence each for the form to mark."""

from dataclasses import dataclass

from zczr.domain.money import two_places, wan_text, yuan_text
from zczr.domain.rates import percent_text
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.kinds import Veto
from zczr.domain.risk.model import Assessment
from zczr.domain.risk.policy import policy_of
from zczr.domain.risk.what_if import extra_collateral


@dataclass(frozen=True, slots=True)
class FarField:
    """A field of the form (by its name in the glossary) and what to do about it."""

    field: str
    sentence: str


def far_fields(facts: RiskFacts, assessment: Assessment) -> tuple[FarField, ...]:
    """Mark amounts above L, a maximum rate below the suggested one or above the cap, and thin security."""
    upper = assessment.upper
    limit, pricing = upper.limit.amount, upper.pricing
    found: list[FarField] = []
    if Veto.BARRED_PURPOSE in assessment.vetoes:
        found.append(FarField("purpose", "这种用途不被允许，请改为生产经营用途。"))
    if limit <= 0:
        found.append(FarField("amount_max", "目前的建议额度为 0，请先看评估结果中的原因。"))
    else:
        wan = wan_text(limit)
        if facts.amount_max > limit:
            found.append(FarField("amount_max", f"高于建议额度 {yuan_text(limit)} 元，建议改为 {wan} 万元以内。"))
        lower_limit = assessment.lower.limit.amount
        if facts.amount_min > lower_limit:
            found.append(
                FarField(
                    "amount_min",
                    f"下限也高于建议额度，建议改为 {wan_text(lower_limit)} 万元以内。",
                )
            )
    if pricing.cap is not None and facts.max_rate > pricing.cap:
        found.append(FarField("max_rate", f"高于法定上限 {percent_text(pricing.cap, 2)}/年，请改为不超过该上限。"))
    elif pricing.above_own_max and pricing.rate is not None:
        found.append(FarField("max_rate", f"低于建议利率 {percent_text(pricing.rate, 1)}/年，匹配到的出借方会较少。"))
    if pricing.over_cap:
        found.append(FarField("term_months", "风险定价超过法定上限，请缩短期限、增加担保物或降低金额。"))
    added = extra_collateral(facts, upper, policy_of(assessment.policy_version))
    if added:
        found.append(
            FarField(
                "collateral_value",
                f"总风险 {two_places(upper.total_risk.value)} 偏高，"
                f"再提供市值约 {wan_text(added)} 万元的固定资产抵押可降到可接受。",
            )
        )
    return tuple(found)
