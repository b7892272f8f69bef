"""Makers of entries of 伙伴动态 and of 举报: the rows alone."""

from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor


async def make_entry(owner: Actor, posting_kind: str, posting_id: int, *, status: str = "live", **more: Any) -> int:
    """An entry of a posting of the owner's, with two matches."""
    values: dict[str, Any] = {"matches": 2, "published_at": clock.now(), **more}
    made: int = await db.fetch_value(
        """INSERT INTO feed_entry (organization_id, posting_kind, posting_id, status, matches, published_at)
           VALUES ($1, $2, $3, $4, $5, $6) RETURNING id""",
        owner.organization_id, posting_kind, posting_id, status, values["matches"], values["published_at"],
    )  # fmt: skip
    return made


async def make_report(reporter: Actor, entry_id: int, *, status: str = "open", **more: Any) -> int:
    """A report of an entry, undecided unless said otherwise."""
    values: dict[str, Any] = {"category": "false_information", "reason": "金额与实际经营不符", **more}
    made: int = await db.fetch_value(
        """INSERT INTO abuse_report (entry_id, organization_id, member_id, category, reason, status, created_at, decided_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id""",
        entry_id, reporter.organization_id, reporter.member_id, values["category"], values["reason"], status, clock.now(),
        None if status == "open" else clock.now(),
    )  # fmt: skip
    return made
