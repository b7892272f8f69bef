"""What matching found for an own claim on sale or an own 收购意向."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.criteria import OwnCriteria
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.sorts import CLAIMS, PURCHASES
from zczr.domain.postings import matches
from zczr.domain.postings.matches import Matched, matches_sql


@dataclass(frozen=True)
class BuyerLine(Matched):
    """A buyer for an own claim, by its 收购意向."""

    project: str
    amount_min: Decimal
    amount_max: Decimal
    min_yield: Decimal | None
    min_discount: Decimal | None
    max_days: int


@dataclass(frozen=True)
class ClaimLine(Matched):
    """A claim on sale for an own 收购意向; `kind` and `debtor_state` are codes."""

    title: str
    kind: str
    face_amount: Decimal
    asking_price: Decimal
    due_on: date
    debtor_state: str


_BUYERS = matches_sql(
    CLAIMS,
    PURCHASES,
    "p.project, p.amount_min, p.amount_max, p.min_yield, p.min_discount, p.max_days",
    "a.claim_id = m.claim_id AND a.buyer_id = p.organization_id",
)
_CLAIMS = matches_sql(
    PURCHASES,
    CLAIMS,
    "p.title, p.kind, p.face_amount, p.asking_price, p.due_on, p.debtor_state",
    "a.claim_id = m.claim_id AND a.buyer_id = own.organization_id",
)


async def buyers_for(actor: Actor, own: OwnClaim, *, near: bool = False) -> tuple[BuyerLine, ...]:
    """Buyers whose 收购意向 an own claim meets, or misses by one thing; best first."""
    return await matches.matches_of(actor, own, _BUYERS, lambda row: BuyerLine(**row), near=near)


async def claims_for(actor: Actor, own: OwnCriteria, *, near: bool = False) -> tuple[ClaimLine, ...]:
    """Claims on sale that meet an own 收购意向, or miss it by one thing; best first."""
    return await matches.matches_of(actor, own, _CLAIMS, lambda row: ClaimLine(**row), near=near)
