"""Quotes an actor may read: its own organization's, and for its own claims those that are open to the seller."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.claims.quotes.stages import QuoteStage
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.refusals import NotFound

PAGE = 20


@dataclass(frozen=True)
class OwnQuote:
    """A quote that the actor's organization gave; amounts in yuan."""

    id: int
    stage: QuoteStage
    price: Decimal
    message: str
    given_at: datetime
    claim_id: int
    title: str
    kind: ClaimKind
    seller_id: int
    seller_name: str
    face_amount: Decimal
    due_on: date
    until: date
    """The last day of its round."""
    application_id: int | None

    @property
    def may_change(self) -> bool:
        """Whether it may be changed or taken back now."""
        return self.stage is QuoteStage.GIVEN and self.until >= clock.today()


_OWN = """
    SELECT q.id, q.status AS stage, q.price, q.message, q.given_at, c.id AS claim_id, c.title, c.kind,
           c.organization_id AS seller_id, o.name AS seller_name, c.face_amount, c.due_on, q.until, q.application_id
    FROM quote q JOIN claim c ON c.id = q.claim_id JOIN organization o ON o.id = c.organization_id"""


def _own(row: db.Record) -> OwnQuote:
    return OwnQuote(**{**dict(row), "stage": QuoteStage(row["stage"]), "kind": ClaimKind(row["kind"])})


async def own_quote(actor: Actor, quote_id: int) -> OwnQuote:
    """A quote of the actor's organization; NotFound else."""
    row = await db.fetch_row(f"{_OWN} WHERE q.id = $1 AND q.buyer_id = $2", quote_id, actor.organization_id)
    if row is None:
        raise NotFound(quote=quote_id)
    return _own(row)


async def standing_quote(actor: Actor, claim_id: int) -> OwnQuote | None:
    """The quote of the actor's organization that counts for a claim; None where it has none."""
    row = await db.fetch_row(
        f"{_OWN} WHERE q.claim_id = $1 AND q.buyer_id = $2 AND q.status = 'given'", claim_id, actor.organization_id
    )
    return None if row is None else _own(row)


NEWEST_FIRST = Order("given", descending=True)
_THEN = ", q.id {way}"
ORDERS: Mapping[str, str] = {
    "title": by_name("c.title") + " {way}" + _THEN,
    "seller": by_name("o.name") + " {way}" + _THEN,
    "price": "q.price {way}" + _THEN,
    "until": "q.until {way}" + _THEN,
    "status": f"array_position(ARRAY{[str(each) for each in QuoteStage]}, q.status) {{way}}" + _THEN,
    "given": "q.given_at {way}" + _THEN,
}
"""What the list can be ordered by."""


async def own_quotes(
    actor: Actor, stage: QuoteStage | None, page: int, order: Order = NEWEST_FIRST, size: int = PAGE
) -> tuple[tuple[OwnQuote, ...], int]:
    """A page of own quotes, and how many there are."""
    total = await db.fetch_value(
        "SELECT count(*) FROM quote WHERE buyer_id = $1 AND ($2::text IS NULL OR status = $2)",
        actor.organization_id, stage and str(stage),
    )  # fmt: skip
    rows = await db.fetch(
        f"""{_OWN} WHERE q.buyer_id = $1 AND ($2::text IS NULL OR q.status = $2)
            ORDER BY {order_by(ORDERS, order)} LIMIT $3 OFFSET $4""",
        actor.organization_id, stage and str(stage), size, (page - 1) * size,
    )  # fmt: skip
    return tuple(_own(row) for row in rows), total


async def counts_by_stage(actor: Actor) -> dict[QuoteStage, int]:
    """How many own quotes stand in each state."""
    rows = await db.fetch(
        "SELECT status, count(*) FROM quote WHERE buyer_id = $1 GROUP BY status", actor.organization_id
    )
    return {QuoteStage(row[0]): row[1] for row in rows}


class Received(NamedTuple):
    """A quote that a seller may read."""

    id: int
    stage: QuoteStage
    buyer_id: int
    buyer_name: str
    institution: bool
    credit_score: int
    price: Decimal
    message: str
    given_at: datetime
    application_id: int | None


@dataclass(frozen=True)
class Round:
    """Where the round of an own claim stands that its last day names: `received` are empty as long as quotes are taken, whoever asks."""

    opened: bool
    given: int
    """How many stand."""
    received: tuple[Received, ...]


async def round_of(claim_id: int, quotes_until: date | None) -> Round:
    """The quotes for a claim that the caller has made sure is the actor's, the best first."""
    given = await db.fetch_value(
        "SELECT count(*) FROM quote WHERE claim_id = $1 AND until = $2 AND status = 'given'", claim_id, quotes_until
    )
    opened = quotes_until is not None and quotes_until < clock.today()
    # What lapsed was perhaps never opened.
    rows = await db.fetch(
        """SELECT q.id, q.status, q.buyer_id, o.name, o.kind = 'institution', o.credit_score, q.price, q.message, q.given_at,
                  q.application_id
           FROM quote q JOIN organization o ON o.id = q.buyer_id
           WHERE q.claim_id = $1 AND q.until = $3 AND (q.status IN ('chosen', 'passed_over') OR (q.status = 'given' AND $2))
           ORDER BY q.price DESC, q.given_at, q.id""",
        claim_id, opened, quotes_until,
    )  # fmt: skip
    return Round(opened, given, tuple(Received(row[0], QuoteStage(row[1]), *tuple(row)[2:]) for row in rows))


async def received_quote(claim_id: int, quotes_until: date | None, quote_id: int) -> Received:
    """One of the quotes that the seller of a claim may read, the claim being the actor's; NotFound else."""
    found = await round_of(claim_id, quotes_until)
    for each in found.received:
        if each.id == quote_id:
            return each
    raise NotFound(claim=claim_id, quote=quote_id)


class ToChoose(NamedTuple):
    """An own claim whose quotes can be read now."""

    claim_id: int
    title: str
    given: int
    until: date
    """The last day for choosing."""


async def to_choose(actor: Actor) -> tuple[ToChoose, ...]:
    """Own claims that wait for a choice among quotes, the most urgent first."""
    rows = await db.fetch(
        """SELECT c.id, c.title, count(*), c.expires_on FROM claim c JOIN quote q ON q.claim_id = c.id AND q.status = 'given'
           WHERE c.organization_id = $1 AND c.status = 'active' AND c.quotes_until < $2
           GROUP BY c.id ORDER BY c.expires_on, c.id LIMIT 20""",
        actor.organization_id, clock.today(),
    )  # fmt: skip
    return tuple(ToChoose(*row) for row in rows)
