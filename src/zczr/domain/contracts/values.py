"""Values as contracts write them; what is open stays None and prints as a blank."""

from datetime import date
from decimal import Decimal

from zczr.domain.contracts.numerals import capital_amount
from zczr.domain.money import yuan_text
from zczr.domain.rates import percent_text


def date_text(day: date | None) -> str | None:
    """A day as contracts write it (2026年11月23日)."""
    return None if day is None else f"{day.year}年{day.month}月{day.day}日"


def rate_text(rate: Decimal | None) -> str | None:
    """A yearly fraction as percent: two places as rates are quoted, more where the parties agreed on more."""
    if rate is None:
        return None
    return max(percent_text(rate, 2), percent_text(rate), key=len)


def amount_text(yuan: Decimal | None) -> str | None:
    """Yuan in figures (100,000)."""
    return None if yuan is None else yuan_text(yuan)


def capital_text(yuan: Decimal | None) -> str | None:
    """Yuan in capital numerals (人民币壹拾万元整)."""
    return None if yuan is None else capital_amount(yuan)
