"""Capital amounts and ordinals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.contracts.numerals import capital_amount, ordinal


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        ("0", "人民币零元整"),
        ("1", "人民币壹元整"),
        ("10", "人民币壹拾元整"),
        ("100000", "人民币壹拾万元整"),
        ("120000", "人民币壹拾贰万元整"),
        ("1000000", "人民币壹佰万元整"),
        ("10001", "人民币壹万零壹元整"),
        ("10100", "人民币壹万零壹佰元整"),
        ("11000", "人民币壹万壹仟元整"),
        ("101000", "人民币壹拾万壹仟元整"),
        ("1005", "人民币壹仟零伍元整"),
        ("1050", "人民币壹仟零伍拾元整"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("123456789.12", "人民币壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("0.50", "人民币伍角整"),
        ("0.05", "人民币伍分"),
        ("9999999999999999.99", "人民币玖仟玖佰玖拾玖万亿玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_are_written_as_banks_write_them(yuan: str, text: str) -> None:
    assert capital_amount(Decimal(yuan)) == text


@pytest.mark.parametrize("yuan", ["-1", "0.001", "10000000000000000"])
def test_amounts_that_cannot_be_written_are_refused(yuan: str) -> None:
    with pytest.raises(ValueError, match="capital amount"):
        capital_amount(Decimal(yuan))


def read_back(text: str) -> Decimal:
    """Read a capital amount by adding up its digits, places and groups."""
    total, group, digit = Decimal(0), 0, 0
    for character in text.removeprefix("人民币"):
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in "拾佰仟":
            group += digit * 10 ** ("拾佰仟".index(character) + 1)
            digit = 0
        elif character in "万亿":
            total += (group + digit) * {"万": 10**4, "亿": 10**8}[character]
            group = digit = 0
        elif character == "元":
            total += group + digit
            group = digit = 0
        elif character in "角分":
            total += Decimal(digit) / (10 if character == "角" else 100)
            digit = 0
    return total


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_every_amount_below_a_trillion_reads_back(cents: int) -> None:
    assert read_back(capital_amount(Decimal(cents) / 100)) == Decimal(cents) / 100


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_no_amount_has_two_zeros_together_or_a_zero_before_a_place(cents: int) -> None:
    text = capital_amount(Decimal(cents) / 100)
    assert "零零" not in text
    assert not any(f"零{place}" in text for place in "拾佰仟万亿角分")


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (99, "九十九")]
)
def test_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text


@pytest.mark.parametrize("number", [0, 100])
def test_ordinals_end_at_ninety_nine(number: int) -> None:
    with pytest.raises(ValueError, match="ordinals"):
        ordinal(number)
