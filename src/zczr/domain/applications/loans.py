"""What an application about a loan asks for beside what all do: the lender's declaration, and room within the law."""

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.own_funds import declared, funds_broken
from zczr.domain.applications.parties import LoanParties
from zczr.domain.lending import pairs
from zczr.domain.refusals import refuse_all


async def check_approval(actor: Actor, found: LoanParties, *, own_funds: bool) -> dict[str, object]:
    """Refuse an approval that the law leaves no room for; the further columns to write with it."""
    refuse_all(await funds_broken(actor, found.lender_id, own_funds))
    # What the law leaves no room for could only expire and cost both sides points.
    amount = await db.fetch_value("SELECT amount FROM application WHERE id = $1", found.id)
    await pairs.check_headroom(found.borrower_id, found.lender_id, amount)
    return declared(actor, found.lender_id, own_funds) if actor.organization_id == found.lender_id else {}
