"""Matching one posting against 10,000 and 1,000,000 opposite ones (issue: at most 3 times the SQL that fetches its candidates,
and growing at most threefold between the two sizes).

The bare SQL is everything that is fetched about the candidates: their ids, their wide rows, and how they are placed to the owner.
A whole run also decides, explains and writes seventy rows in a transaction.
"""

import statistics

import asyncpg

from bench.ground import Ground, milliseconds, ratio, timed
from bench.world import fill_organizations, fill_postings
from zczr import db
from zczr.domain import clock
from zczr.domain.lending import candidates, matching
from zczr.domain.lending.match_facts import offer_rows
from zczr.domain.postings.placing import Network

SIZES = (10_000, 1_000_000)
ORGANIZATIONS = 20_000
SUBJECTS = 40
PARTNERS = 8


async def measure(ground: Ground) -> list[dict[str, object]]:
    """The median over forty requests, each size in a database of its own."""
    lines: list[dict[str, object]] = []
    first = 0.0
    for size in SIZES:
        name = f"bench_matching_{size}"
        if not await ground.exists(name):
            await _seed(await ground.fresh(name), size)
        await db.open_pool(ground.url(name))
        ours, bare = await _both()
        await db.close_pool()
        first = first or ours
        lines.append(
            {"what": f"1 笔借款对 {size:,} 笔贷款", "ours_ms": milliseconds(ours), "bare_sql_ms": milliseconds(bare),
             "ratio": ratio(ours, bare), "growth": ratio(ours, first)}
        )  # fmt: skip
    return lines


async def _both() -> tuple[float, float]:
    """Seconds of a whole run, and of the statements that fetch its candidates, over the same requests."""
    ids = [row[0] for row in await db.fetch("SELECT id FROM loan_request ORDER BY id LIMIT $1", SUBJECTS)]
    rows = [await db.fetch_row("SELECT * FROM loan_request WHERE id = $1", each) for each in ids]
    ours, bare = [], []
    for round_ in range(3):
        for each, row in zip(ids, rows, strict=True):
            assert row is not None

            async def fetch(found: db.Record = row) -> None:
                rows = await offer_rows(await candidates.offers_for(found), clock.today())
                await Network.around(found["organization_id"], {each["organization_id"] for each in rows})

            theirs = await timed(fetch)
            mine = await timed(lambda posting=each: matching.run_for_request(posting))  # type: ignore[misc]
            if round_:  # the first round warms the cache of both
                bare.append(theirs)
                ours.append(mine)
    return statistics.median(ours), statistics.median(bare)


async def _seed(url: str, size: int) -> None:
    connection = await asyncpg.connect(url)
    await fill_organizations(connection, ORGANIZATIONS)
    await fill_postings(connection, requests=SUBJECTS, offers=size, organizations=ORGANIZATIONS)
    await connection.execute(
        """INSERT INTO partnership (low_id, high_id)
           SELECT DISTINCT least(a, b), greatest(a, b) FROM (
               SELECT a, (a * 7919 + step * 104729) % $1 + 1 AS b
               FROM generate_series(1, $1::bigint) a, generate_series(1, $2::bigint) step
           ) pairs WHERE a <> b""",
        ORGANIZATIONS,
        PARTNERS // 2,
    )
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
