"""Figures as people type them: understood, or told how to write them."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.written.figures import NotAFigure, rate, share, whole, yuan

WAN = 10_000


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("20", "200000"),
        ("２０万", "200000"),
        ("20万元", "200000"),
        ("20 万", "200000"),
        ("1,250.50", "12505000"),
        ("１，２５０", "12500000"),
        ("200000元", "200000"),
        ("人民币20", "200000"),
        ("¥20", "200000"),
        ("￥２０", "200000"),
        ("1.5亿", "150000000"),
        (".5", "5000"),
        ("0", "0"),
        ("+3", "30000"),
        ("0.000001", "0.01"),
        ("000000000000000020", "200000"),
        ("20.0000000000", "200000"),
    ],
)
def test_an_amount_in_wan_is_understood(typed: str, amount: str) -> None:
    assert yuan(typed, unit=WAN) == Decimal(amount)


def test_a_bare_figure_means_the_unit_of_its_field_and_a_written_unit_wins() -> None:
    assert (yuan("20", unit=1), yuan("20", unit=WAN), yuan("20万", unit=1)) == (20, 200_000, 200_000)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("二十", "请用数字填写"),
        ("二十万", "请用数字填写"),
        ("20美元", "请用数字填写金额"),
        ("20-30", "请用数字填写"),
        ("1e5", "请用数字填写"),
        ("--5", "请用数字填写"),
        ("1.2.3", "请用数字填写"),
        ("NaN", "请用数字填写"),
        ("Infinity", "请用数字填写"),
        ("-1", "^金额不能是负数$"),
        ("0.0000001", "精确到分"),
        ("100000000000", "金额过大"),
        ("9" * 16, "数字过大"),
        ("9" * 100_000, "数字过大"),
        ("1." + "1" * 9, "小数位数过多"),
    ],
)
def test_what_is_no_amount_is_told_how_to_be_written(typed: str, says: str) -> None:
    with pytest.raises(NotAFigure, match=says):
        yuan(typed, unit=WAN)


@pytest.mark.parametrize(
    ("typed", "taken"), [("99999999999.99", True), ("999999999999999", True), ("1000000000000000", False)]
)
def test_an_amount_fits_its_column(typed: str, taken: bool) -> None:
    if taken:
        assert yuan(typed, unit=1) < Decimal(10) ** 15
    else:
        with pytest.raises(NotAFigure):
            yuan(typed, unit=1)


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [
        ("5", "0.05"),
        ("5%", "0.05"),
        ("５．５％", "0.055"),
        ("5%/年", "0.05"),
        ("0", "0"),
        ("99.99", "0.9999"),
        ("0.01", "0.0001"),
        ("5.2500", "0.0525"),
    ],
)
def test_a_rate_in_percent_is_held_as_a_fraction(typed: str, fraction: str) -> None:
    assert rate(typed) == Decimal(fraction)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("百分之五", "请用数字填写"),
        ("5‰", "百分数"),
        ("-1", "负数"),
        ("100", "小于 100%"),
        ("5.001", "最多保留两位小数"),
    ],
)
def test_what_is_no_rate_is_told_so(typed: str, says: str) -> None:
    with pytest.raises(NotAFigure, match=says):
        rate(typed)


@pytest.mark.parametrize(("typed", "fraction"), [("10", "0.1"), ("-20%", "-0.2"), ("１２．５", "0.125")])
def test_a_share_may_be_a_loss(typed: str, fraction: str) -> None:
    assert share(typed) == Decimal(fraction)


@pytest.mark.parametrize(("typed", "number"), [("6", 6), ("６", 6), ("6个月", 6), ("6.0", 6), ("-3", -3)])
def test_a_whole_number_may_carry_its_unit(typed: str, number: int) -> None:
    assert whole(typed, units=("个月",)) == number


@pytest.mark.parametrize("typed", ["6.5", "6年", "六", "6 7 x", "个月"])
def test_what_is_no_whole_number_is_told_so(typed: str) -> None:
    with pytest.raises(NotAFigure):
        whole(typed, units=("个月",))


@given(st.decimals(min_value=0, max_value=Decimal("9999999999999.99"), places=2))
def test_every_amount_in_cents_comes_back_as_it_was_typed(amount: Decimal) -> None:
    assert yuan(f"{amount:,}", unit=1) == amount


@given(st.text(max_size=30))
def test_no_text_ends_in_anything_but_a_figure_or_a_sentence(typed: str) -> None:
    for read in (lambda text: yuan(text, unit=WAN), rate, share, whole):
        with contextlib.suppress(NotAFigure):
            assert read(typed) < 10**15
