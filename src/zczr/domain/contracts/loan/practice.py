"""How a contract about a loan is filed and what its confirmation opens."""

from datetime import datetime
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.applications.commands import decline_others
from zczr.domain.applications.parties import LoanParties
from zczr.domain.contracts.evidence import Drawn
from zczr.domain.contracts.loan.case import facts_of_filing, template_for
from zczr.domain.contracts.loan.checks import cost_broken, filing_broken, headroom_broken
from zczr.domain.contracts.loan.evidence import canonical_terms
from zczr.domain.contracts.loan.filing import Filing, sketch_of
from zczr.domain.feed import commands as feed
from zczr.domain.history import Mover
from zczr.domain.lending.sorts import REQUEST
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken
from zczr.domain.stages import move

__all__ = ["FORMED", "columns_of", "confirming_broken", "drawn", "filing_broken", "take_effect", "template_for"]

FORMED = "借款关系成立"


def columns_of(filing: Filing) -> dict[str, Any]:
    """A filing by column, as it is kept and compared."""
    columns = {**vars(filing), "contract_number": filing.number, "repayment_method": str(filing.repayment_method)}
    del columns["number"]
    return columns


async def drawn(found: LoanParties, filing: Filing, *, scan_sha256: str, previous_sha256: str) -> Drawn:
    """The terms as they are hashed, with the LPR that they print."""
    facts = await facts_of_filing(found, filing, final=True)
    terms = canonical_terms(facts, scan_sha256=scan_sha256, previous_sha256=previous_sha256)
    return Drawn(terms, {"lpr": facts.lpr, "lpr_on": facts.lpr_on})


async def confirming_broken(found: LoanParties, filed: db.Record) -> list[RuleBroken]:
    """The cap of the day on which the contract forms counts (民间借贷规定 Art. 25), so it is checked again now; so is the room."""
    return [
        *await cost_broken(found, sketch_of(filed), on=clock.today()),
        *await headroom_broken(found, filed["amount"]),
    ]


async def take_effect(found: LoanParties, filed: db.Record, *, by: Mover, at: datetime) -> None:
    """The loan runs, the request is served."""
    await db.execute(
        """INSERT INTO loan_position (application_id, filing_id, borrower_id, lender_id, principal, outstanding, rate,
               starts_on, ends_on, status, opened_at)
           VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, 'performing', $9)""",
        found.id, filed["id"], found.borrower_id, found.lender_id, filed["amount"], filed["rate"], filed["starts_on"],
        filed["ends_on"], at,
    )  # fmt: skip
    await move(
        REQUEST, found.request_id, to=Posting.MATCHED, act="match", by=by,
        refusal="这笔借款已按另一份合同成交，或已被撤回，不能再确认这份合同。",
    )  # fmt: skip
    await feed.end("loan_request", found.request_id, by=by)
    await db.execute("DELETE FROM loan_match WHERE request_id = $1", found.request_id)
    await decline_others(found)
