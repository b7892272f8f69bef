"""The dated table of 1-year LPR, and the cap that follows from it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain.rates import percent_text, rate_cap


@dataclass(frozen=True)
class LprDay:
    """The LPR in force on a day: rate and day of publication, and four times the rate (民间借贷规定 Art. 25)."""

    rate: Decimal
    published_on: date
    cap: Decimal

    @property
    def cap_said(self) -> str:
        """The cap with where it comes from: 12.00%（1 年期 LPR 3.00% 的 4 倍）."""
        return f"{percent_text(self.cap, 2)}（1 年期 LPR {percent_text(self.rate, 2)} 的 4 倍）"


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
