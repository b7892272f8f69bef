"""Rows of postings as the facts that matching decides on: one reader for candidates and for single pairs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from zczr import db
from zczr.domain.matching.lender_counter import window_start
from zczr.domain.matching.loan import (
    LoanOfferFacts,
    LoanRequestFacts,
    PairFacts,
    PartyFacts,
    PostingState,
    SecurityMode,
)
from zczr.domain.matching.parties import STRANGERS, Visibility
from zczr.domain.money import ZERO
from zczr.domain.risk.policy import CURRENT

_MODES = {str(mode): mode for mode in SecurityMode}
_VISIBILITIES = {str(each): each for each in Visibility}

# $1 is the list of ids. The denormalised place and industry of the posting are what matching goes by.
_REQUESTS = """
    SELECT p.id, p.organization_id, p.project, p.status, p.visibility, p.expires_on, p.province_code, p.city_code,
           p.industry_section, p.amount_min, p.amount_max, p.max_rate, p.term_months, p.score, p.coverage,
           p.security_modes, p.collateral_value,
           o.kind, o.status AS standing, o.dishonest_on, o.controller, o.legal_representative,
           (SELECT sum(l.outstanding) FROM loan_position l WHERE l.borrower_id = p.organization_id) AS owed{more}
    FROM loan_request p JOIN organization o ON o.id = p.organization_id WHERE p.id = ANY($1)"""
# $2 is the first day of the rolling 24 months.
_OFFERS = """
    SELECT p.id, p.organization_id, p.project, p.status, p.visibility, p.expires_on, p.province_code, p.city_code,
           p.industry_section, p.amount_min, p.amount_max, p.min_rate, p.max_term_months,
           p.preferred_term_months, p.security_modes,
           p.max_advance_rate, p.preferred_industries, p.preferred_regions, p.excluded_industries, p.excluded_regions,
           p.min_score, o.kind, o.status AS standing, o.dishonest_on, o.controller, o.legal_representative,
           (SELECT count(*) FROM loan_position l
            WHERE l.lender_id = p.organization_id AND l.rate > 0
              AND (l.opened_at AT TIME ZONE 'Asia/Shanghai')::date >= $2) AS paid_loans{more}
    FROM loan_offer p JOIN organization o ON o.id = p.organization_id WHERE p.id = ANY($1)"""
REQUESTS = _REQUESTS.format(more="")
OFFERS = _OFFERS.format(more="")


# A run may be lost with the server: the next one finds the same. Waiting for the disk would be a third of its time.
_HELD = "SELECT held.*, set_config('synchronous_commit', 'off', true) FROM ({rows} FOR NO KEY UPDATE OF p) held"


async def held_request(request_id: int) -> db.Record | None:
    """A request to be matched, with its words, held so that two runs of it, and a run and an edit, follow each other."""
    return await db.fetch_row(_HELD.format(rows=_REQUESTS.format(more=", p.reason, p.summary")), [request_id])


async def held_offer(offer_id: int, today: date) -> db.Record | None:
    """An offer to be matched, held likewise."""
    return await db.fetch_row(_HELD.format(rows=_OFFERS.format(more=", p.summary")), [offer_id], window_start(today))


async def request_rows(ids: Iterable[int]) -> list[db.Record]:
    """Requests with what matching reads of their owners."""
    return await db.fetch(REQUESTS, list(ids))


async def offer_rows(ids: Iterable[int], today: date) -> list[db.Record]:
    """Offers with what matching reads of their owners, paid loans of the rolling 24 months included."""
    return await db.fetch(OFFERS, list(ids), window_start(today))


def request_facts(row: db.Record) -> LoanRequestFacts:
    """A request that is no draft."""
    return LoanRequestFacts(
        id=row["id"],
        party=_party(row),
        amount_min=row["amount_min"],
        amount_max=row["amount_max"],
        max_rate=row["max_rate"],
        term_months=row["term_months"],
        score=row["score"] or 0,
        coverage=row["coverage"] or ZERO,
        security_modes=_modes(row["security_modes"]),
        collateral_value=row["collateral_value"],
        headroom=headroom(row["owed"]),
        posting=_posting(row),
    )


def headroom(owed: Decimal | None) -> Decimal:
    """What an enterprise may still borrow on the platform from unlicensed lenders (domain.md section 3 row 12)."""
    return max(ZERO, CURRENT.platform_limit - (owed or ZERO))


def offer_facts(row: db.Record) -> LoanOfferFacts:
    """An offer that is no draft."""
    return LoanOfferFacts(
        id=row["id"],
        party=_party(row),
        amount_min=row["amount_min"],
        amount_max=row["amount_max"],
        min_rate=row["min_rate"],
        max_term_months=row["max_term_months"],
        preferred_term_months=row["preferred_term_months"],
        security_modes=_modes(row["security_modes"]),
        max_advance_rate=row["max_advance_rate"],
        preferred_industries=_codes(row["preferred_industries"]),
        preferred_regions=_codes(row["preferred_regions"]),
        excluded_industries=_codes(row["excluded_industries"]),
        excluded_regions=_codes(row["excluded_regions"]),
        min_score=row["min_score"],
        paid_loans=row["paid_loans"],
        posting=_posting(row),
    )


def _party(row: db.Record) -> PartyFacts:
    institution, verified = row["kind"] == "institution", row["standing"] == "verified"
    return PartyFacts(
        organization_id=row["organization_id"],
        licensed=institution and verified,
        institution=institution and verified,
        verified=verified,
        active=row["standing"] != "suspended",
        on_dishonest_list=row["dishonest_on"] is not None,
        province_code=row["province_code"],
        city_code=row["city_code"],
        industry_section=row["industry_section"],
    )


def _posting(row: db.Record) -> PostingState:
    return PostingState(row["status"] == "active", row["expires_on"], _VISIBILITIES[row["visibility"]])


def _modes(values: list[str]) -> frozenset[SecurityMode]:
    return _mode_set(tuple(values))


@cache
def _mode_set(values: tuple[str, ...]) -> frozenset[SecurityMode]:
    return frozenset(_MODES[value] for value in values)


def _codes(values: list[str]) -> frozenset[str]:
    return frozenset(values) if values else _NONE


_NONE: frozenset[str] = frozenset()


class Network:
    """How one organization is placed to others: its partners, and the partners it has in common with them."""

    def __init__(self, partners: frozenset[int], common: dict[int, int], kept_away: frozenset[int]) -> None:
        self._partners = partners
        self._common = common
        self._kept_away = kept_away

    @classmethod
    async def around(cls, organization_id: int, others: Iterable[int]) -> "Network":
        """The network of an organization as far as these others are concerned."""
        rows = await db.fetch(
            """WITH mine AS (
                   SELECT high_id AS id FROM partnership WHERE low_id = $1
                   UNION ALL SELECT low_id FROM partnership WHERE high_id = $1
               ), met AS (
                   SELECT p.high_id AS id FROM partnership p JOIN mine ON mine.id = p.low_id WHERE p.high_id = ANY($2)
                   UNION ALL
                   SELECT p.low_id FROM partnership p JOIN mine ON mine.id = p.high_id WHERE p.low_id = ANY($2)
               )
               SELECT id, count(*), 'common' AS how FROM met GROUP BY id
               UNION ALL SELECT id, 0, 'direct' FROM mine WHERE id = ANY($2)
               UNION ALL SELECT blocked_id, 0, 'blocked' FROM partner_block WHERE blocker_id = $1
               UNION ALL SELECT blocker_id, 0, 'blocked' FROM partner_block WHERE blocked_id = $1""",
            organization_id,
            list(others),
        )
        return cls(
            frozenset(row["id"] for row in rows if row["how"] == "direct"),
            {row["id"]: row["count"] for row in rows if row["how"] == "common"},
            frozenset(row["id"] for row in rows if row["how"] == "blocked"),
        )

    def pair(self, own: db.Record, other: db.Record) -> PairFacts:
        """How the owners of two posting rows are placed to each other."""
        other_id = other["organization_id"]
        direct, common = other_id in self._partners, self._common.get(other_id, 0)
        same, away = _same_controller(own, other), other_id in self._kept_away
        if not (direct or common or same or away):
            return STRANGERS
        return PairFacts(direct, common, blocked=away, common_controller=same)


def _same_controller(one: db.Record, other: db.Record) -> bool:
    """Whether both name the same controller; two legal representatives of one name alone may be namesakes."""
    if not (one["controller"] or other["controller"]):
        return False
    first = one["controller"] or one["legal_representative"]
    return bool(first) and first == (other["controller"] or other["legal_representative"])
