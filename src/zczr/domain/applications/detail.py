"""One application with everything that its parties may know of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.stages import Stage
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.queries import confirmed_through
from zczr.domain.contracts.filings import ClaimFilingFacts, LoanFilingFacts, filings_of
from zczr.domain.files.queries import PAPERS_OPEN
from zczr.domain.refusals import NotFound


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


@dataclass(frozen=True, kw_only=True)
class Detail:
    """An application of either business."""

    id: int
    business: Business
    title: str
    stage: Stage
    amount: Decimal
    """What is to be lent, or the price of the claim."""
    message: str
    reason: str
    created_at: datetime
    answer_due_at: datetime
    confirm_due_at: datetime | None
    applicant_id: int
    respondent_id: int
    sides: tuple[PartyCard, PartyCard]
    """Borrower and lender, or seller and buyer."""
    terms: Mapping[str, Any]
    """The postings' terms as they stood when it was made; amounts and rates are Decimals."""
    papers_of: tuple[tuple[str, int], ...]
    """Subjects whose files the actor may see here; of a claim it sees as many as `papers_for` finds."""
    filings: tuple[LoanFilingFacts | ClaimFilingFacts, ...]

    @property
    def href(self) -> str:
        """Its page."""
        return f"{self.business.path}/{self.id}"

    def other(self, organization_id: int) -> int:
        """The other party."""
        return self.respondent_id if organization_id == self.applicant_id else self.applicant_id


@dataclass(frozen=True, kw_only=True)
class LoanDetail(Detail):
    """An application about a loan."""

    sees_assessment: bool
    request_id: int
    assessment_id: int | None
    own_funds_at: datetime | None
    """When the lender declared that the money is its own."""

    @property
    def borrower(self) -> PartyCard:
        """Who borrows."""
        return self.sides[0]

    @property
    def lender(self) -> PartyCard:
        """Who lends."""
        return self.sides[1]


@dataclass(frozen=True, kw_only=True)
class ClaimDetail(Detail):
    """An application about a claim."""

    claim_id: int
    due_on: date
    debtor_state: DebtorState
    """确权 as it stands now."""
    confirmed_through: str

    @property
    def seller(self) -> PartyCard:
        """Who sells."""
        return self.sides[0]

    @property
    def buyer(self) -> PartyCard:
        """Who buys."""
        return self.sides[1]


async def application_for(actor: Actor, business: Business, application_id: int) -> LoanDetail | ClaimDetail:
    """One application of the actor's in a business; NotFound for everybody else, and in the other business."""
    row = await db.fetch_row(
        """SELECT a.*, c.debtor_state, c.due_on FROM application a LEFT JOIN claim c ON c.id = a.claim_id
           WHERE a.id = $1 AND a.business = $2 AND $3 IN (a.applicant_id, a.respondent_id)""",
        application_id, str(business), actor.organization_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(application=application_id)
    loan = business is Business.LOAN
    ids = (row["borrower_id"], row["lender_id"]) if loan else (row["seller_id"], row["buyer_id"])
    cards = await _cards(ids)
    open_to = await papers_open_to(actor.organization_id, application_id)
    first = actor.organization_id == ids[0]
    common: dict[str, Any] = {
        **{name: row[name] for name in ("id", "title", "amount", "message", "reason", "created_at", "answer_due_at",
                                        "confirm_due_at", "applicant_id", "respondent_id")},
        "business": business,
        "stage": Stage(row["status"]),
        "sides": (cards[ids[0]], cards[ids[1]]),
        "terms": json.loads(row["terms"], parse_float=Decimal),
        "filings": await filings_of(application_id),
    }  # fmt: skip
    if not loan:
        papers = (("claim", row["claim_id"]),)
        state = DebtorState(row["debtor_state"])
        through = await confirmed_through(row["claim_id"])
        return ClaimDetail(
            **common,
            papers_of=papers,
            claim_id=row["claim_id"],
            due_on=row["due_on"],
            debtor_state=state,
            confirmed_through=through,
        )
    return LoanDetail(
        **common,
        papers_of=(("loan_request", row["request_id"]),) * (first or open_to)
        + (("loan_offer", row["offer_id"]),) * (not first or open_to),
        sees_assessment=first or open_to,
        request_id=row["request_id"],
        assessment_id=row["assessment_id"],
        own_funds_at=row["own_funds_at"],
    )


async def _cards(ids: tuple[int, int]) -> dict[int, PartyCard]:
    rows = await db.fetch(
        """SELECT id, kind, name, uscc, city_code, industry_section, credit_score, status = 'verified',
                  contact_name, contact_mobile, contact_phone, contact_email
           FROM organization WHERE id = ANY($1)""",
        list(ids),
    )
    return {row["id"]: PartyCard(*row) for row in rows}


async def papers_open_to(organization_id: int, application_id: int) -> bool:
    """Whether the other side's papers are open to a party: it was asked, or both have agreed; not once it ended without a deal."""
    return bool(
        await db.fetch_value(
            f"SELECT EXISTS (SELECT FROM application a WHERE a.id = $1 AND {PAPERS_OPEN.format(viewer='$2')})",  # noqa: S608
            application_id,
            organization_id,
        )
    )


async def check_filing(actor: Actor, business: Business, application_id: int, filing_id: int) -> None:
    """NotFound unless the filing belongs to that application, and the application to the actor and the business."""
    found = await db.fetch_value(
        """SELECT 1 FROM contract_filing c JOIN application a ON a.id = c.application_id
           WHERE c.id = $1 AND a.id = $2 AND $3 IN (a.applicant_id, a.respondent_id) AND a.business = $4""",
        filing_id, application_id, actor.organization_id, str(business),
    )  # fmt: skip
    if found is None:
        raise NotFound(application=application_id, filing=filing_id)
