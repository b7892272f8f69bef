"""What the risk model is told: frozen inputs, money in yuan, rates as fractions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.money import ZERO
from zczr.domain.risk.kinds import (
    CollateralKind,
    DocumentClass,
    Grade,
    GuaranteeMode,
    Purpose,
    RepaymentBehaviour,
    RepaymentSource,
    Tie,
)


@dataclass(frozen=True, slots=True)
class Statements:
    """Last year's statements; what is None was not given. The balance counts only with both its halves."""

    total_assets: Decimal | None = None
    total_liabilities: Decimal | None = None
    operating_cash_flow: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NeedInputs:
    """Inputs of the working-capital need (流动资金贷款 formula); days not given are 0."""

    sales: Decimal
    margin: Decimal
    growth: Decimal = ZERO
    stock_days: Decimal = ZERO
    receivable_days: Decimal = ZERO
    payable_days: Decimal = ZERO
    prepaid_days: Decimal = ZERO
    advance_days: Decimal = ZERO
    own_funds: Decimal = ZERO
    working_loans: Decimal = ZERO
    other_channels: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CollateralAsset:
    """One asset offered; `proven` means a title or registration proof, `confirmed` that the debtor confirmed."""

    kind: CollateralKind
    market_value: Decimal
    proven: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class GuarantorOffer:
    """One guarantor who offers to answer for a part; amounts in yuan."""

    grade: Grade
    offered: Decimal
    remaining_capacity: Decimal
    mode: GuaranteeMode
    tie: Tie = Tie.NONE


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Everything `assess` reads: the request, the enterprise, its record, its security and the day's LPR."""

    amount_min: Decimal
    amount_max: Decimal
    max_rate: Decimal
    term_months: int
    purpose: Purpose
    repayment_source: RepaymentSource
    lpr: Decimal | None
    lpr_on: date | None

    statements: Statements = Statements()
    need: NeedInputs | None = None
    declared_debt: Decimal = ZERO
    guarantees_outstanding: Decimal = ZERO
    paid_in_capital: Decimal | None = None
    registered_capital: Decimal | None = None
    years_registered: int | None = None

    credit_score: Decimal = Decimal(100)
    completed_contracts: int = 0
    repayment_behaviour: RepaymentBehaviour = RepaymentBehaviour.NO_HISTORY
    overdue_days: int = 0
    platform_outstanding: Decimal = ZERO
    verified_documents: frozenset[DocumentClass] = frozenset()

    collateral: tuple[CollateralAsset, ...] = ()
    guarantors: tuple[GuarantorOffer, ...] = ()

    kyb_passed: bool = True
    on_dishonest_list: bool = False
    licensed_lender: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.amount_min <= self.amount_max:
            raise ValueError("amounts must be positive and in order")
        if self.max_rate < 0 or self.term_months < 1:
            raise ValueError("the rate cannot be negative and the term is at least one month")


def years_registered(established_on: date, today: date) -> int:
    """Full years from the day of establishment to today, never negative."""
    not_yet = (today.month, today.day) < (established_on.month, established_on.day)
    return max(0, today.year - established_on.year - not_yet)
