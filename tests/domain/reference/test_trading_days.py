"""Trading days around the holidays of 2025 and 2026, and the resale lock reckoned by them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.claims.resale import is_locked, locked_until
from zczr.domain.reference.trading_days import is_trading_day, nth_trading_day_after

UNKNOWN_YEAR = 2090


@pytest.mark.parametrize(
    ("day", "trades"),
    [
        # 国庆、中秋 2025: 10-01 to 10-08, made up for on Sunday 09-28 and Saturday 10-11.
        ("2025-09-28", False),
        ("2025-09-30", True),
        ("2025-10-01", False),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-11", False),
        # 春节 2026: 02-15 to 02-23, made up for on Saturdays 02-14 and 02-28.
        ("2026-02-13", True),
        ("2026-02-14", False),
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", False),
        # 国庆 2026: 10-01 to 10-07, made up for on Sunday 09-20 and Saturday 10-10.
        ("2026-09-20", False),
        ("2026-09-30", True),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", False),
    ],
)
def test_weekdays_trade_unless_they_are_holidays_and_weekends_never(day: str, trades: bool) -> None:
    assert is_trading_day(date.fromisoformat(day)) is trades


@pytest.mark.parametrize(
    ("bought", "last", "free"),
    [
        # Monday of an ordinary week: Tuesday to Friday and the next Monday.
        ("2026-06-01", "2026-06-08", "2026-06-09"),
        # A Saturday: the five weekdays after it.
        ("2026-06-06", "2026-06-12", "2026-06-13"),
        # The last day before 国庆 2025: 10-09, 10, 13, 14, 15; the make-up Saturday 10-11 does not count.
        ("2025-09-30", "2025-10-15", "2025-10-16"),
        # The last day before 春节 2026: 02-24 to 27 and 03-02; the make-up Saturday 02-28 does not count.
        ("2026-02-13", "2026-03-02", "2026-03-03"),
    ],
)
def test_what_was_bought_is_locked_through_the_fifth_trading_day_after(bought: str, last: str, free: str) -> None:
    on = date.fromisoformat(bought)
    assert locked_until(on) == date.fromisoformat(last)
    assert is_locked(on, date.fromisoformat(last))
    assert not is_locked(on, date.fromisoformat(free))


def test_what_was_not_bought_here_is_never_locked() -> None:
    assert not is_locked(None, date(2026, 6, 1))


def test_a_year_that_is_not_known_yet_counts_its_weekdays() -> None:
    start = date(UNKNOWN_YEAR, 9, 29)
    assert [is_trading_day(start + timedelta(days=n)) for n in range(7)] == [
        (start + timedelta(days=n)).weekday() < 5 for n in range(7)
    ]
    # Seven days after: five trading days and a weekend.
    assert nth_trading_day_after(start, 5) == start + timedelta(days=7)


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(1, 30))
def test_so_many_trading_days_lie_between_and_the_last_one_trades(day: date, n: int) -> None:
    last = nth_trading_day_after(day, n)
    passed = [day + timedelta(days=d) for d in range(1, (last - day).days + 1)]
    assert sum(map(is_trading_day, passed)) == n
    assert is_trading_day(last)


def test_none_after_is_the_day_itself() -> None:
    assert nth_trading_day_after(date(2026, 6, 6), 0) == date(2026, 6, 6)
