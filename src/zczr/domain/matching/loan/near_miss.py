"""Pairs that one change would make a match, and what that change is (domain.md section 5, Explain)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from zczr.domain.matching.common import Failure, Reason
from zczr.domain.matching.loan.constraints import smallest_deal
from zczr.domain.matching.loan.facts import LoanOfferFacts, LoanRequestFacts, SecurityMode, Side
from zczr.domain.money import WAN, ZERO, plain_text, wan_text
from zczr.domain.rates import to_percent
from zczr.domain.risk.kinds import Labelled
from zczr.domain.risk.policy import CURRENT

RATE_STEP = Decimal("0.005")
ADVANCE_STEP = Decimal("0.05")
AMOUNT_STEP = WAN
_MOST_LINES = 2


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


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A pair one change short of a match.

    `size` is the change in yuan, months, points of score or as a fraction, rounded up to a round step; for a change
    of kind it is 0 and `detail` names the kind.
    """

    organization_id: int
    reason: Reason
    change: Change
    size: Decimal
    detail: str

    @property
    def condition(self) -> str:
        """The change as a clause: 若最高利率提高 0.5 个百分点."""
        return self.change.label.format(self.detail)


@dataclass(frozen=True, slots=True)
class NearMissLine:
    """How many more organizations one change would bring."""

    change: Change
    size: Decimal
    organizations: int
    sentence: str


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


def near_miss_summary(misses: Iterable[NearMiss]) -> tuple[NearMissLine, ...]:
    """Count per change the organizations it would bring; a larger change also brings those of a smaller one.

    Of each kind of change two lines at most: the smallest step and the one that brings most, or the two details that do.
    """
    kinds: dict[Change, list[NearMiss]] = {}
    for miss in misses:
        kinds.setdefault(miss.change, []).append(miss)
    return tuple(line for change in Change if change in kinds for line in _lines(change, kinds[change]))


def _lines(change: Change, misses: list[NearMiss]) -> list[NearMissLine]:
    steps = _steps(change, [miss for miss in misses if miss.size])
    details: dict[str, list[NearMiss]] = {}
    for miss in misses:
        if not miss.size:
            details.setdefault(miss.detail, []).append(miss)
    kinds = [_line(change, group) for group in details.values()]
    kinds.sort(key=lambda line: (-line.organizations, line.sentence))
    return [*(steps if len(steps) <= _MOST_LINES else (steps[0], steps[-1])), *kinds[:_MOST_LINES]]


def _steps(change: Change, misses: list[NearMiss]) -> list[NearMissLine]:
    """A line for each size that brings more than every smaller one."""
    lines: list[NearMissLine] = []
    for size in sorted({miss.size for miss in misses}):
        line = _line(change, [miss for miss in misses if miss.size <= size])
        if not lines or line.organizations > lines[-1].organizations:
            lines.append(line)
    return lines


def _line(change: Change, misses: list[NearMiss]) -> NearMissLine:
    """What the largest of these changes brings."""
    largest = max(misses, key=lambda miss: miss.size)
    count = len({miss.organization_id for miss in misses})
    return NearMissLine(change, largest.size, count, f"{largest.condition}，多 {count} 家")


Found = tuple[Change, Decimal, str] | None


