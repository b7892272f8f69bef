"""The only reader of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_ahead = timedelta()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC) + _ahead


def today() -> date:
    """The business day in Shanghai."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The business day an instant falls on in Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """The instant at which a business day is over."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def shown(instant: datetime) -> str:
    """An instant for people, in Shanghai: 2026-11-23 14:05."""
    return instant.astimezone(SHANGHAI).isoformat(" ", "minutes")[:16]


def days_until(due: datetime, at: datetime) -> int:
    """Days left, begun days counted whole; 0 when the time is over."""
    return max(0, -(-int((due - at).total_seconds()) // 86_400))


def travel(ahead: timedelta) -> None:
    """Let the clock run ahead; for tests and for showing what the sixtieth day brings."""
    global _ahead
    _ahead = ahead
