"""What an application about a claim does beside what all do: it reserves the claim for its buyer, and gives it back.

One claim is never sold twice: it is reserved by compare-and-set when a buyer asks, or agrees to what the seller offered, and no two
applications that hold it can exist (application_claim_once).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import ClaimParties
from zczr.domain.applications.stages import ANSWER_WITHIN, CONFIRM_WITHIN, Stage
from zczr.domain.claims.buyers import BARRED, TAKEN, is_barred
from zczr.domain.claims.sorts import CLAIM
from zczr.domain.history import SYSTEM, Mover, record
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken
from zczr.domain.stages import move


@dataclass(frozen=True)
class ClaimDeal:
    """What an application about a claim says: who sells it to whom, at which price in yuan, by which 收购意向."""

    claim_id: int
    seller_id: int
    buyer_id: int
    title: str
    price: Decimal
    criteria_id: int | None = None


async def open_deal(by: Mover, deal: ClaimDeal, *, submission_id: uuid.UUID, message: str) -> int:
    """Write the application of the mover, who is of the seller or the buyer, with the claim's terms as they stand; its id."""
    now = clock.now()
    respondent_id = deal.buyer_id if by.organization_id == deal.seller_id else deal.seller_id
    application_id: int = await db.fetch_value(
        """INSERT INTO application (business, submission_id, claim_id, criteria_id, seller_id, buyer_id, applicant_id,
               respondent_id, applied_by, title, amount, message, status, created_at, answer_due_at, terms)
           SELECT 'claim', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, to_jsonb(seen) FROM (
               SELECT kind, debtor_name, debtor_uscc, debtor_kind, contract_number, invoice_numbers, face_amount, starts_on,
                      due_on, recourse, assignment_barred, debtor_state, origin, debtor_situation, whole_id
               FROM claim WHERE id = $2) seen
           RETURNING id""",
        submission_id, deal.claim_id, deal.criteria_id, deal.seller_id, deal.buyer_id, by.organization_id, respondent_id,
        by.member_id, deal.title, deal.price, message, str(Stage.PENDING), now,
        answer_by(await due_on(deal.claim_id)),
    )  # fmt: skip
    await record("application", application_id, before="", after=str(Stage.PENDING), act="apply", by=by)
    return application_id


async def reserve(claim_id: int, *, by: Mover) -> None:
    """Take a claim from the market for one buyer; WrongState where somebody was faster, without saying who."""
    await move(CLAIM, claim_id, to=Posting.RESERVED, act="reserve", by=by, refusal=TAKEN)


async def check_approval(actor: Actor, found: ClaimParties) -> dict[str, object]:
    """A buyer's yes to what the seller offered reserves the claim; a seller's yes finds it reserved.

    The cap is tested again: the same price yields more a year when fewer days are left than when it was offered.
    """
    row = await db.fetch_row(
        "SELECT c.*, a.amount AS price FROM application a JOIN claim c ON c.id = a.claim_id WHERE a.id = $1", found.id
    )
    assert row is not None, "an application keeps its claim"
    if await is_barred(row, row["price"], found.buyer_id):
        raise RuleBroken(
            f"{BARRED}随着剩余天数减少，这份申请的价格已超过这个上限。请拒绝，由出售方提高定价后重新申请。"
        )
    if not found.holds_claim:
        await reserve(found.claim_id, by=actor.mover)
    return {}


async def release(found: ClaimParties, *, by: Mover) -> None:
    """The claim of an application that ended without a contract returns to the market, if it was held for it."""
    if found.holds_claim:
        await move(CLAIM, found.claim_id, to=Posting.ACTIVE, only_from=(Posting.RESERVED,), act="release", by=by)


async def release_all(claim_ids: Sequence[int]) -> None:
    """The reserved ones of these claims, locked by the caller, return to the market: their applications have expired."""
    await db.execute(
        """WITH freed AS (
               UPDATE claim SET status = 'active' WHERE id = ANY($1) AND status = 'reserved' RETURNING id
           )
           INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, at)
           SELECT 'claim', id, 'reserved', 'active', 'release', $2::bigint, $3 FROM freed""",
        list(claim_ids), SYSTEM.organization_id, clock.now(),
    )  # fmt: skip


async def due_on(claim_id: int) -> date:
    """The day on which a claim falls due."""
    found: date = await db.fetch_value("SELECT due_on FROM claim WHERE id = $1", claim_id)
    return found


def answer_by(due: date) -> datetime:
    """Until when what is applied for now has to be answered: thirty days, and no longer than until the claim falls due."""
    return min(clock.now() + ANSWER_WITHIN, clock.end_of(due))


def confirm_by(due: date) -> datetime:
    """Until when what is approved now has to be confirmed: sixty days, and no longer than until the claim falls due.

    What is not confirmed by then is not confirmed any more (domain.md section 3).
    """
    return min(clock.now() + CONFIRM_WITHIN, clock.end_of(due))
