"""Claims and 收购意向 that one change would make a match, and what that change is (domain.md section 5, Explain)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.pricing import exact_yield, highest_price, lowest_price
from zczr.domain.credit.grades import CreditGrade, grade_of
from zczr.domain.matching.claim.constraints import claim_failures, remaining
from zczr.domain.matching.claim.facts import ClaimFacts, CriteriaFacts, Side
from zczr.domain.matching.common import Failure, Reason
from zczr.domain.matching.near_miss import Found, NearMiss, amount_of, count_of, rate_of, up_to
from zczr.domain.money import THOUSAND, ZERO
from zczr.domain.risk.kinds import Labelled

PRICE_STEP = THOUSAND
_DAY_STEP = Decimal(10)
_OF_THE_PRICE = {Reason.PRICE_TOO_HIGH, Reason.YIELD_TOO_LOW, Reason.DISCOUNT_TOO_LOW}
# What a seller can do is ask its debtor. A debtor that has the request is nearer than its answer: the least that helps is named.
_STILL_AHEAD = {
    DebtorState.UNNOTIFIED: (DebtorState.NOTIFIED, DebtorState.CONFIRMED),
    DebtorState.NOTIFIED: (DebtorState.CONFIRMED,),
}
_ASKED = {DebtorState.NOTIFIED: "若先请债务方确权，待其打开请求", DebtorState.CONFIRMED: "若先取得债务方确权"}


class Change(Labelled):
    """What the viewer would have to change; the label takes the size of the change."""

    LOWER_PRICE = "lower_price", "若出售价格降低 {} 万元"
    RAISE_PRICE = "raise_price", "若出售价格提高 {} 万元"
    ASK_DEBTOR = "ask_debtor", "{}"
    RAISE_AMOUNT_MAX = "raise_amount_max", "若收购金额上限提高 {} 万元"
    LOWER_AMOUNT_MIN = "lower_amount_min", "若收购金额下限降低 {} 万元"
    LENGTHEN_MAX_DAYS = "lengthen_max_days", "若最长剩余期限延长 {} 天"
    LOWER_MIN_YIELD = "lower_min_yield", "若最低年化收益率降低 {} 个百分点"
    LOWER_MIN_DISCOUNT = "lower_min_discount", "若最低折扣降低 {} 个百分点"
    ADMIT_KIND = "admit_kind", "若也收购{}"
    ADMIT_DEBTOR_STATE = "admit_debtor_state", "若接受债务方“{}”的债权"
    LOWER_GRADE = "lower_grade", "若出售方最低信用等级放宽到 {}"


def near_miss(
    claim: ClaimFacts,
    criteria: CriteriaFacts,
    failures: tuple[Failure, ...],
    today: date,
    lpr: Decimal | None,
    viewer: Side,
) -> NearMiss | None:
    """What the viewer could change to make a match: one thing, which breaks nothing else. All that a price fails by is one thing."""
    reasons = {failure.reason for failure in failures}
    if len(reasons) != 1 and not (viewer is Side.CLAIM and reasons and reasons <= _OF_THE_PRICE):
        return None
    reason = failures[0].reason
    if viewer is Side.CLAIM:
        found = _for_seller(reason, claim, criteria, today, lpr)
        other = criteria.party.organization_id
    else:
        found = _for_buyer(reason, claim, criteria, today)
        other = claim.party.organization_id
    if found is None:
        return None
    change, size, detail = found
    return NearMiss(other, reason, change, size, detail)


def _for_seller(reason: Reason, claim: ClaimFacts, criteria: CriteriaFacts, today: date, lpr: Decimal | None) -> Found:
    match reason:
        case reason if reason in _OF_THE_PRICE:
            days = remaining(claim, today)
            highest = highest_price(claim.face, days, criteria.min_yield, criteria.min_discount)
            size = claim.price - min(highest, criteria.amount_max)
            return _repriced(Change.LOWER_PRICE, size, claim, criteria, lambda by: claim.price - by, today, lpr)
        case Reason.YIELD_OVER_CAP if lpr is not None:
            size = lowest_price(claim.face, remaining(claim, today), lpr) - claim.price
            return _repriced(Change.RAISE_PRICE, size, claim, criteria, lambda by: claim.price + by, today, lpr)
        case Reason.DEBTOR_STATE_NOT_TAKEN:
            helps = [state for state in _STILL_AHEAD.get(claim.debtor_state, ()) if state in criteria.debtor_states]
            return (Change.ASK_DEBTOR, ZERO, _ASKED[helps[0]]) if helps else None
    return None


def _repriced(
    change: Change, size: Decimal, claim: ClaimFacts, criteria: CriteriaFacts, priced: Callable[[Decimal], Decimal],
    today: date, lpr: Decimal | None,
) -> Found:  # fmt: skip
    """The change in whole thousands where such a price breaks nothing else, else the exact one; None where neither does."""
    for step in (PRICE_STEP, Decimal("0.01")):
        by = up_to(size, step)
        if priced(by) > 0 and not any(claim_failures(replace(claim, price=priced(by)), criteria, today, lpr)):
            return amount_of(change, by, step=step)
    return None


def _for_buyer(reason: Reason, claim: ClaimFacts, criteria: CriteriaFacts, today: date) -> Found:
    match reason:
        case Reason.PRICE_TOO_HIGH:
            return amount_of(Change.RAISE_AMOUNT_MAX, claim.price - criteria.amount_max)
        case Reason.PRICE_TOO_LOW:
            return amount_of(Change.LOWER_AMOUNT_MIN, criteria.amount_min - claim.price, criteria.amount_min)
        case Reason.DAYS_TOO_LONG:
            short = Decimal(remaining(claim, today) - criteria.max_days)
            return count_of(Change.LENGTHEN_MAX_DAYS, int(up_to(short, _DAY_STEP)))
        case Reason.YIELD_TOO_LOW if criteria.min_yield is not None:
            gained = exact_yield(claim.face, claim.price, remaining(claim, today))
            return rate_of(Change.LOWER_MIN_YIELD, criteria.min_yield - gained, criteria.min_yield)
        case Reason.DISCOUNT_TOO_LOW if criteria.min_discount is not None:
            short = criteria.min_discount - (1 - claim.price / claim.face)
            return rate_of(Change.LOWER_MIN_DISCOUNT, short, criteria.min_discount)
        case Reason.KIND_NOT_TAKEN:
            return Change.ADMIT_KIND, ZERO, claim.kind.label
        case Reason.DEBTOR_STATE_NOT_TAKEN:
            return Change.ADMIT_DEBTOR_STATE, ZERO, claim.debtor_state.label
        case Reason.SELLER_GRADE_TOO_LOW:
            grade = grade_of(claim.seller_score)
            return Change.LOWER_GRADE, Decimal(criteria.min_score - _floor(grade)), grade.label
    return None


def _floor(grade: CreditGrade) -> int:
    """The score a grade begins at; of the lowest, which begins nowhere, none at all."""
    return grade.value[0] or 0
