"""What a contract has to keep to before it is filed and again before it is confirmed: everything broken, told at once."""

from datetime import date
from decimal import Decimal

from zczr.domain import clock
from zczr.domain.applications.commands import Parties
from zczr.domain.contracts import case
from zczr.domain.contracts.charges import all_in_rate
from zczr.domain.contracts.facts import LoanContractFacts
from zczr.domain.contracts.filing import Filing, filing_dates_broken, over_cap
from zczr.domain.lending import lpr, pairs
from zczr.domain.refusals import RuleBroken


async def filing_broken(found: Parties, filing: Filing) -> list[RuleBroken]:
    """Every rule that a filing breaks: days, amount, cost."""
    dates = filing_dates_broken(filing.signed_on, filing.starts_on, filing.ends_on, clock.today())
    amounts = await _amount_broken(found, filing.amount)
    # Without days and an amount that can be there is no plan of payments, and so no yearly cost to judge.
    laid_out = filing.amount > 0 and not dates
    facts = await case.facts_of_filing(found, filing, final=True) if laid_out else None
    return [
        *dates,
        *amounts,
        *await cost_broken(found, filing.rate, filing.default_rate, facts, on=filing.signed_on),
    ]


async def headroom_broken(found: Parties, amount: Decimal) -> list[RuleBroken]:
    """The limits on unlicensed lenders (domain.md section 3, rows 3 and 12)."""
    try:
        await pairs.check_headroom(found.borrower_id, found.lender_id, amount)
    except RuleBroken as refusal:
        return [refusal]
    return []


async def cost_broken(
    found: Parties, rate: Decimal, default_rate: Decimal, facts: LoanContractFacts | None, *, on: date
) -> list[RuleBroken]:
    """Interest, default interest and charges past 4×LPR; licensed institutions are outside the rule (rows 4, 5, 10)."""
    day = await lpr.on(on)
    if day is None:
        return [RuleBroken("签订日期早于已公布的 LPR 数据，无法核对利率上限，请核对签订日期。", "signed_on")]
    if await pairs.is_licensed(found.lender_id):
        return []
    return over_cap(rate, default_rate, all_in_rate(facts) if facts else None, day.rate)


async def _amount_broken(found: Parties, amount: Decimal) -> list[RuleBroken]:
    if amount <= 0:
        return [RuleBroken("请填写大于 0 的金额。", "amount")]
    largest = await pairs.largest_deal(found.request_id, found.offer_id)
    if amount > largest:
        too_much = [RuleBroken(f"金额不能超过双方发布的上限 {largest:,.2f} 元。", "amount")]
    else:
        too_much = []
    return [*too_much, *await headroom_broken(found, amount)]
