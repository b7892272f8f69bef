"""What a contract has to keep to before it is filed and again before it is confirmed: everything broken, told at once."""

from datetime import date
from decimal import Decimal

from zczr.domain import clock
from zczr.domain.applications.commands import Parties
from zczr.domain.contracts.filing import Sketch, cost_beyond, filing_dates_broken, over_cap
from zczr.domain.lending import lpr, pairs
from zczr.domain.money import yuan_text
from zczr.domain.refusals import RuleBroken


async def filing_broken(found: Parties, sketch: Sketch, *, cost_known: bool) -> list[RuleBroken]:
    """Every rule that a filing breaks, as far as it is filled in: days, amount, cost."""
    return [
        *filing_dates_broken(sketch.signed_on, sketch.starts_on, sketch.ends_on, clock.today()),
        *await _amount_broken(found, sketch.amount),
        *await cost_broken(found, sketch, on=sketch.signed_on or clock.today(), cost_known=cost_known),
    ]


async def headroom_broken(found: Parties, amount: Decimal) -> list[RuleBroken]:
    """The limits on unlicensed lenders (domain.md section 3, rows 3 and 12)."""
    try:
        await pairs.check_headroom(found.borrower_id, found.lender_id, amount)
    except RuleBroken as refusal:
        return [refusal]
    return []


async def cost_broken(found: Parties, sketch: Sketch, *, on: date, cost_known: bool) -> list[RuleBroken]:
    """Interest, default interest and charges past 4×LPR (rows 4, 5).

    Licensed institutions are outside the rule (row 10): whoever files for or with one says that the cost is known.
    """
    day = await lpr.on(on)
    if day is None:
        return [RuleBroken("签订日期早于已公布的 LPR 数据，无法核对利率上限，请核对签订日期。", "signed_on")]
    if not await pairs.is_licensed(found.lender_id):
        return over_cap(sketch, day.rate)
    warning = cost_beyond(sketch, day.rate)
    return [RuleBroken(f"{warning}请核对合同后勾选。", "cost_known")] if warning and not cost_known else []


async def _amount_broken(found: Parties, amount: Decimal | None) -> list[RuleBroken]:
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
