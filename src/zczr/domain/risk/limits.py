"""建议最高贷款额度: four caps, the lowest of which binds (domain.md section 4.2, output 1)."""

from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.money import ZERO, down_to_thousand
from zczr.domain.risk.facts import NeedInputs, RiskFacts
from zczr.domain.risk.kinds import CapKind, Grade
from zczr.domain.risk.policy import Policy
from zczr.domain.risk.score import Standing
from zczr.domain.risk.security import Pool


@dataclass(frozen=True, slots=True)
class Cap:
    """One cap on the limit in yuan, floored at 0; None where its inputs were not given or it is off."""

    kind: CapKind
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Limit:
    """The suggested limit in yuan (whole 1,000), the four caps, which one binds and which comes next."""

    amount: Decimal
    caps: tuple[Cap, ...]
    binding: CapKind | None
    following: CapKind | None
    unsecured: Decimal
    security: Decimal

    def cap(self, kind: CapKind) -> Decimal | None:
        """The amount of one cap."""
        return next(cap.amount for cap in self.caps if cap.kind is kind)


def limit_of(facts: RiskFacts, standing: Standing, grade: Grade, pool: Pool, vetoed: bool, policy: Policy) -> Limit:
    """The lowest cap, rounded down to 1,000; 0 under a veto, the caps still shown."""
    unsecured = max(
        ZERO,
        policy.alpha[grade] * standing.net_worth - standing.debt - policy.guarantee_charge * standing.guarantees,
    )
    unsecured *= standing.document_factor
    security = pool.lendable + pool.effective
    caps = (
        Cap(CapKind.NEED, working_capital_need(facts.need, policy)),
        Cap(CapKind.DSCR, _debt_service_cap(facts, standing, policy)),
        Cap(CapKind.WORTH_AND_SECURITY, unsecured + security),
        Cap(CapKind.PLATFORM, _platform_cap(facts, policy)),
    )
    ranked = sorted(
        ((cap.amount, place, cap.kind) for place, cap in enumerate(caps) if cap.amount is not None),
    )
    lowest, following = ranked[0], ranked[1] if len(ranked) > 1 else None
    return Limit(
        amount=ZERO if vetoed else down_to_thousand(lowest[0]),
        caps=caps,
        binding=None if vetoed else lowest[2],
        following=None if vetoed or following is None else following[2],
        unsecured=unsecured,
        security=security,
    )


def working_capital_need(need: NeedInputs | None, policy: Policy) -> Decimal | None:
    """Working capital the business still lacks, in yuan (流动资金贷款 formula, domain.md section 4.1).

    None where the inputs are absent; without a single day count the turnover is unknown, not infinite.
    """
    if need is None:
        return None
    days = need.stock_days + need.receivable_days - need.payable_days + need.prepaid_days - need.advance_days
    if not any((need.stock_days, need.receivable_days, need.payable_days, need.prepaid_days, need.advance_days)):
        return None
    capital = need.sales * (1 - need.margin) * (1 + need.growth) * days / policy.days_in_year
    return max(ZERO, capital - need.own_funds - need.working_loans - need.other_channels)


def _debt_service_cap(facts: RiskFacts, standing: Standing, policy: Policy) -> Decimal | None:
    cash = facts.statements.operating_cash_flow
    if cash is None:
        return None
    years = policy.principal_years
    return max(ZERO, cash * years / (policy.dscr_required * (standing.rate * years + 1)) - standing.debt)


def _platform_cap(facts: RiskFacts, policy: Policy) -> Decimal | None:
    if facts.licensed_lender:
        return None
    return max(ZERO, policy.platform_limit - facts.platform_outstanding)
