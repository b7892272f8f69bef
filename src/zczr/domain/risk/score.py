"""The score: nine factors F1..F9, 0 to 100 points (domain.md section 4.2). Security is not in it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from zczr.domain.money import ZERO
from zczr.domain.rates import rate_cap
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.kinds import FactorCode
from zczr.domain.risk.policy import Ladder, Policy

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: what was measured (None where nothing was given), its points and the most it can give."""

    code: FactorCode
    value: Decimal | None
    points: int
    full: int

    @property
    def lost(self) -> int:
        """Points below the most."""
        return self.full - self.points


@dataclass(frozen=True, slots=True)
class Standing:
    """What follows from the facts whatever the amount: the letters i, E, G, NW, D of the model."""

    rate: Decimal
    debt: Decimal
    guarantees: Decimal
    net_worth: Decimal
    document_factor: Decimal


def standing_of(facts: RiskFacts, policy: Policy) -> Standing:
    """Work out i, E, G, NW and D once for both ends of the range."""
    cap = rate_cap(facts.lpr)
    sheet = facts.statements
    if sheet.total_assets is not None and sheet.total_liabilities is not None:
        worth = max(ZERO, sheet.total_assets - sheet.total_liabilities)
    elif facts.paid_in_capital is not None:
        worth = policy.worth_of_paid_in * facts.paid_in_capital
    elif facts.registered_capital is not None:
        worth = policy.worth_of_registered * facts.registered_capital
    else:
        worth = ZERO
    return Standing(
        rate=facts.max_rate if cap is None else min(facts.max_rate, cap),
        debt=facts.declared_debt + facts.platform_outstanding,
        guarantees=facts.guarantees_outstanding,
        net_worth=worth,
        document_factor=policy.document_base + policy.document_step * len(facts.verified_documents),
    )


def factors_of(facts: RiskFacts, standing: Standing, amount: Decimal, policy: Policy) -> tuple[Factor, ...]:
    """Points of F1..F9 for borrowing this amount."""
    measured = (
        _debt_service(facts, standing, amount, policy),
        _leverage(facts, amount, policy),
        _capital_share(facts, amount, policy),
        _platform_credit(facts, policy),
        (None, policy.behaviour_points[facts.repayment_behaviour]),
        _guarantee_share(standing, policy),
        _years(facts, policy),
        (Decimal(len(facts.verified_documents)), len(facts.verified_documents)),
        (None, policy.source_points[facts.repayment_source]),
    )
    full = policy.full_points
    return tuple(
        Factor(code, value, points, full[code]) for code, (value, points) in zip(FactorCode, measured, strict=True)
    )


def _at_least(value: Decimal, ladder: Ladder) -> int:
    return next((points for bound, points in ladder if value >= bound), 0)


def _at_most(value: Decimal, ladder: Ladder) -> int:
    return next((points for bound, points in ladder if value <= bound), 0)


def _debt_service(facts: RiskFacts, standing: Standing, amount: Decimal, policy: Policy) -> tuple[Decimal | None, int]:
    cash = facts.statements.operating_cash_flow
    if cash is None:
        return None, policy.missing_points[FactorCode.F1]
    # Multiplied through by the years, so that 1/3 never has to be rounded.
    years = policy.principal_years
    dscr = cash * years / ((standing.rate * years + 1) * (standing.debt + amount))
    return dscr, _at_least(dscr, policy.f1_at_least)


def _leverage(facts: RiskFacts, amount: Decimal, policy: Policy) -> tuple[Decimal | None, int]:
    assets, liabilities = facts.statements.total_assets, facts.statements.total_liabilities
    if assets is None or liabilities is None:
        return None, policy.missing_points[FactorCode.F2]
    ratio = (liabilities + amount) / (assets + amount)
    return ratio, _at_most(ratio, policy.f2_at_most)


def _capital_share(facts: RiskFacts, amount: Decimal, policy: Policy) -> tuple[Decimal | None, int]:
    capital = facts.paid_in_capital
    if capital is None and facts.registered_capital is not None:
        capital = policy.assumed_paid_share * facts.registered_capital
    if capital is None:
        return None, policy.missing_points[FactorCode.F3]
    if capital <= 0:
        return None, 0
    ratio = amount / capital
    return ratio, _at_most(ratio, policy.f3_at_most)


def _platform_credit(facts: RiskFacts, policy: Policy) -> tuple[Decimal, int]:
    share = min(WHOLE, max(ZERO, (facts.credit_score - policy.credit_floor) / policy.credit_span))
    full = policy.full_points[FactorCode.F4]
    points = int((full * share).quantize(WHOLE, ROUND_HALF_UP))
    for contracts, most in policy.credit_cap_by_contracts:
        if facts.completed_contracts <= contracts:
            points = min(points, most)
            break
    return facts.credit_score, points


def _guarantee_share(standing: Standing, policy: Policy) -> tuple[Decimal | None, int]:
    if standing.net_worth <= 0:
        return None, 0
    ratio = standing.guarantees / standing.net_worth
    return ratio, _at_most(ratio, policy.f6_at_most)


def _years(facts: RiskFacts, policy: Policy) -> tuple[Decimal | None, int]:
    if facts.years_registered is None:
        return None, 0
    years = Decimal(facts.years_registered)
    return years, _at_least(years, policy.f7_at_least)
