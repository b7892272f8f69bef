"""What an organization owes and is owed from confirmed contracts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain.accounts.actor import Actor


@dataclass(frozen=True)
class OpenPositions:
    """Loans that run, seen from one organization: yuan still to be paid and to be received."""

    borrowed: Decimal
    lent: Decimal
    count: int
    next_end: date | None
    """The day on which the first of them ends."""


async def open_positions(actor: Actor) -> OpenPositions:
    """What runs between the actor's organization and others."""
    row = await db.fetch_row(
        """SELECT coalesce(sum(outstanding) FILTER (WHERE borrower_id = $1), 0),
                  coalesce(sum(outstanding) FILTER (WHERE lender_id = $1), 0), count(*), min(ends_on)
           FROM loan_position WHERE $1 IN (borrower_id, lender_id) AND status <> 'settled'""",
        actor.organization_id,
    )
    assert row is not None, "an aggregate has a row"
    return OpenPositions(*row)
