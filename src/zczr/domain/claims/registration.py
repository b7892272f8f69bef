"""The registration of an assignment in the unified register of movables and rights: what is written down of it (domain.md row 31); pure.

Who files answers for what is filed, so that it is the buyer's; a term is in whole months, at most thirty years
(动产和权利担保统一登记办法). Of several factors, or of factoring, assignment and pledge, what is registered first goes before, then what
is notified first (Civil Code 768, 担保制度解释 Art. 66); no registration stands in for the notice (row 28).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.refusals import RuleBroken

REGISTER = "动产融资统一登记公示系统"
LONGEST_YEARS = 30
EARLIEST = date(2007, 10, 1)
"""The register of receivables opened on this day (物权法 Art. 228 took effect)."""
_NUMBER = re.compile(r"[0-9A-Za-z-]{8,40}")


@dataclass(frozen=True, slots=True)
class Registration:
    """A search of the register, the registration that the register has given a number, or both."""

    searched_on: date | None = None
    number: str = ""
    registered_on: date | None = None
    expires_on: date | None = None


def is_registrable(kind: ClaimKind) -> bool:
    """Whether claims of this kind are registered: what a bill says is transferred by endorsement."""
    return kind is not ClaimKind.BILL


def registration_broken(entered: Registration, *, today: date) -> Iterator[RuleBroken]:
    """Every rule that what is written down breaks; all are told at once."""
    said = {
        "number": ("请填写登记证明编号。", bool(entered.number)),
        "registered_on": ("请填写登记日期。", entered.registered_on is not None),
        "expires_on": ("请填写登记到期日。", entered.expires_on is not None),
    }
    if any(given for _, given in said.values()):
        yield from (RuleBroken(sentence, field) for field, (sentence, given) in said.items() if not given)
    elif entered.searched_on is None:
        yield RuleBroken("请填写查询日期；已经登记的，再填写登记证明编号和登记期限。", "searched_on")
    if entered.number and not _NUMBER.fullmatch(entered.number):
        yield RuleBroken("登记证明编号由 8 至 40 位数字、字母或连字符组成，请按登记证明填写。", "number")
    for field, name in (("searched_on", "查询日期"), ("registered_on", "登记日期")):
        day: date | None = getattr(entered, field)
        if day is not None and day > today:
            yield RuleBroken(f"{name}不能晚于今天。", field)
        elif day is not None and day < EARLIEST:
            yield RuleBroken(f"{name}早于登记系统启用的 {EARLIEST}，请核对。", field)
    if entered.registered_on and entered.expires_on:
        if entered.expires_on <= entered.registered_on:
            yield RuleBroken("登记到期日应晚于登记日期，请核对。", "expires_on")
        elif entered.expires_on.year - entered.registered_on.year > LONGEST_YEARS:
            yield RuleBroken(f"登记期限最长 {LONGEST_YEARS} 年，请核对登记到期日。", "expires_on")


def shortest_months(begins: date, due_on: date) -> int:
    """The fewest whole months, from a day on, that end after a claim is due; at least one."""
    months = (due_on.year - begins.year) * 12 + due_on.month - begins.month
    # From the 31st a month without one ends on its last day.
    ends = min(begins.day, monthrange(due_on.year, due_on.month)[1])
    return max(1, months + (due_on.day >= ends))
