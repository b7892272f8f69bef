"""How well a claim and 收购意向 fit: 100 points in six terms (domain.md section 5, Claim).

Preferred regions and industries decide no points: they decide which claims are looked at first, and are told as a reason.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.pricing import annual_yield
from zczr.domain.matching.claim.constraints import remaining
from zczr.domain.matching.claim.facts import ClaimFacts, CriteriaFacts
from zczr.domain.matching.network import network_share
from zczr.domain.matching.parties import PairFacts
from zczr.domain.matching.score import MatchScore, Term, percent_of, weighed
from zczr.domain.money import ZERO
from zczr.domain.risk.kinds import Labelled

ONE = Decimal(1)
HALF = Decimal("0.5")
FULL_YIELD_GAP = Decimal("0.05")
DEBTOR_SHARES: Mapping[DebtorState, Decimal] = {
    DebtorState.CONFIRMED: ONE,
    DebtorState.NOTIFIED: Decimal("0.6"),
    DebtorState.UNNOTIFIED: Decimal("0.3"),
    DebtorState.DISPUTED: ZERO,
}
UNRATED = HALF


class TermKind(Labelled):
    """The six terms, in the order of the rule."""

    YIELD = "yield", "收益率"
    DEBTOR = "debtor", "债务方"
    TERM = "term", "期限"
    AMOUNT = "amount", "金额"
    EVIDENCE = "evidence", "证明材料"
    NETWORK = "network", "伙伴关系"


WEIGHTS: dict[Labelled, Decimal] = dict(zip(TermKind, map(Decimal, (30, 25, 15, 15, 10, 5)), strict=True))


def score(claim: ClaimFacts, criteria: CriteriaFacts, pair: PairFacts, today: date) -> MatchScore:
    """Score a pair that meets the hard constraints; a preference that was not stated gives its full points."""
    shares = (
        _yield_share(claim, criteria, today),
        (DEBTOR_SHARES[claim.debtor_state] * (ONE if claim.debtor_rated else UNRATED), True),
        _term_share(claim, criteria, today),
        (_amount_share(claim, criteria), True),
        (claim.evidence, True),
        (network_share(pair), True),
    )
    return weighed(WEIGHTS, shares, partial(_sentence, claim))


def liked(claim: ClaimFacts, criteria: CriteriaFacts) -> tuple[str, ...]:
    """Which of the buyer's preferences the seller meets, as sentences."""
    found = []
    if claim.party.city_code in criteria.preferred_regions or claim.party.province_code in criteria.preferred_regions:
        found.append("出售方在偏好地区。")
    if claim.party.industry_section in criteria.preferred_industries:
        found.append("出售方属于偏好行业。")
    return tuple(found)


def _yield_share(claim: ClaimFacts, criteria: CriteriaFacts, today: date) -> tuple[Decimal, bool]:
    if criteria.min_yield is None:
        return ONE, False
    gained = annual_yield(claim.face, claim.price, remaining(claim, today))
    gap = max(ZERO, (gained or ZERO) - criteria.min_yield)
    return min(ONE, gap / FULL_YIELD_GAP), True


def _term_share(claim: ClaimFacts, criteria: CriteriaFacts, today: date) -> tuple[Decimal, bool]:
    if criteria.preferred_days is None:
        return ONE, False
    apart = abs(remaining(claim, today) - criteria.preferred_days)
    return max(ZERO, ONE - Decimal(apart) / criteria.max_days), True


def _amount_share(claim: ClaimFacts, criteria: CriteriaFacts) -> Decimal:
    """A buyer states a range: its middle is what it likes best."""
    preferred = (criteria.amount_min + criteria.amount_max) / 2
    return max(ZERO, ONE - abs(claim.price - preferred) / criteria.amount_max)


def _sentence(claim: ClaimFacts, term: Term) -> str:
    share = term.share
    match term.kind:
        case TermKind.YIELD:
            if not term.stated:
                return "收购方未限定收益率。"
            return "年化收益率比要求高 5 个百分点以上。" if share >= 1 else "年化收益率达到要求，余量不大。"
        case TermKind.DEBTOR:
            return _debtor_sentence(claim)
        case TermKind.TERM:
            if not term.stated:
                return "收购方对剩余期限没有偏好。"
            return "剩余期限正合收购方偏好。" if share >= 1 else "剩余期限与收购方偏好有差距。"
        case TermKind.AMOUNT:
            return "价格正合收购方的金额范围。" if share >= 1 else "价格在收购方的金额范围内，偏离其中间值。"
        case TermKind.EVIDENCE:
            return "证明材料齐全。" if share >= 1 else f"证明材料提供了 {percent_of(share)}。"
    if share >= 1:
        return "双方是合作伙伴。"
    return "双方有共同的合作伙伴。" if share > 0 else "双方还没有共同的合作伙伴。"


def _debtor_sentence(claim: ClaimFacts) -> str:
    if claim.debtor_state is DebtorState.DISPUTED:
        return "债务方对这笔债权有争议。"
    assessed = "已在平台评估" if claim.debtor_rated else "尚未在平台评估"
    return f"债务方{_DEBTOR_SAID[claim.debtor_state]}，{assessed}。"


_DEBTOR_SAID = {
    DebtorState.CONFIRMED: "已确权",
    DebtorState.NOTIFIED: "已收到确权请求、尚未答复",
    DebtorState.UNNOTIFIED: "尚未确权",
}
