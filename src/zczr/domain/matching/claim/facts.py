"""What claim matching is told: the claim on sale, and what a buyer takes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.matching.common import PostingState
from zczr.domain.matching.parties import PartyFacts
from zczr.domain.risk.kinds import Labelled


class Side(Labelled):
    """From which side a pair is looked at."""

    CLAIM = "claim", "出售方"
    CRITERIA = "criteria", "收购方"


OPEN = PostingState()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A 债权出售 as matching sees it.

    Amounts in yuan; `seller_score` is the seller's 信用分, `evidence` the share of the required documents that are there,
    `bought_on` the day the seller bought it on the platform, `debtor_rated` whether the platform has assessed the debtor.
    """

    id: int
    party: PartyFacts
    kind: ClaimKind
    debtor_name: str
    debtor_uscc: str
    face: Decimal
    price: Decimal
    due_on: date
    debtor_state: DebtorState
    recourse: bool
    seller_score: int
    evidence: Decimal
    debtor_rated: bool = False
    bought_on: date | None = None
    held: bool = True
    pledged: bool = False
    duplicated: bool = False
    posting: PostingState = OPEN


@dataclass(frozen=True, slots=True)
class CriteriaFacts:
    """A 收购意向 as matching sees it; an empty set or None means that nothing was stated.

    Amounts are what it would pay in yuan, yield and discount fractions, regions province or city codes, `min_score` a 信用分.
    """

    id: int
    party: PartyFacts
    buyer_name: str
    buyer_uscc: str
    amount_min: Decimal
    amount_max: Decimal
    max_days: int
    preferred_days: int | None = None
    min_yield: Decimal | None = None
    min_discount: Decimal | None = None
    kinds: frozenset[ClaimKind] = frozenset()
    debtor_states: frozenset[DebtorState] = frozenset()
    preferred_industries: frozenset[str] = frozenset()
    preferred_regions: frozenset[str] = frozenset()
    min_score: int = 0
    posting: PostingState = OPEN
