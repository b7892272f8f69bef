"""Yearly rates as fractions (0.05 is 5%), the dated table of the 1-year LPR and the cap of four times it."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import overload

from zczr.domain.money import plain_text

HUNDRED = Decimal(100)
RATE_STEP = Decimal("0.000001")
TENTH_OF_PERCENT = Decimal("0.001")
HUNDREDTH_OF_PERCENT = Decimal("0.0001")
LPR_MULTIPLE = 4

NO_LPR = "该日期早于平台收录的 LPR 数据，无法显示利率上限。"


def from_percent(percent: Decimal) -> Decimal:
    """Turn 5 (percent) into 0.05."""
    return percent / HUNDRED


def to_percent(rate: Decimal) -> Decimal:
    """Turn 0.05 into 5 (percent)."""
    return rate * HUNDRED


def to_rate(rate: Decimal) -> Decimal:
    """Round a fraction to the six places the database keeps, halves away from zero."""
    return rate.quantize(RATE_STEP, ROUND_HALF_UP)


def to_tenth_percent(rate: Decimal) -> Decimal:
    """Round a fraction to 0.1%, halves away from zero."""
    return rate.quantize(TENTH_OF_PERCENT, ROUND_HALF_UP)


def to_hundredth_percent(rate: Decimal) -> Decimal:
    """Round a fraction to 0.01%, halves away from zero."""
    return rate.quantize(HUNDREDTH_OF_PERCENT, ROUND_HALF_UP)


def percent_text(rate: Decimal, places: int | None = None) -> str:
    """Write a fraction as percent; with `places`, rounded to exactly so many decimals."""
    percent = to_percent(rate)
    if places is None:
        return f"{plain_text(percent)}%"
    return f"{percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}%"


@overload
def rate_cap(lpr: Decimal) -> Decimal: ...
@overload
def rate_cap(lpr: None) -> None: ...
@overload
def rate_cap(lpr: Decimal | None) -> Decimal | None: ...
def rate_cap(lpr: Decimal | None) -> Decimal | None:
    """Highest protected yearly rate, 4 x LPR (民间借贷规定 Art. 25); None where no LPR is known."""
    return None if lpr is None else lpr * LPR_MULTIPLE


@dataclass(frozen=True, slots=True)
class LprRow:
    """The 1-year LPR from its publication day on; the rate is a fraction."""

    published_on: date
    rate: Decimal


SEEDED_LPR: tuple[LprRow, ...] = (
    LprRow(date(2019, 8, 20), Decimal("0.0425")),
    LprRow(date(2019, 9, 20), Decimal("0.0420")),
    LprRow(date(2019, 11, 20), Decimal("0.0415")),
    LprRow(date(2020, 2, 20), Decimal("0.0405")),
    LprRow(date(2020, 4, 20), Decimal("0.0385")),
    LprRow(date(2021, 12, 20), Decimal("0.0380")),
    LprRow(date(2022, 1, 20), Decimal("0.0370")),
    LprRow(date(2022, 8, 22), Decimal("0.0365")),
    LprRow(date(2023, 6, 20), Decimal("0.0355")),
    LprRow(date(2023, 8, 21), Decimal("0.0345")),
    LprRow(date(2024, 7, 22), Decimal("0.0335")),
    LprRow(date(2024, 10, 21), Decimal("0.0310")),
    LprRow(date(2025, 5, 20), Decimal("0.0300")),
)


class LprTable:
    """A dated sequence of LPR rows, in any order, one a day."""

    __slots__ = ("_days", "_rows")

    def __init__(self, rows: Iterable[LprRow]) -> None:
        self._rows = tuple(sorted(rows, key=lambda row: row.published_on))
        self._days = [row.published_on for row in self._rows]
        if len(set(self._days)) != len(self._days):
            raise ValueError("two LPR rows for one day")

    @property
    def rows(self) -> tuple[LprRow, ...]:
        """All rows, oldest first."""
        return self._rows

    def row_on(self, day: date) -> LprRow | None:
        """The row in force on a day; None before the table: there is no cap to show then, and none is guessed."""
        at = bisect_right(self._days, day)
        return self._rows[at - 1] if at else None

    def on(self, day: date) -> Decimal | None:
        """The LPR in force on a day as a fraction; None before the table."""
        row = self.row_on(day)
        return None if row is None else row.rate

    def cap_on(self, day: date) -> Decimal | None:
        """The highest protected rate for a contract formed on a day; None before the table."""
        return rate_cap(self.on(day))
