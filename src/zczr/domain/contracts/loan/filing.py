"""What a side fills in when it files a contract, and the rules that need nothing but these facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from zczr.domain.contracts.days import signing_broken
from zczr.domain.contracts.loan.charges import YearlyCost, yearly_cost
from zczr.domain.contracts.loan.facts import RepaymentMethod
from zczr.domain.rates import percent_text, rate_cap
from zczr.domain.refusals import RuleBroken

_LONGEST_DAYS = 10 * 366
_LATEST_START_DAYS = 366


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

    @property
    def sketch(self) -> "Sketch":
        """What rules judge of it."""
        return sketch_of(vars(self))


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """As much of a filing as rules judge, and as could be read: None where nothing, or nothing sensible, was filled in."""

    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    amount: Decimal | None
    rate: Decimal | None
    default_rate: Decimal | None
    other_charges: Decimal | None
    repayment_method: RepaymentMethod | None
    number: str | None = None
    purpose: str | None = None

    @property
    def cost(self) -> YearlyCost | None:
        """What the loan costs a year; None where a value it needs is open or cannot be."""
        if (
            self.starts_on is None
            or self.ends_on is None
            or self.amount is None
            or self.rate is None
            or self.default_rate is None
            or self.other_charges is None
            or self.repayment_method is None
        ):
            return None
        if self.amount <= 0 or not 0 < (self.ends_on - self.starts_on).days <= _LONGEST_DAYS:
            return None
        return yearly_cost(
            principal=self.amount, rate=self.rate, default_rate=self.default_rate, charges=self.other_charges,
            starts_on=self.starts_on, ends_on=self.ends_on, method=self.repayment_method,
        )  # fmt: skip


def sketch_of(values: Mapping[str, Any]) -> Sketch:
    """What rules judge of a filing that is complete, from its values by name."""
    named = {each.name: values[each.name] for each in fields(Sketch) if each.name in values}
    return Sketch(**{**named, "repayment_method": RepaymentMethod(values["repayment_method"])})


# What the law bars, and words that say that it is not meant: 采购原材料，不用于转贷 is a use like any other.
_BARRED = re.compile(r"转贷|放贷|炒股|股票|证券|期货|配资|赌博|非法")
_DENIED = re.compile(r"(不|禁止|严禁)[^，,。；;]*")


def purpose_broken(purpose: str | None) -> list[RuleBroken]:
    """A use of the money that makes the contract void (民间借贷规定 Art. 13), as far as words show it."""
    found = _BARRED.search(_DENIED.sub("", purpose or ""))
    if found is None:
        return []
    return [RuleBroken(f"借款用途中的“{found.group()}”不被法律允许，借款只能用于借款方的生产经营。", "purpose")]


def filing_dates_broken(
    signed_on: date | None, starts_on: date | None, ends_on: date | None, today: date
) -> list[RuleBroken]:
    """What is wrong with the days of a contract; a day that is not filled in is not judged."""
    broken = signing_broken(signed_on, starts_on, today)
    if starts_on and starts_on > today and (starts_on - today).days > _LATEST_START_DAYS:
        broken.append(RuleBroken("合同期间应在一年内开始，请核对日期。", "starts_on"))
    if starts_on and ends_on and ends_on <= starts_on:
        broken.append(RuleBroken("合同期间的结束日期应晚于开始日期。", "ends_on"))
    if starts_on and ends_on and (ends_on - starts_on).days > _LONGEST_DAYS:
        broken.append(RuleBroken("合同期间最长 10 年，请核对日期。", "ends_on"))
    return broken


def over_cap(sketch: Sketch, lpr: Decimal) -> list[RuleBroken]:
    """What costs more a year than four times the LPR (domain.md section 3, rows 4 and 5); what is open is not judged."""
    most, cost = rate_cap(lpr), sketch.cost
    cap = f"{percent_text(most, 2)}（4 倍 LPR {percent_text(lpr, 2)}）"
    broken = []
    if sketch.rate is not None and sketch.rate > most:
        broken.append(RuleBroken(f"年利率超过合同成立时的法定上限 {cap}，请修改合同。", "rate"))
    elif cost is not None and cost.all_in > most:
        said = f"利息与各项费用合计折合年化 {percent_text(cost.all_in, 2)}，超过法定上限 {cap}。"
        broken.append(RuleBroken(said, "other_charges"))
    if sketch.default_rate is not None and sketch.default_rate > most:
        broken.append(RuleBroken(f"逾期利率超过法定上限 {cap}，请修改合同。", "default_rate"))
    elif cost is not None and cost.overdue is not None and cost.overdue > most:
        said = f"逾期利率与其他费用合计折合年化 {percent_text(cost.overdue, 2)}，超过法定上限 {cap}。"
        broken.append(RuleBroken(said, "default_rate"))
    return broken


def cost_beyond(sketch: Sketch, lpr: Decimal) -> str:
    """What a licensed institution's contract is warned of, for whom the cap is no limit (row 10); empty within the cap.

    Names what is past the cap and nothing else; a rate alone where what the loan costs in all is still open.
    """
    most, cost = rate_cap(lpr), sketch.cost
    figures = (
        ("综合年化成本", cost.all_in) if cost else ("年利率", sketch.rate),
        ("逾期年化成本", cost.overdue) if cost else ("逾期年利率", sketch.default_rate),
    )
    beyond = [f"{name} {percent_text(rate, 2)}" for name, rate in figures if rate is not None and rate > most]
    if not beyond:
        return ""
    return (
        f"{'、'.join(beyond)}，超过 4 倍 LPR（{percent_text(most, 2)}）。"
        "出借方是持牌机构，不受此上限约束，双方须核对知悉。"
    )
