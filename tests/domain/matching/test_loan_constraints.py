"""One test a hard constraint, on both sides of its threshold (domain.md section 5)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.matching.loan_pairs import CAP, OFFER, PARTNERS, REQUEST, TODAY
from zczr.domain.matching.lender_counter import (
    LenderStanding,
    lender_standing,
    window_start,
)
from zczr.domain.matching.loan import (
    Caution,
    LoanOfferFacts,
    LoanRequestFacts,
    PairFacts,
    PostingState,
    Reason,
    SecurityMode,
    Visibility,
    cautions,
    hard_failures,
)


def failed(
    request: LoanRequestFacts = REQUEST,
    offer: LoanOfferFacts = OFFER,
    pair: PairFacts = PARTNERS,
    today: date = TODAY,
    rate_cap: Decimal | None = CAP,
) -> tuple[Reason, ...]:
    return tuple(failure.reason for failure in hard_failures(request, offer, pair, today, rate_cap))


def test_the_published_pair_meets_every_constraint() -> None:
    assert failed() == ()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"verified": False}, Reason.NOT_VERIFIED),
        ({"active": False}, Reason.NOT_ACTIVE),
        ({"on_dishonest_list": True}, Reason.DISHONEST),
    ],
)
def test_each_side_must_be_verified_active_and_honest(changed: dict[str, bool], reason: Reason) -> None:
    assert failed(request=replace(REQUEST, party=replace(REQUEST.party, **changed))) == (reason,)
    assert failed(offer=replace(OFFER, party=replace(OFFER.party, **changed))) == (reason,)


def test_nobody_lends_to_itself() -> None:
    same = replace(OFFER, party=replace(OFFER.party, organization_id=REQUEST.party.organization_id))
    assert failed(offer=same) == (Reason.SAME_ORGANIZATION,)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"common_controller": True}, Reason.COMMON_CONTROLLER),
        ({"related_parties": True}, Reason.COMMON_CONTROLLER),
        ({"blocked": True}, Reason.BLOCKED),
    ],
)
def test_a_pair_is_barred_by_control_or_a_block(changed: dict[str, bool], reason: Reason) -> None:
    assert failed(pair=replace(PARTNERS, **changed)) == (reason,)  # type: ignore[arg-type]


def test_both_postings_must_be_open() -> None:
    closed = PostingState(open=False)
    assert failed(request=replace(REQUEST, posting=closed)) == (Reason.NOT_OPEN,)
    assert failed(offer=replace(OFFER, posting=closed)) == (Reason.NOT_OPEN,)


def test_a_posting_is_open_through_its_last_day() -> None:
    last_day = replace(OFFER, posting=PostingState(expires_on=TODAY))
    assert failed(offer=last_day) == ()
    assert failed(offer=last_day, today=date(2026, 6, 2)) == (Reason.EXPIRED,)
    assert failed(request=replace(REQUEST, posting=PostingState(expires_on=date(2026, 5, 31)))) == (Reason.EXPIRED,)


def test_a_posting_for_partners_is_seen_by_partners_only() -> None:
    for_partners = replace(REQUEST, posting=PostingState(visibility=Visibility.PARTNERS))
    assert failed(request=for_partners) == ()
    assert failed(request=for_partners, pair=PairFacts(common_partners=4)) == (Reason.NOT_VISIBLE,)


def test_a_posting_for_institutions_is_seen_by_institutions_only() -> None:
    for_institutions = replace(REQUEST, posting=PostingState(visibility=Visibility.INSTITUTIONS))
    assert failed(request=for_institutions) == (Reason.NOT_VISIBLE,)
    bank = replace(OFFER, party=replace(OFFER.party, institution=True))
    assert failed(request=for_institutions, offer=bank) == ()
    assert failed(offer=replace(OFFER, posting=PostingState(visibility=Visibility.INSTITUTIONS))) == (
        Reason.NOT_VISIBLE,
    )


@pytest.mark.parametrize(
    ("low", "high", "apart"),
    [("50000", "79999.99", True), ("50000", "80000", False), ("120000", "200000", False), ("120000.01", "2E5", True)],
)
def test_the_amount_ranges_must_overlap(low: str, high: str, apart: bool) -> None:
    offer = replace(OFFER, amount_min=Decimal(low), amount_max=Decimal(high))
    assert (Reason.AMOUNT_APART in failed(offer=offer)) is apart


def test_the_lenders_minimum_must_not_pass_the_borrowers_maximum() -> None:
    assert failed(offer=replace(OFFER, min_rate=Decimal("0.06"))) == ()
    assert failed(offer=replace(OFFER, min_rate=Decimal("0.060001"))) == (Reason.RATE_APART,)
    assert failed(offer=replace(OFFER, min_rate=None)) == ()


def test_the_rate_cap_is_hard_for_enterprises_and_a_caution_for_licensed_institutions() -> None:
    at_cap = replace(REQUEST, max_rate=CAP)
    above = replace(REQUEST, max_rate=Decimal("0.120001"))
    licensed = replace(OFFER, party=replace(OFFER.party, licensed=True, institution=True))
    assert failed(request=at_cap) == ()
    assert failed(request=above) == (Reason.RATE_OVER_CAP,)
    assert failed(request=above, offer=licensed) == ()
    assert cautions(at_cap, licensed, CAP) == ()
    assert cautions(above, licensed, CAP) == (Caution.RATE_OVER_CAP,)


def test_an_institution_without_a_verified_licence_is_bound_by_the_cap() -> None:
    unlicensed = replace(OFFER, party=replace(OFFER.party, institution=True))
    assert failed(request=replace(REQUEST, max_rate=Decimal("0.13")), offer=unlicensed) == (Reason.RATE_OVER_CAP,)


def test_without_an_lpr_an_enterprise_lender_cannot_be_checked() -> None:
    licensed = replace(OFFER, party=replace(OFFER.party, licensed=True))
    assert failed(rate_cap=None) == (Reason.CAP_UNKNOWN,)
    assert failed(offer=licensed, rate_cap=None) == ()


@pytest.mark.parametrize(("months", "apart"), [(2, True), (3, False), (12, False), (13, True)])
def test_the_term_must_lie_within_the_lenders_bounds(months: int, apart: bool) -> None:
    offer = replace(OFFER, min_term_months=3)
    assert failed(request=replace(REQUEST, term_months=months), offer=offer) == ((Reason.TERM_APART,) if apart else ())


def test_a_required_security_must_be_offered() -> None:
    needs_guarantee = replace(OFFER, security_modes=frozenset({SecurityMode.GUARANTEE}))
    assert failed(offer=needs_guarantee) == (Reason.SECURITY_MISSING,)
    both = replace(REQUEST, security_modes=frozenset({SecurityMode.MORTGAGE, SecurityMode.GUARANTEE}))
    assert failed(request=both, offer=needs_guarantee) == ()
    assert (
        failed(request=replace(REQUEST, security_modes=frozenset()), offer=replace(OFFER, security_modes=frozenset()))
        == ()
    )


def test_on_a_mortgage_alone_the_advance_rate_is_kept() -> None:
    # The smallest deal is 80,000 on a value of 200,000.
    assert failed(offer=replace(OFFER, max_advance_rate=Decimal("0.4"))) == ()
    strict = replace(OFFER, max_advance_rate=Decimal("0.399999"))
    assert failed(offer=strict) == (Reason.ADVANCE_TOO_HIGH,)
    assert failed(request=replace(REQUEST, collateral_value=None), offer=strict) == (Reason.ADVANCE_TOO_HIGH,)
    with_guarantee = replace(REQUEST, security_modes=frozenset({SecurityMode.MORTGAGE, SecurityMode.GUARANTEE}))
    assert failed(request=with_guarantee, offer=strict) == ()


def test_the_score_must_reach_the_lenders_minimum() -> None:
    assert failed(request=replace(REQUEST, score=55)) == ()
    assert failed(request=replace(REQUEST, score=54)) == (Reason.GRADE_TOO_LOW,)


def test_excluded_industries_and_regions_are_not_matched() -> None:
    assert failed(offer=replace(OFFER, excluded_industries=frozenset({"K"}))) == ()
    assert failed(offer=replace(OFFER, excluded_industries=frozenset({"C"}))) == (Reason.INDUSTRY_EXCLUDED,)
    assert failed(offer=replace(OFFER, excluded_regions=frozenset({"440300"}))) == ()
    for code in ("440100", "440000"):
        assert failed(offer=replace(OFFER, excluded_regions=frozenset({code}))) == (Reason.REGION_EXCLUDED,)


def test_a_lender_is_warned_at_5_loans_and_barred_at_9_unless_licensed() -> None:
    licensed = replace(OFFER, party=replace(OFFER.party, licensed=True))
    assert cautions(REQUEST, replace(OFFER, paid_loans=4), CAP) == ()
    assert cautions(REQUEST, replace(OFFER, paid_loans=5), CAP) == (Caution.LENDER_COUNT,)
    assert failed(offer=replace(OFFER, paid_loans=8)) == ()
    assert failed(offer=replace(OFFER, paid_loans=9)) == (Reason.LENDER_COUNT,)
    assert failed(offer=replace(licensed, paid_loans=900)) == ()
    assert lender_standing(900, licensed=True) is LenderStanding.FREE


def test_the_window_begins_on_the_same_day_24_months_ago() -> None:
    assert window_start(date(2026, 6, 1)) == date(2024, 6, 1)
    assert window_start(date(2028, 2, 29)) == date(2026, 2, 28)


def test_the_borrowers_headroom_must_hold_the_smallest_deal_unless_the_lender_is_licensed() -> None:
    licensed = replace(OFFER, party=replace(OFFER.party, licensed=True))
    exact = replace(REQUEST, headroom=Decimal(80_000))
    short = replace(REQUEST, headroom=Decimal("79999.99"))
    assert failed(request=exact) == ()
    assert failed(request=short) == (Reason.BORROWER_HEADROOM,)
    assert failed(request=short, offer=licensed) == ()
    assert failed(request=replace(REQUEST, headroom=None)) == ()


def test_every_failed_constraint_is_reported_with_a_sentence() -> None:
    worst = replace(REQUEST, score=0, term_months=60, max_rate=Decimal("0.01"))
    failures = hard_failures(worst, OFFER, replace(PARTNERS, blocked=True), TODAY, CAP)
    assert [failure.reason for failure in failures] == [
        Reason.BLOCKED,
        Reason.RATE_APART,
        Reason.TERM_APART,
        Reason.GRADE_TOO_LOW,
    ]
    assert all(failure.sentence.endswith("。") for failure in failures)
