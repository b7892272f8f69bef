"""The columns of the workbook: what the sale form asks for, read from text as a person would have typed it; pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zczr.domain.claims import asked
from zczr.domain.claims.asked import Asked
from zczr.domain.claims.kinds import ClaimKind, DebtorKind, Recourse
from zczr.domain.reference import uscc
from zczr.domain.risk.kinds import Labelled
from zczr.domain.written import days, figures
from zczr.domain.written.texts import CHOOSE, NO_EMAIL, as_seen, is_email_address, narrowed, too_long

REMARKS = "问题"
"""The column that a workbook with its mistakes marked has beside ours; uploaded again it says nothing."""
YES, NO = "是", "否"
_AROUND_A_NAME = re.compile(r"[(（].*?[)）]|[*＊\s]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name of the term it fills; `blank` is what an empty cell means where it may be empty.

    `reads` gives the value of a text or raises a ValueError that says how to right it. `hint` and `example` are for the template.
    """

    name: str
    asked: Asked
    heading: str
    reads: Callable[[str], Any]
    hint: str
    example: str | Decimal | date
    blank: Any = ""
    choices: tuple[str, ...] = ()
    width: int = 16

    def read(self, text: str) -> Any:
        """What a cell means."""
        if not text:
            if self.asked.needed:
                raise ValueError(self.asked.needed)
            return self.blank
        return self.reads(text)


def key_of(heading: str) -> str:
    """A heading as it is compared: without its unit, a mark for what is needed, and spaces."""
    return _AROUND_A_NAME.sub("", narrowed(as_seen(heading)))


def _line(what: Asked, *, narrow: bool = False) -> Callable[[str], str]:
    def read(text: str) -> str:
        seen = narrowed(text) if narrow else text
        if len(seen) > what.longest:
            raise ValueError(too_long(what.longest))
        return seen

    return read


def _one_of(codes: dict[str, Any]) -> Callable[[str], Any]:
    known = {narrowed(label): code for label, code in codes.items()}

    def read(text: str) -> Any:
        try:
            return known[narrowed(text)]
        except KeyError:
            raise ValueError(f"{CHOOSE}：{'、'.join(codes)}") from None

    return read


def _labels(kinds: type[Labelled]) -> dict[str, str]:
    return {each.label: str(each) for each in kinds}


def _amount(text: str) -> Decimal:
    amount = figures.yuan(text, unit=1)
    if not asked.LEAST_AMOUNT <= amount <= asked.MOST_AMOUNT:
        raise ValueError(asked.AMOUNT_BOUNDS)
    return amount


# A seller names the same few debtors on thousands of rows.
@lru_cache(maxsize=4096)
def _checked(text: str) -> uscc.UsccCheck:
    return uscc.check(text)


def _code(text: str) -> str:
    checked = _checked(text)
    if checked.is_error:
        raise ValueError(checked.message)
    return checked.code


def is_doubtful(code: str) -> bool:
    """Whether a credit code that was read should be compared once more: its check character does not fit."""
    return _checked(code).needs_review


def _email(text: str) -> str:
    address = _line(asked.DEBTOR_EMAIL, narrow=True)(text)
    if not is_email_address(address):
        raise ValueError(NO_EMAIL)
    return address.lower()


def _invoices(text: str) -> tuple[str, ...]:
    numbers = asked.invoice_numbers(_line(asked.INVOICES, narrow=True)(text))
    if len(numbers) > asked.MOST_INVOICES:
        raise ValueError(asked.TOO_MANY_INVOICES)
    return numbers


def _chosen(name: str, what: Asked, kinds: type[Labelled], example: str) -> Column:
    codes = _labels(kinds)
    return Column(name, what, what.label, _one_of(codes), "从列出的选项中选择", example, choices=tuple(codes), width=14)


def _yes(name: str, label: str, hint: str) -> Column:
    reads = _one_of({YES: True, NO: False})
    return Column(name, Asked(label), label, reads, hint, NO, blank=False, choices=(YES, NO), width=14)


COLUMNS = (
    _chosen("kind", asked.KIND, ClaimKind, ClaimKind.RECEIVABLE.label),
    Column("debtor_name", asked.DEBTOR_NAME, asked.DEBTOR_NAME.label, _line(asked.DEBTOR_NAME), "全称，与合同一致",
           "广州市宏达机械有限公司", width=30),
    Column("debtor_uscc", asked.DEBTOR_USCC, asked.DEBTOR_USCC.label, _code, "共 18 位，按文本填写", "91440101MA5D00008Y", width=24),
    _chosen("debtor_kind", asked.DEBTOR_KIND, DebtorKind, DebtorKind.SME.label),
    Column("contract_number", asked.CONTRACT_NUMBER, asked.CONTRACT_NUMBER.label, _line(asked.CONTRACT_NUMBER, narrow=True),
           "产生这笔债权的合同的编号，按文本填写", "HT-2026-018", width=20),
    Column("invoice_numbers", asked.INVOICES, asked.INVOICES.label, _invoices,
           "按文本填写；多张用空格或逗号隔开，没有的留空", "44001，44002", blank=(), width=26),
    Column("face_amount", asked.FACE_AMOUNT, f"{asked.FACE_AMOUNT.label}（元）", _amount, "单位是元", Decimal(590_000)),
    Column("starts_on", asked.STARTS_ON, asked.STARTS_ON.label, days.day, "债权产生的日期", date(2026, 5, 1)),
    Column("due_on", asked.DUE_ON, asked.DUE_ON.label, days.day, "债务方应付款的日期", date(2027, 4, 1)),
    Column("origin", asked.ORIGIN, asked.ORIGIN.label, _line(asked.ORIGIN), "这笔债权如何产生", "供应精密零件，货已验收。", width=34),
    Column("debtor_situation", asked.DEBTOR_SITUATION, asked.DEBTOR_SITUATION.label, _line(asked.DEBTOR_SITUATION),
           "债务方的经营和付款情况", "经营正常，按期付款。", width=34),
    Column("asking_price", asked.ASKING_PRICE, f"{asked.ASKING_PRICE.label}（元）", _amount, "单位是元，不能高于债权金额",
           Decimal(560_000)),
    _chosen("recourse", asked.RECOURSE, Recourse, Recourse.WITHOUT.label),
    _yes("pledged", "已出质", "已出质的债权须先解除质押才能出售；留空表示否"),
    _yes("assignment_barred", "约定不得转让", "基础合同约定债权不得转让的，填是；留空表示否"),
    Column("debtor_email", asked.DEBTOR_EMAIL, asked.DEBTOR_EMAIL.label, _email, "用于发送确权链接和债权转让通知，可以不填",
           "caiwu@hongda.example.com", width=28),
)  # fmt: skip
BY_KEY = {key_of(column.heading): column for column in COLUMNS}
BY_NAME = {column.name: column for column in COLUMNS}