def _for_borrower(reason: Reason, request: LoanRequestFacts, offer: LoanOfferFacts, rate_cap: Decimal | None) -> Found:
    match reason:
        case Reason.RATE_APART if offer.min_rate is not None:
            room = None if offer.party.licensed or rate_cap is None else rate_cap - request.max_rate
            return _rate(Change.RAISE_MAX_RATE, offer.min_rate - request.max_rate, room)
        case Reason.RATE_OVER_CAP if rate_cap is not None:
            room = request.max_rate - (offer.min_rate or ZERO)
            return _rate(Change.LOWER_MAX_RATE, request.max_rate - rate_cap, room)
        case Reason.AMOUNT_APART if request.amount_max < offer.amount_min:
            return _amount(Change.RAISE_REQUEST_MAX, offer.amount_min - request.amount_max, None)
        case Reason.AMOUNT_APART:
            return _amount(Change.LOWER_REQUEST_MIN, request.amount_min - offer.amount_max, request.amount_min)
        case Reason.BORROWER_HEADROOM:
            return _headroom(Change.LOWER_REQUEST_MIN, request.amount_min, offer.amount_min, request.headroom)
        case Reason.TERM_APART if request.term_months > offer.max_term_months:
            return _months(Change.SHORTEN_TERM, request.term_months - offer.max_term_months)
        case Reason.TERM_APART:
            return _months(Change.LENGTHEN_TERM, offer.min_term_months - request.term_months)
        case Reason.SECURITY_MISSING:
            return Change.ADD_SECURITY, ZERO, _either(offer.security_modes)
        case Reason.ADVANCE_TOO_HIGH if offer.max_advance_rate:
            needed = smallest_deal(request, offer) / offer.max_advance_rate
            return _amount(Change.ADD_COLLATERAL, needed - (request.collateral_value or ZERO), None)
    return None


def _for_lender(reason: Reason, request: LoanRequestFacts, offer: LoanOfferFacts) -> Found:
    match reason:
        case Reason.RATE_APART if offer.min_rate is not None:
            return _rate(Change.LOWER_MIN_RATE, offer.min_rate - request.max_rate, offer.min_rate)
        case Reason.AMOUNT_APART if offer.amount_max < request.amount_min:
            return _amount(Change.RAISE_OFFER_MAX, request.amount_min - offer.amount_max, None)
        case Reason.AMOUNT_APART:
            return _amount(Change.LOWER_OFFER_MIN, offer.amount_min - request.amount_max, offer.amount_min)
        case Reason.BORROWER_HEADROOM:
            return _headroom(Change.LOWER_OFFER_MIN, offer.amount_min, request.amount_min, request.headroom)
        case Reason.TERM_APART if request.term_months > offer.max_term_months:
            return _months(Change.LENGTHEN_MAX_TERM, request.term_months - offer.max_term_months)
        case Reason.TERM_APART:
            return _months(Change.SHORTEN_MIN_TERM, offer.min_term_months - request.term_months)
        case Reason.SECURITY_MISSING if request.security_modes:
            return Change.ACCEPT_SECURITY, ZERO, _either(request.security_modes)
        case Reason.ADVANCE_TOO_HIGH if offer.max_advance_rate and request.collateral_value:
            ratio = smallest_deal(request, offer) / request.collateral_value
            size = _up_to(ratio - offer.max_advance_rate, ADVANCE_STEP)
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


def _up_to(size: Decimal, step: Decimal) -> Decimal:
    return (size / step).to_integral_value(ROUND_CEILING) * step


def _within(size: Decimal, step: Decimal, room: Decimal | None) -> Decimal | None:
    """Round up to a step but not past the room there is; None where even the exact change has no room."""
    if room is None:
        return _up_to(size, step)
    return None if size > room else min(_up_to(size, step), room)


def _rate(change: Change, size: Decimal, room: Decimal | None) -> Found:
    rounded = _within(size, RATE_STEP, room)
    return None if rounded is None else (change, rounded, plain_text(to_percent(rounded)))


def _amount(change: Change, size: Decimal, room: Decimal | None) -> Found:
    rounded = _within(size, AMOUNT_STEP, room)
    if rounded is None:
        return None
    # An amount lowered to nothing is no amount: then the exact change is named.
    exact = size if rounded == room else rounded
    return change, exact, wan_text(exact)


def _headroom(change: Change, own_min: Decimal, other_min: Decimal, headroom: Decimal | None) -> Found:
    """Only lowering one's own lower end helps, and only where the other side's end already fits."""
    if headroom is None or headroom <= 0 or other_min > headroom:
        return None
    return _amount(change, own_min - headroom, own_min)


def _months(change: Change, months: int) -> Found:
    return change, Decimal(months), str(months)


def _either(modes: Iterable[SecurityMode]) -> str:
    place: Callable[[SecurityMode], int] = list(SecurityMode).index
    return "或".join(mode.label for mode in sorted(modes, key=place))
