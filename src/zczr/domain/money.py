"""Amounts of money: exact yuan as Decimal, rounded only by the functions named here."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
CENT = Decimal("0.01")
THOUSAND = Decimal(1000)
WAN = Decimal(10000)


def half_up(value: Decimal, step: Decimal) -> Decimal:
    """Round to the places of `step` (0.01, 0.001 ...), halves away from zero."""
    return value.quantize(step, ROUND_HALF_UP)


def to_cents(amount: Decimal) -> Decimal:
    """Round yuan to whole cents, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def down_to_thousand(amount: Decimal) -> Decimal:
    """Round yuan down to a whole 1,000."""
    return (amount / THOUSAND).quantize(Decimal(1), ROUND_FLOOR) * THOUSAND


def wan_from_yuan(amount: Decimal) -> Decimal:
    """Turn yuan into 万, exactly."""
    return amount / WAN


def plain_text(value: Decimal) -> str:
    """Write a Decimal in the one canonical way: no exponent, no trailing zeros, no minus zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def two_places(value: Decimal) -> str:
    """Write a number with exactly two decimals, halves away from zero."""
    return f"{value.quantize(CENT, ROUND_HALF_UP):f}"


def yuan_text(amount: Decimal) -> str:
    """Write yuan with grouped thousands, cents only where there are some (100,000 or 1,250.50)."""
    cents = to_cents(amount)
    whole = cents.to_integral_value()
    return f"{whole:,f}" if whole == cents else f"{cents:,f}"


def wan_text(amount: Decimal) -> str:
    """Write yuan as 万 without trailing zeros (12.5)."""
    return plain_text(wan_from_yuan(amount))
