"""How well a loan request and a loan offer fit: 100 points in eight terms (domain.md section 5, Loan)."""

from decimal import Decimal

from zczr.domain.matching.loan.facts import LoanOfferFacts, LoanRequestFacts
from zczr.domain.matching.network import network_share
from zczr.domain.matching.parties import PairFacts
from zczr.domain.matching.score import MatchScore, Term, percent_of, weighed
from zczr.domain.money import ZERO
from zczr.domain.risk.kinds import Labelled

ONE = Decimal(1)
HALF = Decimal("0.5")
_MUCH_BETTER, _BETTER = Decimal("0.75"), Decimal("0.25")
FULL_RATE_GAP = Decimal("0.02")
SAME_PROVINCE = Decimal("0.6")
ELSEWHERE = Decimal("0.2")
OTHER_INDUSTRY = Decimal("0.4")
TOP_SCORE = 100


class TermKind(Labelled):
    """The eight terms, in the order of the rule."""

    AMOUNT = "amount", "金额"
    RATE = "rate", "利率"
    TERM = "term", "期限"
    SECURITY = "security", "风控"
    CREDIT = "credit", "信用"
    NETWORK = "network", "伙伴关系"
    REGION = "region", "地区"
    INDUSTRY = "industry", "行业"


WEIGHTS: dict[Labelled, Decimal] = dict(zip(TermKind, map(Decimal, (20, 15, 10, 15, 20, 10, 5, 5)), strict=True))


def score(request: LoanRequestFacts, offer: LoanOfferFacts, pair: PairFacts) -> MatchScore:
    """Score a pair that meets the hard constraints; a preference that was not stated gives its full points."""
    shares = (
        (min(request.amount_max, offer.amount_max) / request.amount_max, True),
        _rate_share(request, offer),
        _term_share(request, offer),
        (request.coverage, True),
        (_credit_share(request, offer), True),
        (network_share(pair), True),
        _region_share(request, offer),
        _industry_share(request, offer),
    )
    return weighed(WEIGHTS, shares, _sentence)


def _rate_share(request: LoanRequestFacts, offer: LoanOfferFacts) -> tuple[Decimal, bool]:
    if offer.min_rate is None:
        return ONE, False
    gap = max(ZERO, request.max_rate - offer.min_rate)
    return HALF + HALF * min(ONE, gap / FULL_RATE_GAP), True


def _term_share(request: LoanRequestFacts, offer: LoanOfferFacts) -> tuple[Decimal, bool]:
    if offer.preferred_term_months is None:
        return ONE, False
    apart = abs(request.term_months - offer.preferred_term_months)
    return max(ZERO, ONE - Decimal(apart) / offer.max_term_months), True


def _credit_share(request: LoanRequestFacts, offer: LoanOfferFacts) -> Decimal:
    if offer.min_score >= TOP_SCORE:
        return ONE
    return max(ZERO, Decimal(request.score - offer.min_score) / (TOP_SCORE - offer.min_score))


def _region_share(request: LoanRequestFacts, offer: LoanOfferFacts) -> tuple[Decimal, bool]:
    preferred = offer.preferred_regions
    if not preferred:
        return ONE, False
    borrower, lender = request.party, offer.party
    if borrower.city_code in preferred or borrower.province_code in preferred:
        return ONE, True
    if borrower.city_code and borrower.city_code == lender.city_code:
        return ONE, True
    # The first two digits of a GB/T 2260 code are the province.
    province = borrower.province_code[:2]
    if province and (province == lender.province_code[:2] or any(code[:2] == province for code in preferred)):
        return SAME_PROVINCE, True
    return ELSEWHERE, True


def _industry_share(request: LoanRequestFacts, offer: LoanOfferFacts) -> tuple[Decimal, bool]:
    preferred = offer.preferred_industries
    if not preferred:
        return ONE, False
    section = request.party.industry_section
    same = section in preferred or section == offer.party.industry_section
    return (ONE if same else OTHER_INDUSTRY), True


def _sentence(term: Term) -> str:
    share = term.share
    match term.kind:
        case TermKind.AMOUNT:
            return "可贷金额能满足全部借款。" if share >= 1 else f"可贷金额能满足借款的 {percent_of(share)}。"
        case TermKind.RATE:
            if not term.stated:
                return "出借方未限定利率。"
            return "双方利率空间充足。" if share >= 1 else "双方利率有重叠，空间不大。"
        case TermKind.TERM:
            if not term.stated:
                return "出借方对期限没有偏好。"
            return "期限正合出借方偏好。" if share >= 1 else "期限与出借方偏好有差距。"
        case TermKind.SECURITY:
            return "没有抵押或担保覆盖。" if share <= 0 else f"抵押和担保覆盖借款的 {percent_of(share)}。"
        case TermKind.CREDIT:
            if share >= _MUCH_BETTER:
                return "信用明显高于要求。"
            return "信用好于要求，仍有提升空间。" if share >= _BETTER else "信用高于要求不多。"
        case TermKind.NETWORK:
            if share >= 1:
                return "双方是合作伙伴。"
            return "双方有共同的合作伙伴。" if share > 0 else "双方还没有共同的合作伙伴。"
        case TermKind.REGION:
            return _stated_or(term, "地区", "同城或在偏好地区。", "同省。", "不在同一省。")
    return _stated_or(term, "行业", "同行业或属于偏好行业。", "不属于偏好行业。", "不属于偏好行业。")


def _stated_or(term: Term, what: str, full: str, middle: str, low: str) -> str:
    if not term.stated:
        return f"出借方对{what}没有偏好。"
    if term.share >= 1:
        return full
    return middle if term.share >= HALF else low
