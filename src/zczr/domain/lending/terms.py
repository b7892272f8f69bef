"""What a 借款 and a 贷款 say, as a form filled them in: drafts may leave things out."""

from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.lending.financials import Financials


@dataclass(frozen=True)
class RequestTerms:
    """A 借款: amounts in yuan, the rate a yearly fraction; None is what a draft leaves open."""

    project: str
    purpose: str
    reason: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    max_rate: Decimal | None
    term_months: int | None
    repayment_source: str
    repayment_source_note: str
    security_modes: tuple[str, ...]
    collateral_kind: str
    collateral_value: Decimal | None
    summary: str
    visibility: str
    financials: Financials


@dataclass(frozen=True)
class OfferTerms:
    """A 贷款: amounts in yuan, rates and 抵押率 fractions; None is what a draft leaves open."""

    project: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    min_rate: Decimal | None
    max_term_months: int | None
    preferred_term_months: int | None
    security_modes: tuple[str, ...]
    max_advance_rate: Decimal | None
    preferred_industries: tuple[str, ...]
    preferred_regions: tuple[str, ...]
    min_score: int
    own_funds: bool
    summary: str
    visibility: str
