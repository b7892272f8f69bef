"""建议利率: the additive chain of the rate and the cap it may not pass (domain.md section 4.2, output 4)."""

from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.money import ZERO
from zczr.domain.rates import rate_cap, to_hundredth_percent, to_tenth_percent
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.policy import Policy

MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Pricing:
    """The rate and its parts as yearly fractions; `rate` is None under a veto, over the cap or without an LPR."""

    lpr: Decimal | None
    operating_cost: Decimal
    required_return: Decimal
    expected_loss: Decimal
    term_premium: Decimal
    raw: Decimal | None
    cap: Decimal | None
    rate: Decimal | None
    over_cap: bool
    above_own_max: bool


def price_of(facts: RiskFacts, pd: Decimal, lgd: Decimal, vetoed: bool, policy: Policy) -> Pricing:
    """LPR + operating cost + return + PD x LGD (to 0.01%) + term premium, summed and rounded to 0.1%."""
    expected_loss = to_hundredth_percent(pd * lgd)
    extra = facts.term_months - policy.term_premium_after_months
    premium = policy.term_premium_per_year * extra / MONTHS_IN_YEAR if extra > 0 else ZERO
    cap = rate_cap(facts.lpr)
    raw: Decimal | None = None
    rate: Decimal | None = None
    over_cap = False
    if facts.lpr is not None and cap is not None:
        raw = facts.lpr + policy.operating_cost + policy.required_return + expected_loss + premium
        rounded = to_tenth_percent(raw)
        # Both are tested: a cap between two tenths of a percent must not be passed by rounding up.
        over_cap = raw > cap or rounded > cap
        rate = None if over_cap or vetoed else rounded
    return Pricing(
        lpr=facts.lpr,
        operating_cost=policy.operating_cost,
        required_return=policy.required_return,
        expected_loss=expected_loss,
        term_premium=premium,
        raw=raw,
        cap=cap,
        rate=rate,
        over_cap=over_cap,
        above_own_max=rate is not None and rate > facts.max_rate,
    )
