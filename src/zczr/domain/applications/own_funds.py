"""The lender's declaration for each deal that the money is its own: what is borrowed may not be lent on (民间借贷规定 Art. 13)."""

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import pairs
from zczr.domain.refusals import RuleBroken


async def funds_broken(actor: Actor, lender_id: int, own_funds: bool) -> list[RuleBroken]:
    """What is missing where whoever lends has not declared it; licensed institutions lend what others entrusted to them."""
    if actor.organization_id == lender_id and not own_funds and not await pairs.is_licensed(lender_id):
        return [RuleBroken("请确认并勾选：本笔出借资金为自有资金。借来的资金不能转贷。", "own_funds")]
    return []


def declared(actor: Actor, lender_id: int, own_funds: bool) -> dict[str, object]:
    """Who made the lender's declaration and when, by column."""
    made = own_funds and actor.organization_id == lender_id
    return {"own_funds_by": actor.member_id if made else None, "own_funds_at": clock.now() if made else None}
