"""The rules of a claim's sale that need nothing but its facts: both sides of every threshold."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.claims.kinds import Recourse
from zczr.domain.claims.pricing import lowest_price
from zczr.domain.contracts.claim.filing import Sketch, days_broken, over_cap, price_broken, yield_beyond

TODAY = date(2026, 11, 25)
DUE = TODAY + timedelta(days=240)
FACE = Decimal(590_000)
LPR = Decimal("0.03")
SALE = Sketch(
    signed_on=TODAY, starts_on=TODAY, ends_on=DUE, amount=FACE, price=Decimal(560_000), pays_on=TODAY, recourse=Recourse.WITHOUT,
    notify_by=TODAY, number="ZR-1",
)  # fmt: skip
EMPTY = Sketch(
    signed_on=None, starts_on=None, ends_on=None, amount=None, price=None, pays_on=None, recourse=None, notify_by=None
)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"signed_on": day(1), "starts_on": day(1), "pays_on": day(1), "notify_by": day(1)}, ["signed_on"]),
        ({"starts_on": day(-1)}, ["starts_on"]),
        ({"starts_on": day(239)}, []),
        ({"starts_on": day(240)}, ["starts_on"]),
        ({"ends_on": day(239)}, ["ends_on"]),
        ({"ends_on": day(241)}, ["ends_on"]),
        ({"pays_on": day(-1)}, ["pays_on"]),
        ({"pays_on": day(240)}, []),
        ({"pays_on": day(241)}, ["pays_on"]),
        ({"notify_by": day(-1)}, ["notify_by"]),
        ({"notify_by": day(241)}, ["notify_by"]),
        ({"starts_on": day(-2), "ends_on": day(1), "pays_on": day(300)}, ["starts_on", "ends_on", "pays_on"]),
        # Approved ten days ago.
        ({"signed_on": day(-10), "starts_on": day(-10)}, []),
        ({"signed_on": day(-11)}, ["signed_on"]),
        ({"signed_on": day(-11), "starts_on": day(-11)}, ["signed_on", "starts_on"]),
        ({"starts_on": day(-11)}, ["starts_on"]),
        ({"signed_on": None, "starts_on": day(-11)}, ["starts_on"]),
    ],
)
def test_days_that_cannot_be_are_told_at_their_fields(change: dict[str, date], fields: list[str]) -> None:
    broken = days_broken(replace(SALE, **change), approved_on=day(-10), due_on=DUE, today=TODAY)
    assert [each.field for each in broken] == fields


@pytest.mark.parametrize(
    ("amount", "price", "fields"),
    [
        ("590000", "560000", []),
        ("590000", "590000", []),
        ("590000", "590000.01", ["price"]),
        ("589999.99", "560000", ["amount"]),
        ("590000.01", "560000", ["amount"]),
        ("59", "600000", ["amount", "price"]),
    ],
)
def test_the_whole_claim_is_sold_and_not_above_what_it_says(amount: str, price: str, fields: list[str]) -> None:
    broken = price_broken(replace(SALE, amount=Decimal(amount), price=Decimal(price)), face=FACE)
    assert [each.field for each in broken] == fields


LIMIT = lowest_price(FACE, 240, LPR)


@pytest.mark.parametrize(
    ("recourse", "licensed", "price", "barred", "warned"),
    [
        (Recourse.WITH, False, LIMIT, False, False),
        (Recourse.WITH, False, LIMIT - Decimal("0.01"), True, False),
        (Recourse.WITH, True, LIMIT - Decimal("0.01"), False, True),
        (Recourse.WITHOUT, False, LIMIT, False, False),
        (Recourse.WITHOUT, False, LIMIT - Decimal("0.01"), False, True),
        (Recourse.WITHOUT, True, LIMIT - Decimal("0.01"), False, True),
        (None, False, Decimal(1), False, False),
    ],
)
def test_past_the_cap_recourse_to_an_unlicensed_buyer_is_barred_and_all_else_is_told(
    recourse: Recourse | None, licensed: bool, price: Decimal, barred: bool, warned: bool
) -> None:
    sketch = replace(SALE, recourse=recourse, price=price)
    found = over_cap(sketch, LPR, licensed_buyer=licensed)
    assert ([each.field for each in found], bool(yield_beyond(sketch, LPR, licensed_buyer=licensed))) == (
        ["price"] if barred else [],
        warned,
    )
    if barred:
        assert "546,851.20" in found[0].sentence
        assert "年化收益率 12.01% 超过法定上限 12.00%" in found[0].sentence


def test_what_is_open_breaks_nothing() -> None:
    assert days_broken(EMPTY, approved_on=TODAY, due_on=DUE, today=TODAY) == []
    assert price_broken(EMPTY, face=FACE) == []
    assert over_cap(EMPTY, LPR, licensed_buyer=False) == []
    assert yield_beyond(EMPTY, LPR, licensed_buyer=False) == ""


@given(
    price=st.decimals(min_value=1, max_value=590_000, places=2),
    days=st.integers(min_value=1, max_value=3650),
    recourse=st.sampled_from(Recourse),
    licensed=st.booleans(),
)
def test_no_sale_is_both_barred_and_merely_warned_of(
    price: Decimal, days: int, recourse: Recourse, licensed: bool
) -> None:
    sketch = replace(SALE, price=price, ends_on=TODAY + timedelta(days=days), recourse=recourse)
    barred = over_cap(sketch, LPR, licensed_buyer=licensed)
    warned = yield_beyond(sketch, LPR, licensed_buyer=licensed)
    assert not (barred and warned)
    # A higher price never makes a sale worse.
    better = replace(sketch, price=min(price + 1000, FACE))
    assert len(over_cap(better, LPR, licensed_buyer=licensed)) <= len(barred)
    assert bool(yield_beyond(better, LPR, licensed_buyer=licensed)) <= bool(warned)
