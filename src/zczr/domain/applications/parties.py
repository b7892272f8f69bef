"""An application as commands need it: its state, and who is on which side."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.stages import Stage
from zczr.domain.refusals import NotFound


class Subject(NamedTuple):
    """The row that applications compete for: its table, the column by which they know it, its id."""

    table: str
    column: str
    id: int


@dataclass(frozen=True)
class Parties(ABC):
    """Who asked and who was asked."""

    id: int
    stage: Stage
    title: str
    applicant_id: int
    respondent_id: int

    @property
    @abstractmethod
    def business(self) -> Business:
        """What it is about."""

    @property
    @abstractmethod
    def sides(self) -> tuple[int, int]:
        """The two organizations as the business names them: borrower and lender, seller and buyer."""

    @property
    @abstractmethod
    def subject(self) -> "Subject":
        """The row that is asked about: held before the application is, so that no two commands wait for each other."""

    def other(self, organization_id: int) -> int:
        """The other party."""
        return self.respondent_id if organization_id == self.applicant_id else self.applicant_id

    @property
    def href(self) -> str:
        """Its page."""
        return f"{self.business.path}/{self.id}"


@dataclass(frozen=True)
class LoanParties(Parties):
    """An application about a loan."""

    borrower_id: int
    lender_id: int
    request_id: int
    offer_id: int

    business = Business.LOAN

    @property
    def sides(self) -> tuple[int, int]:
        """Borrower and lender."""
        return self.borrower_id, self.lender_id

    @property
    def subject(self) -> "Subject":
        """The request."""
        return Subject("loan_request", "request_id", self.request_id)


@dataclass(frozen=True)
class ClaimParties(Parties):
    """An application about a claim."""

    seller_id: int
    buyer_id: int
    claim_id: int

    business = Business.CLAIM

    @property
    def sides(self) -> tuple[int, int]:
        """Seller and buyer."""
        return self.seller_id, self.buyer_id

    @property
    def subject(self) -> "Subject":
        """The claim."""
        return Subject("claim", "claim_id", self.claim_id)

    @property
    def holds_claim(self) -> bool:
        """Whether the claim is reserved for its buyer: from the buyer's asking, or from the buyer's yes."""
        asked = self.stage is Stage.PENDING and self.applicant_id == self.buyer_id
        return asked or self.stage in {Stage.APPROVED, Stage.APPROVED_UNCONFIRMED}


_COLUMNS = """id, status, title, applicant_id, respondent_id, business, borrower_id, lender_id, request_id, offer_id,
              seller_id, buyer_id, claim_id"""


async def parties_for(actor: Actor, application_id: int, *, lock: bool = False) -> LoanParties | ClaimParties:
    """An application the actor is a party to; NotFound for everybody else."""
    row = await db.fetch_row(
        f"""SELECT {_COLUMNS} FROM application WHERE id = $1 AND $2 IN (applicant_id, respondent_id)
            {"FOR UPDATE" if lock else ""}""",  # noqa: S608 -- constants
        application_id, actor.organization_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(application=application_id)
    common = row["id"], Stage(row["status"]), row["title"], row["applicant_id"], row["respondent_id"]
    if row["business"] == Business.LOAN:
        return LoanParties(*common, row["borrower_id"], row["lender_id"], row["request_id"], row["offer_id"])
    return ClaimParties(*common, row["seller_id"], row["buyer_id"], row["claim_id"])


async def loan_parties_for(actor: Actor, application_id: int, *, lock: bool = False) -> LoanParties:
    """As `parties_for`, of an application about a loan; NotFound else."""
    found = await parties_for(actor, application_id, lock=lock)
    if not isinstance(found, LoanParties):
        raise NotFound(application=application_id)
    return found
