"""我的业务 as it opens: what waits for the actor, and where the business stands."""

from dataclasses import dataclass

from zczr.domain.accounts.actor import Actor, Standing
from zczr.domain.credit.queries import ledger


@dataclass(frozen=True)
class Overview:
    """The to-do list first, then figures."""

    standing: str
    credit_score: str
    unread: str


async def load_overview(actor: Actor) -> Overview:
    """What concerns the actor's organization now."""
    score, _ = await ledger(actor)
    return Overview(
        standing="" if actor.standing is Standing.VERIFIED else str(actor.standing),
        credit_score=str(score),
        unread=str(actor.unread),
    )
