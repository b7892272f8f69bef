"""The yields of the market as of a new day: orders and filters read what is kept, and a day less to wait for changes all of it."""

from datetime import date

from zczr import db

_BATCH = 5000


async def reprice(today: date, *, batch: int = _BATCH) -> int:
    """Bring every kept yield to today; how many rows there were to change.

    In the order of the ids, each batch one transaction: killed half-way, the next run leaves alone what is done.
    """
    total, after = 0, 0
    while True:
        async with db.transaction():
            row = await db.fetch_row(
                """WITH part AS (SELECT claim_id FROM claim_on_sale WHERE claim_id > $2 ORDER BY claim_id LIMIT $3),
                   changed AS (
                       UPDATE claim_on_sale m SET annual_yield = claim_yield(face_amount, asking_price, due_on - $1::date),
                              yield_on = $1
                       FROM part WHERE m.claim_id = part.claim_id AND m.yield_on <> $1 RETURNING m.claim_id)
                   SELECT (SELECT max(claim_id) FROM part), (SELECT count(*) FROM changed)""",
                today, after, batch,
            )  # fmt: skip
        assert row is not None, "a row of two sums"
        if row[0] is None:
            return total
        total, after = total + row[1], row[0]
