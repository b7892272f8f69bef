"""The score of a claim and its reasons (domain.md section 5, Claim)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.matching.claim_pairs import CLAIM, CRITERIA, PARTNERS, TODAY
from domain.matching.test_claim_constraints import sold, wanted
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.matching.claim import ClaimFacts, CriteriaFacts, TermKind, liked, score
from zczr.domain.matching.claim.score import WEIGHTS
from zczr.domain.matching.parties import PairFacts


def points(
    kind: TermKind, claim: ClaimFacts = CLAIM, criteria: CriteriaFacts = CRITERIA, pair: PairFacts = PARTNERS
) -> Decimal:
    return next(term.points for term in score(claim, criteria, pair, TODAY).terms if term.kind is kind)


def test_the_pair_scores_as_the_rule_reckons() -> None:
    found = score(CLAIM, CRITERIA, PARTNERS, TODAY)
    # 30 x 2.37/5; 25; 15 x (1 - 60/300); 15 x (1 - 100/800); 10 x 0.5; 5.
    assert [term.points for term in found.terms] == [Decimal(each) for each in ("14.22", "25", "12", "13.13", "5", "5")]
    assert found.total == Decimal("74.35")


def test_the_weights_are_100() -> None:
    assert list(WEIGHTS.values()) == [30, 25, 15, 15, 10, 5]


def test_the_three_best_and_the_weakest_term_are_told() -> None:
    found = score(CLAIM, CRITERIA, PARTNERS, TODAY)
    assert [term.sentence for term in found.best] == [
        "债务方已确权，已在平台评估。",
        "双方是合作伙伴。",
        "价格在收购方的金额范围内，偏离其中间值。",
    ]
    assert found.weakest is not None
    assert found.weakest.sentence == "年化收益率达到要求，余量不大。"


@pytest.mark.parametrize(
    ("least", "expected"), [("0.2737", "0"), ("0.2487", "15"), ("0.2237", "30"), ("0.10", "30"), (None, "30")]
)
def test_yield_grows_with_the_gap_up_to_five_points(least: str | None, expected: str) -> None:
    criteria = wanted(min_yield=None if least is None else Decimal(least))
    assert points(TermKind.YIELD, criteria=criteria) == Decimal(expected)


@pytest.mark.parametrize(
    ("state", "rated", "expected", "said"),
    [
        (DebtorState.CONFIRMED, True, "25", "债务方已确权，已在平台评估。"),
        (DebtorState.CONFIRMED, False, "12.5", "债务方已确权，尚未在平台评估。"),
        (DebtorState.NOTIFIED, True, "15", "债务方已收到确权请求、尚未答复，已在平台评估。"),
        (DebtorState.NOTIFIED, False, "7.5", "债务方已收到确权请求、尚未答复，尚未在平台评估。"),
        (DebtorState.UNNOTIFIED, True, "7.5", "债务方尚未确权，已在平台评估。"),
        (DebtorState.UNNOTIFIED, False, "3.75", "债务方尚未确权，尚未在平台评估。"),
        (DebtorState.DISPUTED, True, "0", "债务方对这笔债权有争议。"),
    ],
)
def test_the_debtor_counts_by_what_it_has_said_half_where_it_was_not_assessed(
    state: DebtorState, rated: bool, expected: str, said: str
) -> None:
    claim = sold(debtor_state=state, debtor_rated=rated)
    assert points(TermKind.DEBTOR, claim) == Decimal(expected)
    assert score(claim, CRITERIA, PARTNERS, TODAY).terms[1].sentence == said


@pytest.mark.parametrize(("preferred", "expected"), [(240, "15"), (180, "12"), (300, "12"), (None, "15")])
def test_term_falls_with_the_distance_from_the_preference(preferred: int | None, expected: str) -> None:
    assert points(TermKind.TERM, criteria=wanted(preferred_days=preferred)) == Decimal(expected)


@pytest.mark.parametrize(("low", "high", "expected"), [(400, 600, "15"), (500, 1000, "11.25"), (100, 500, "9")])
def test_amount_falls_with_the_distance_from_the_middle_of_the_range(low: int, high: int, expected: str) -> None:
    criteria = wanted(amount_min=Decimal(low * 1000), amount_max=Decimal(high * 1000))
    assert points(TermKind.AMOUNT, criteria=criteria) == Decimal(expected)


@pytest.mark.parametrize(("share", "expected"), [("0", "0"), ("0.5", "5"), ("1", "10")])
def test_evidence_is_the_share_of_the_required_documents(share: str, expected: str) -> None:
    assert points(TermKind.EVIDENCE, sold(evidence=Decimal(share))) == Decimal(expected)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [(PairFacts(), "0"), (PairFacts(common_partners=2), "2"), (PairFacts(common_partners=9), "4"), (PARTNERS, "5")],
)
def test_network_counts_as_for_loans(pair: PairFacts, expected: str) -> None:
    assert points(TermKind.NETWORK, pair=pair) == Decimal(expected)


def test_preferences_are_told_and_give_no_points() -> None:
    fond = wanted(preferred_regions=frozenset({"440000"}), preferred_industries=frozenset({"C"}))
    assert liked(CLAIM, fond) == ("出售方在偏好地区。", "出售方属于偏好行业。")
    assert liked(CLAIM, wanted(preferred_regions=frozenset({"440300"}))) == ()
    assert score(CLAIM, fond, PARTNERS, TODAY).total == score(CLAIM, CRITERIA, PARTNERS, TODAY).total


@given(
    price=st.integers(1, 10**6),
    days=st.integers(15, 3660),
    evidence=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)]),
    state=st.sampled_from(DebtorState),
    rated=st.booleans(),
    preferred=st.none() | st.integers(15, 3660),
    common=st.integers(0, 9),
)
def test_every_term_says_something_and_stays_within_its_weight(
    price: int, days: int, evidence: Decimal, state: DebtorState, rated: bool, preferred: int | None, common: int
) -> None:
    claim = sold(
        price=Decimal(price), due_on=TODAY.fromordinal(TODAY.toordinal() + days), evidence=evidence,
        debtor_state=state, debtor_rated=rated,
    )  # fmt: skip
    criteria = replace(CRITERIA, max_days=3660, preferred_days=preferred)
    found = score(claim, criteria, PairFacts(common_partners=common), TODAY)
    assert all(0 <= term.points <= term.full and term.sentence for term in found.terms)
    assert found.total == sum(term.points for term in found.terms)
