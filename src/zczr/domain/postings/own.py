"""An own posting as pages need it, whatever its sort."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import may
from zczr.domain.postings.commands import EDITABLE, Sort
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import NotFound


@dataclass(frozen=True)
class Own:
    """A posting of the actor's organization."""

    id: int
    sort: Sort
    status: Posting
    version: int
    city_code: str
    submitted_at: datetime | None
    expires_on: date | None
    applied_for: bool
    """An application for it is open: it may not be changed now."""

    @property
    def held_because(self) -> str:
        """Why else it may not be changed or ended now; empty where nothing holds it."""
        return ""

    @property
    def has_ended(self) -> bool:
        """Whether its terms will not be changed any more."""
        return self.status not in EDITABLE

    @property
    def is_editable(self) -> bool:
        """Whether its terms may be changed now."""
        return not (self.has_ended or self.applied_for)

    def is_editable_by(self, actor: Actor) -> bool:
        """Whether this member may change its terms now."""
        return self.is_editable and may(actor, self.sort.write)


async def own_row(actor: Actor, sort: Sort, posting_id: int) -> db.Record:
    """The row of a posting of the actor's organization; NotFound else."""
    row = await db.fetch_row(
        f"""SELECT p.*, o.city_code AS home_city, EXISTS (SELECT FROM application a WHERE a.{sort.application_column} = p.id
                AND a.status IN ('pending', 'approved', 'approved_unconfirmed')) AS applied_for
            FROM {sort.table} p JOIN organization o ON o.id = p.organization_id
            WHERE p.id = $1 AND p.organization_id = $2""",  # noqa: S608 -- our own names
        posting_id,
        actor.organization_id,
    )
    if row is None:
        raise NotFound(posting=posting_id, kind=sort.table)
    return row


def common_of(row: db.Record, sort: Sort) -> dict[str, Any]:
    """What every `Own` has, from its row."""
    return {
        "id": row["id"],
        "sort": sort,
        "status": Posting(row["status"]),
        "version": row["version"],
        "city_code": row["city_code"] or row["home_city"],
        "submitted_at": row["submitted_at"],
        "expires_on": row["expires_on"],
        "applied_for": row["applied_for"],
    }
