"""Which claims or 收购意向 one is compared with: pools of the best yield or discount, by the indexes of 0018_claim_matching.sql."""

from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain.claims.policy import CURRENT
from zczr.domain.claims.pricing import days_left, exact_yield
from zczr.domain.postings.pools import one_fails, pool, pool_of_each, together

_BEST_POOL = 50
_SOON_POOL = 30
_PLACE_POOL = 10
_NEAR_POOL = 20
_NEAR_SHARE = Decimal("0.05")


def _for_claim() -> str:
    table, columns = (
        "purchase_criteria",
        ("id, min_yield, amount_min, amount_max, min_discount, max_days, min_score, kinds, debtor_states"),
    )
    order, wanted = "coalesce(min_yield, 0), id", "coalesce(min_yield, 0) <= $4"
    meets = (
        "amount_min <= $3 AND amount_max >= $3",
        "coalesce(min_discount, 0) <= $5",
        "max_days >= $6",
        "(kinds = '{}' OR $7 = ANY (kinds))",
        "(debtor_states = '{}' OR $8 = ANY (debtor_states))",
        "min_score <= $9",
    )
    every = " AND ".join(meets)
    near = f"coalesce(min_yield, 0) > $4 AND coalesce(min_yield, 0) <= $4 + {_NEAR_SHARE}"
    return together(
        table,
        (
            pool("city", table, columns, f"city_code = $2 AND {wanted}", order, every, _SOON_POOL),
            pool("best", table, columns, wanted, order, every, _BEST_POOL),
            pool("near", table, columns, wanted, order, one_fails(meets), _NEAR_POOL),
            pool("near_yield", table, columns, near, order, every, _NEAR_POOL // 2),
        ),
    )


def _for_criteria() -> str:
    table, ratio = "claim", "asking_price / face_amount"
    columns = "id, asking_price, face_amount, due_on, kind, debtor_state"
    order, wanted = f"{ratio}, id", f"{ratio} <= 1 - $9"
    due = f"due_on >= $6::date + {CURRENT.least_days} AND due_on <= $6::date + $7::int"
    meets = (
        "asking_price BETWEEN $4 AND $5",
        due,
        f"(face_amount - asking_price) * {CURRENT.days_in_year} >= $8 * asking_price * (due_on - $6::date)",
        "($10::text[] = '{}' OR kind = ANY ($10))",
        "($11::text[] = '{}' OR debtor_state = ANY ($11))",
    )
    every = " AND ".join(meets)
    near = f"{ratio} > 1 - $9 AND {ratio} <= 1 - $9 + {_NEAR_SHARE}"
    # A city is looked for among its province.
    region = f"province_code = left(wanted.code, 2) || '0000' AND {wanted}"
    in_region = f"(wanted.code LIKE '%0000' OR city_code = wanted.code) AND {every}"
    trade = f"industry_section = wanted.code AND {wanted}"
    return together(
        table,
        (
            pool_of_each("region", table, f"{columns}, city_code", "$2", region, order, in_region, _PLACE_POOL),
            pool_of_each("trade", table, columns, "$3", trade, order, every, _PLACE_POOL),
            pool("best", table, columns, wanted, order, every, _BEST_POOL),
            pool("soon", table, columns, due, "due_on, id", f"{wanted} AND {every}", _SOON_POOL),
            pool("near", table, columns, wanted, order, one_fails(meets), _NEAR_POOL),
            pool("near_discount", table, columns, near, order, every, _NEAR_POOL // 2),
        ),
    )


FOR_CLAIM = _for_claim()
"""收购意向 for a claim: $1 owner, $2 city, $3 price, $4 yield, $5 discount, $6 days, $7 kind, $8 its debtor's state, $9 the
seller's 信用分."""
FOR_CRITERIA = _for_criteria()
"""Claims for 收购意向: $1 owner, $2 preferred regions, $3 preferred industries, $4-5 amounts, $6 today, $7 most days, $8 least
yield, $9 least discount, $10 kinds, $11 states of the debtor."""


async def criteria_for(row: db.Record, today: date) -> list[int]:
    """Ids of 收购意向 to compare a claim's row with; none for what has fallen due."""
    face, price, days = row["face_amount"], row["asking_price"], days_left(row["due_on"], today)
    if days is None or days <= 0:
        return []
    rows = await db.fetch(
        FOR_CLAIM, row["organization_id"], row["city_code"], price, exact_yield(face, price, days), 1 - price / face,
        days, row["claim_kind"], row["debtor_state"], row["credit_score"],
    )  # fmt: skip
    return [each["id"] for each in rows]


async def claims_for(row: db.Record, today: date) -> list[int]:
    """Ids of claims to compare a row of 收购意向 with."""
    none = Decimal(0)
    rows = await db.fetch(
        FOR_CRITERIA, row["organization_id"], row["preferred_regions"], row["preferred_industries"], row["amount_min"],
        row["amount_max"], today, row["max_days"], row["min_yield"] or none, row["min_discount"] or none,
        row["kinds"], row["debtor_states"],
    )  # fmt: skip
    return [each["id"] for each in rows]
