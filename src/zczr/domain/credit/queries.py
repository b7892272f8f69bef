"""An organization's own ledger of 信用分."""

from dataclasses import dataclass
from datetime import datetime

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit.commands import label_of


@dataclass(frozen=True)
class LedgerLine:
    """One entry as its organization sees it."""

    label: str
    points: int
    note: str
    at: datetime


async def ledger(actor: Actor) -> tuple[int, tuple[LedgerLine, ...]]:
    """The score and its entries, newest first."""
    score = await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", actor.organization_id)
    rows = await db.fetch(
        "SELECT reason, points, note, at FROM credit_entry WHERE organization_id = $1 ORDER BY id DESC LIMIT 100",
        actor.organization_id,
    )
    return int(score), tuple(LedgerLine(label_of(row["reason"]), row["points"], row["note"], row["at"]) for row in rows)
