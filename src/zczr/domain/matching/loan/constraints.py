"""What a loan request and a loan offer must meet to be shown to each other (domain.md section 5, Loan)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zczr.domain.matching.common import Failure, Reason, common_failures
from zczr.domain.matching.lender_counter import LenderStanding, lender_standing
from zczr.domain.matching.loan.facts import LoanOfferFacts, LoanRequestFacts, SecurityMode
from zczr.domain.matching.parties import PairFacts
from zczr.domain.risk.kinds import Labelled


class Caution(Labelled):
    """What a match is shown with, without being barred by it."""

    RATE_OVER_CAP = "rate_over_cap", "利率超过 LPR 的 4 倍；持牌机构不受此上限约束，请留意综合成本。"
    LENDER_COUNT = "lender_count", "出借方 24 个月内的有息出借较多，达到 9 笔后不能再出借。"


def hard_failures(
    request: LoanRequestFacts,
    offer: LoanOfferFacts,
    pair: PairFacts,
    today: date,
    rate_cap: Decimal | None,
) -> tuple[Failure, ...]:
    """Every hard constraint that fails; `rate_cap` is 4 x LPR of today, None where no LPR is known."""
    common = common_failures(request.party, request.posting, offer.party, offer.posting, pair, today)
    return tuple(
        Failure(reason) for reasons in (common, _loan_failures(request, offer, rate_cap)) for reason in reasons
    )


def cautions(request: LoanRequestFacts, offer: LoanOfferFacts, rate_cap: Decimal | None) -> tuple[Caution, ...]:
    """Warnings of a pair that may be matched."""
    found = []
    if offer.party.licensed and rate_cap is not None and request.max_rate > rate_cap:
        found.append(Caution.RATE_OVER_CAP)
    if lender_standing(offer.paid_loans, licensed=offer.party.licensed) is LenderStanding.WARNED:
        found.append(Caution.LENDER_COUNT)
    return tuple(found)


def smallest_deal(request: LoanRequestFacts, offer: LoanOfferFacts) -> Decimal:
    """The smallest amount in yuan that both ranges allow."""
    return max(request.amount_min, offer.amount_min)


def only_mortgage_fits(request: LoanRequestFacts, offer: LoanOfferFacts) -> bool:
    """Whether the lender would take this request on its mortgage alone, so that 抵押率 decides."""
    return request.security_modes & offer.security_modes == {SecurityMode.MORTGAGE}


def in_regions(request: LoanRequestFacts, regions: frozenset[str]) -> bool:
    """Whether the borrower sits in one of these provinces or cities."""
    return request.party.city_code in regions or request.party.province_code in regions


def _loan_failures(request: LoanRequestFacts, offer: LoanOfferFacts, rate_cap: Decimal | None) -> Iterator[Reason]:
    if request.amount_min > offer.amount_max or offer.amount_min > request.amount_max:
        yield Reason.AMOUNT_APART
    if offer.min_rate is not None and offer.min_rate > request.max_rate:
        yield Reason.RATE_APART
    if not offer.party.licensed:
        # Art. 25 binds enterprise lenders; banks and the seven local institutions are outside it (row 10).
        if rate_cap is None:
            yield Reason.CAP_UNKNOWN
        elif request.max_rate > rate_cap:
            yield Reason.RATE_OVER_CAP
        if request.headroom is not None and smallest_deal(request, offer) > request.headroom:
            yield Reason.BORROWER_HEADROOM
    if not offer.min_term_months <= request.term_months <= offer.max_term_months:
        yield Reason.TERM_APART
    if offer.security_modes:
        if not request.security_modes & offer.security_modes:
            yield Reason.SECURITY_MISSING
        elif _advance_too_high(request, offer):
            yield Reason.ADVANCE_TOO_HIGH
    if request.score < offer.min_score:
        yield Reason.GRADE_TOO_LOW
    if request.party.industry_section in offer.excluded_industries:
        yield Reason.INDUSTRY_EXCLUDED
    if in_regions(request, offer.excluded_regions):
        yield Reason.REGION_EXCLUDED
    if lender_standing(offer.paid_loans, licensed=offer.party.licensed) is LenderStanding.BLOCKED:
        yield Reason.LENDER_COUNT


def _advance_too_high(request: LoanRequestFacts, offer: LoanOfferFacts) -> bool:
    if offer.max_advance_rate is None or not only_mortgage_fits(request, offer):
        return False
    value = request.collateral_value or Decimal(0)
    return smallest_deal(request, offer) > value * offer.max_advance_rate
