"""Discount, yield, cap and late interest of a claim (domain.md sections 3 and 5), the manual's three rows first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.claims.kinds import ClaimKind, DebtorKind
from zczr.domain.claims.pricing import (
    Figures,
    YieldStanding,
    annual_yield,
    days_left,
    discount_of,
    figures_of,
    late_interest,
    lowest_price,
    over_cap,
    yield_standing,
)
from zczr.domain.rates import percent_text

MANUAL_DAY = date(2017, 8, 4)
LPR = Decimal("0.03")
money = st.decimals(min_value=1, max_value=100_000_000, places=2)
days = st.integers(1, 3660)
rates = st.decimals(min_value="0.005", max_value="0.08", places=4)


@pytest.mark.parametrize(
    ("face", "due_on", "days_", "yield_", "discounted"),
    [
        (590_000, date(2018, 4, 1), 240, "27.37%", "15.25%"),
        (600_000, date(2020, 4, 2), 972, "7.51%", "16.67%"),
        (700_000, date(2019, 7, 1), 696, "20.98%", "28.57%"),
    ],
)
def test_the_three_rows_of_the_manual(face: int, due_on: date, days_: int, yield_: str, discounted: str) -> None:
    found = figures_of(Decimal(face), Decimal(500_000), due_on, MANUAL_DAY)
    assert found.days == days_
    assert found.annual_yield is not None
    assert percent_text(found.annual_yield, 2) == yield_
    assert found.discount is not None
    assert percent_text(found.discount, 2) == discounted


def test_a_form_half_filled_in_shows_what_can_be_told() -> None:
    face, price, due_on = Decimal(100), Decimal(90), date(2017, 8, 14)
    assert figures_of(None, None, None, MANUAL_DAY) == Figures(None, None, None)
    assert figures_of(face, price, None, MANUAL_DAY) == Figures(Decimal("0.1"), None, None)
    assert figures_of(face, None, due_on, MANUAL_DAY) == Figures(None, 10, None)
    assert figures_of(Decimal(0), price, due_on, MANUAL_DAY).discount is None
    assert figures_of(face, Decimal(0), due_on, MANUAL_DAY).annual_yield is None


@pytest.mark.parametrize(("due_on", "left"), [((2017, 8, 5), 1), ((2017, 8, 4), 0), ((2017, 8, 3), -1)])
def test_there_is_a_yield_up_to_the_day_before_it_falls_due(due_on: tuple[int, int, int], left: int) -> None:
    assert days_left(date(*due_on), MANUAL_DAY) == left
    found = annual_yield(Decimal(101), Decimal(100), left)
    assert found == (Decimal("3.65") if left > 0 else None)


def test_above_the_face_amount_discount_and_yield_are_negative() -> None:
    assert discount_of(Decimal(100), Decimal(110)) == Decimal("-0.1")
    assert annual_yield(Decimal(100), Decimal(125), 365) == Decimal("-0.2")


@given(money, money, money, days)
def test_a_higher_price_never_raises_yield_or_discount(face: Decimal, one: Decimal, other: Decimal, left: int) -> None:
    low, high = sorted((one, other))
    at_low, at_high = annual_yield(face, low, left), annual_yield(face, high, left)
    assert at_low is not None
    assert at_high is not None
    assert at_high <= at_low
    assert discount_of(face, high) <= discount_of(face, low)


@given(money, money, days, days)
def test_a_longer_wait_never_raises_a_gain(face: Decimal, price: Decimal, one: int, other: int) -> None:
    if price <= face:
        near, far = sorted((one, other))
        assert (annual_yield(face, price, far) or 0) <= (annual_yield(face, price, near) or 0)


def test_the_cap_is_passed_by_the_smallest_excess_that_no_rounding_shows() -> None:
    # 12% for 365 days: 112 for 100.
    assert over_cap(Decimal(112), Decimal(100), 365, LPR) is False
    assert over_cap(Decimal("112.001"), Decimal(100), 365, LPR) is True
    assert annual_yield(Decimal("112.001"), Decimal(100), 365) == Decimal("0.12")


def test_without_an_lpr_or_a_day_to_wait_the_cap_says_nothing() -> None:
    assert over_cap(Decimal(200), Decimal(100), 30, None) is None
    assert over_cap(Decimal(200), Decimal(100), 0, LPR) is None
    assert yield_standing(Decimal(200), Decimal(100), 0, LPR, recourse=True, licensed_buyer=False) is (
        YieldStanding.UNKNOWN
    )


@pytest.mark.parametrize(
    ("face", "recourse", "licensed", "standing"),
    [
        ("112", True, False, YieldStanding.WITHIN),
        ("112.01", True, False, YieldStanding.BARRED),
        ("112.01", True, True, YieldStanding.FLAGGED),
        ("112.01", False, False, YieldStanding.FLAGGED),
    ],
)
def test_with_recourse_the_cap_binds_a_buyer_without_a_licence(
    face: str, recourse: bool, licensed: bool, standing: YieldStanding
) -> None:
    found = yield_standing(Decimal(face), Decimal(100), 365, LPR, recourse=recourse, licensed_buyer=licensed)
    assert found is standing


@given(money, days, rates)
def test_the_lowest_price_is_the_last_within_the_cap(face: Decimal, left: int, lpr: Decimal) -> None:
    lowest = lowest_price(face, left, lpr)
    assert over_cap(face, lowest, left, lpr) is False
    if lowest > Decimal("0.01"):
        assert over_cap(face, lowest - Decimal("0.01"), left, lpr) is True


DUE = date(2026, 6, 1)


LAW = "（《保障中小企业款项支付条例》第十七条，债权方为中小企业的适用）"


@pytest.mark.parametrize(
    ("kind", "debtor", "owes"),
    [
        (ClaimKind.RECEIVABLE, DebtorKind.PUBLIC, True),
        (ClaimKind.RECEIVABLE, DebtorKind.LARGE, True),
        (ClaimKind.RECEIVABLE, DebtorKind.SME, False),
        (ClaimKind.RECEIVABLE, None, False),
        (ClaimKind.LOAN, DebtorKind.LARGE, False),
    ],
)
def test_only_public_and_large_buyers_owe_statutory_interest(
    kind: ClaimKind, debtor: DebtorKind | None, owes: bool
) -> None:
    for day_ in (DUE, DUE + timedelta(days=10)):
        assert bool(late_interest(kind, debtor, Decimal(100_000), DUE, day_)) is owes


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (-30, "到期未付而合同没有约定的，债务方按每日 0.05% 支付"),
        (0, "到期未付而合同没有约定的，债务方按每日 0.05% 支付"),
        (1, "已逾期 1 天，合同没有约定的，按每日 0.05% 计为 50 元"),
        (10, "已逾期 10 天，合同没有约定的，按每日 0.05% 计为 500 元"),
    ],
)
def test_late_interest_runs_from_the_day_after_the_due_day(late: int, said: str) -> None:
    found = late_interest(ClaimKind.RECEIVABLE, DebtorKind.PUBLIC, Decimal(100_000), DUE, DUE + timedelta(days=late))
    assert found == said + LAW
