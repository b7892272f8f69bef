"""How the contract of a claim's sale is filed and what its confirmation opens."""

from datetime import datetime, timedelta
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.applications.commands import decline_others
from zczr.domain.applications.parties import ClaimParties
from zczr.domain.claims import confirmations, notices
from zczr.domain.claims.resale import locked_until
from zczr.domain.claims.sorts import CLAIM
from zczr.domain.contracts.claim.case import facts_of_filing, template_for
from zczr.domain.contracts.claim.checks import filing_broken, still_broken
from zczr.domain.contracts.claim.evidence import canonical_terms
from zczr.domain.contracts.claim.filing import Filing, sketch_of
from zczr.domain.contracts.evidence import Drawn
from zczr.domain.feed import commands as feed
from zczr.domain.history import Mover
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken
from zczr.domain.stages import move

__all__ = ["FORMED", "columns_of", "confirming_broken", "drawn", "filing_broken", "take_effect", "template_for"]

FORMED = "债权转让成立"


def columns_of(filing: Filing) -> dict[str, Any]:
    """A filing by column, as it is kept and compared; the columns of a loan stay empty, not 0."""
    columns = {
        **vars(filing), "contract_number": filing.number, "recourse": str(filing.recourse),
        "notifier": str(filing.notifier), "rate": None, "other_charges": None, "default_rate": None,
    }  # fmt: skip
    del columns["number"]
    return columns


async def drawn(found: ClaimParties, filing: Filing, *, scan_sha256: str, previous_sha256: str) -> Drawn:
    """The terms as they are hashed, with the LPR that they print and what the debtor had said by then."""
    facts = await facts_of_filing(found, filing, final=True)
    terms = canonical_terms(facts, scan_sha256=scan_sha256, previous_sha256=previous_sha256)
    return Drawn(terms, {"lpr": facts.lpr, "lpr_on": facts.lpr_on, "debtor_state": str(facts.debtor_state)})


async def confirming_broken(found: ClaimParties, filed: db.Record) -> list[RuleBroken]:
    """With recourse, the cap of the day on which the contract forms counts."""
    return await still_broken(found, sketch_of(filed))


async def take_effect(found: ClaimParties, filed: db.Record, *, by: Mover, at: datetime) -> None:
    """The claim is the buyer's: only what is reserved for this buyer is sold, and it is sold once (claim_transfer)."""
    bought_on = max(clock.day_of(at), filed["starts_on"])
    await db.execute(
        """INSERT INTO claim_transfer (application_id, filing_id, claim_id, seller_id, buyer_id, face_amount, price,
               transferred_on, resale_from, opened_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        found.id, filed["id"], found.claim_id, found.seller_id, found.buyer_id, filed["amount"], filed["price"],
        filed["starts_on"], locked_until(bought_on) + timedelta(days=1), at,
    )  # fmt: skip
    await move(
        CLAIM, found.claim_id, to=Posting.MATCHED, act="match", by=by,
        refusal="这笔债权已不再为这份申请保留，不能确认这份合同。请在申请页面查看最新情况。",
    )  # fmt: skip
    await feed.end("claim", found.claim_id, by=by)
    await db.execute("DELETE FROM claim_match WHERE claim_id = $1", found.claim_id)
    await decline_others(found)
    await confirmations.end([found.claim_id], reason="债权已售出")
    await notices.prepare(found.id)
