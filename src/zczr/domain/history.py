"""The history of rows: who moved what, when, from where to where, and why."""

from dataclasses import dataclass
from datetime import datetime

from zczr import db
from zczr.domain import clock


@dataclass(frozen=True)
class Event:
    """One line of a row's history."""

    act: str
    before: str
    after: str
    reason: str
    organization_name: str
    member_name: str
    at: datetime
    member_id: int | None


_EVENTS = """
    SELECT h.act, h.from_state, h.to_state, h.reason, coalesce(o.name, ''), coalesce(m.name, ''), h.at, h.member_id
    FROM history h LEFT JOIN organization o ON o.id = h.organization_id LEFT JOIN member m ON m.id = h.member_id
    WHERE h.subject_kind = $1 AND h.subject_id = $2 ORDER BY h.id"""


async def events_of(subject_kind: str, subject_id: int) -> tuple[Event, ...]:
    """The history of a row, oldest first; empty names where the system acted."""
    return tuple(Event(*row) for row in await db.fetch(_EVENTS, subject_kind, subject_id))


async def last_event(subject_kind: str, subject_id: int) -> Event | None:
    """The newest line of a row's history; None where there is none."""
    row = await db.fetch_row(f"{_EVENTS} DESC LIMIT 1", subject_kind, subject_id)
    return Event(*row) if row else None


@dataclass(frozen=True)
class Mover:
    """Who moves a row: a member for its organization, or the system."""

    organization_id: int | None = None
    member_id: int | None = None


SYSTEM = Mover()


async def record(
    subject_kind: str, subject_id: int, *, before: str, after: str, act: str, by: Mover, reason: str = ""
) -> None:
    """Write one line of history: who did what to which row, from where to where, and why."""
    await db.execute(
        """INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, reason, organization_id, member_id, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        subject_kind,
        subject_id,
        before,
        after,
        act,
        reason,
        by.organization_id,
        by.member_id,
        clock.now(),
    )
