"""What slices of a claim have to keep to (Civil Code 545; 国发[2011]38: no equal shares); pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.money import ZERO, yuan_text
from zczr.domain.refusals import RuleBroken

MOST_SLICES = 10
LEAST_SLICES = 2
LEAST_AMOUNT = Decimal(1000)


@dataclass(frozen=True)
class Slice:
    """A part of a claim by its own name; amount and price in yuan. `row` is where it stands in the form, from 1."""

    row: int
    name: str
    amount: Decimal
    price: Decimal


def slices_broken(whole: Decimal, slices: Sequence[Slice]) -> Iterator[RuleBroken]:
    """Every rule that these slices of a claim of that amount break."""
    if not LEAST_SLICES <= len(slices) <= MOST_SLICES:
        yield RuleBroken(f"请填写 {LEAST_SLICES} 至 {MOST_SLICES} 份，每份写明名称、金额和定价。", "name_1")
    names: dict[str, int] = {}
    amounts: dict[Decimal, int] = {}
    for each in slices:
        if (first := names.setdefault(each.name, each.row)) != each.row:
            yield RuleBroken(f"与第 {first} 份的名称相同，请改用不同的名称。", f"name_{each.row}")
        if (first := amounts.setdefault(each.amount, each.row)) != each.row:
            yield RuleBroken(
                f"与第 {first} 份的金额相同：债权不能按等额份额出售，请改用不同的金额。", f"amount_{each.row}"
            )
        if each.price > each.amount:
            yield RuleBroken("定价不能高于这一份的金额，请核对。", f"price_{each.row}")
    total = sum((each.amount for each in slices), ZERO)
    if total > whole:
        said = f"各份金额合计 {yuan_text(total)} 元，超过债权金额 {yuan_text(whole)} 元，请减少。"
        yield RuleBroken(said, f"amount_{slices[-1].row}")
