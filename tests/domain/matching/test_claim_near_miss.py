"""Near misses of claims: one thing fails, and what would mend it (domain.md section 5, Explain)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.matching.claim_pairs import CLAIM, CRITERIA, LPR, PARTNERS, TODAY
from domain.matching.test_claim_constraints import sold, wanted
from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.matching.claim import Change, ClaimFacts, CriteriaFacts, Side, hard_failures, near_miss
from zczr.domain.matching.near_miss import NearMiss, near_miss_summary
from zczr.domain.matching.parties import PairFacts

CONFIRMED_ONLY = frozenset({DebtorState.CONFIRMED})


def missed(
    viewer: Side, claim: ClaimFacts = CLAIM, criteria: CriteriaFacts = CRITERIA, pair: PairFacts = PARTNERS
) -> NearMiss | None:
    failures = hard_failures(claim, criteria, pair, TODAY, LPR)
    return near_miss(claim, criteria, failures, TODAY, LPR, viewer)


@pytest.mark.parametrize(
    ("claim", "criteria", "for_seller", "for_buyer"),
    [
        # 500,000 against 450,000.
        (CLAIM, wanted(amount_max=Decimal(450_000)), "若出售价格降低 5 万元", "若收购金额上限提高 5 万元"),
        (CLAIM, wanted(amount_max=Decimal(449_999)), "若出售价格降低 5.1 万元", "若收购金额上限提高 6 万元"),
        (CLAIM, wanted(amount_min=Decimal(505_000)), None, "若收购金额下限降低 1 万元"),
        # 30% a year for 240 days is a price of 492,791.76 at most.
        (CLAIM, wanted(min_yield=Decimal("0.30")), "若出售价格降低 0.8 万元", "若最低年化收益率降低 3 个百分点"),
        # 20% off is a price of 472,000.
        (CLAIM, wanted(min_discount=Decimal("0.20")), "若出售价格降低 2.8 万元", "若最低折扣降低 5 个百分点"),
        (CLAIM, wanted(max_days=231), None, "若最长剩余期限延长 10 天"),
        (CLAIM, wanted(max_days=229), None, "若最长剩余期限延长 20 天"),
        (sold(kind=ClaimKind.RENT), CRITERIA, None, "若也收购租金"),
        (
            sold(debtor_state=DebtorState.UNNOTIFIED), CRITERIA,
            "若先请债务方确权，待其打开请求", "若接受债务方“未通知”的债权",
        ),
        (
            sold(debtor_state=DebtorState.NOTIFIED), wanted(debtor_states=CONFIRMED_ONLY),
            "若先取得债务方确权", "若接受债务方“已通知”的债权",
        ),
        (sold(debtor_state=DebtorState.DISPUTED), CRITERIA, None, "若接受债务方“有争议”的债权"),
        (
            sold(debtor_state=DebtorState.CONFIRMED), wanted(debtor_states=frozenset({DebtorState.NOTIFIED})),
            None, "若接受债务方“已确权”的债权",
        ),
        (sold(seller_score=80), CRITERIA, None, "若出售方最低信用等级放宽到 C 一般"),
        (sold(seller_score=10), CRITERIA, None, "若出售方最低信用等级放宽到 E 较差"),
        # Recourse: 590,000 for 240 days at 12% is a price of 546,852.21 at least; the buyer wants 25% of yield else.
        (
            sold(recourse=True), wanted(min_yield=None, min_discount=None),
            "若出售价格提高 4.7 万元", None,
        ),
        (sold(recourse=True), CRITERIA, None, None),
        (sold(pledged=True), CRITERIA, None, None),
        (sold(due_on=TODAY + timedelta(days=3)), CRITERIA, None, None),
    ],
)  # fmt: skip
def test_the_one_change_is_named_for_the_side_that_can_make_it(
    claim: ClaimFacts, criteria: CriteriaFacts, for_seller: str | None, for_buyer: str | None
) -> None:
    seller, buyer = missed(Side.CLAIM, claim, criteria), missed(Side.CRITERIA, claim, criteria)
    assert (seller.condition if seller else None) == for_seller
    assert (buyer.condition if buyer else None) == for_buyer


def test_a_match_and_two_failures_are_no_near_misses() -> None:
    assert missed(Side.CLAIM) is None
    assert missed(Side.CRITERIA) is None
    assert missed(Side.CRITERIA, sold(kind=ClaimKind.RENT, seller_score=10)) is None
    assert missed(Side.CLAIM, pair=replace(PARTNERS, blocked=True)) is None


def test_all_that_a_price_fails_by_is_one_change_for_the_seller() -> None:
    dear = sold(price=Decimal(580_000))
    found = missed(Side.CLAIM, dear, wanted(amount_max=Decimal(550_000)))
    assert found is not None
    # 15% off decides: 501,500 at most; 25% a year is 506,705.88, the budget 550,000.
    assert found.condition == "若出售价格降低 7.9 万元"
    assert missed(Side.CRITERIA, dear, wanted(amount_max=Decimal(550_000))) is None


def test_no_price_is_suggested_that_breaks_something_else() -> None:
    # Any price low enough for the yield is below the budget's lower end.
    assert missed(Side.CLAIM, CLAIM, wanted(min_yield=Decimal("0.30"), amount_min=Decimal(495_000))) is None
    # Whole thousands would pass below it, the exact price does not.
    exact = missed(Side.CLAIM, CLAIM, wanted(min_yield=Decimal("0.30"), amount_min=Decimal("492700")))
    assert exact is not None
    assert exact.size == Decimal("7208.24")


prices = st.integers(1, 900_000).map(Decimal)


@given(prices, st.integers(15, 900), st.integers(0, 400), st.integers(0, 60), prices, prices)
def test_the_named_change_of_price_makes_the_match(
    price: Decimal, days: int, least_yield: int, least_discount: int, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    claim = sold(price=price, due_on=TODAY + timedelta(days=days))
    criteria = wanted(
        amount_min=low, amount_max=high, max_days=900,
        min_yield=Decimal(least_yield) / 1000, min_discount=Decimal(least_discount) / 100,
    )  # fmt: skip
    found = missed(Side.CLAIM, claim, criteria)
    if found is not None:
        assert found.change is Change.LOWER_PRICE
        changed = replace(claim, price=price - found.size)
        assert hard_failures(changed, criteria, PARTNERS, TODAY, LPR) == ()
    own = missed(Side.CRITERIA, claim, criteria)
    if own is not None:
        eased = {
            Change.RAISE_AMOUNT_MAX: lambda size: {"amount_max": criteria.amount_max + size},
            Change.LOWER_AMOUNT_MIN: lambda size: {"amount_min": criteria.amount_min - size},
            Change.LOWER_MIN_YIELD: lambda size: {"min_yield": (criteria.min_yield or 0) - size},
            Change.LOWER_MIN_DISCOUNT: lambda size: {"min_discount": (criteria.min_discount or 0) - size},
        }[Change(own.change)](own.size)
        assert hard_failures(claim, replace(criteria, **eased), PARTNERS, TODAY, LPR) == ()  # type: ignore[arg-type]


def test_the_summary_counts_what_each_change_would_bring_in_the_order_of_the_changes() -> None:
    misses = []
    for number, criteria in enumerate(
        [
            wanted(debtor_states=CONFIRMED_ONLY), wanted(amount_max=Decimal(490_000)),
            wanted(amount_max=Decimal(480_000)), wanted(debtor_states=CONFIRMED_ONLY),
        ]
    ):  # fmt: skip
        party = replace(CRITERIA.party, organization_id=100 + number)
        claim = sold(debtor_state=DebtorState.NOTIFIED)
        miss = missed(Side.CLAIM, claim, replace(criteria, party=party))
        assert miss is not None
        misses.append(miss)
    assert [line.sentence for line in near_miss_summary(misses)] == [
        "若出售价格降低 1 万元，多 1 家",
        "若出售价格降低 2 万元，多 2 家",
        "若先取得债务方确权，多 2 家",
    ]
