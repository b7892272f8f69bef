"""Claims an actor may see: its own organization's in full, and of others those on sale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.buyers import SEEN_BY_OTHERS
from zczr.domain.claims.kinds import ClaimKind, DebtorKind, DebtorState, QuoteScope, Recourse, SaleMode
from zczr.domain.claims.quotes.ending import QUOTED
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.stages import Confirmation
from zczr.domain.claims.terms import SaleTerms, claim_title
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.partners.relations import keep_apart
from zczr.domain.postings.own import Own, common_of, own_row
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import NotFound
from zczr.domain.risk.kinds import Labelled

PAGE = 20


@dataclass(frozen=True)
class OwnClaim(Own):
    """An own 债权出售."""

    seller_name: str
    debtor_state: DebtorState
    whole_id: int | None
    import_id: int | None
    """The 批量导入 that it came with, whose papers are its own too."""
    slice_name: str
    quoted: bool
    """Buyers have quoted for it: its terms may not be changed now."""
    terms: SaleTerms

    @property
    def is_editable(self) -> bool:
        """Whether its terms may be changed now; a slice is part of its whole."""
        return super().is_editable and not self.quoted and self.whole_id is None

    @property
    def held_because(self) -> str:
        """Somebody has quoted for it."""
        return QUOTED if self.quoted else ""

    @property
    def may_be_split(self) -> bool:
        """Whether it may be sold in slices now."""
        terms = self.terms
        whole = terms.sale_mode == SaleMode.FIXED and terms.resale_of is None
        return self.status is Posting.SPLIT or (self.status is Posting.ACTIVE and whole and self.is_editable)

    @property
    def title(self) -> str:
        """What it is called."""
        terms = self.terms
        return claim_title(terms.kind, terms.debtor_name, self.seller_name, terms.face_amount, self.slice_name)


async def own_claim(actor: Actor, claim_id: int) -> OwnClaim:
    """A claim of the actor's organization; NotFound else."""
    row = await own_row(actor, CLAIMS, claim_id)
    quoted = "SELECT EXISTS (SELECT FROM quote WHERE claim_id = $1 AND status = 'given')"
    return OwnClaim(
        **common_of(row, CLAIMS),
        seller_name=actor.organization_name,
        debtor_state=DebtorState(row["debtor_state"]),
        whole_id=row["whole_id"],
        import_id=row["import_id"],
        slice_name=row["slice_name"],
        quoted=await db.fetch_value(quoted, claim_id),
        terms=terms_of(row),
    )


def terms_of(row: db.Record) -> SaleTerms:
    """The terms of a sale from the row of its claim."""
    named = {name: row[name] for name in SaleTerms.__dataclass_fields__}
    lists = {name: tuple(row[name]) for name in ("invoice_numbers", "invited")}
    return SaleTerms(**{**named, **lists})


class RoundState(Labelled):
    """Where the 询价 of a claim on sale stands."""

    TAKING = "taking", "询价中"
    CHOOSING = "choosing", "待选择报价"
    OVER = "over", "询价已结束"


class ClaimLine(NamedTuple):
    """An own claim in the list."""

    id: int
    status: Posting
    title: str
    kind: str
    face_amount: Decimal | None
    asking_price: Decimal | None
    due_on: date | None
    debtor_state: DebtorState
    expires_on: date | None
    open_sent: int
    open_received: int
    round: RoundState | None
    """Where its 询价 stands; None where it is not on sale by one."""


NEWEST_FIRST = Order("created", descending=True)
_THEN = ", c.id {way}"
ORDERS: Mapping[str, str] = {
    "title": by_name("c.title") + " {way}" + _THEN,
    "kind": f"array_position(ARRAY{[str(each) for each in ClaimKind]}, c.kind) {{way}} NULLS LAST" + _THEN,
    "face": "c.face_amount {way} NULLS LAST" + _THEN,
    "price": "c.asking_price {way} NULLS LAST" + _THEN,
    "due": "c.due_on {way} NULLS LAST" + _THEN,
    "confirmation": f"array_position(ARRAY{[str(each) for each in DebtorState]}, c.debtor_state) {{way}}" + _THEN,
    "status": f"array_position(ARRAY{[str(each) for each in Posting]}, c.status) {{way}}" + _THEN,
    "created": "c.created_at {way}" + _THEN,
}
"""What the list can be ordered by."""


