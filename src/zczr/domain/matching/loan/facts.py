"""What loan matching is told: the request, the offer, and what is offered or accepted as security."""

from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.matching.common import PostingState
from zczr.domain.matching.parties import PartyFacts
from zczr.domain.risk.kinds import Labelled


class SecurityMode(Labelled):
    """可提供风控 of a request and 接受的风控方式 of an offer."""

    MORTGAGE = "mortgage", "抵押"
    GUARANTEE = "guarantee", "担保"
    UNSECURED = "unsecured", "信用"
    OTHER = "other", "其他"


class Side(Labelled):
    """From which side a pair is looked at."""

    REQUEST = "request", "借款方"
    OFFER = "offer", "出借方"


OPEN = PostingState()


@dataclass(frozen=True, slots=True)
class LoanRequestFacts:
    """A 借款 as matching sees it.

    Amounts in yuan, `max_rate` a yearly fraction, `score` the model's 0-100, `coverage` covC + covG,
    `headroom` the platform's limit less what the borrower owes on it (None: not limited).
    """

    id: int
    party: PartyFacts
    amount_min: Decimal
    amount_max: Decimal
    max_rate: Decimal
    term_months: int
    score: int
    coverage: Decimal
    security_modes: frozenset[SecurityMode] = frozenset()
    collateral_value: Decimal | None = None
    headroom: Decimal | None = None
    posting: PostingState = OPEN


@dataclass(frozen=True, slots=True)
class LoanOfferFacts:
    """A 贷款 as matching sees it; an empty set or None means that nothing was stated.

    Regions are province or city codes, `max_advance_rate` is the highest loan over market value accepted,
    `paid_loans` the lender's paid loans in the rolling 24 months.
    """

    id: int
    party: PartyFacts
    amount_min: Decimal
    amount_max: Decimal
    min_rate: Decimal | None
    max_term_months: int
    min_term_months: int = 1
    preferred_term_months: int | None = None
    security_modes: frozenset[SecurityMode] = frozenset()
    max_advance_rate: Decimal | None = None
    preferred_industries: frozenset[str] = frozenset()
    preferred_regions: frozenset[str] = frozenset()
    excluded_industries: frozenset[str] = frozenset()
    excluded_regions: frozenset[str] = frozenset()
    min_score: int = 0
    paid_loans: int = 0
    posting: PostingState = OPEN
