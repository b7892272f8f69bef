"""The rolling count of paid loans per unlicensed lender (domain.md section 3 row 3, 九民纪要 53)."""

from datetime import date
from enum import StrEnum

WINDOW_MONTHS = 24
WARN_AT = 5
BLOCK_AT = 9


class LenderStanding(StrEnum):
    """Whether a lender may go on lending for interest."""

    FREE = "free"
    WARNED = "warned"
    BLOCKED = "blocked"


def window_start(today: date) -> date:
    """The first day that counts: the same day of the month 24 months ago, or the month's last day."""
    year = today.year - WINDOW_MONTHS // 12
    if today.month == 2 and today.day == 29:
        return date(year, 2, 28)
    return today.replace(year=year)


def lender_standing(loans: int, *, licensed: bool) -> LenderStanding:
    """Warn from 5 loans on, block from 9 on; a lender with a verified licence is exempt."""
    if licensed or loans < WARN_AT:
        return LenderStanding.FREE
    return LenderStanding.BLOCKED if loans >= BLOCK_AT else LenderStanding.WARNED
