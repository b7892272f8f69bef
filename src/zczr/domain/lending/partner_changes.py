"""What becomes of matches when two organizations become partners, part, or keep each other away."""

from zczr import db
from zczr.domain.lending.postings import OFFERS, REQUESTS

_VISIBLE_TO_PARTNERS_ONLY = " AND (r.visibility = 'partners' OR f.visibility = 'partners')"


async def forget(one: int, other: int, *, only_for_partners: bool) -> None:
    """Take the matches between two organizations back at once; `only_for_partners` those that partners alone may see."""
    await db.execute(
        f"""DELETE FROM loan_match m USING loan_request r, loan_offer f
            WHERE r.id = m.request_id AND f.id = m.offer_id
              AND ((r.organization_id = $1 AND f.organization_id = $2) OR (r.organization_id = $2 AND f.organization_id = $1))
              {_VISIBLE_TO_PARTNERS_ONLY if only_for_partners else ""}""",  # noqa: S608 -- a constant
        one,
        other,
    )


async def rematch(one: int, other: int) -> None:
    """Match the open postings of both anew after the commit; the nightly run finds what a lost job left behind."""
    for sort in (REQUESTS, OFFERS):
        rows = await db.fetch(
            f"SELECT id FROM {sort.table} WHERE organization_id = ANY($1) AND status = 'active' ORDER BY id",  # noqa: S608
            [one, other],
        )
        for row in rows:
            db.after_commit(sort.match_job, row["id"])
