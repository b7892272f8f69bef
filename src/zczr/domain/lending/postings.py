"""What happens to postings when a deal is made."""

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending.stages import REQUEST, Posting
from zczr.domain.stages import move


async def mark_matched(actor: Actor, request_id: int) -> None:
    """A confirmed contract serves the request; it takes no further part in matching. The offer may have money left."""
    state = await db.fetch_value("SELECT status FROM loan_request WHERE id = $1 FOR UPDATE", request_id)
    if REQUEST.allows(Posting(state), Posting.MATCHED):
        await move(REQUEST, request_id, to=Posting.MATCHED, act="match", by=actor.mover)