async def own_claims(
    actor: Actor, statuses: tuple[Posting, ...], page: int, order: Order = NEWEST_FIRST, size: int = PAGE
) -> tuple[tuple[ClaimLine, ...], int]:
    """A page of own claims, and how many there are; a page behind the last is empty and knows of none."""
    rows = await db.fetch(
        f"""WITH mine AS (SELECT * FROM claim WHERE organization_id = $1 AND status = ANY($2)),
                 page AS (SELECT * FROM mine c ORDER BY {order_by(ORDERS, order)} LIMIT $3 OFFSET $4)
            SELECT c.*, (SELECT count(*) FROM mine) AS total,
                   EXISTS (SELECT FROM quote q WHERE q.claim_id = c.id AND q.status = 'given') AS given,
                   (SELECT ARRAY[count(*) FILTER (WHERE a.applicant_id = $1), count(*) FILTER (WHERE a.respondent_id = $1)]
                    FROM application a WHERE a.claim_id = c.id
                      AND a.status IN ('pending', 'approved', 'approved_unconfirmed')) AS applied
            FROM page c ORDER BY {order_by(ORDERS, order)}""",  # noqa: S608 -- our own orders
        actor.organization_id, [str(status) for status in statuses], size, (page - 1) * size,
    )  # fmt: skip
    lines = tuple(
        ClaimLine(
            row["id"],
            Posting(row["status"]),
            claim_title(
                row["kind"], row["debtor_name"], actor.organization_name, row["face_amount"], row["slice_name"]
            ),
            row["kind"],
            row["face_amount"],
            row["asking_price"],
            row["due_on"],
            DebtorState(row["debtor_state"]),
            row["expires_on"],
            row["applied"][0],
            row["applied"][1],
            _round(row),
        )
        for row in rows
    )
    return lines, rows[0]["total"] if rows else 0


def _round(row: db.Record) -> RoundState | None:
    if row["status"] != Posting.ACTIVE or row["sale_mode"] != SaleMode.QUOTES:
        return None
    if row["quotes_until"] >= clock.today():
        return RoundState.TAKING
    return RoundState.CHOOSING if row["given"] else RoundState.OVER


async def counts_by_status(actor: Actor) -> dict[Posting, int]:
    """How many own claims stand in each state."""
    rows = await db.fetch(
        "SELECT status, count(*) FROM claim WHERE organization_id = $1 GROUP BY status", actor.organization_id
    )
    return {Posting(row[0]): row[1] for row in rows}


@dataclass(frozen=True)
class ClaimOnSale:
    """A claim as any verified member sees it: a summary, no papers; amounts in yuan."""

    id: int
    version: int
    title: str
    seller_id: int
    seller_name: str
    seller_score: int
    city_code: str
    industry_section: str
    kind: ClaimKind
    debtor_name: str
    debtor_kind: DebtorKind | None
    debtor_state: DebtorState
    confirmed_through: str
    face_amount: Decimal
    asking_price: Decimal
    starts_on: date
    due_on: date
    expires_on: date
    sale_mode: SaleMode
    quotes_until: date | None
    quote_scope: QuoteScope | None
    recourse: Recourse
    assignment_barred: bool
    origin: str
    debtor_situation: str
    whole_amount: Decimal | None
    """Of the claim that this one is a slice of; None where it is whole."""
    own: bool
    """The actor's organization sells it."""


async def claim_on_sale(actor: Actor, claim_id: int) -> ClaimOnSale:
    """A claim that is on sale now; NotFound else, and for who keeps apart from its seller, or its seller from them."""
    row = await db.fetch_row(
        """SELECT c.*, o.name AS seller_name, o.credit_score AS seller_score, w.face_amount AS whole_amount FROM claim c
           JOIN organization o ON o.id = c.organization_id LEFT JOIN claim w ON w.id = c.whole_id
           WHERE c.id = $1 AND c.status = 'active' AND least(c.expires_on, c.quotes_until) >= $2 AND o.status = 'verified'""",
        claim_id, clock.today(),
    )  # fmt: skip
    if row is None:
        raise NotFound(await _why_not(actor, claim_id), claim=claim_id)
    if await keep_apart(actor.organization_id, row["organization_id"]):
        raise NotFound(claim=claim_id)
    return ClaimOnSale(
        id=row["id"],
        version=row["version"],
        title=row["title"],
        seller_id=row["organization_id"],
        seller_name=row["seller_name"],
        seller_score=row["seller_score"],
        city_code=row["city_code"],
        industry_section=row["industry_section"],
        kind=ClaimKind(row["kind"]),
        debtor_name=row["debtor_name"],
        debtor_kind=DebtorKind(row["debtor_kind"]) if row["debtor_kind"] else None,
        debtor_state=DebtorState(row["debtor_state"]),
        confirmed_through=await confirmed_through(claim_id),
        face_amount=row["face_amount"],
        asking_price=row["asking_price"],
        starts_on=row["starts_on"],
        due_on=row["due_on"],
        expires_on=row["expires_on"],
        sale_mode=SaleMode(row["sale_mode"]),
        quotes_until=row["quotes_until"],
        quote_scope=QuoteScope(row["quote_scope"]) if row["quote_scope"] else None,
        recourse=Recourse(row["recourse"]),
        assignment_barred=row["assignment_barred"],
        origin=row["origin"],
        debtor_situation=row["debtor_situation"],
        whole_amount=row["whole_amount"],
        own=row["organization_id"] == actor.organization_id,
    )


