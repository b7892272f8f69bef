"""What becomes of matches when two organizations become partners, part, or keep each other away."""

from zczr import db
from zczr.domain.lending.sorts import OFFERS, REQUESTS


async def rematch(one: int, other: int) -> None:
    """Match the open postings of both anew after the commit; the nightly run finds what a lost job left behind."""
    for sort in (REQUESTS, OFFERS):
        rows = await db.fetch(
            f"SELECT id FROM {sort.table} WHERE organization_id = ANY($1) AND status = 'active' ORDER BY id",  # noqa: S608
            [one, other],
        )
        for row in rows:
            db.after_commit(sort.match_job, row["id"])
