"""Postings and matches an actor may see: its own organization's, and what matching found for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending.financials import Financials
from zczr.domain.lending.labels import offer_title, request_title
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.lending.terms import OfferTerms, RequestTerms
from zczr.domain.matching.loan.constraints import Caution
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.postings import matches
from zczr.domain.postings.commands import Sort
from zczr.domain.postings.matches import Matched, matches_sql
from zczr.domain.postings.own import Own, common_of, own_row
from zczr.domain.postings.stages import Posting

PAGE = 20


@dataclass(frozen=True)
class OwnRequest(Own):
    """An own 借款."""

    assessment_id: int | None
    terms: RequestTerms

    @property
    def title(self) -> str:
        """What it is called."""
        return request_title(self.city_code, self.terms.project, self.terms.amount_max)


@dataclass(frozen=True)
class OwnOffer(Own):
    """An own 贷款."""

    terms: OfferTerms

    @property
    def title(self) -> str:
        """What it is called."""
        return offer_title(self.terms.project, self.terms.amount_min, self.terms.amount_max)


async def own_request(actor: Actor, request_id: int) -> OwnRequest:
    """A request of the actor's organization; NotFound else."""
    row = await own_row(actor, REQUESTS, request_id)
    terms: dict[str, Any] = {name: row[name] for name in RequestTerms.__dataclass_fields__ if name != "financials"}
    terms["security_modes"] = tuple(row["security_modes"])
    financials = Financials.from_json(row["financials"])
    return OwnRequest(
        **common_of(row, REQUESTS),
        assessment_id=row["assessment_id"],
        terms=RequestTerms(**terms, financials=financials),
    )


async def own_offer(actor: Actor, offer_id: int) -> OwnOffer:
    """An offer of the actor's organization; NotFound else."""
    row = await own_row(actor, OFFERS, offer_id)
    terms: dict[str, Any] = {
        name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in OfferTerms.__dataclass_fields__
    }
    return OwnOffer(**common_of(row, OFFERS), terms=OfferTerms(**terms))


async def own_posting(actor: Actor, sort: Sort, posting_id: int) -> OwnRequest | OwnOffer:
    """A posting of the actor's organization; NotFound else."""
    return await (own_request if sort is REQUESTS else own_offer)(actor, posting_id)


@dataclass(frozen=True)
class PostingLine:
    """An own posting in the list; `rate` is the highest of a request or the lowest of an offer."""

    sort: Sort
    id: int
    status: Posting
    project: str
    city_code: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    rate: Decimal | None
    term_months: int | None
    expires_on: date | None
    matches: int
    open_sent: int
    open_received: int

    @property
    def title(self) -> str:
        """What it is called."""
        if self.sort is REQUESTS:
            return request_title(self.city_code, self.project, self.amount_max)
        return offer_title(self.project, self.amount_min, self.amount_max)

    @property
    def open_applications(self) -> int:
        """How many applications for it wait or are being negotiated, whoever sent them."""
        return self.open_sent + self.open_received


# Each count looks for one column, so that its index is used; a condition on "one or the other" column would use none.
_MATCH_COUNT = """CASE p.sort
               WHEN 'r' THEN (SELECT count(DISTINCT m.offer_id) FROM loan_match m
                              WHERE m.request_id = p.id AND m.outcome = 'match')
               ELSE (SELECT count(DISTINCT m.request_id) FROM loan_match m
                     WHERE m.offer_id = p.id AND m.outcome = 'match') END"""
NEWEST_FIRST = Order("created", descending=True)
_THEN = ", p.sort, p.id {way}"
ORDERS: Mapping[str, str] = {
    "project": by_name("p.project") + " {way}" + _THEN,
    "kind": "p.sort {way}, p.id {way}",
    "amount": "p.amount_max {way} NULLS LAST" + _THEN,
    "rate": "p.rate {way} NULLS LAST" + _THEN,
    "term": "p.term_months {way} NULLS LAST" + _THEN,
    "status": f"array_position(ARRAY{[str(each) for each in Posting]}, p.status) {{way}}" + _THEN,
    # The last day and the matches are shown of what is open only.
    "expires": "CASE p.status WHEN 'active' THEN p.expires_on END {way} NULLS LAST" + _THEN,
    "matches": f"CASE p.status WHEN 'active' THEN {_MATCH_COUNT} END {{way}} NULLS LAST" + _THEN,
    "created": "p.created_at {way}" + _THEN,
}
"""What the list can be ordered by."""
_OWN_POSTINGS = """
    WITH mine AS (
        SELECT 'r' AS sort, id, status, project, city_code, amount_min, amount_max, max_rate AS rate, term_months,
               expires_on, created_at FROM loan_request WHERE organization_id = $1 AND status = ANY($2)
        UNION ALL
        SELECT 'o', id, status, project, city_code, amount_min, amount_max, min_rate, max_term_months,
               expires_on, created_at FROM loan_offer WHERE organization_id = $1 AND status = ANY($2)
    ), page AS (SELECT * FROM mine p ORDER BY {by} LIMIT $3 OFFSET $4)
    SELECT p.*, o.city_code AS home_city, (SELECT count(*) FROM mine) AS total, {matches} AS matches,
           CASE p.sort
               WHEN 'r' THEN (SELECT {sides} FROM application a WHERE a.request_id = p.id
                              AND a.status IN ('pending', 'approved', 'approved_unconfirmed'))
               ELSE (SELECT {sides} FROM application a WHERE a.offer_id = p.id
                     AND a.status IN ('pending', 'approved', 'approved_unconfirmed')) END AS applied
    FROM page p, organization o WHERE o.id = $1 ORDER BY {by}"""
