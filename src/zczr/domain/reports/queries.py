"""The admins' queue of 举报, and one report with the others about the same entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.feed.queries import POSTING, title_of
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.permissions import Permission, may
from zczr.domain.refusals import NotFound
from zczr.domain.reports.stages import Report

PAGE = 20

QUEUE_ORDERS: Mapping[str, str] = {
    "publisher": by_name("o.name") + " {way}, b.id {way}",
    "category": "b.category {way}, b.id {way}",
    "reporter": by_name("reporter.name") + " {way}, b.id {way}",
    "created": "b.id {way}",
}
"""What the queue can be ordered by."""


def queue_order(status: Report) -> Order:
    """The queue's own order: those that wait longest first, else what came last."""
    return Order("created", descending=status is not Report.OPEN)


@dataclass(frozen=True)
class ReportLine:
    """A report in the admins' queue."""

    id: int
    title: str
    publisher: str
    category: str
    reporter: str
    created_at: datetime


async def report_queue(
    actor: Actor, *, status: Report, page: int, order: Order | None = None
) -> tuple[tuple[ReportLine, ...], int]:
    """Reports of one state, and how many there are; a page behind the last is empty and knows of none."""
    _check(actor)
    by = order_by(QUEUE_ORDERS, order or queue_order(status))
    rows = await db.fetch(
        f"""SELECT b.id, e.posting_kind, p.title, p.project, p.city_code, p.amount_min, p.amount_max, o.name AS publisher,
                   b.category, reporter.name AS reporter, b.created_at, count(*) OVER () AS total
            FROM abuse_report b JOIN organization reporter ON reporter.id = b.organization_id
            JOIN feed_entry e ON e.id = b.entry_id JOIN organization o ON o.id = e.organization_id {POSTING}
            WHERE b.status = $1 ORDER BY {by} LIMIT $2 OFFSET $3""",  # noqa: S608 -- our own columns
        str(status), PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    lines = tuple(
        ReportLine(row["id"], title_of(row), row["publisher"], row["category"], row["reporter"], row["created_at"])
        for row in rows
    )
    return lines, rows[0]["total"] if rows else 0


@dataclass(frozen=True)
class FiledReport:
    """A report as an admin reads it; `decision` is empty while it is open."""

    id: int
    entry_id: int
    status: Report
    category: str
    reason: str
    decision: str
    organization_id: int
    organization_name: str
    member_name: str
    created_at: datetime


_FILED = """
    SELECT b.id, b.entry_id, b.status, b.category, b.reason, b.decision, b.organization_id, o.name, m.name, b.created_at
    FROM abuse_report b JOIN organization o ON o.id = b.organization_id JOIN member m ON m.id = b.member_id"""


async def report_for(actor: Actor, report_id: int) -> FiledReport:
    """One report, for an admin."""
    _check(actor)
    row = await db.fetch_row(f"{_FILED} WHERE b.id = $1", report_id)
    if row is None:
        raise NotFound(report=report_id)
    return _filed(row)


async def others_about(actor: Actor, report: FiledReport) -> tuple[FiledReport, ...]:
    """The other reports of the same entry, oldest first."""
    _check(actor)
    rows = await db.fetch(f"{_FILED} WHERE b.entry_id = $1 AND b.id <> $2 ORDER BY b.id", report.entry_id, report.id)
    return tuple(_filed(row) for row in rows)


def _check(actor: Actor) -> None:
    if not may(actor, Permission.REPORT_REVIEW):
        raise NotFound


def _filed(row: db.Record) -> FiledReport:
    return FiledReport(row[0], row[1], Report(row[2]), *tuple(row)[3:])
