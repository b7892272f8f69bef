"""Pairs that one change would make a match, and what that change is (domain.md section 5, Explain)."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from zczr.domain.matching.common import Failure, Reason
from zczr.domain.matching.loan.constraints import smallest_deal
from zczr.domain.matching.loan.facts import LoanOfferFacts, LoanRequestFacts, SecurityMode, Side
from zczr.domain.matching.near_miss import Found, NearMiss, amount_of, count_of, rate_of, up_to
from zczr.domain.money import ZERO, plain_text
from zczr.domain.rates import to_percent
from zczr.domain.risk.kinds import Labelled
from zczr.domain.risk.policy import CURRENT

ADVANCE_STEP = Decimal("0.05")


class Change(Labelled):
    """What the viewer would have to change; the label takes the size of the change."""

    RAISE_MAX_RATE = "raise_max_rate", "若最高利率提高 {} 个百分点"
    LOWER_MAX_RATE = "lower_max_rate", "若最高利率降低 {} 个百分点"
    RAISE_REQUEST_MAX = "raise_request_max", "若借款金额上限提高 {} 万元"
    LOWER_REQUEST_MIN = "lower_request_min", "若借款金额下限降低 {} 万元"
    SHORTEN_TERM = "shorten_term", "若借款期限缩短 {} 个月"
    LENGTHEN_TERM = "lengthen_term", "若借款期限延长 {} 个月"
    ADD_SECURITY = "add_security", "若增加{}作为风控方式"
    ADD_COLLATERAL = "add_collateral", "若抵押物市值增加 {} 万元"
    LOWER_MIN_RATE = "lower_min_rate", "若最低利率降低 {} 个百分点"
    RAISE_OFFER_MAX = "raise_offer_max", "若可贷金额上限提高 {} 万元"
    LOWER_OFFER_MIN = "lower_offer_min", "若可贷金额下限降低 {} 万元"
    LENGTHEN_MAX_TERM = "lengthen_max_term", "若最长期限延长 {} 个月"
    SHORTEN_MIN_TERM = "shorten_min_term", "若最短期限缩短 {} 个月"
    ACCEPT_SECURITY = "accept_security", "若接受{}作为风控方式"
    RAISE_ADVANCE = "raise_advance", "若抵押率要求放宽 {} 个百分点"
    LOWER_GRADE = "lower_grade", "若最低信用等级放宽到 {}"
    ADMIT_INDUSTRY = "admit_industry", "若不再排除其所属行业{}"
    ADMIT_REGION = "admit_region", "若不再排除其所在地区{}"


def near_miss(
    request: LoanRequestFacts,
    offer: LoanOfferFacts,
    failures: tuple[Failure, ...],
    rate_cap: Decimal | None,
    viewer: Side,
) -> NearMiss | None:
    """What the viewer could change to make a match, where exactly one constraint fails and can be met."""
    if len(failures) != 1:
        return None
    reason = failures[0].reason
    if viewer is Side.REQUEST:
        found = _for_borrower(reason, request, offer, rate_cap)
        other = offer.party.organization_id
    else:
        found = _for_lender(reason, request, offer)
        other = request.party.organization_id
    if found is None:
        return None
    change, size, detail = found
    return NearMiss(other, reason, change, size, detail)


def _for_borrower(reason: Reason, request: LoanRequestFacts, offer: LoanOfferFacts, rate_cap: Decimal | None) -> Found:
    match reason:
        case Reason.RATE_APART if offer.min_rate is not None:
            room = None if offer.party.licensed or rate_cap is None else rate_cap - request.max_rate
            return rate_of(Change.RAISE_MAX_RATE, offer.min_rate - request.max_rate, room)
        case Reason.RATE_OVER_CAP if rate_cap is not None:
            room = request.max_rate - (offer.min_rate or ZERO)
            return rate_of(Change.LOWER_MAX_RATE, request.max_rate - rate_cap, room)
        case Reason.AMOUNT_APART if request.amount_max < offer.amount_min:
            return amount_of(Change.RAISE_REQUEST_MAX, offer.amount_min - request.amount_max, None)
        case Reason.AMOUNT_APART:
            return amount_of(Change.LOWER_REQUEST_MIN, request.amount_min - offer.amount_max, request.amount_min)
        case Reason.BORROWER_HEADROOM:
            return _headroom(Change.LOWER_REQUEST_MIN, request.amount_min, offer.amount_min, request.headroom)
        case Reason.TERM_APART if request.term_months > offer.max_term_months:
            return count_of(Change.SHORTEN_TERM, request.term_months - offer.max_term_months)
        case Reason.TERM_APART:
            return count_of(Change.LENGTHEN_TERM, offer.min_term_months - request.term_months)
        case Reason.SECURITY_MISSING:
            return Change.ADD_SECURITY, ZERO, _either(offer.security_modes)
        case Reason.ADVANCE_TOO_HIGH if offer.max_advance_rate:
            needed = smallest_deal(request, offer) / offer.max_advance_rate
            return amount_of(Change.ADD_COLLATERAL, needed - (request.collateral_value or ZERO), None)
    return None


def _for_lender(reason: Reason, request: LoanRequestFacts, offer: LoanOfferFacts) -> Found:
    match reason:
        case Reason.RATE_APART if offer.min_rate is not None:
            return rate_of(Change.LOWER_MIN_RATE, offer.min_rate - request.max_rate, offer.min_rate)
        case Reason.AMOUNT_APART if offer.amount_max < request.amount_min:
            return amount_of(Change.RAISE_OFFER_MAX, request.amount_min - offer.amount_max, None)
        case Reason.AMOUNT_APART:
            return amount_of(Change.LOWER_OFFER_MIN, offer.amount_min - request.amount_max, offer.amount_min)
        case Reason.BORROWER_HEADROOM:
            return _headroom(Change.LOWER_OFFER_MIN, offer.amount_min, request.amount_min, request.headroom)
        case Reason.TERM_APART if request.term_months > offer.max_term_months:
            return count_of(Change.LENGTHEN_MAX_TERM, request.term_months - offer.max_term_months)
        case Reason.TERM_APART:
            return count_of(Change.SHORTEN_MIN_TERM, offer.min_term_months - request.term_months)
        case Reason.SECURITY_MISSING if request.security_modes:
            return Change.ACCEPT_SECURITY, ZERO, _either(request.security_modes)
        case Reason.ADVANCE_TOO_HIGH if offer.max_advance_rate and request.collateral_value:
            ratio = smallest_deal(request, offer) / request.collateral_value
            size = up_to(ratio - offer.max_advance_rate, ADVANCE_STEP)
            # Nobody lends more than the whole value on a mortgage.
            return None if ratio > 1 else (Change.RAISE_ADVANCE, size, plain_text(to_percent(size)))
        case Reason.GRADE_TOO_LOW:
            grade = CURRENT.grade_of(request.score)
            return Change.LOWER_GRADE, Decimal(offer.min_score - CURRENT.score_for(grade)), grade.label
        case Reason.INDUSTRY_EXCLUDED:
            return Change.ADMIT_INDUSTRY, ZERO, ""
        case Reason.REGION_EXCLUDED:
            return Change.ADMIT_REGION, ZERO, ""
    return None


def _headroom(change: Change, own_min: Decimal, other_min: Decimal, headroom: Decimal | None) -> Found:
    """Only lowering one's own lower end helps, and only where the other side's end already fits."""
    if headroom is None or headroom <= 0 or other_min > headroom:
        return None
    return amount_of(change, own_min - headroom, own_min)


def _either(modes: Iterable[SecurityMode]) -> str:
    place: Callable[[SecurityMode], int] = list(SecurityMode).index
    return "或".join(mode.label for mode in sorted(modes, key=place))
