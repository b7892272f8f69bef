"""Yearly rates as fractions (0.05 is 5%), and the cap of four times the LPR."""

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
