"""Rates, the dated LPR table and the cap of four times it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from zczr import db
from zczr.domain.lending import lpr
from zczr.domain.rates import (
    from_percent,
    percent_text,
    rate_cap,
    to_hundredth_percent,
    to_percent,
    to_rate,
    to_tenth_percent,
)

PUBLISHED = (
    "2019-08-20 4.25, 2019-09-20 4.20, 2019-11-20 4.15, 2020-02-20 4.05, 2020-04-20 3.85, 2021-12-20 3.80, "
    "2022-01-20 3.70, 2022-08-22 3.65, 2023-06-20 3.55, 2023-08-21 3.45, 2024-07-22 3.35, 2024-10-21 3.10, "
    "2025-05-20 3.00"
)
ROWS = [
    (date.fromisoformat(day), Decimal(percent) / 100) for day, percent in (row.split() for row in PUBLISHED.split(", "))
]


async def test_the_table_is_seeded_with_the_published_rows(database: object) -> None:
    rows = await db.fetch("SELECT published_on, rate FROM lpr ORDER BY 1")
    assert [tuple(row) for row in rows] == ROWS


@pytest.mark.parametrize(("published_on", "rate"), ROWS)
async def test_a_publication_day_starts_its_own_rate(database: object, published_on: date, rate: Decimal) -> None:
    day, before = await lpr.on(published_on), await lpr.on(published_on - timedelta(days=1))
    assert day is not None
    assert (day.rate, day.published_on, day.cap) == (rate, published_on, rate * 4)
    assert before is None or before.rate != rate


async def test_before_the_table_there_is_no_cap_and_after_it_the_last_row_stays(database: object) -> None:
    assert await lpr.on(date(2019, 8, 19)) is None
    day = await lpr.on(date(2030, 1, 1))
    assert day is not None
    assert (day.published_on, day.cap_said) == (date(2025, 5, 20), "12.00%（1 年期 LPR 3.00% 的 4 倍）")


def test_the_cap_is_four_times_the_lpr() -> None:
    assert rate_cap(Decimal("0.0345")) == Decimal("0.1380")
    assert rate_cap(None) is None


def test_percent_and_fraction_turn_into_each_other() -> None:
    assert from_percent(Decimal("5.25")) == Decimal("0.0525")
    assert to_percent(Decimal("0.0525")) == Decimal("5.25")


def test_rates_round_halves_up() -> None:
    assert to_rate(Decimal("0.0000005")) == Decimal("0.000001")
    assert to_tenth_percent(Decimal("0.0505")) == Decimal("0.051")
    assert to_tenth_percent(Decimal("0.0504")) == Decimal("0.050")
    assert to_hundredth_percent(Decimal("0.00145")) == Decimal("0.0015")


def test_percent_text_keeps_what_is_asked() -> None:
    assert percent_text(Decimal("0.050")) == "5%"
    assert percent_text(Decimal("0.050"), 1) == "5.0%"
    assert percent_text(Decimal("0.11999"), 2) == "12.00%"
    assert percent_text(Decimal("1.00000"), 0) == "100%"
