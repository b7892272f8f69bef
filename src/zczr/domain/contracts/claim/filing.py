"""What a side fills in when it files the contract of a claim's sale, and the rules that need nothing but these facts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from zczr.domain.claims.kinds import Recourse
from zczr.domain.claims.pricing import YieldStanding, annual_yield, lowest_price, yield_standing
from zczr.domain.contracts.claim.facts import Notifier
from zczr.domain.contracts.days import signing_broken
from zczr.domain.money import yuan_text
from zczr.domain.rates import HUNDREDTH_OF_PERCENT, percent_text, rate_cap
from zczr.domain.refusals import RuleBroken


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The main facts of the signed contract; `amount` is the face amount, `starts_on` 转让基准日, `ends_on` the due day."""

    number: str
    signed_on: date
    starts_on: date
    ends_on: date
    amount: Decimal
    price: Decimal
    pays_on: date
    recourse: Recourse
    notifier: Notifier
    notify_by: date
    accessory_rights: str
    payee_account: str
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
    price: Decimal | None
    pays_on: date | None
    recourse: Recourse | None
    notify_by: date | None
    number: str | None = None

    @property
    def days(self) -> int | None:
        """From the transfer until the claim falls due; None where that is open."""
        return None if self.starts_on is None or self.ends_on is None else (self.ends_on - self.starts_on).days

    @property
    def annual_yield(self) -> Decimal | None:
        """What the price comes to a year."""
        return annual_yield(self.amount, self.price, self.days)

    def standing(self, lpr: Decimal, *, licensed_buyer: bool) -> YieldStanding:
        """How the yield stands to four times the LPR; within it as long as the sale is not known to pass it."""
        if not self.amount or not self.price or self.days is None or self.recourse is None:
            return YieldStanding.WITHIN
        recourse = self.recourse is Recourse.WITH
        return yield_standing(self.amount, self.price, self.days, lpr, recourse=recourse, licensed_buyer=licensed_buyer)


def sketch_of(values: Mapping[str, Any]) -> Sketch:
    """What rules judge of a filing that is complete, from its values by name."""
    named = {each.name: values[each.name] for each in fields(Sketch) if each.name in values}
    return Sketch(**{**named, "recourse": Recourse(values["recourse"])})


def backdated(sketch: Sketch, *, approved_on: date) -> list[RuleBroken]:
    """Days before the application was approved: the sides negotiate after it, and no yield is counted from before it.

    Backdated, the same price would come to less a year, and pass under the cap.
    """
    days = ((sketch.signed_on, "签订日期", "signed_on"), (sketch.starts_on, "转让基准日", "starts_on"))
    return [
        RuleBroken(f"{what}不能早于申请通过的日期 {approved_on}，请核对合同。", field)
        for day, what, field in days
        if day and day < approved_on
    ]


def days_broken(sketch: Sketch, *, approved_on: date, due_on: date, today: date) -> list[RuleBroken]:
    """What is wrong with the days of the contract; a day that is not filled in is not judged."""
    signed, starts, ends = sketch.signed_on, sketch.starts_on, sketch.ends_on
    early = backdated(sketch, approved_on=approved_on)
    told = {each.field for each in early}
    broken = early + [each for each in signing_broken(signed, starts, today) if each.field not in told]
    if starts and starts >= due_on:
        said = f"转让基准日应早于债权到期日 {due_on}，请核对。"
        broken.append(RuleBroken(said, "starts_on"))
    if ends and ends != due_on:
        broken.append(RuleBroken(f"截止日应为平台登记的债权到期日 {due_on}，请核对合同。", "ends_on"))
    for day, what, field in ((sketch.pays_on, "价款支付日", "pays_on"), (sketch.notify_by, "通知期限", "notify_by")):
        if day and signed and day < signed:
            broken.append(RuleBroken(f"{what}不能早于签订日期。", field))
        elif day and day > due_on:
            broken.append(RuleBroken(f"{what}不能晚于债权到期日 {due_on}。", field))
    return broken


def price_broken(sketch: Sketch, *, face: Decimal) -> list[RuleBroken]:
    """What is wrong with the amounts: the whole claim is sold, and not above what it says."""
    broken = []
    if sketch.amount is not None and sketch.amount != face:
        said = f"债权金额应为平台登记的 {yuan_text(face)} 元。只转让其中一部分的，请先由转让方拆分债权。"
        broken.append(RuleBroken(said, "amount"))
    if sketch.price is not None and sketch.price > face:
        broken.append(RuleBroken(f"转让价款不能高于债权金额 {yuan_text(face)} 元，请核对单位。", "price"))
    return broken


def over_cap(sketch: Sketch, lpr: Decimal, *, licensed_buyer: bool) -> list[RuleBroken]:
    """A yield past four times the LPR where the sale is handled as a loan (domain.md section 3, row 29)."""
    if sketch.standing(lpr, licensed_buyer=licensed_buyer) is not YieldStanding.BARRED:
        return []
    rate, amount, days = sketch.annual_yield, sketch.amount, sketch.days
    assert rate is not None
    assert amount is not None
    assert days is not None
    cap = rate_cap(lpr)
    said = (
        f"有追索权而受让方不是持牌机构的转让按借款处理，年化收益率 {_above(rate, cap)} 超过法定上限 {percent_text(cap, 2)}"
        f"（4 倍 LPR {percent_text(lpr, 2)}）。请把价款提高到 {yuan_text(lowest_price(amount, days, lpr))} 元或以上，"
        "或改为无追索权。"
    )
    return [RuleBroken(said, "price")]


def yield_beyond(sketch: Sketch, lpr: Decimal, *, licensed_buyer: bool) -> str:
    """What both sides are warned of where the yield passes four times the LPR and no cap binds it; empty within."""
    if sketch.standing(lpr, licensed_buyer=licensed_buyer) is not YieldStanding.FLAGGED:
        return ""
    rate = sketch.annual_yield
    assert rate is not None
    why = "受让方是持牌机构" if sketch.recourse is Recourse.WITH else "无追索权的真实转让"
    return (
        f"年化收益率 {_above(rate, rate_cap(lpr))}，超过 4 倍 LPR（{percent_text(rate_cap(lpr), 2)}）。"
        f"{why}，不受此上限约束，双方须核对价款是否公允。"
    )


def _above(rate: Decimal, cap: Decimal) -> str:
    # A yield above the cap never shows as the cap.
    return percent_text(max(rate, cap + HUNDREDTH_OF_PERCENT), 2)
