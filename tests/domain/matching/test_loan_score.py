"""The loan score, its reasons and the order of a list (domain.md section 5)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.matching.loan_pairs import OFFER, PARTNERS, REQUEST, TODAY
from zczr.domain.matching.loan import (
    LoanOfferFacts,
    LoanRequestFacts,
    PairFacts,
    PartyFacts,
    TermKind,
    ranked,
    score,
    tie_key,
)
from zczr.domain.matching.loan.score import WEIGHTS


def points(
    kind: TermKind,
    request: LoanRequestFacts = REQUEST,
    offer: LoanOfferFacts = OFFER,
    pair: PairFacts = PARTNERS,
) -> Decimal:
    return next(term.points for term in score(request, offer, pair).terms if term.kind is kind)


def test_the_published_pair_scores_77_42() -> None:
    found = score(REQUEST, OFFER, PARTNERS)
    assert [term.points for term in found.terms] == [
        Decimal(points) for points in ("16.67", "11.25", "10", "7.5", "12", "10", "5", "5")
    ]
    assert found.total == Decimal("77.42")


def test_the_weights_are_100_and_region_with_industry_at_most_10() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert WEIGHTS[TermKind.REGION] + WEIGHTS[TermKind.INDUSTRY] <= 10


def test_the_three_best_and_the_weakest_term_are_told() -> None:
    found = score(REQUEST, OFFER, PARTNERS)
    assert [term.sentence for term in found.best] == [
        "期限正合出借方偏好。",
        "双方是合作伙伴。",
        "同城或在偏好地区。",
    ]
    assert found.weakest is not None
    assert found.weakest.sentence == "抵押和担保覆盖借款的 50%。"


def test_what_nobody_asked_for_is_not_praised() -> None:
    silent = replace(OFFER, preferred_term_months=None, preferred_regions=frozenset(), preferred_industries=frozenset())
    best = score(REQUEST, silent, PARTNERS).best
    assert [term.kind for term in best] == [TermKind.NETWORK, TermKind.AMOUNT, TermKind.RATE]


def test_a_perfect_pair_has_no_weakest_term() -> None:
    perfect = replace(REQUEST, amount_max=Decimal(100_000), max_rate=Decimal("0.07"), score=100, coverage=Decimal(1))
    found = score(perfect, OFFER, PARTNERS)
    assert (found.total, found.weakest) == (Decimal(100), None)


@pytest.mark.parametrize(("most", "expected"), [(60_000, "10"), (120_000, "20"), (500_000, "20")])
def test_amount_is_the_share_of_the_need_that_can_be_lent(most: int, expected: str) -> None:
    assert points(TermKind.AMOUNT, offer=replace(OFFER, amount_max=Decimal(most))) == Decimal(expected)


@pytest.mark.parametrize(
    ("least", "expected"), [("0.06", "7.5"), ("0.05", "11.25"), ("0.04", "15"), ("0.01", "15"), (None, "15")]
)
def test_rate_grows_with_the_gap_up_to_two_points(least: str | None, expected: str) -> None:
    offer = replace(OFFER, min_rate=None if least is None else Decimal(least))
    assert points(TermKind.RATE, offer=offer) == Decimal(expected)


@pytest.mark.parametrize(("preferred", "expected"), [(6, "10"), (12, "5"), (3, "7.5"), (None, "10")])
def test_term_falls_with_the_distance_from_the_preference(preferred: int | None, expected: str) -> None:
    assert points(TermKind.TERM, offer=replace(OFFER, preferred_term_months=preferred)) == Decimal(expected)


@pytest.mark.parametrize(
    ("own", "minimum", "expected"), [(55, 55, "0"), (100, 55, "20"), (82, 0, "16.4"), (100, 100, "20")]
)
def test_credit_is_measured_above_the_lenders_minimum(own: int, minimum: int, expected: str) -> None:
    found = points(TermKind.CREDIT, replace(REQUEST, score=own), replace(OFFER, min_score=minimum))
    assert found == Decimal(expected)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (PairFacts(), "0"),
        (PairFacts(common_partners=1), "2"),
        (PairFacts(common_partners=4), "8"),
        (PairFacts(common_partners=40), "8"),
        (PairFacts(direct_partners=True), "10"),
    ],
)
def test_network_counts_direct_partners_full_and_common_ones_to_8(pair: PairFacts, expected: str) -> None:
    assert points(TermKind.NETWORK, pair=pair) == Decimal(expected)


@pytest.mark.parametrize(
    ("city", "province", "preferred", "expected"),
    [
        ("440100", "440000", {"440300"}, "5"),  # the lender's own city
        ("440300", "440000", {"440300"}, "5"),
        ("440300", "440000", {"440000"}, "5"),
        ("440600", "440000", {"440300"}, "3"),
        ("430100", "430000", {"430200"}, "3"),
        ("110100", "110000", {"440300"}, "1"),
        ("110100", "110000", set(), "5"),
        ("", "", {"440300"}, "1"),
    ],
)
def test_region_is_city_then_province_then_elsewhere(
    city: str, province: str, preferred: set[str], expected: str
) -> None:
    borrower = replace(REQUEST.party, city_code=city, province_code=province)
    offer = replace(OFFER, preferred_regions=frozenset(preferred))
    assert points(TermKind.REGION, replace(REQUEST, party=borrower), offer) == Decimal(expected)


@pytest.mark.parametrize(
    ("section", "preferred", "expected"),
    [("C", {"K"}, "5"), ("K", {"K"}, "5"), ("F", {"K"}, "2"), ("F", set(), "5")],
)
def test_industry_is_the_same_or_preferred_or_other(section: str, preferred: set[str], expected: str) -> None:
    borrower = replace(REQUEST.party, industry_section=section)
    offer = replace(OFFER, preferred_industries=frozenset(preferred))
    assert points(TermKind.INDUSTRY, replace(REQUEST, party=borrower), offer) == Decimal(expected)


@given(
    amounts=st.tuples(st.integers(1, 10**7), st.integers(1, 10**7)),
    rates=st.tuples(st.integers(0, 240), st.integers(0, 240)),
    months=st.tuples(st.integers(1, 120), st.integers(1, 120)),
    scores=st.tuples(st.integers(0, 100), st.integers(0, 100)),
    common=st.integers(0, 9),
)
def test_every_term_says_something_and_stays_within_its_weight(
    amounts: tuple[int, int],
    rates: tuple[int, int],
    months: tuple[int, int],
    scores: tuple[int, int],
    common: int,
) -> None:
    request = replace(
        REQUEST,
        amount_min=Decimal(1),
        amount_max=Decimal(amounts[0]),
        max_rate=Decimal(rates[0]) / 1000,
        term_months=months[0],
        score=scores[0],
    )
    offer = replace(
        OFFER,
        amount_min=Decimal(1),
        amount_max=Decimal(amounts[1]),
        min_rate=Decimal(rates[1]) / 1000,
        preferred_term_months=months[1],
        max_term_months=120,
        min_score=scores[1],
    )
    found = score(request, offer, PairFacts(common_partners=common))
    assert all(0 <= term.points <= term.full and term.sentence for term in found.terms)
    assert found.total == sum(term.points for term in found.terms)


def test_ties_are_stable_within_a_day_and_change_with_day_and_user() -> None:
    tomorrow = date(2026, 6, 2)
    assert tie_key(1, 2, TODAY) == tie_key(1, 2, TODAY)
    assert len({tie_key(1, 2, TODAY), tie_key(1, 2, tomorrow), tie_key(1, 3, TODAY), tie_key(2, 2, TODAY)}) == 4


def test_no_one_is_always_first_among_equals() -> None:
    def order(day: date) -> list[int]:
        return ranked(range(5), total=lambda _: Decimal(50), item_id=lambda item: item, user_id=7, day=day)

    assert {order(date(2026, 6, day))[0] for day in range(1, 31)} == set(range(5))


def test_a_higher_total_comes_first() -> None:
    totals = {1: Decimal("50.01"), 2: Decimal("77.42"), 3: Decimal("50.02")}
    assert ranked(totals, total=totals.__getitem__, item_id=lambda item: item, user_id=1, day=TODAY) == [2, 3, 1]


def test_matching_does_not_depend_on_who_looks() -> None:
    swapped = replace(OFFER, party=PartyFacts(99, province_code="440000", city_code="440100", industry_section="C"))
    assert score(REQUEST, swapped, PARTNERS) == score(REQUEST, OFFER, PARTNERS)
