"""What a claim and 收购意向 must meet to be shown to each other (domain.md section 5, Claim)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.policy import CURRENT
from zczr.domain.claims.pricing import YieldStanding, days_left, meets_discount, meets_yield, yield_standing
from zczr.domain.claims.resale import is_locked
from zczr.domain.matching.claim.facts import ClaimFacts, CriteriaFacts
from zczr.domain.matching.common import Failure, Reason, common_failures
from zczr.domain.matching.parties import PairFacts
from zczr.domain.risk.kinds import Labelled


class Caution(Labelled):
    """What a match is shown with, without being barred by it."""

    YIELD_OVER_CAP = "yield_over_cap", YieldStanding.FLAGGED.label
    DISPUTED = "disputed", "债务方对这笔债权提出了争议，请先核实再决定。"


def hard_failures(
    claim: ClaimFacts, criteria: CriteriaFacts, pair: PairFacts, today: date, lpr: Decimal | None
) -> tuple[Failure, ...]:
    """Every hard constraint that fails; `lpr` is the 1-year LPR of today, None where none is known."""
    common = common_failures(claim.party, claim.posting, criteria.party, criteria.posting, pair, today)
    own = claim_failures(claim, criteria, today, lpr)
    return tuple(Failure(reason) for reasons in (common, own) for reason in reasons)


def cautions(claim: ClaimFacts, criteria: CriteriaFacts, today: date, lpr: Decimal | None) -> tuple[Caution, ...]:
    """Warnings of a pair that may be matched."""
    found = []
    if _standing(claim, criteria, today, lpr) is YieldStanding.FLAGGED:
        found.append(Caution.YIELD_OVER_CAP)
    if claim.debtor_state is DebtorState.DISPUTED:
        found.append(Caution.DISPUTED)
    return tuple(found)


def remaining(claim: ClaimFacts, today: date) -> int:
    """Days until the claim falls due."""
    days = days_left(claim.due_on, today)
    assert days is not None, "what is matched has a due day"
    return days


def claim_failures(claim: ClaimFacts, criteria: CriteriaFacts, today: date, lpr: Decimal | None) -> Iterator[Reason]:
    """The constraints of this business that fail."""
    if not claim.held:
        yield Reason.NOT_HELD
    if claim.pledged:
        yield Reason.PLEDGED
    if claim.duplicated:
        yield Reason.DUPLICATED
    if _is_debtor(claim, criteria):
        yield Reason.BUYER_IS_DEBTOR
    if is_locked(claim.bought_on, today):
        yield Reason.RESALE_LOCKED
    yield from _of_the_deal(claim, criteria, today, lpr)
    if criteria.kinds and claim.kind not in criteria.kinds:
        yield Reason.KIND_NOT_TAKEN
    if criteria.debtor_states and claim.debtor_state not in criteria.debtor_states:
        yield Reason.DEBTOR_STATE_NOT_TAKEN
    if claim.seller_score < criteria.min_score:
        yield Reason.SELLER_GRADE_TOO_LOW


def _of_the_deal(claim: ClaimFacts, criteria: CriteriaFacts, today: date, lpr: Decimal | None) -> Iterator[Reason]:
    """What price and days decide."""
    days = remaining(claim, today)
    if claim.price > criteria.amount_max:
        yield Reason.PRICE_TOO_HIGH
    if claim.price < criteria.amount_min:
        yield Reason.PRICE_TOO_LOW
    if days < CURRENT.least_days:
        # What falls due so soon has no yield worth comparing.
        yield Reason.DUE_TOO_SOON
        return
    if days > criteria.max_days:
        yield Reason.DAYS_TOO_LONG
    if criteria.min_yield is not None and not meets_yield(claim.face, claim.price, days, criteria.min_yield):
        yield Reason.YIELD_TOO_LOW
    if criteria.min_discount is not None and not meets_discount(claim.face, claim.price, criteria.min_discount):
        yield Reason.DISCOUNT_TOO_LOW
    standing = _standing(claim, criteria, today, lpr)
    if standing is YieldStanding.BARRED:
        yield Reason.YIELD_OVER_CAP
    elif standing is YieldStanding.UNKNOWN and claim.recourse and not criteria.party.licensed:
        yield Reason.CAP_UNKNOWN


def _standing(claim: ClaimFacts, criteria: CriteriaFacts, today: date, lpr: Decimal | None) -> YieldStanding:
    return yield_standing(
        claim.face, claim.price, remaining(claim, today), lpr,
        recourse=claim.recourse, licensed_buyer=criteria.party.licensed,
    )  # fmt: skip


def _is_debtor(claim: ClaimFacts, criteria: CriteriaFacts) -> bool:
    if claim.debtor_uscc and criteria.buyer_uscc:
        return claim.debtor_uscc == criteria.buyer_uscc
    return claim.debtor_name == criteria.buyer_name
