"""What a side fills in when it files a contract, and the rules that need nothing but these facts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.contracts.facts import RepaymentMethod
from zczr.domain.rates import percent_text, rate_cap
from zczr.domain.refusals import RuleBroken

_LONGEST_DAYS = 10 * 366


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The main facts of the signed contract, as one side fills them in."""

    number: str
    signed_on: date
    starts_on: date
    ends_on: date
    amount: Decimal
    rate: Decimal
    default_rate: Decimal
    other_charges: Decimal
    repayment_method: RepaymentMethod
    purpose: str
    main_terms: str


def filing_dates_broken(
    signed_on: date | None, starts_on: date | None, ends_on: date | None, today: date
) -> list[RuleBroken]:
    """What is wrong with the days of a contract; a day that is not filled in is not judged."""
    broken = []
    if signed_on and signed_on > today:
        broken.append(RuleBroken("签订日期不能晚于今天。", "signed_on"))
    if signed_on and starts_on and starts_on < signed_on:
        broken.append(RuleBroken("合同期间不能早于签订日期。", "starts_on"))
    if starts_on and ends_on and ends_on <= starts_on:
        broken.append(RuleBroken("合同期间的结束日期应晚于开始日期。", "ends_on"))
    if starts_on and ends_on and (ends_on - starts_on).days > _LONGEST_DAYS:
        broken.append(RuleBroken("合同期间最长 10 年，请核对日期。", "ends_on"))
    return broken


def over_cap(rate: Decimal, default_rate: Decimal, all_in: Decimal | None, lpr: Decimal) -> list[RuleBroken]:
    """What costs more a year than four times the LPR (domain.md section 3, rows 4 and 5); `all_in` None is not judged."""
    most = rate_cap(lpr)
    cap = f"{percent_text(most, 2)}（4 倍 LPR {percent_text(lpr, 2)}）"
    broken = []
    if rate > most:
        broken.append(RuleBroken(f"年利率超过合同成立时的法定上限 {cap}，请修改合同。", "rate"))
    elif all_in is not None and all_in > most:
        broken.append(
            RuleBroken(f"利息与各项费用合计折合年化 {percent_text(all_in, 2)}，超过法定上限 {cap}。", "other_charges")
        )
    if default_rate > most:
        broken.append(RuleBroken(f"逾期利率超过法定上限 {cap}，请修改合同。", "default_rate"))
    return broken
