"""One test a hard constraint of claims, on both sides of its threshold (domain.md section 5)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.matching.claim_pairs import CLAIM, CRITERIA, LPR, PARTNERS, TODAY
from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.matching.claim import Caution, ClaimFacts, CriteriaFacts, cautions, hard_failures
from zczr.domain.matching.common import PostingState, Reason
from zczr.domain.matching.parties import PairFacts, Visibility

LICENSED = replace(CRITERIA.party, licensed=True, institution=True)


def failed(
    claim: ClaimFacts = CLAIM,
    criteria: CriteriaFacts = CRITERIA,
    pair: PairFacts = PARTNERS,
    today: date = TODAY,
    lpr: Decimal | None = LPR,
) -> tuple[Reason, ...]:
    return tuple(failure.reason for failure in hard_failures(claim, criteria, pair, today, lpr))


def sold(**changed: object) -> ClaimFacts:
    return replace(CLAIM, **changed)  # type: ignore[arg-type]


def wanted(**changed: object) -> CriteriaFacts:
    return replace(CRITERIA, **changed)  # type: ignore[arg-type]


def test_the_pair_meets_every_constraint() -> None:
    assert failed() == ()


def test_what_all_postings_must_meet_holds_for_claims_too() -> None:
    assert failed(sold(party=replace(CLAIM.party, verified=False))) == (Reason.NOT_VERIFIED,)
    assert failed(pair=replace(PARTNERS, blocked=True)) == (Reason.BLOCKED,)
    assert failed(sold(posting=PostingState(open=False))) == (Reason.NOT_OPEN,)
    for_partners = wanted(posting=PostingState(visibility=Visibility.PARTNERS))
    assert failed(criteria=for_partners) == ()
    assert failed(criteria=for_partners, pair=PairFacts()) == (Reason.NOT_VISIBLE,)


def test_nobody_buys_from_itself() -> None:
    same = replace(CRITERIA.party, organization_id=CLAIM.party.organization_id)
    assert failed(criteria=wanted(party=same)) == (Reason.SAME_ORGANIZATION,)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"held": False}, Reason.NOT_HELD),
        ({"pledged": True}, Reason.PLEDGED),
        ({"duplicated": True}, Reason.DUPLICATED),
    ],
)
def test_a_claim_must_be_the_sellers_free_and_the_only_one(changed: dict[str, bool], reason: Reason) -> None:
    assert failed(sold(**changed)) == (reason,)


def test_the_debtor_does_not_buy_its_own_debt() -> None:
    assert failed(criteria=wanted(buyer_uscc=CLAIM.debtor_uscc)) == (Reason.BUYER_IS_DEBTOR,)
    nameless = sold(debtor_uscc="", debtor_name=CRITERIA.buyer_name)
    assert failed(nameless) == (Reason.BUYER_IS_DEBTOR,)
    # Two of one name are told apart by their codes.
    assert failed(sold(debtor_name=CRITERIA.buyer_name)) == ()


@pytest.mark.parametrize(("bought", "locked"), [("2017-07-28", True), ("2017-07-27", False), (None, False)])
def test_what_was_bought_is_sold_again_after_five_trading_days(bought: str | None, locked: bool) -> None:
    # 2017-08-04 is the fifth trading day after Friday 07-28, the sixth after Thursday 07-27.
    on = None if bought is None else date.fromisoformat(bought)
    assert failed(sold(bought_on=on)) == ((Reason.RESALE_LOCKED,) if locked else ())


@pytest.mark.parametrize(
    ("low", "high", "reasons"),
    [
        ("500000", "800000", ()),
        ("500000.01", "800000", (Reason.PRICE_TOO_LOW,)),
        ("400000", "500000", ()),
        ("400000", "499999.99", (Reason.PRICE_TOO_HIGH,)),
    ],
)
def test_the_price_must_be_within_the_budget(low: str, high: str, reasons: tuple[Reason, ...]) -> None:
    assert failed(criteria=wanted(amount_min=Decimal(low), amount_max=Decimal(high))) == reasons


@pytest.mark.parametrize(("days", "soon"), [(15, False), (14, True), (0, True), (-3, True)])
def test_fifteen_days_must_be_left(days: int, soon: bool) -> None:
    claim = sold(due_on=TODAY + timedelta(days=days))
    assert failed(claim) == ((Reason.DUE_TOO_SOON,) if soon else ())


@pytest.mark.parametrize(("most", "long"), [(240, False), (239, True)])
def test_no_more_days_than_the_buyer_takes(most: int, long: bool) -> None:
    assert failed(criteria=wanted(max_days=most)) == ((Reason.DAYS_TOO_LONG,) if long else ())


@pytest.mark.parametrize(("least", "low"), [("0.27375", False), ("0.273751", True), (None, False)])
def test_the_exact_yield_must_reach_the_buyers_minimum(least: str | None, low: bool) -> None:
    criteria = wanted(min_yield=None if least is None else Decimal(least))
    assert failed(criteria=criteria) == ((Reason.YIELD_TOO_LOW,) if low else ())


@pytest.mark.parametrize(("least", "low"), [("0.152542", False), ("0.152543", True), (None, False)])
def test_the_exact_discount_must_reach_the_buyers_minimum(least: str | None, low: bool) -> None:
    criteria = wanted(min_discount=None if least is None else Decimal(least))
    assert failed(criteria=criteria) == ((Reason.DISCOUNT_TOO_LOW,) if low else ())


def test_with_recourse_a_buyer_without_a_licence_is_bound_by_the_cap() -> None:
    # 27.37% against 12%.
    assert failed(sold(recourse=True)) == (Reason.YIELD_OVER_CAP,)
    assert failed(sold(recourse=True), wanted(party=LICENSED)) == ()
    assert failed(sold(recourse=True), lpr=None) == (Reason.CAP_UNKNOWN,)
    assert failed(lpr=None) == ()
    dear = sold(recourse=True, price=Decimal(560_000))
    assert failed(dear, wanted(min_yield=None, min_discount=None)) == ()


def test_kinds_and_states_of_the_debtor_are_those_the_buyer_takes() -> None:
    assert failed(sold(kind=ClaimKind.RENT)) == (Reason.KIND_NOT_TAKEN,)
    assert failed(sold(kind=ClaimKind.RENT), wanted(kinds=frozenset())) == ()
    assert failed(sold(debtor_state=DebtorState.UNNOTIFIED)) == (Reason.DEBTOR_STATE_NOT_TAKEN,)
    assert failed(sold(debtor_state=DebtorState.DISPUTED), wanted(debtor_states=frozenset())) == ()


@pytest.mark.parametrize(("own", "low"), [(90, False), (89, True)])
def test_the_sellers_credit_must_reach_the_buyers_minimum(own: int, low: bool) -> None:
    assert failed(sold(seller_score=own)) == ((Reason.SELLER_GRADE_TOO_LOW,) if low else ())


def test_a_yield_above_the_cap_and_a_dispute_are_told_without_barring() -> None:
    assert cautions(CLAIM, CRITERIA, TODAY, LPR) == (Caution.YIELD_OVER_CAP,)
    assert cautions(sold(price=Decimal(560_000)), CRITERIA, TODAY, LPR) == ()
    disputed = sold(debtor_state=DebtorState.DISPUTED)
    assert cautions(disputed, CRITERIA, TODAY, LPR) == (Caution.YIELD_OVER_CAP, Caution.DISPUTED)


def test_every_failed_constraint_is_reported_with_a_sentence() -> None:
    worst = sold(held=False, kind=ClaimKind.OTHER, price=Decimal(900_000), seller_score=0)
    failures = hard_failures(worst, CRITERIA, PARTNERS, TODAY, LPR)
    assert [failure.reason for failure in failures] == [
        Reason.NOT_HELD,
        Reason.PRICE_TOO_HIGH,
        Reason.YIELD_TOO_LOW,
        Reason.DISCOUNT_TOO_LOW,
        Reason.KIND_NOT_TAKEN,
        Reason.SELLER_GRADE_TOO_LOW,
    ]
    assert all(failure.sentence.endswith("。") for failure in failures)
