"""What contracts of each business know and do; the commands are the same for all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.parties import ClaimParties, LoanParties
from zczr.domain.contracts.claim import filing as claim_filing
from zczr.domain.contracts.claim import practice as claim
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.evidence import Drawn
from zczr.domain.contracts.loan import filing as loan_filing
from zczr.domain.contracts.loan import practice as loan
from zczr.domain.contracts.loan.facts import LoanContractFacts
from zczr.domain.history import Mover
from zczr.domain.refusals import RuleBroken

Found = LoanParties | ClaimParties
Facts = LoanContractFacts | ClaimContractFacts
Filing = loan_filing.Filing | claim_filing.Filing
Sketch = loan_filing.Sketch | claim_filing.Sketch


class Practice(Protocol):
    """A module of these functions; each takes the parties, the filing and the sketch of its own business."""

    FORMED: str
    """What came about with the second confirmation, as a clause."""

    def columns_of(self, filing: Any) -> dict[str, Any]:
        """A filing by column, as it is kept and compared."""

    async def filing_broken(self, actor: Actor, found: Any, sketch: Any, *, cost_known: str) -> list[RuleBroken]:
        """Every rule that a filing breaks, as far as it is filled in."""

    async def template_for(self, found: Any) -> Any:
        """The contract of a case, as far as it is known."""

    async def drawn(self, found: Any, filing: Any, *, scan_sha256: str, previous_sha256: str) -> Drawn:
        """The terms as they are hashed, and the columns that are kept with them."""

    async def confirming_broken(self, found: Any, filed: db.Record) -> list[RuleBroken]:
        """What the law says on the day on which the contract forms."""

    async def take_effect(self, found: Any, filed: db.Record, *, by: Mover, at: datetime) -> None:
        """Open what the contract opens, and end what it serves."""


PRACTICES: Mapping[Business, Practice] = {Business.LOAN: loan, Business.CLAIM: claim}


def practice_of(found: Found) -> Practice:
    """That of an application's business."""
    return PRACTICES[found.business]
