"""The dated table of 1-year LPR, and the cap that follows from it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain.rates import rate_cap


@dataclass(frozen=True)
class LprDay:
    """The LPR in force on a day: rate and day of publication, and four times the rate (民间借贷规定 Art. 25)."""

    rate: Decimal
    published_on: date
    cap: Decimal


async def on(day: date) -> LprDay | None:
    """The LPR in force on a day; None before the table begins."""
    row = await db.fetch_row(
        "SELECT rate, published_on FROM lpr WHERE published_on <= $1 ORDER BY published_on DESC LIMIT 1", day
    )
    if row is None:
        return None
    cap = rate_cap(row["rate"])
    assert cap is not None, "a rate has a cap"
    return LprDay(row["rate"], row["published_on"], cap)
