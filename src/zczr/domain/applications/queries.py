"""Applications an actor may see: those its organization is a party to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.stages import SERVED_ELSEWHERE, Stage
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.permissions import Permission, may

PAGE = 50


class ListLine(NamedTuple):
    """An application in a list."""

    id: int
    title: str
    counterparty: str
    amount: Decimal
    stage: Stage
    created_at: datetime
    due_at: datetime | None
    """When the running clock is over; None where none runs."""
    declined: bool
    """Ended by another one's contract, not by an answer."""
    counterparty_id: int


class ListPage(NamedTuple):
    """A page of a list, with how many applications stand in each state, and how many there are on the other side."""

    lines: tuple[ListLine, ...]
    counts: Mapping[Stage, int]
    elsewhere: int


NEWEST_FIRST = Order("created", descending=True)
_STAGES = {str(stage): stage for stage in Stage}
# The clock that runs: for an answer, then for the contract.
_DUE = """CASE a.status WHEN 'pending' THEN a.answer_due_at
                         WHEN 'approved' THEN a.confirm_due_at WHEN 'approved_unconfirmed' THEN a.confirm_due_at END"""
ORDERS: Mapping[str, str] = {
    "title": by_name("a.title") + " {way}, a.id {way}",
    "counterparty": by_name("(SELECT p.name FROM organization p WHERE p.id = a.{other})") + " {way}, a.id {way}",  # noqa: S608
    "amount": "a.amount {way}, a.id {way}",
    "stage": f"array_position(ARRAY{list(_STAGES)}, a.status) {{way}}, a.id {{way}}",
    "created": "a.created_at {way}, a.id {way}",
    "due": _DUE + " {way} NULLS LAST, a.id {way}",
}
"""What a list can be ordered by."""


async def applications_of(
    actor: Actor,
    business: Business,
    *,
    received: bool,
    stage: Stage | None,
    page: int,
    order: Order = NEWEST_FIRST,
    size: int = PAGE,
) -> ListPage:
    """A page of what was sent or received in a business, and the counts of all states; a page behind the last has no lines.

    The ids come first, from an index alone but where a name decides; then the few wide rows.
    """
    mine, other = ("respondent_id", "applicant_id") if received else ("applicant_id", "respondent_id")
    by = order_by(ORDERS, order, other=other)
    rows = await db.fetch(
        f"""SELECT a.id, a.title, o.name, a.amount, a.status, a.created_at, {_DUE} AS due_at,
                   a.status = 'rejected' AND a.reason = $5 AS declined, a.{other}, counted.stages,
                   counted.elsewhere
            FROM (SELECT json_object_agg(status, many) AS stages,
                         (SELECT count(*) FROM application WHERE {other} = $1 AND business = $6) AS elsewhere
                  FROM (SELECT status, count(*) AS many FROM application
                        WHERE {mine} = $1 AND business = $6 GROUP BY status) each) counted
            LEFT JOIN (SELECT a.id FROM application a WHERE a.{mine} = $1 AND a.business = $6 AND ($2::text IS NULL OR a.status = $2)
                       ORDER BY {by} LIMIT $3 OFFSET $4) ids ON true
            LEFT JOIN application a ON a.id = ids.id LEFT JOIN organization o ON o.id = a.{other} ORDER BY {by}""",  # noqa: S608
        actor.organization_id, str(stage) if stage else None, size, (page - 1) * size,
        SERVED_ELSEWHERE, str(business),
    )  # fmt: skip
    # Even where the page has no lines there is one row, which carries the counts.
    counts = json.loads(rows[0]["stages"] or "{}")
    lines = [
        ListLine(number, title, name, amount, _STAGES[status], created_at, due_at, declined, other_id)
        for number, title, name, amount, status, created_at, due_at, declined, other_id, _, _ in rows
        if number
    ]
    return ListPage(tuple(lines), {_STAGES[each]: many for each, many in counts.items()}, rows[0]["elsewhere"])


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the actor's organization."""

    application_id: int
    business: Business
    title: str
    what: str
    """answer, confirm or file"""
    due_at: datetime

    @property
    def href(self) -> str:
        """Where it is done."""
        return f"{self.business.path}/{self.application_id}"


async def waiting_for(actor: Actor) -> tuple[Waiting, ...]:
    """What the actor has to do for its organization, the most urgent first; what only a colleague may do is not among it."""
    decides, files = may(actor, Permission.APPLICATION_DECIDE), may(actor, Permission.CONTRACT_FILE)
    rows = await db.fetch(
        """SELECT id, business, title, 'answer', answer_due_at FROM application WHERE respondent_id = $1 AND status = 'pending' AND $2
           UNION ALL
           SELECT a.id, a.business, a.title, 'confirm', a.confirm_due_at FROM application a
               JOIN contract_filing c ON c.application_id = a.id AND c.status = 'filed'
               WHERE $1 IN (a.applicant_id, a.respondent_id) AND a.status = 'approved_unconfirmed' AND c.filed_for <> $1 AND $2
           UNION ALL
           SELECT id, business, title, 'file', confirm_due_at FROM application
               WHERE $1 IN (applicant_id, respondent_id) AND status = 'approved' AND $3
           ORDER BY 5 LIMIT 20""",
        actor.organization_id, decides, files,
    )  # fmt: skip
    return tuple(Waiting(row[0], Business(row[1]), *tuple(row)[2:]) for row in rows)
