"""A market of a given size over the enterprises of `zczr seed --scale`, written by the server itself; the triggers do the rest."""

import asyncpg

from bench.ground import Ground
from zczr import db
from zczr.demo.scale import enterprises

ORGANIZATIONS = 200_000
SMALL, LARGE = 10_000, 1_000_000
_BATCH = 25_000

# Numbers of no common factor spread the columns, so that no two of them go together.
_CLAIMS = """
    INSERT INTO claim (id, organization_id, member_id, submission_id, status, kind, debtor_name, debtor_kind, contract_number, face_amount,
        starts_on, due_on, asking_price, recourse, debtor_state, title, province_code, city_code, industry_section, sale_mode,
        quotes_until, quote_scope, submitted_at, expires_on)
    SELECT n, seller.id, seller.id, gen_random_uuid(), 'active', drawn.kind, debtor.name, 'sme', 'HT-' || n, drawn.face, current_date - 30,
        current_date + 16 + (n * 37 % 700)::int, round(drawn.face * (1 - 0.005 - n * 13 % 300 * 0.001), 2),
        CASE n % 3 WHEN 0 THEN 'with' ELSE 'without' END,
        (ARRAY['unnotified','notified','confirmed','disputed'])[1 + width_bucket(n * 7 % 10, ARRAY[4, 6, 9])],
        '关于' || debtor.name || '对于' || seller.name || drawn.named || to_char(drawn.face, 'FM999,999,990.00') || '元的债权出售',
        seller.province_code, seller.city_code, seller.industry_section, CASE n % 11 WHEN 0 THEN 'quotes' ELSE 'fixed' END,
        CASE n % 11 WHEN 0 THEN current_date + 15 END, CASE n % 11 WHEN 0 THEN 'open' ELSE '' END,
        -- Later than now, so that each is listed at a time of its own.
        now() + n * interval '1 second', current_date + 400
    FROM generate_series($1::bigint, $2::bigint) n
    CROSS JOIN LATERAL (SELECT (10000 + n * 7919 % 1000003 * 5)::numeric(18,2) AS face,
        (ARRAY['receivable','bill','loan','rent'])[1 + width_bucket(n * 3 % 10, ARRAY[6, 8, 9])] AS kind,
        (ARRAY['应收账款','票据','借款债权','租金'])[1 + width_bucket(n * 3 % 10, ARRAY[6, 8, 9])] AS named) drawn
    JOIN organization seller ON seller.id = 1 + n * 104729 % $3
    JOIN organization debtor ON debtor.id = 1 + n * 15485863 % $3"""


async def markets(ground: Ground) -> dict[int, str]:
    """The addresses of the small market and of the large one, made once and kept."""
    names = {SMALL: "bench_market_small", LARGE: "bench_market"}
    if not all([await ground.exists(name) for name in names.values()]):
        if not await ground.exists("bench_market_empty"):
            await ground.fresh("bench_market_empty")
            await db.open_pool(ground.url("bench_market_empty"), smallest=1, largest=1)
            async for _ in enterprises(ORGANIZATIONS):
                pass
            # 信用分 as it would be after some years; no ledger stands behind it here.
            await db.execute("UPDATE organization SET credit_score = 55 + id * 11 % 50")
            await db.execute(
                """INSERT INTO partner_block (blocker_id, blocked_id, blocked_by)
                   SELECT n, n - 1000, n FROM generate_series(1001, $1::bigint) n WHERE n % 10 = 0""",
                ORGANIZATIONS,
            )
            await db.close_pool()
        for size, name in names.items():
            await _fill(await ground.fresh(name, template="bench_market_empty"), size)
    return {size: ground.url(name) for size, name in names.items()}


async def _fill(url: str, size: int) -> None:
    connection = await asyncpg.connect(url)
    for first in range(1, size + 1, _BATCH):
        await connection.execute(_CLAIMS, first, min(size, first + _BATCH - 1), ORGANIZATIONS)
        print(f"  {min(size, first + _BATCH - 1):,} / {size:,}", end="\r", flush=True)
    await connection.execute("SELECT setval(pg_get_serial_sequence('claim', 'id'), $1::bigint)", size)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
