"""Applications an actor may see: those its organization is a party to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.stages import SERVED_ELSEWHERE, Stage
from zczr.domain.contracts.chain import Statement, statements_of
from zczr.domain.contracts.stages import FilingStage
from zczr.domain.files.queries import PAPERS_OPEN
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.permissions import Permission, may
from zczr.domain.refusals import NotFound

PAGE = 50


class ListLine(NamedTuple):
    """An application in a list."""

    id: int
    title: str
    counterparty: str
    amount: Decimal
    stage: Stage
    created_at: datetime
    due_at: datetime | None
    """When the running clock is over; None where none runs."""
    declined: bool
    """Ended by another one's contract, not by an answer."""
    counterparty_id: int


class ListPage(NamedTuple):
    """A page of a list, with how many applications stand in each state, and how many there are on the other side."""

    lines: tuple[ListLine, ...]
    counts: Mapping[Stage, int]
    elsewhere: int


NEWEST_FIRST = Order("created", descending=True)
_STAGES = {str(stage): stage for stage in Stage}
# The clock that runs: for an answer, then for the contract.
_DUE = """CASE a.status WHEN 'pending' THEN a.answer_due_at
                         WHEN 'approved' THEN a.confirm_due_at WHEN 'approved_unconfirmed' THEN a.confirm_due_at END"""
ORDERS: Mapping[str, str] = {
    "title": by_name("a.title") + " {way}, a.id {way}",
    "counterparty": by_name("(SELECT p.name FROM organization p WHERE p.id = a.{other})") + " {way}, a.id {way}",  # noqa: S608
    "amount": "a.amount {way}, a.id {way}",
    "stage": f"array_position(ARRAY{list(_STAGES)}, a.status) {{way}}, a.id {{way}}",
    "created": "a.created_at {way}, a.id {way}",
    "due": _DUE + " {way} NULLS LAST, a.id {way}",
}
"""What a list can be ordered by."""


async def applications_of(
    actor: Actor, *, received: bool, stage: Stage | None, page: int, order: Order = NEWEST_FIRST, size: int = PAGE
) -> ListPage:
    """A page of what was sent or received, and the counts of all states; a page behind the last has no lines.

    The ids come first, from an index alone but where a name decides; then the few wide rows.
    """
    mine, other = ("respondent_id", "applicant_id") if received else ("applicant_id", "respondent_id")
    by = order_by(ORDERS, order, other=other)
    rows = await db.fetch(
        f"""SELECT a.id, a.title, o.name, a.amount, a.status, a.created_at, {_DUE} AS due_at,
                   a.status = 'rejected' AND a.reason = $5 AS declined, a.{other}, counted.stages,
                   counted.elsewhere
            FROM (SELECT json_object_agg(status, many) AS stages,
                         (SELECT count(*) FROM application WHERE {other} = $1) AS elsewhere
                  FROM (SELECT status, count(*) AS many FROM application WHERE {mine} = $1 GROUP BY status) each) counted
            LEFT JOIN (SELECT a.id FROM application a WHERE a.{mine} = $1 AND ($2::text IS NULL OR a.status = $2)
                       ORDER BY {by} LIMIT $3 OFFSET $4) ids ON true
            LEFT JOIN application a ON a.id = ids.id LEFT JOIN organization o ON o.id = a.{other} ORDER BY {by}""",  # noqa: S608
        actor.organization_id, str(stage) if stage else None, size, (page - 1) * size,
        SERVED_ELSEWHERE,
    )  # fmt: skip
    # Even where the page has no lines there is one row, which carries the counts.
    counts = json.loads(rows[0]["stages"] or "{}")
    lines = [
        ListLine(number, title, name, amount, _STAGES[status], created_at, due_at, declined, other_id)
        for number, title, name, amount, status, created_at, due_at, declined, other_id, _, _ in rows
        if number
    ]
    return ListPage(tuple(lines), {_STAGES[each]: many for each, many in counts.items()}, rows[0]["elsewhere"])


@dataclass(frozen=True)
class PartyCard:
    """A side of an application."""

    id: int
    kind: str
    name: str
    uscc: str
    city_code: str
    industry_section: str
    credit_score: int
    verified: bool
    contact_name: str
    contact_mobile: str
    contact_phone: str
    contact_email: str


@dataclass(frozen=True)
class FilingFacts:
    """One contract confirmation."""

    id: int
    stage: FilingStage
    number: str
    signed_on: date
    starts_on: date
    ends_on: date
    amount: Decimal
    rate: Decimal
    default_rate: Decimal
    other_charges: Decimal
    repayment_method: str
    purpose: str
    main_terms: str
    lpr: Decimal
    lpr_on: date
    sha256: str
    previous_sha256: str
    filed_for: int
    filed_for_name: str
    filed_at: datetime
    statements: tuple[Statement, ...]
    """What was done with it by whom, oldest first."""