_SIDES = "ARRAY[count(*) FILTER (WHERE a.applicant_id = $1), count(*) FILTER (WHERE a.respondent_id = $1)]"


def _own_postings_sql(order: Order) -> str:
    return _OWN_POSTINGS.format(by=order_by(ORDERS, order), matches=_MATCH_COUNT, sides=_SIDES)


OWN_POSTINGS = _own_postings_sql(NEWEST_FIRST)
"""Own postings, newest first: $1 the organization, $2 states, $3 how many, $4 after how many."""


async def own_postings(
    actor: Actor, statuses: tuple[Posting, ...], page: int, order: Order = NEWEST_FIRST, *, size: int = PAGE
) -> tuple[tuple[PostingLine, ...], int]:
    """A page of own requests and offers, and how many there are; a page behind the last is empty and knows of none."""
    rows = await db.fetch(
        _own_postings_sql(order),
        actor.organization_id,
        [str(status) for status in statuses],
        size,
        (page - 1) * size,
    )
    lines = tuple(
        PostingLine(
            sort=REQUESTS if row["sort"] == "r" else OFFERS,
            id=row["id"],
            status=Posting(row["status"]),
            project=row["project"],
            city_code=row["city_code"] or row["home_city"],
            amount_min=row["amount_min"],
            amount_max=row["amount_max"],
            rate=row["rate"],
            term_months=row["term_months"],
            expires_on=row["expires_on"],
            matches=row["matches"],
            open_sent=row["applied"][0],
            open_received=row["applied"][1],
        )
        for row in rows
    )
    return lines, rows[0]["total"] if rows else 0


async def counts_by_status(actor: Actor) -> dict[Posting, int]:
    """How many own postings stand in each state."""
    rows = await db.fetch(
        """SELECT status, count(*) FROM (SELECT status FROM loan_request WHERE organization_id = $1
               UNION ALL SELECT status FROM loan_offer WHERE organization_id = $1) mine GROUP BY status""",
        actor.organization_id,
    )
    return {Posting(row[0]): row[1] for row in rows}


@dataclass(frozen=True)
class MatchLine(Matched):
    """A counterparty of a loan; `rate` as in PostingLine."""

    project: str
    amount_min: Decimal
    amount_max: Decimal
    rate: Decimal
    term_months: int
    is_offer: bool
    smallest: Decimal
    largest: Decimal
    """What both postings allow, in yuan; of a near miss nothing may be between."""

    @property
    def cautions(self) -> tuple[str, ...]:
        """How many loans a lender has made is no news about a borrower."""
        return tuple(each for each in super().cautions if self.is_offer or each != Caution.LENDER_COUNT.label)


_COLUMNS = "p.project, p.amount_min, p.amount_max, p.{rate} AS rate, p.{months} AS term_months, {is_offer} AS is_offer"
_PAIR = "a.request_id = m.request_id AND a.offer_id = m.offer_id"
_FROM_REQUEST = matches_sql(
    REQUESTS, OFFERS, _COLUMNS.format(rate="min_rate", months="max_term_months", is_offer="true"), _PAIR
)
_FROM_OFFER = matches_sql(
    OFFERS, REQUESTS, _COLUMNS.format(rate="max_rate", months="term_months", is_offer="false"), _PAIR
)


async def matches_of(actor: Actor, own: OwnRequest | OwnOffer, *, near: bool = False) -> tuple[MatchLine, ...]:
    """Matches of an own posting that are open now, best first: its own last run's and those other sides' runs found."""
    low, high = own.terms.amount_min, own.terms.amount_max
    assert low is not None, "what was matched is complete"
    assert high is not None, "what was matched is complete"

    def line(row: dict[str, Any]) -> MatchLine:
        return MatchLine(**row, smallest=max(low, row["amount_min"]), largest=min(high, row["amount_max"]))

    sql = _FROM_REQUEST if own.sort is REQUESTS else _FROM_OFFER
    return await matches.matches_of(actor, own, sql, line, near=near)
