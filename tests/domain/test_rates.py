"""Rates, the dated LPR table and the cap of four times it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from zczr.domain.rates import (
    SEEDED_LPR,
    LprRow,
    LprTable,
    from_percent,
    percent_text,
    rate_cap,
    to_hundredth_percent,
    to_percent,
    to_rate,
    to_tenth_percent,
)

TABLE = LprTable(SEEDED_LPR)
PUBLISHED = (
    "2019-08-20 4.25, 2019-09-20 4.20, 2019-11-20 4.15, 2020-02-20 4.05, 2020-04-20 3.85, 2021-12-20 3.80, "
    "2022-01-20 3.70, 2022-08-22 3.65, 2023-06-20 3.55, 2023-08-21 3.45, 2024-07-22 3.35, 2024-10-21 3.10, "
    "2025-05-20 3.00"
)
ROWS = [
    (date.fromisoformat(day), Decimal(percent) / 100) for day, percent in (row.split() for row in PUBLISHED.split(", "))
]


@pytest.mark.parametrize(("day", "rate"), ROWS)
def test_a_publication_day_starts_its_own_rate(day: date, rate: Decimal) -> None:
    assert TABLE.on(day) == rate
    assert TABLE.on(day - timedelta(days=1)) != rate


def test_the_seed_is_the_published_table() -> None:
    assert [(row.published_on, row.rate) for row in TABLE.rows] == ROWS


def test_before_the_table_there_is_no_rate_and_no_cap() -> None:
    day = date(2019, 8, 19)
    assert (TABLE.row_on(day), TABLE.on(day), TABLE.cap_on(day)) == (None, None, None)


def test_after_the_last_row_it_stays_in_force() -> None:
    assert TABLE.cap_on(date(2030, 1, 1)) == Decimal("0.12")
    assert TABLE.row_on(date(2030, 1, 1)) == SEEDED_LPR[-1]


def test_rows_may_come_in_any_order_but_once_a_day() -> None:
    assert LprTable(reversed(SEEDED_LPR)).rows == TABLE.rows
    with pytest.raises(ValueError, match="two LPR rows"):
        LprTable([LprRow(date(2026, 1, 20), Decimal("0.03")), LprRow(date(2026, 1, 20), Decimal("0.02"))])


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
