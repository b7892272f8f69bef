"""What an application about a claim does beside what all do: it reserves the claim for its buyer, and gives it back.

One claim is never sold twice: it is reserved by compare-and-set when a buyer asks, or agrees to what the seller offered, and no two
applications that hold it can exist (application_claim_once).
"""

from collections.abc import Sequence
from datetime import datetime

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import ClaimParties
from zczr.domain.claims.sorts import CLAIM
from zczr.domain.history import SYSTEM, Mover
from zczr.domain.postings.stages import Posting
from zczr.domain.stages import move

TAKEN = "这笔债权刚刚被其他单位预订、改动或撤下，您的操作没有执行。债权市场上还有其他在售债权可以选择。"


async def reserve(claim_id: int, *, by: Mover) -> None:
    """Take a claim from the market for one buyer; WrongState where somebody was faster, without saying who."""
    await move(CLAIM, claim_id, to=Posting.RESERVED, act="reserve", by=by, refusal=TAKEN)


async def check_approval(actor: Actor, found: ClaimParties) -> dict[str, object]:
    """A buyer's yes to what the seller offered reserves the claim; a seller's yes finds it reserved."""
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


async def last_moment(claim_id: int) -> datetime:
    """When a claim falls due: what is not confirmed by then is not confirmed any more (domain.md section 3)."""
    due_on = await db.fetch_value("SELECT due_on FROM claim WHERE id = $1", claim_id)
    return clock.end_of(due_on)
