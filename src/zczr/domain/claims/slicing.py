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


def slices_broken(whole: Decimal, slices: Sequence[Slice], before: Sequence[Slice] = ()) -> Iterator[RuleBroken]:
    """Every rule that these slices of a claim of that amount break, beside those `before` that are on sale or sold already."""
    many = len(slices) + len(before)
    if not slices or not LEAST_SLICES <= many <= MOST_SLICES:
        said = f"连同已拆出的 {len(before)} 份" if before else f"请填写 {LEAST_SLICES} 至 {MOST_SLICES} 份"
        yield RuleBroken(f"{said}{f'，最多 {MOST_SLICES} 份' if before else ''}，每份写明名称、金额和定价。", "name_1")
    names = {each.name: 0 for each in before}
    amounts = {each.amount: 0 for each in before}
    for each in slices:
        if (first := names.setdefault(each.name, each.row)) != each.row:
            yield RuleBroken(f"与{_called(first)}的名称相同，请改用不同的名称。", f"name_{each.row}")
        if (first := amounts.setdefault(each.amount, each.row)) != each.row:
            said = f"与{_called(first)}的金额相同：债权不能按等额份额出售，请改用不同的金额。"
            yield RuleBroken(said, f"amount_{each.row}")
        if each.amount < LEAST_AMOUNT:
            yield RuleBroken(f"每份至少 {yuan_text(LEAST_AMOUNT)} 元，请核对。", f"amount_{each.row}")
        if each.price > each.amount:
            yield RuleBroken("定价不能高于这一份的金额，请核对。", f"price_{each.row}")
    total = sum((each.amount for each in (*slices, *before)), ZERO)
    if slices and total > whole:
        taken = "连同已拆出的，" if before else ""
        said = f"{taken}各份金额合计 {yuan_text(total)} 元，超过债权金额 {yuan_text(whole)} 元，请减少。"
        yield RuleBroken(said, f"amount_{slices[-1].row}")


def _called(row: int) -> str:
    return f"第 {row} 份" if row else "已拆出的一份"
