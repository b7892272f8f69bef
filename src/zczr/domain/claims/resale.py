"""The resale lock: what was bought here is not sold again at once (domain.md section 3 row 33)."""

from datetime import date

from zczr.domain.claims.policy import CURRENT
from zczr.domain.reference.trading_days import nth_trading_day_after


def locked_until(bought_on: date) -> date:
    """The last day on which what was bought may not be sold again: the fifth trading day after it (国发[2011]38).

    Not the day it was bought but five whole trading days lie between, so it goes on sale on the sixth at the earliest.
    """
    return nth_trading_day_after(bought_on, CURRENT.resale_lock_days)


def is_locked(bought_on: date | None, today: date) -> bool:
    """Whether what was bought on a day, if it was bought here at all, may not be sold again yet."""
    return bought_on is not None and today <= locked_until(bought_on)