@dataclass(frozen=True)
class Detail:
    """An application with everything a party may know of it."""

    id: int
    title: str
    stage: Stage
    amount: Decimal
    message: str
    reason: str
    created_at: datetime
    answer_due_at: datetime
    confirm_due_at: datetime | None
    applicant_id: int
    respondent_id: int
    borrower: PartyCard
    lender: PartyCard
    terms: Mapping[str, Any]
    """The postings' terms as they stood when it was made; amounts and rates are Decimals."""
    papers_of: tuple[tuple[str, int], ...]
    """Subjects whose files the actor may see here."""
    sees_assessment: bool
    request_id: int
    assessment_id: int | None
    own_funds_at: datetime | None
    """When the lender declared that the money is its own."""
    filings: tuple[FilingFacts, ...]


async def application_for(actor: Actor, application_id: int) -> Detail:
    """One application of the actor's; NotFound for everybody else."""
    row = await db.fetch_row(
        "SELECT * FROM application WHERE id = $1 AND $2 IN (applicant_id, respondent_id)",
        application_id, actor.organization_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(application=application_id)
    parties = {
        party["id"]: PartyCard(*party)
        for party in await db.fetch(
            """SELECT id, kind, name, uscc, city_code, industry_section, credit_score, status = 'verified',
                      contact_name, contact_mobile, contact_phone, contact_email
               FROM organization WHERE id = ANY($1)""",
            [row["borrower_id"], row["lender_id"]],
        )
    }
    borrows = row["borrower_id"] == actor.organization_id
    open_to = await papers_open_to(actor.organization_id, application_id)
    return Detail(
        id=row["id"],
        title=row["title"],
        stage=Stage(row["status"]),
        amount=row["amount"],
        message=row["message"],
        reason=row["reason"],
        created_at=row["created_at"],
        answer_due_at=row["answer_due_at"],
        confirm_due_at=row["confirm_due_at"],
        applicant_id=row["applicant_id"],
        respondent_id=row["respondent_id"],
        borrower=parties[row["borrower_id"]],
        lender=parties[row["lender_id"]],
        terms=json.loads(row["terms"], parse_float=Decimal),
        papers_of=(("loan_request", row["request_id"]),) * (borrows or open_to)
        + (("loan_offer", row["offer_id"]),) * (not borrows or open_to),
        sees_assessment=borrows or open_to,
        request_id=row["request_id"],
        assessment_id=row["assessment_id"],
        own_funds_at=row["own_funds_at"],
        filings=await _filings(application_id),
    )


async def papers_open_to(organization_id: int, application_id: int) -> bool:
    """Whether the other side's papers are open to a party: it was asked, or both have agreed; not once it ended without a deal."""
    return bool(
        await db.fetch_value(
            f"SELECT EXISTS (SELECT FROM application a WHERE a.id = $1 AND {PAPERS_OPEN.format(viewer='$2')})",  # noqa: S608
            application_id,
            organization_id,
        )
    )


async def check_filing(actor: Actor, application_id: int, filing_id: int) -> None:
    """NotFound unless the filing belongs to that application, and the application to the actor."""
    found = await db.fetch_value(
        """SELECT 1 FROM contract_filing c JOIN application a ON a.id = c.application_id
           WHERE c.id = $1 AND a.id = $2 AND $3 IN (a.applicant_id, a.respondent_id)""",
        filing_id, application_id, actor.organization_id,
    )  # fmt: skip
    if found is None:
        raise NotFound(application=application_id, filing=filing_id)


async def _filings(application_id: int) -> tuple[FilingFacts, ...]:
    rows = await db.fetch(
        """SELECT c.id, c.status, contract_number, signed_on, starts_on, ends_on, amount, rate, default_rate, other_charges,
                  repayment_method, purpose, main_terms, lpr, lpr_on, sha256, previous_sha256, filed_for, o.name, filed_at
           FROM contract_filing c JOIN organization o ON o.id = c.filed_for
           WHERE application_id = $1 ORDER BY c.id DESC""",
        application_id,
    )
    done = await statements_of(application_id) if rows else ()
    return tuple(
        FilingFacts(*(row[0], FilingStage(row[1]), *row[2:], tuple(each for each in done if each.filing_id == row[0])))
        for row in map(tuple, rows)
    )


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the actor's organization."""

    application_id: int
    title: str
    what: str
    """answer, confirm or file"""
    due_at: datetime


async def waiting_for(actor: Actor) -> tuple[Waiting, ...]:
    """What the actor has to do for its organization, the most urgent first; what only a colleague may do is not among it."""
    decides, files = may(actor, Permission.APPLICATION_DECIDE), may(actor, Permission.CONTRACT_FILE)
    rows = await db.fetch(
        """SELECT id, title, 'answer', answer_due_at FROM application WHERE respondent_id = $1 AND status = 'pending' AND $2
           UNION ALL
           SELECT a.id, a.title, 'confirm', a.confirm_due_at FROM application a
               JOIN contract_filing c ON c.application_id = a.id AND c.status = 'filed'
               WHERE $1 IN (a.applicant_id, a.respondent_id) AND a.status = 'approved_unconfirmed' AND c.filed_for <> $1 AND $2
           UNION ALL
           SELECT id, title, 'file', confirm_due_at FROM application
               WHERE $1 IN (applicant_id, respondent_id) AND status = 'approved' AND $3
           ORDER BY 4 LIMIT 20""",
        actor.organization_id, decides, files,
    )  # fmt: skip
    return tuple(Waiting(*row) for row in rows)
