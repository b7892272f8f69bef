"""Rows of postings as the facts that matching decides on: one reader for candidates and for single pairs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from zczr import db
from zczr.domain.matching.lender_counter import window_start
from zczr.domain.matching.loan import LoanOfferFacts, LoanRequestFacts, SecurityMode
from zczr.domain.money import ZERO
from zczr.domain.postings.placing import HELD, OWNER, codes_of, party_of, posting_of
from zczr.domain.risk.policy import CURRENT

_MODES = {str(mode): mode for mode in SecurityMode}

# $1 is the list of ids. The denormalised place and industry of the posting are what matching goes by.
_REQUESTS = """
    SELECT p.id, p.organization_id, p.project, p.status, p.visibility, p.expires_on, p.province_code, p.city_code,
           p.industry_section, p.amount_min, p.amount_max, p.max_rate, p.term_months, p.score, p.coverage,
           p.security_modes, p.collateral_value,
           {owner},
           (SELECT sum(l.outstanding) FROM loan_position l WHERE l.borrower_id = p.organization_id) AS owed{more}
    FROM loan_request p JOIN organization o ON o.id = p.organization_id WHERE p.id = ANY($1)"""
# $2 is the first day of the rolling 24 months.
_OFFERS = """
    SELECT p.id, p.organization_id, p.project, p.status, p.visibility, p.expires_on, p.province_code, p.city_code,
           p.industry_section, p.amount_min, p.amount_max, p.min_rate, p.max_term_months,
           p.preferred_term_months, p.security_modes,
           p.max_advance_rate, p.preferred_industries, p.preferred_regions, p.excluded_industries, p.excluded_regions,
           p.min_score, {owner},
           (SELECT count(*) FROM loan_position l
            WHERE l.lender_id = p.organization_id AND l.rate > 0
              AND (l.opened_at AT TIME ZONE 'Asia/Shanghai')::date >= $2) AS paid_loans{more}
    FROM loan_offer p JOIN organization o ON o.id = p.organization_id WHERE p.id = ANY($1)"""
REQUESTS = _REQUESTS.format(owner=OWNER, more="")
OFFERS = _OFFERS.format(owner=OWNER, more="")


async def held_request(request_id: int) -> db.Record | None:
    """A request to be matched, with its words, held so that two runs of it, and a run and an edit, follow each other."""
    return await db.fetch_row(
        HELD.format(rows=_REQUESTS.format(owner=OWNER, more=", p.reason, p.summary")), [request_id]
    )


async def held_offer(offer_id: int, today: date) -> db.Record | None:
    """An offer to be matched, held likewise."""
    return await db.fetch_row(
        HELD.format(rows=_OFFERS.format(owner=OWNER, more=", p.summary")), [offer_id], window_start(today)
    )


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
        party=party_of(row),
        amount_min=row["amount_min"],
        amount_max=row["amount_max"],
        max_rate=row["max_rate"],
        term_months=row["term_months"],
        score=row["score"] or 0,
        coverage=row["coverage"] or ZERO,
        security_modes=_modes(row["security_modes"]),
        collateral_value=row["collateral_value"],
        headroom=headroom(row["owed"]),
        posting=posting_of(row),
    )


def headroom(owed: Decimal | None) -> Decimal:
    """What an enterprise may still borrow on the platform from unlicensed lenders (domain.md section 3 row 12)."""
    return max(ZERO, CURRENT.platform_limit - (owed or ZERO))


def offer_facts(row: db.Record) -> LoanOfferFacts:
    """An offer that is no draft."""
    return LoanOfferFacts(
        id=row["id"],
        party=party_of(row),
        amount_min=row["amount_min"],
        amount_max=row["amount_max"],
        min_rate=row["min_rate"],
        max_term_months=row["max_term_months"],
        preferred_term_months=row["preferred_term_months"],
        security_modes=_modes(row["security_modes"]),
        max_advance_rate=row["max_advance_rate"],
        preferred_industries=codes_of(row["preferred_industries"]),
        preferred_regions=codes_of(row["preferred_regions"]),
        excluded_industries=codes_of(row["excluded_industries"]),
        excluded_regions=codes_of(row["excluded_regions"]),
        min_score=row["min_score"],
        paid_loans=row["paid_loans"],
        posting=posting_of(row),
    )


def _modes(values: list[str]) -> frozenset[SecurityMode]:
    return _mode_set(tuple(values))


@cache
def _mode_set(values: tuple[str, ...]) -> frozenset[SecurityMode]:
    return frozenset(_MODES[value] for value in values)
