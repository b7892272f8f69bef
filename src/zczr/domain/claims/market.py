"""The market as a verified member reads it: pages from either end, rows in batches, claims side by side, what is new.

A page's ids come from one index alone and its total from the same statement, then the fifty wide rows (bench/market.py).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.kinds import ClaimKind, DebtorState, Recourse, SaleMode
from zczr.domain.claims.market_filters import Filters, Where, where
from zczr.domain.ordering import Order
from zczr.domain.permissions import Permission, require
from zczr.domain.remembered import Remembered

PAGE = 50
COUNTED = 10_000
"""The total is exact up to here."""
DEEPEST = COUNTED // PAGE
"""The last page that is counted from the front, and from the back."""
MOST_COMPARED = 5
# A name that every tenth title has is found in all of them before the first can be counted, which takes ten times what its page does;
# whatever else is asked for is counted in the order of an index, in no time.
_MANY = Remembered(timedelta(minutes=1))
_BATCH = 2000

ORDERS: Mapping[str, str] = {
    "listed": "listed_at",
    "title": "title_order",
    "seller": "seller_order",
    "kind": "kind_rank",
    "due": "due_on",
    "amount": "face_cents",
    "price": "price_cents",
    "discount": "discount_points",
    "yield": "yield_points",
    "debtor": "debtor_rank",
    "grade": "seller_score",
    "region": "region_number",
    "industry": "industry_rank",
    "recourse": "recourse_rank",
}
"""What the market can be ordered by: each a column of an index."""
NEWEST_FIRST = Order("listed", descending=True)
_SHOWN = """s.claim_id, s.title, s.seller_id, s.seller_name, s.kind, s.due_on, s.face_amount, s.asking_price, s.debtor_state,
    s.sale_mode, s.recourse, s.seller_score, s.city_code, s.industry_section"""


class Line(NamedTuple):
    """A claim on sale."""

    id: int
    title: str
    seller_id: int
    seller_name: str
    kind: ClaimKind
    due_on: date
    face_amount: Decimal
    asking_price: Decimal
    debtor_state: DebtorState
    sale_mode: SaleMode
    recourse: Recourse
    seller_score: int
    city_code: str
    industry_section: str


# Looked up, not made: of an enumeration that is the quicker by far.
_KINDS = {str(each): each for each in ClaimKind}
_STATES = {str(each): each for each in DebtorState}
_MODES = {str(each): each for each in SaleMode}
_RECOURSE = {str(each): each for each in Recourse}


class MarketPage(NamedTuple):
    """A page in its order, and how many there are: `COUNTED + 1` for more."""

    lines: tuple[Line, ...]
    total: int


async def market_page(actor: Actor, filters: Filters, *, page: int, order: Order = NEWEST_FIRST) -> MarketPage:
    """A page counted from the front, or with a negative number from the back; either way in the order asked for.

    That there are more than `COUNTED` of a name is known for a minute, and not counted again meanwhile.
    """
    require(actor, Permission.MARKET_READ)
    asked = where(filters, actor.organization_id, clock.today())
    question = asked.sql, tuple(map(str, asked.values))
    reached = f"SELECT FROM claim_on_sale m WHERE {asked.sql} LIMIT {COUNTED + 1}"
    counted = f"SELECT {COUNTED + 1}" if question in _MANY else f"SELECT count(*) FROM ({reached}) reached"  # noqa: S608 -- our own columns
    column, shown = ORDERS[order.column], _way(order.descending)
    # From the back the order is turned round, so that the last page costs what the first one does.
    way = _way(order.descending is (page > 0))
    offset = asked.mark((abs(page) - 1) * PAGE)
    rows = await db.fetch(
        f"""SELECT counted.total, {_SHOWN}
            FROM ({counted}) counted (total)
            LEFT JOIN (SELECT m.claim_id, m.{column} AS place FROM claim_on_sale m WHERE {asked.sql}
                       ORDER BY m.{column} {way}, m.claim_id {way} LIMIT {PAGE} OFFSET {offset}) ids ON true
            LEFT JOIN claim_on_sale s ON s.claim_id = ids.claim_id
            ORDER BY ids.place {shown}, ids.claim_id {shown}""",  # noqa: S608 -- our own columns
        *asked.values,
    )
    # Even a page without lines has one row, which carries the total.
    if rows[0][0] > COUNTED and (filters.title or filters.seller):
        _MANY.add(question)
    return MarketPage(tuple([_line(tuple(row)[1:]) for row in rows if row[1] is not None]), rows[0][0])


async def market_rows(
    actor: Actor, filters: Filters, *, order: Order = NEWEST_FIRST, most: int, batch: int = _BATCH
) -> AsyncIterator[tuple[Line, ...]]:
    """All lines in batches, each found where the one before ended: what is held is one batch, and no connection meanwhile."""
    require(actor, Permission.MARKET_READ)
    column, way, beyond = ORDERS[order.column], _way(order.descending), "<" if order.descending else ">"
    last: tuple[object, int] | None = None
    while most > 0:
        asked = where(filters, actor.organization_id, clock.today())
        if last is not None:
            asked.add(f"(m.{column}, m.claim_id) {beyond} ({{}}, {{}})", *last)
        limit = asked.mark(min(batch, most))
        rows = await db.fetch(
            f"""SELECT ids.place, {_SHOWN}
                FROM (SELECT m.claim_id, m.{column} AS place FROM claim_on_sale m WHERE {asked.sql}
                      ORDER BY m.{column} {way}, m.claim_id {way} LIMIT {limit}) ids
                JOIN claim_on_sale s ON s.claim_id = ids.claim_id
                ORDER BY ids.place {way}, ids.claim_id {way}""",  # noqa: S608 -- our own columns
            *asked.values,
        )
        if rows:
            yield tuple([_line(tuple(row)[1:]) for row in rows])
        if len(rows) < min(batch, most):
            return
        most -= len(rows)
        last = rows[-1][0], rows[-1][1]


async def side_by_side(actor: Actor, claim_ids: Sequence[int]) -> tuple[Line, ...]:
    """These claims as far as they are on the market for the actor, in the order asked for."""
    require(actor, Permission.MARKET_READ)
    asked = where(Filters(), actor.organization_id, clock.today())
    asked.add("m.claim_id = ANY({}::bigint[])", list(claim_ids))
    found = {row[0]: _line(tuple(row)) for row in await db.fetch(_of(asked), *asked.values)}
    return tuple(found[each] for each in claim_ids if each in found)


async def listed_between(organization_id: int, filters: Filters, after: datetime, upto: datetime) -> int:
    """How many claims of others that these filters find were put on sale in that time; counted to `COUNTED + 1`."""
    asked = where(filters, organization_id, clock.today())
    asked.add("m.seller_id <> {}", organization_id)
    asked.add("m.listed_at > {} AND m.listed_at <= {}", after, upto)
    return int(
        await db.fetch_value(
            f"SELECT count(*) FROM (SELECT FROM claim_on_sale m WHERE {asked.sql} LIMIT {COUNTED + 1}) reached",  # noqa: S608
            *asked.values,
        )
    )


def _of(asked: Where) -> str:
    return f"SELECT {_SHOWN.replace('s.', 'm.')} FROM claim_on_sale m WHERE {asked.sql}"  # noqa: S608 -- our own columns


def _way(descending: bool) -> str:
    return "DESC" if descending else "ASC"


def _line(row: tuple[Any, ...]) -> Line:
    number, title, seller_id, seller, kind, due_on, face, price, state, mode, recourse, score, city, industry = row
    return Line(
        number, title, seller_id, seller, _KINDS[kind], due_on, face, price, _STATES[state], _MODES[mode],
        _RECOURSE[recourse], score, city, industry,
    )  # fmt: skip
