"""Which opposite postings a request or an offer is compared with: pools of the best rate, by the indexes of 0003_matching.sql."""

from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain.postings.pools import one_fails, pool, together

_CITY_POOL = 30
_TRADE_POOL = 20
_RATE_POOL = 50
_NEAR_POOL = 20
_NEAR_RATE = Decimal("0.03")


def _statement(table: str, columns: str, order: str, rate: str, near_rate: str, meets: tuple[str, ...]) -> str:
    every = " AND ".join(meets)
    # The rate has its own pool beyond the limit.
    one = one_fails(meets)
    trade = f"province_code = $3 AND industry_section = $4 AND {rate}"
    return together(
        table,
        (
            pool("city", table, columns, f"city_code = $2 AND {rate}", order, every, _CITY_POOL),
            pool("trade", table, columns, trade, order, every, _TRADE_POOL),
            pool("rated", table, columns, rate, order, every, _RATE_POOL),
            pool("near", table, columns, rate, order, one, _NEAR_POOL),
            pool("near_rate", table, columns, near_rate, order, every, _NEAR_POOL // 2),
        ),
    )


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
