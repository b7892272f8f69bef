"""When things happened in the demo: so many days ago, at an hour people work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from zczr.domain import clock


def days_ago(days: int, hour: int = 10, minute: int = 0) -> datetime:
    """The last time the clock in Shanghai showed this hour at least so many days ago: days and less than one more.

    So a deadline counted from it has whole days left whatever the hour of the seed, and one step follows another.
    """
    latest = clock.now() - timedelta(days=days)
    day = clock.day_of(latest)
    instant = datetime.combine(day, time(hour, minute), clock.SHANGHAI)
    return instant if instant <= latest else instant - timedelta(days=1)


@contextmanager
def travelling() -> Iterator[None]:
    """The clock may be set inside; afterwards it goes as it went."""
    try:
        yield
    finally:
        clock.travel(timedelta())


def go_to(instant: datetime) -> None:
    """Let it be that instant."""
    clock.travel(timedelta())
    clock.travel(instant - clock.now())