async def _why_not(actor: Actor, claim_id: int) -> str:
    """What is said of a claim that is not on sale to who could see it when it was; nothing to everybody else."""
    seller_id = await db.fetch_value(
        "SELECT organization_id FROM claim WHERE id = $1 AND status = ANY($2)",
        claim_id,
        [str(each) for each in SEEN_BY_OTHERS],
    )
    if seller_id is None or await keep_apart(actor.organization_id, seller_id):
        return ""
    return "这笔债权现在不在出售中：它已被预订、售出或撤下，或者报价已经截止。债权市场上还有其他在售债权可以选择。"


@dataclass(frozen=True)
class ConfirmationFacts:
    """The newest 确权 request about an own claim."""

    stage: Confirmation
    email: str
    on_platform: bool
    asked_at: datetime
    due_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    answered_name: str
    answered_title: str
    reason: str


async def confirmation_of(claim_id: int) -> ConfirmationFacts | None:
    """The newest request about a claim that the caller has made sure is the actor's; None where nobody was asked."""
    row = await db.fetch_row(
        """SELECT status, email, debtor_id IS NOT NULL, asked_at, due_at, opened_at, answered_at, answered_name, answered_title,
                  reason
           FROM debtor_confirmation WHERE claim_id = $1 ORDER BY id DESC LIMIT 1""",
        claim_id,
    )
    return None if row is None else ConfirmationFacts(Confirmation(row[0]), *tuple(row)[1:])


# A claim that was edited, or disputed, since is confirmed no more: then who had confirmed may be another debtor.
CONFIRMATION = """LATERAL (SELECT d.email, d.answered_by FROM debtor_confirmation d
    WHERE d.claim_id IN (c.id, c.whole_id) AND c.debtor_state = 'confirmed' AND d.status = 'confirmed' ORDER BY d.id DESC LIMIT 1)"""
"""SQL to join for the last word by which the debtor of a claim `c`, or of the whole of a slice, has confirmed it as it stands."""


async def confirmed_through(claim_id: int) -> str:
    """By what its debtor has confirmed a claim, for who buys it: signed in, or by a link to which mailbox; empty where it has not."""
    row = await db.fetch_row(
        f"SELECT heard.* FROM claim c JOIN {CONFIRMATION} heard ON true WHERE c.id = $1",  # noqa: S608 -- constants
        claim_id,
    )
    if row is None:
        return ""
    by_link = f"经链接（邮箱 {row['email']}）确认，该邮箱的归属未经平台核实"
    return by_link if row["answered_by"] is None else "登录平台确认"


class ToConfirm(NamedTuple):
    """A claim that the actor's organization, as its debtor, is asked to confirm."""

    id: int
    creditor: str
    face_amount: Decimal
    due_at: datetime


async def to_confirm(actor: Actor) -> tuple[ToConfirm, ...]:
    """What the actor's organization is asked to confirm as a debtor, the most urgent first."""
    rows = await db.fetch(
        """SELECT d.id, d.statement::json ->> 'creditor', c.face_amount, d.due_at FROM debtor_confirmation d
           JOIN claim c ON c.id = d.claim_id
           WHERE d.debtor_id = $1 AND d.status = 'asked' AND d.due_at > $2 ORDER BY d.due_at LIMIT 20""",
        actor.organization_id, clock.now(),
    )  # fmt: skip
    return tuple(ToConfirm(*row) for row in rows)
