"""Trading days in China, from the holidays that the State Council announces each autumn (the package chinesecalendar).

A trading day is a weekday that is no public holiday; the weekends on which people work to make up for one are none. Years
that the package does not know count every weekday, New Year included.
"""

from datetime import date, timedelta

import chinese_calendar

_SATURDAY = 5


def is_trading_day(day: date) -> bool:
    """Whether the markets trade."""
    if day.weekday() >= _SATURDAY:
        return False
    try:
        return not chinese_calendar.is_holiday(day)
    except NotImplementedError:
        # Its way to say that it does not know the year.
        return True


def nth_trading_day_after(day: date, n: int) -> date:
    """The n-th trading day after a day, itself never counted."""
    while n > 0:
        day += timedelta(days=1)
        n -= is_trading_day(day)
    return day
