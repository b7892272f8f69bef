"""Near misses: one adjustable constraint fails, and what would mend it (domain.md section 5, Explain)."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.matching.loan_pairs import CAP, OFFER, PARTNERS, REQUEST, TODAY
from zczr.domain.matching.loan import (
    Change,
    LoanOfferFacts,
    LoanRequestFacts,
    NearMiss,
    PairFacts,
    Reason,
    SecurityMode,
    Side,
    hard_failures,
    near_miss,
    near_miss_summary,
)

MORTGAGE_ONLY = frozenset({SecurityMode.MORTGAGE})
LICENSED = replace(OFFER.party, licensed=True)


def missed(
    viewer: Side,
    request: LoanRequestFacts = REQUEST,
    offer: LoanOfferFacts = OFFER,
    pair: PairFacts = PARTNERS,
    cap: Decimal | None = CAP,
) -> NearMiss | None:
    return near_miss(request, offer, hard_failures(request, offer, pair, TODAY, cap), cap, viewer)


def condition(viewer: Side, request: LoanRequestFacts = REQUEST, offer: LoanOfferFacts = OFFER) -> str | None:
    found = missed(viewer, request, offer)
    return None if found is None else found.condition


def wants(**changed: object) -> LoanRequestFacts:
    return replace(REQUEST, **changed)  # type: ignore[arg-type]


def gives(**changed: object) -> LoanOfferFacts:
    return replace(OFFER, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("request_", "offer", "for_borrower", "for_lender"),
    [
        (
            REQUEST, gives(min_rate=Decimal("0.061")),
            "若最高利率提高 0.5 个百分点", "若最低利率降低 0.5 个百分点",
        ),
        (
            REQUEST, gives(min_rate=Decimal("0.0651")),
            "若最高利率提高 1 个百分点", "若最低利率降低 1 个百分点",
        ),
        (
            wants(amount_min=Decimal(115_000)), OFFER,
            "若借款金额下限降低 2 万元", "若可贷金额上限提高 2 万元",
        ),
        (
            REQUEST, gives(amount_min=Decimal(150_000), amount_max=Decimal(200_000)),
            "若借款金额上限提高 3 万元", "若可贷金额下限降低 3 万元",
        ),
        (wants(term_months=15), OFFER, "若借款期限缩短 3 个月", "若最长期限延长 3 个月"),
        (REQUEST, gives(min_term_months=9), "若借款期限延长 3 个月", "若最短期限缩短 3 个月"),
        (
            wants(security_modes=frozenset({SecurityMode.UNSECURED})), OFFER,
            "若增加抵押或担保作为风控方式", "若接受信用作为风控方式",
        ),
        (
            REQUEST, gives(security_modes=MORTGAGE_ONLY, max_advance_rate=Decimal("0.35")),
            "若抵押物市值增加 3 万元", "若抵押率要求放宽 5 个百分点",
        ),
        (wants(score=50), OFFER, None, "若最低信用等级放宽到 BB"),
        (REQUEST, gives(excluded_industries=frozenset({"C"})), None, "若不再排除其所属行业"),
        (REQUEST, gives(excluded_regions=frozenset({"440100"})), None, "若不再排除其所在地区"),
        (wants(max_rate=Decimal("0.124")), OFFER, "若最高利率降低 0.5 个百分点", None),
        (wants(headroom=Decimal(60_000)), OFFER, "若借款金额下限降低 2 万元", None),
        (
            wants(amount_min=Decimal(10_000), headroom=Decimal(45_000)), OFFER,
            None, "若可贷金额下限降低 1 万元",
        ),
        (REQUEST, gives(paid_loans=9), None, None),
    ],
)  # fmt: skip
def test_the_one_change_is_named_for_the_side_that_can_make_it(
    request_: LoanRequestFacts, offer: LoanOfferFacts, for_borrower: str | None, for_lender: str | None
) -> None:
    assert condition(Side.REQUEST, request_, offer) == for_borrower
    assert condition(Side.OFFER, request_, offer) == for_lender


def test_a_match_and_two_failures_are_no_near_misses() -> None:
    assert missed(Side.REQUEST) is None
    two = replace(REQUEST, term_months=15, security_modes=frozenset())
    assert missed(Side.REQUEST, two) is None


def test_what_cannot_be_adjusted_is_no_near_miss() -> None:
    assert missed(Side.REQUEST, pair=replace(PARTNERS, blocked=True)) is None
    assert missed(Side.OFFER, pair=replace(PARTNERS, common_controller=True)) is None
    assert missed(Side.REQUEST, cap=None) is None


def test_no_rate_above_the_cap_is_suggested_to_the_borrower() -> None:
    near_cap = replace(REQUEST, max_rate=Decimal("0.118"))
    at_cap = missed(Side.REQUEST, near_cap, replace(OFFER, min_rate=Decimal("0.12")))
    assert at_cap is not None
    # Half a point up would be 12.3%: the change stops at the cap.
    assert at_cap.size == Decimal("0.002")
    over = replace(OFFER, min_rate=Decimal("0.121"))
    assert missed(Side.REQUEST, near_cap, over) is None
    assert missed(Side.REQUEST, near_cap, replace(over, party=LICENSED)) is not None


def test_an_amount_is_never_lowered_to_nothing() -> None:
    small = replace(REQUEST, amount_min=Decimal(9_000), headroom=Decimal(5_000))
    found = missed(Side.REQUEST, small, replace(OFFER, amount_min=Decimal(1_000)))
    assert found is not None
    assert found.size == Decimal(4_000)


@pytest.mark.parametrize(
    ("viewer", "request_", "offer"),
    [
        (Side.REQUEST, REQUEST, gives(min_rate=Decimal("0.0651"))),
        (Side.REQUEST, wants(term_months=15), OFFER),
        (Side.REQUEST, REQUEST, gives(amount_min=Decimal(150_000), amount_max=Decimal(200_000))),
    ],
)
def test_the_named_change_makes_the_match(viewer: Side, request_: LoanRequestFacts, offer: LoanOfferFacts) -> None:
    found = missed(viewer, request_, offer)
    assert found is not None
    changed = {
        "raise_max_rate": lambda: replace(request_, max_rate=request_.max_rate + found.size),
        "shorten_term": lambda: replace(request_, term_months=request_.term_months - int(found.size)),
        "raise_request_max": lambda: replace(request_, amount_max=request_.amount_max + found.size),
    }[found.change.value]()
    assert hard_failures(changed, offer, PARTNERS, TODAY, CAP) == ()


def lenders(*least_rates: str) -> list[NearMiss]:
    found = []
    for organization_id, least in enumerate(least_rates, start=100):
        party = replace(OFFER.party, organization_id=organization_id)
        miss = missed(Side.REQUEST, offer=replace(OFFER, party=party, min_rate=Decimal(least)))
        assert miss is not None
        found.append(miss)
    return found


def test_the_summary_counts_the_organizations_a_change_would_bring() -> None:
    (line,) = near_miss_summary(lenders("0.061", "0.0625", "0.065"))
    assert line.sentence == "若最高利率提高 0.5 个百分点，多 3 家"
    assert line.organizations == 3


def test_a_larger_change_brings_those_of_the_smaller_too() -> None:
    lines = near_miss_summary(lenders("0.061", "0.065", "0.07"))
    assert [line.sentence for line in lines] == [
        "若最高利率提高 0.5 个百分点，多 2 家",
        "若最高利率提高 1 个百分点，多 3 家",
    ]


def test_a_larger_step_that_brings_no_more_is_not_named() -> None:
    one = lenders("0.061", "0.062")
    again = [replace(each, organization_id=100) for each in lenders("0.066", "0.071", "0.081")]
    assert [line.sentence for line in near_miss_summary(one + again)] == ["若最高利率提高 0.5 个百分点，多 2 家"]


def test_of_many_steps_the_smallest_and_the_one_that_brings_most_are_named() -> None:
    lines = near_miss_summary(lenders("0.061", "0.066", "0.071", "0.076", "0.081"))
    assert [line.sentence for line in lines] == [
        "若最高利率提高 0.5 个百分点，多 1 家",
        "若最高利率提高 2.5 个百分点，多 5 家",
    ]


def test_of_many_kinds_of_security_the_two_that_bring_most_are_named() -> None:
    misses = []
    for organization_id, mode in enumerate(
        [SecurityMode.MORTGAGE, SecurityMode.GUARANTEE, SecurityMode.GUARANTEE, SecurityMode.OTHER, SecurityMode.OTHER]
    ):
        offer = gives(
            security_modes=frozenset({mode}), party=replace(OFFER.party, organization_id=organization_id + 100)
        )
        miss = missed(Side.REQUEST, wants(security_modes=frozenset({SecurityMode.UNSECURED})), offer)
        assert miss is not None
        misses.append(miss)
    assert [line.sentence for line in near_miss_summary(misses)] == [
        "若增加其他作为风控方式，多 2 家",
        "若增加担保作为风控方式，多 2 家",
    ]


@given(
    st.lists(
        st.builds(
            NearMiss,
            st.integers(1, 6),
            st.just(Reason.RATE_APART),
            st.sampled_from([Change.RAISE_MAX_RATE, Change.ADD_SECURITY]),
            st.sampled_from([Decimal(0), Decimal(1), Decimal(2), Decimal(5)]),
            st.sampled_from(["甲", "乙", "丙"]),
        ),
        max_size=30,
    )
)
def test_a_summary_is_short_and_each_larger_step_brings_more(misses: list[NearMiss]) -> None:
    lines = near_miss_summary(misses)
    for change in Change:
        steps = [line for line in lines if line.change is change and line.size]
        assert len(steps) <= 2
        assert len([line for line in lines if line.change is change and not line.size]) <= 2
        assert all(one.size < two.size and one.organizations < two.organizations for one, two in pairwise(steps))
        everybody = {miss.organization_id for miss in misses if miss.change is change and miss.size}
        assert max((line.organizations for line in steps), default=0) == len(everybody)


def test_two_postings_of_one_organization_count_once() -> None:
    twice = lenders("0.061") + lenders("0.062")
    assert [line.organizations for line in near_miss_summary(twice)] == [1]


def test_lowering_the_grade_further_brings_the_better_grades_too() -> None:
    misses = []
    for organization_id, own in ((1, 50), (2, 46), (3, 40)):
        party = replace(REQUEST.party, organization_id=organization_id)
        miss = missed(Side.OFFER, replace(REQUEST, party=party, score=own))
        assert miss is not None
        misses.append(miss)
    assert [line.sentence for line in near_miss_summary(misses)] == [
        "若最低信用等级放宽到 BB，多 2 家",
        "若最低信用等级放宽到 B，多 3 家",
    ]


def test_different_kinds_of_change_are_counted_apart() -> None:
    shorter = missed(Side.REQUEST, replace(REQUEST, term_months=15))
    unsecured = missed(Side.REQUEST, replace(REQUEST, security_modes=frozenset({SecurityMode.OTHER})))
    assert shorter is not None
    assert unsecured is not None
    assert [line.sentence for line in near_miss_summary([unsecured, shorter])] == [
        "若借款期限缩短 3 个月，多 1 家",
        "若增加抵押或担保作为风控方式，多 1 家",
    ]
