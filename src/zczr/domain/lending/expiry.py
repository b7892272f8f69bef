"""What time brings to postings: after their last day they expire, and their owners are told."""

from datetime import date

from zczr import db
from zczr.domain import clock
from zczr.domain.feed import commands as feed
from zczr.domain.history import SYSTEM
from zczr.domain.lending.labels import offer_title, request_title
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.messages.commands import Told, tell_many
from zczr.domain.postings.commands import Sort

_BATCH = 500
_EXPIRED = "这项发布已过有效期，不再参与匹配。仍有需要时，请重新发布。"


async def expire_postings(today: date) -> int:
    """Close what has been open past its last day, in batches that each commit; how many postings."""
    return sum([await _expire(sort, today) for sort in (REQUESTS, OFFERS)])


async def _expire(sort: Sort, today: date) -> int:
    total = 0
    while True:
        async with db.transaction():
            rows = await _take(sort, today)
            await feed.end_many(sort.table, [row["id"] for row in rows])
            await tell_many([_told(sort, row) for row in rows], _EXPIRED)
        for row in rows:
            # One by one after the commit: a matching run at the same time shares at most one row with each, so nobody deadlocks.
            await db.execute(f"DELETE FROM loan_match WHERE {sort.application_column} = $1", row["id"])  # noqa: S608
        total += len(rows)
        if len(rows) < _BATCH:
            return total


async def _take(sort: Sort, today: date) -> list[db.Record]:
    """Set-based: the old state in the WHERE is the compare-and-set, the history is written by the same statement."""
    place = "p.city_code" if sort is REQUESTS else "''"
    return await db.fetch(
        f"""WITH due AS (
                SELECT id FROM {sort.table} WHERE status = 'active' AND expires_on < $1
                ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
            ), gone AS (
                UPDATE {sort.table} p SET status = 'expired' FROM due WHERE p.id = due.id AND p.status = 'active'
                RETURNING p.id, p.organization_id, p.project, p.amount_min, p.amount_max, {place} AS city_code
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
    if sort is REQUESTS:
        title = request_title(row["city_code"], row["project"], row["amount_max"])
    else:
        title = offer_title(row["project"], row["amount_min"], row["amount_max"])
    key = f"{sort.table}:{row['id']}:expired"
    return Told(row["organization_id"], key, f"发布已到期：{title}", f"{sort.path}/{row['id']}")
