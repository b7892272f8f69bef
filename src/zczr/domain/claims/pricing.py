"""What the price of a claim comes to: discount, days and annual yield (domain.md section 5)."""

from datetime import date
from decimal import ROUND_HALF_DOWN, Decimal

from zczr.domain.rates import HUNDREDTH_OF_PERCENT, to_hundredth_percent

DAYS_IN_YEAR = 365


def days_left(due_on: date | None, today: date) -> int | None:
    """Days until a claim falls due, negative once it is overdue."""
    return None if due_on is None else (due_on - today).days


def discount_of(face: Decimal | None, price: Decimal | None) -> Decimal | None:
    """1 - price/face as a fraction, rounded to 0.01%; negative above the face amount."""
    return None if not face or price is None else to_hundredth_percent(1 - price / face)


def annual_yield(face: Decimal | None, price: Decimal | None, days: int | None) -> Decimal | None:
    """(face/price - 1) x 365/days as a yearly fraction, rounded to 0.01%; None where nothing is left to wait for.

    What lies exactly between two hundredths goes to the lower one, as the manual's first row does: 27.375% is 27.37%.
    """
    if face is None or not price or days is None or days <= 0:
        return None
    exact = (face - price) * DAYS_IN_YEAR / (price * days)
    return exact.quantize(HUNDREDTH_OF_PERCENT, ROUND_HALF_DOWN)
