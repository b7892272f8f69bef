"""The yields of the market as of a new day: orders and filters read what is kept, and a day less to wait for changes all of it."""

from datetime import date

from zczr import db

# Whoever buys or edits a claim of the batch waits for its end.
_BATCH = 500

# Rows that somebody else is changing are left for the next pass: waiting for them while holding others could wait for each other.
_REPRICE = """
    WITH part AS (SELECT claim_id, yield_on FROM claim_on_sale WHERE claim_id > $2 ORDER BY claim_id LIMIT $3),
    taken AS (
        SELECT claim_id FROM claim_on_sale WHERE claim_id IN (SELECT claim_id FROM part WHERE yield_on <> $1) FOR UPDATE SKIP LOCKED
    ), changed AS (
        UPDATE claim_on_sale m SET annual_yield = claim_yield(face_amount, asking_price, due_on - $1::date), yield_on = $1
        FROM taken WHERE m.claim_id = taken.claim_id RETURNING m.claim_id
    )
    SELECT max(claim_id) AS last, count(*) FILTER (WHERE yield_on <> $1) AS stale, (SELECT count(*) FROM changed) AS changed FROM part
"""


async def reprice(today: date, *, batch: int = _BATCH) -> int:
    """Bring every kept yield to today; how many rows were changed.

    In the order of the ids, each batch one transaction: killed half-way, the next run leaves alone what is done.
    """
    changed, left = await _pass(today, batch)
    if left:
        changed += (await _pass(today, batch))[0]
    return changed


async def _pass(today: date, batch: int) -> tuple[int, int]:
    """How many rows one pass changed, and how many it left."""
    changed = left = after = 0
    while True:
        async with db.transaction():
            row = await db.fetch_row(_REPRICE, today, after, batch)
        assert row is not None, "a row of sums"
        if row["last"] is None:
            return changed, left
        changed, left, after = changed + row["changed"], left + row["stale"] - row["changed"], row["last"]
