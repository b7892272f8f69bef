"""What is done with the postings of every business: matched each night and when partners change, expired after their last day."""

from datetime import date

from zczr import db
from zczr.domain import clock
from zczr.domain.claims.matching import run_for_claim, run_for_criteria
from zczr.domain.claims.sorts import CLAIMS, PURCHASES
from zczr.domain.feed import commands as feed
from zczr.domain.history import SYSTEM
from zczr.domain.lending.matching import run_for_offer, run_for_request
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.messages.commands import Told, tell_many
from zczr.domain.postings.commands import Sort
from zczr.domain.postings.matching import run_all

_RUNS = (
    (REQUESTS, run_for_request),
    (OFFERS, run_for_offer),
    (CLAIMS, run_for_claim),
    (PURCHASES, run_for_criteria),
)
SORTS = tuple(sort for sort, _ in _RUNS)
_BATCH = 500
_EXPIRED = "这项发布已过有效期，不再参与匹配。仍有需要时，请重新发布。"


async def match_all() -> int:
    """Match every active posting anew; how many."""
    return await run_all(_RUNS)


async def rematch(one: int, other: int) -> None:
    """Match the open postings of two organizations anew after the commit: they became partners, parted, or keep apart.

    The nightly run finds what a lost job left behind.
    """
    for sort in SORTS:
        rows = await db.fetch(
            f"SELECT id FROM {sort.table} WHERE organization_id = ANY($1) AND status = 'active' ORDER BY id",  # noqa: S608
            [one, other],
        )
        for row in rows:
            db.after_commit(sort.match_job, row["id"])


async def expire_postings(today: date) -> int:
    """Close what has been open past its last day, in batches that each commit; how many postings."""
    return sum([await _expire(sort, today) for sort in SORTS])


async def _expire(sort: Sort, today: date) -> int:
    total = 0
    while True:
        async with db.transaction():
            rows = await _take(sort, today)
            await feed.end_many(sort.table, [row["id"] for row in rows])
            if sort.ended:
                await sort.ended([row["id"] for row in rows], SYSTEM)
            await tell_many([_told(sort, row) for row in rows], _EXPIRED)
        for row in rows:
            # One by one after the commit: a matching run at the same time shares at most one row with each, so nobody deadlocks.
            await db.execute(f"DELETE FROM {sort.match_table} WHERE {sort.application_column} = $1", row["id"])  # noqa: S608
        total += len(rows)
        if len(rows) < _BATCH:
            return total


async def _take(sort: Sort, today: date) -> list[db.Record]:
    """Set-based: the old state in the WHERE is the compare-and-set, the history is written by the same statement."""
    return await db.fetch(
        f"""WITH due AS (
                SELECT id FROM {sort.table} WHERE status = 'active' AND expires_on < $1
                ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
            ), gone AS (
                UPDATE {sort.table} p SET status = 'expired' FROM due WHERE p.id = due.id AND p.status = 'active'
                RETURNING p.*
            ), written AS (
                INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, at)
                SELECT '{sort.table}', id, 'active', 'expired', 'expire', $3::bigint, $4 FROM gone
            )
            SELECT * FROM gone ORDER BY id""",  # noqa: S608 -- our own names
        today,
        _BATCH,
        SYSTEM.organization_id,
        clock.now(),
    )


def _told(sort: Sort, row: db.Record) -> Told:
    key = f"{sort.table}:{row['id']}:expired"
    return Told(row["organization_id"], key, f"发布已到期：{sort.titled(row)}", f"{sort.path}/{row['id']}")
