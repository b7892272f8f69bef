"""What the contract of a claim's sale has to keep to before it is filed and again before it is confirmed, told at once."""

from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import ClaimParties
from zczr.domain.claims.kinds import DebtorState, Recourse
from zczr.domain.contracts.checks import LPR_UNKNOWN, lpr_for, number_broken
from zczr.domain.contracts.claim.filing import (
    Sketch,
    backdated,
    days_broken,
    over_cap,
    price_broken,
    sketch_of,
    yield_beyond,
)
from zczr.domain.contracts.filings import ClaimFilingFacts
from zczr.domain.contracts.stages import FilingStage
from zczr.domain.lending import lpr, pairs
from zczr.domain.money import yuan_text
from zczr.domain.refusals import RuleBroken


async def filing_broken(actor: Actor, found: ClaimParties, sketch: Sketch, *, cost_known: str) -> list[RuleBroken]:
    """Every rule that a filing breaks, as far as it is filled in: number, days, amounts, yield.

    `cost_known` is the warning about the yield that was ticked; another yield asks anew.
    """
    on = sketch.signed_on or clock.today()
    face, due_on = await _of_claim(found)
    approved_on = await _approved_on(found)
    warning = await _yield_warning(found, sketch, on=on)
    unknown = RuleBroken(f"{warning}请核对合同后勾选。", "cost_known", warning=warning)
    return [
        *await number_broken(actor, found, sketch.number),
        *days_broken(sketch, approved_on=approved_on, due_on=due_on, today=clock.today()),
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


async def still_broken(found: ClaimParties, sketch: Sketch) -> list[RuleBroken]:
    """What a filing must not break on the day on which the contract forms: the cap of that day counts, and no backdated day."""
    early = backdated(sketch, approved_on=await _approved_on(found))
    return [*early, *await cost_broken(found, sketch, on=clock.today())]


async def _yield_warning(found: ClaimParties, sketch: Sketch, *, on: date) -> str:
    day = await lpr.on(on)
    if day is None:
        return ""
    return yield_beyond(sketch, day.rate, licensed_buyer=await pairs.is_licensed(found.buyer_id))


async def filing_warnings(
    filing: ClaimFilingFacts, *, buyer_id: int, agreed: Decimal, offered: Recourse | None, now: DebtorState
) -> tuple[str, ...]:
    """What both sides have to know of a filing: a yield past 4×LPR that no cap binds, and what is otherwise than it was agreed.

    `agreed` is the price of the application in yuan, `offered` the recourse under which the claim was on sale.
    """
    sketch = sketch_of(vars(filing))
    said = [yield_beyond(sketch, await lpr_for(filing), licensed_buyer=await pairs.is_licensed(buyer_id))]
    if filing.price != agreed:
        said.append(f"转让价款 {yuan_text(filing.price)} 元与申请时的价格 {yuan_text(agreed)} 元不同，请双方核对。")
    if offered is not None and filing.recourse != offered:
        said.append(f"合同约定{Recourse(filing.recourse).label}，出售时为{offered.label}，请双方核对。")
    if now is DebtorState.DISPUTED and filing.stage is FilingStage.FILED:
        said.append("债务方对这笔债权提出了争议，请受让方先向转让方了解情况，再决定是否确认。")
    return tuple(filter(None, said))


async def _approved_on(found: ClaimParties) -> date:
    approved_at = await db.fetch_value("SELECT approved_at FROM application WHERE id = $1", found.id)
    assert approved_at is not None, "nothing is filed before the approval"
    return clock.day_of(approved_at)


async def _of_claim(found: ClaimParties) -> tuple[Decimal, date]:
    row = await db.fetch_row("SELECT face_amount, due_on FROM claim WHERE id = $1", found.claim_id)
    assert row is not None, "an application keeps its claim"
    return row["face_amount"], row["due_on"]
