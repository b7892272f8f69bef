"""Which opposite postings a posting is compared with: a bounded number, found from partial indexes alone.

Each pool walks one index of 0003_matching.sql in the order of the best rate and takes the first that meet the hard
constraints the index carries, so the work does not grow with the number of postings. A walk that meets too few gives up
after WALK entries. The pools are put together and the pure rule decides on each candidate (`matching.py`).
"""

from decimal import Decimal
from typing import Any

from zczr import db

WALK = 4000
"""Most index entries one pool looks at."""
_NETWORK_POOL = 50
_CITY_POOL = 30
_TRADE_POOL = 20
_RATE_POOL = 50
_NEAR_POOL = 20
_NEAR_RATE = Decimal("0.03")
_MOST_PARTNERS = 300

# Organizations of the network: partners first, then partners' partners, a bounded number of each.
_NETWORK = f"""
    mine AS MATERIALIZED (
        SELECT id FROM (SELECT high_id AS id FROM partnership WHERE low_id = $1
                        UNION ALL SELECT low_id FROM partnership WHERE high_id = $1) near LIMIT {_MOST_PARTNERS}
    ), known AS MATERIALIZED (
        SELECT id, min(hops) AS hops FROM (
            SELECT id, 1 AS hops FROM mine
            UNION ALL (SELECT p.high_id, 2 FROM mine JOIN partnership p ON p.low_id = mine.id LIMIT {_MOST_PARTNERS})
            UNION ALL (SELECT p.low_id, 2 FROM mine JOIN partnership p ON p.high_id = mine.id LIMIT {_MOST_PARTNERS})
        ) far WHERE id <> $1 GROUP BY id
    )"""  # noqa: S608 -- constants of this module


def _pool(name: str, table: str, columns: str, where: str, order: str, meets: str, most: int) -> str:
    """One pool: walk an index at most WALK entries far, keep the first `most` that meet the constraints."""
    return f"""{name} AS (
        SELECT id FROM (
            SELECT {columns} FROM {table} WHERE status = 'active' AND organization_id <> $1 AND {where}
            ORDER BY {order} LIMIT {WALK}
        ) walked WHERE {meets} ORDER BY {order} LIMIT {most}
    )"""  # noqa: S608 -- constants of this module


def _statement(table: str, columns: str, order: str, rate: str, near_rate: str, meets: tuple[str, ...]) -> str:
    every = " AND ".join(meets)
    # Exactly one constraint fails: what a near miss can be made of. The rate has its own pool beyond the limit.
    one_fails = " + ".join(f"(NOT ({condition}))::int" for condition in meets) + " = 1"
    city = _pool("city", table, columns, f"city_code = $2 AND {rate}", order, every, _CITY_POOL)
    trade = f"province_code = $3 AND industry_section = $4 AND {rate}"
    pools = (
        f"""network AS (
        SELECT p.id FROM known JOIN LATERAL (
            SELECT id FROM {table} WHERE status = 'active' AND organization_id = known.id ORDER BY id DESC LIMIT 5
        ) p ON true ORDER BY known.hops, p.id DESC LIMIT {_NETWORK_POOL})""",  # noqa: S608
        city,
        _pool("trade", table, columns, trade, order, every, _TRADE_POOL),
        _pool("rated", table, columns, rate, order, every, _RATE_POOL),
        _pool("near", table, columns, rate, order, one_fails, _NEAR_POOL),
        _pool("near_rate", table, columns, near_rate, order, every, _NEAR_POOL // 2),
    )
    union = " UNION ".join(
        f"SELECT id FROM {name}"  # noqa: S608
        for name in ("network", "city", "trade", "rated", "near", "near_rate")
    )
    return f"WITH {_NETWORK}, {', '.join(pools)} {union}"


FOR_REQUEST = _statement(
    "loan_offer",
    "id, min_rate, amount_min, amount_max, max_term_months, min_score, security_modes",
    "min_rate, id",
    "min_rate <= $5",
    f"min_rate > $5 AND min_rate <= $5 + {_NEAR_RATE}",
    (
        "amount_min <= $7 AND amount_max >= $6",
        "max_term_months >= $8",
        "min_score <= $9",
        "(security_modes = '{}' OR security_modes && $10::text[])",
    ),
)
"""Offers for a request: $1 owner, $2 city, $3 province, $4 industry, $5 highest rate, $6-7 amounts, $8 months, $9 score,
$10 security."""

FOR_OFFER = _statement(
    "loan_request",
    "id, max_rate, amount_min, amount_max, term_months, score, security_modes",
    "max_rate DESC, id",
    "max_rate >= $5 AND max_rate <= $11",
    f"max_rate < $5 AND max_rate >= $5 - {_NEAR_RATE}",
    (
        "amount_min <= $7 AND amount_max >= $6",
        "term_months <= $8",
        "score >= $9",
        "($10::text[] = '{}' OR security_modes && $10::text[])",
    ),
)
"""Requests for an offer: as above, $5 the lowest rate, $8 the longest term, $9 the least score, $11 the highest rate that
the law lets this lender take."""


async def offers_for(row: db.Record) -> list[int]:
    """Ids of offers to compare a request row with."""
    return await _ids(FOR_REQUEST, *_common(row, row["max_rate"]), row["term_months"], row["score"] or 0, _modes(row))


async def requests_for(row: db.Record, cap: Decimal | None) -> list[int]:
    """Ids of requests to compare an offer row with; `cap` is what binds the lender, None where nothing does."""
    highest = Decimal(1) if cap is None else cap
    return await _ids(
        FOR_OFFER, *_common(row, row["min_rate"]), row["max_term_months"], row["min_score"], _modes(row), highest
    )


def _common(row: db.Record, rate: Decimal) -> tuple[Any, ...]:
    places = (row["organization_id"], row["city_code"], row["province_code"], row["industry_section"])
    return (*places, rate, row["amount_min"], row["amount_max"])


def _modes(row: db.Record) -> list[str]:
    return list(row["security_modes"])


async def _ids(sql: str, *values: Any) -> list[int]:
    return [row["id"] for row in await db.fetch(sql, *values)]
