"""What the contract of a claim's sale has to keep to before it is filed and again before it is confirmed, told at once."""

from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import ClaimParties
from zczr.domain.contracts.checks import LPR_UNKNOWN, number_broken
from zczr.domain.contracts.claim.filing import Sketch, days_broken, over_cap, price_broken, yield_beyond
from zczr.domain.lending import lpr, pairs
from zczr.domain.refusals import RuleBroken


async def filing_broken(actor: Actor, found: ClaimParties, sketch: Sketch, *, cost_known: str) -> list[RuleBroken]:
    """Every rule that a filing breaks, as far as it is filled in: number, days, amounts, yield.

    `cost_known` is the warning about the yield that was ticked; another yield asks anew.
    """
    on = sketch.signed_on or clock.today()
    face, due_on = await _of_claim(found)
    warning = await yield_warning(found, sketch, on=on)
    unknown = RuleBroken(f"{warning}请核对合同后勾选。", "cost_known", warning=warning)
    return [
        *await number_broken(actor, found, sketch.number),
        *days_broken(sketch, due_on=due_on, today=clock.today()),
        *price_broken(sketch, face=face),
        *await cost_broken(found, sketch, on=on),
        *([unknown] if warning and warning != cost_known else []),
    ]


async def cost_broken(found: ClaimParties, sketch: Sketch, *, on: date) -> list[RuleBroken]:
    """A yield past 4×LPR where the buyer has recourse and no licence (row 29)."""
    day = await lpr.on(on)
    if day is None:
        return [RuleBroken(LPR_UNKNOWN, "signed_on")]
    return over_cap(sketch, day.rate, licensed_buyer=await pairs.is_licensed(found.buyer_id))


async def yield_warning(found: ClaimParties, sketch: Sketch, *, on: date) -> str:
    """What both sides have to know of a yield past 4×LPR that no cap binds; empty within it."""
    day = await lpr.on(on)
    if day is None:
        return ""
    return yield_beyond(sketch, day.rate, licensed_buyer=await pairs.is_licensed(found.buyer_id))


async def _of_claim(found: ClaimParties) -> tuple[Decimal, date]:
    row = await db.fetch_row("SELECT face_amount, due_on FROM claim WHERE id = $1", found.claim_id)
    assert row is not None, "an application keeps its claim"
    return row["face_amount"], row["due_on"]
