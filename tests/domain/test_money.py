"""Rounding of money by name."""

from decimal import Decimal

import pytest

from zczr.domain.money import (
    down_to_thousand,
    half_up,
    plain_text,
    to_cents,
    two_places,
    wan_from_yuan,
    wan_text,
    yuan_text,
)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("10.004", "10.00"), ("10.005", "10.01"), ("10.015", "10.02"), ("-10.005", "-10.01"), ("0", "0.00")],
)
def test_cents_round_halves_away_from_zero(amount: str, cents: str) -> None:
    assert str(to_cents(Decimal(amount))) == cents


@pytest.mark.parametrize(("amount", "down"), [("999.99", "0"), ("1000", "1000"), ("522500", "522000"), ("-1", "-1000")])
def test_thousands_round_down(amount: str, down: str) -> None:
    assert down_to_thousand(Decimal(amount)) == Decimal(down)


def test_yuan_turn_into_wan_exactly() -> None:
    assert wan_from_yuan(Decimal(125_000)) == Decimal("12.5")


def test_half_up_does_not_round_to_even() -> None:
    assert half_up(Decimal("0.605"), Decimal("0.01")) == Decimal("0.61")
    assert half_up(Decimal("0.604999"), Decimal("0.01")) == Decimal("0.60")


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.2300", "1.23"), ("1E+5", "100000"), ("-0.00", "0"), ("100", "100"), ("0.000001", "0.000001")],
)
def test_plain_text_is_canonical(value: str, text: str) -> None:
    assert plain_text(Decimal(value)) == text


def test_texts_for_readers() -> None:
    assert yuan_text(Decimal("100000.00")) == "100,000"
    assert yuan_text(Decimal("1250.5")) == "1,250.50"
    assert wan_text(Decimal("125000.00")) == "12.5"
    assert two_places(Decimal("0.2")) == "0.20"
