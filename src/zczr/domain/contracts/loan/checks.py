"""What a contract has to keep to before it is filed and again before it is confirmed: everything broken, told at once."""

from datetime import date
from decimal import Decimal

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import LoanParties
from zczr.domain.contracts.checks import LPR_UNKNOWN, lpr_for, number_broken
from zczr.domain.contracts.filings import LoanFilingFacts
from zczr.domain.contracts.loan.filing import (
    Sketch,
    cost_beyond,
    filing_dates_broken,
    over_cap,
    purpose_broken,
    sketch_of,
)
from zczr.domain.lending import lpr, pairs
from zczr.domain.money import yuan_text
from zczr.domain.rates import percent_text
from zczr.domain.refusals import RuleBroken


async def filing_broken(actor: Actor, found: LoanParties, sketch: Sketch, *, cost_known: str) -> list[RuleBroken]:
    """Every rule that a filing breaks, as far as it is filled in: number, days, amount, cost, use.

    `cost_known` is the warning about a licensed lender's cost that was ticked; another cost asks anew.
    """
    on = sketch.signed_on or clock.today()
    warning = await _cost_warning(found, sketch, on=on)
    unknown = RuleBroken(f"{warning}请核对合同后勾选。", "cost_known", warning=warning)
    return [
        *await number_broken(actor, found, sketch.number),
        *filing_dates_broken(sketch.signed_on, sketch.starts_on, sketch.ends_on, clock.today()),
        *await _amount_broken(found, sketch.amount),
        *await cost_broken(found, sketch, on=on),
        *([unknown] if warning and warning != cost_known else []),
        *purpose_broken(sketch.purpose),
    ]


async def headroom_broken(found: LoanParties, amount: Decimal) -> list[RuleBroken]:
    """The limits on unlicensed lenders (domain.md section 3, rows 3 and 12)."""
    try:
        await pairs.check_headroom(found.borrower_id, found.lender_id, amount)
    except RuleBroken as refusal:
        return [refusal]
    return []


async def cost_broken(found: LoanParties, sketch: Sketch, *, on: date) -> list[RuleBroken]:
    """Interest, default interest and charges past 4×LPR (rows 4, 5); licensed institutions are outside the rule (row 10)."""
    day = await lpr.on(on)
    if day is None:
        return [RuleBroken(LPR_UNKNOWN, "signed_on")]
    return [] if await pairs.is_licensed(found.lender_id) else over_cap(sketch, day.rate)


async def _cost_warning(found: LoanParties, sketch: Sketch, *, on: date) -> str:
    day = await lpr.on(on)
    return cost_beyond(sketch, day.rate) if day is not None and await pairs.is_licensed(found.lender_id) else ""


async def filing_warnings(filing: LoanFilingFacts, *, lender_id: int, published: Decimal | None) -> tuple[str, ...]:
    """What both sides have to know of a filing: a licensed lender's cost past the cap, a rate above what the borrower published."""
    licensed = await pairs.is_licensed(lender_id)
    said = [cost_beyond(sketch_of(vars(filing)), await lpr_for(filing))] if licensed else []
    if published is not None and filing.rate > published:
        rates = (
            f"年利率 {percent_text(filing.rate, 2)}/年高于借款方发布的可承担最高利息 {percent_text(published, 2)}/年"
        )
        said.append(f"{rates}，请借款方核对。")
    return tuple(filter(None, said))


async def _amount_broken(found: LoanParties, amount: Decimal | None) -> list[RuleBroken]:
    if amount is None:
        return []
    if amount <= 0:
        return [RuleBroken("请填写大于 0 的金额。", "amount")]
    largest = await pairs.largest_deal(found.request_id, found.offer_id)
    if amount > largest:
        too_much = [RuleBroken(f"金额不能超过双方发布的上限 {yuan_text(largest)} 元。", "amount")]
    else:
        too_much = []
    return [*too_much, *await headroom_broken(found, amount)]
