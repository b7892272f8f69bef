"""The rows of a workbook as sales, and what is wrong with which cell; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from zczr.domain.claims import asked
from zczr.domain.claims.duplicates import contract_key
from zczr.domain.claims.imports.columns import BY_KEY, BY_NAME, COLUMNS, REMARKS, Column, is_doubtful, key_of
from zczr.domain.claims.imports.sheet import Cell
from zczr.domain.claims.kinds import SaleMode
from zczr.domain.claims.rules import sale_broken
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.refusals import RuleBroken

HEADINGS = 1
"""The row in which the headings stand."""
_MAY_BE_LEFT_OUT = frozenset({asked.INVOICES, asked.DEBTOR_EMAIL})


class Mistake(NamedTuple):
    """What is wrong with a cell; place 0 is the row as a whole."""

    number: int
    place: int
    heading: str
    sentence: str

    @property
    def address(self) -> str:
        """Where it is: 第 37 行，E 列 到期日."""
        if not self.place:
            return f"第 {self.number} 行"
        return f"第 {self.number} 行，{get_column_letter(self.place)} 列 {self.heading}".rstrip()


@dataclass
class Row:
    """A row as a sale; `wrong` says of its terms, by name, what is wrong with each. What is wrong is left open in `terms`."""

    number: int
    terms: SaleTerms
    wrong: dict[str, str] = field(default_factory=dict)

    def refuse(self, broken: Iterable[RuleBroken]) -> None:
        """Put what rules say at the cells they name, the first of each; what belongs to none stands at the contract."""
        for each in broken:
            self.wrong.setdefault(each.field if each.field in BY_NAME else "contract_number", each.sentence)


class Layout:
    """Which column of the workbook is which of ours; `mistakes` are those of its headings."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.places: dict[str, int] = {}
        self.mistakes: list[Mistake] = []
        self._unnamed: list[int] = []
        for place, cell in enumerate(cells, start=1):
            self._name(place, cell)
        missing = [
            column for column in COLUMNS if column.name not in self.places and column.asked not in _MAY_BE_LEFT_OUT
        ]
        if missing:
            names = "、".join(f"“{column.heading}”" for column in missing)
            self.mistakes.append(Mistake(HEADINGS, 0, "", f"第一行缺少列名：{names}，请按模板补上"))
        self._ours = tuple((column, self.places[column.name]) for column in COLUMNS if column.name in self.places)

    def _name(self, place: int, cell: Cell) -> None:
        key = key_of(cell.text)
        column = BY_KEY.get(key)
        if column is not None and column.name not in self.places:
            self.places[column.name] = place
        elif column is not None:
            said = f"列名“{column.heading}”出现了两次，请删除其中一列"
            self.mistakes.append(Mistake(HEADINGS, place, cell.text, said))
        elif not (key or cell.wrong):
            self._unnamed.append(place)
        elif not key.startswith(REMARKS):
            said = "模板里没有这一列，请删除，或改为模板中的列名"
            self.mistakes.append(Mistake(HEADINGS, place, cell.text[:60], said))

    def stray(self, number: int, cells: Sequence[Cell]) -> Iterator[Mistake]:
        """What stands under no heading: nobody would read it."""
        for place in self._unnamed:
            if place <= len(cells) and cells[place - 1].text:
                yield Mistake(number, place, "", "这一列没有列名，请补上列名，或清空这个单元格")

    def read(self, number: int, cells: Sequence[Cell]) -> Row:
        """A row with what its cells mean."""
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for column, place in self._ours:
            cell = cells[place - 1] if place <= len(cells) else Cell("")
            try:
                values[column.name] = column.read(cell.text) if not cell.wrong else None
            except ValueError as error:
                wrong[column.name] = str(error)
            if cell.wrong:
                wrong[column.name] = cell.wrong
        return Row(number, _terms(values, wrong), wrong)


def _terms(values: Mapping[str, Any], wrong: Mapping[str, str]) -> SaleTerms:
    def of(column: Column) -> Any:
        known = column.name in values and column.name not in wrong
        return values[column.name] if known else _OPEN.get(column.name, column.blank)

    terms = {column.name: of(column) for column in COLUMNS}
    return SaleTerms(**terms, sale_mode=str(SaleMode.FIXED))


_OPEN: Mapping[str, None] = dict.fromkeys(("face_amount", "asking_price", "starts_on", "due_on"))


def judge(rows: Sequence[Row], *, seller_name: str, seller_uscc: str, today: date) -> None:
    """Hold every row to the rules of a sale by its own facts, and to the rows before it."""
    for row in rows:
        row.refuse(sale_broken(row.terms, seller_name=seller_name, seller_uscc=seller_uscc, today=today))
    _tell_twins(rows)


def _tell_twins(rows: Sequence[Row]) -> None:
    """The second row about the same claim is the wrong one, by what makes it the same in `duplicates.py`."""
    claims: dict[tuple[Any, ...], int] = {}
    invoices: dict[tuple[str, str], int] = {}
    for row in rows:
        terms = row.terms
        debtors = {debtor for debtor in (terms.debtor_uscc or terms.debtor_name, terms.debtor_name) if debtor}
        used = [(number, debtor) for number in terms.invoice_numbers for debtor in debtors]
        first = next(((invoices[each], each[0]) for each in used if each in invoices), None)
        if debtors and terms.contract_number and terms.face_amount:
            same = (
                terms.debtor_uscc or terms.debtor_name,
                contract_key(terms.contract_number),
                terms.invoice_numbers,
                terms.face_amount,
            )
            twin = claims.setdefault(same, row.number)
            if twin != row.number:
                said = f"与第 {twin} 行是同一笔债权（债务方、合同、发票和金额都相同），同一笔债权只能出售一次，请删除其中一行"
                row.wrong.setdefault("contract_number", said)
                continue
        if first is not None:
            said = f"发票 {first[1]} 已用在第 {first[0]} 行，同一张发票只能对应一笔债权，请核对"
            row.wrong.setdefault("invoice_numbers", said)
            continue
        for each in used:
            invoices.setdefault(each, row.number)


def mistakes_of(rows: Iterable[Row], places: Mapping[str, int]) -> Iterator[Mistake]:
    """What is wrong with the rows, cell by cell."""
    for row in rows:
        for name, sentence in row.wrong.items():
            column = BY_NAME[name]
            yield Mistake(row.number, places.get(name, 0), column.heading, sentence.rstrip("。"))


def doubtful(rows: Iterable[Row], most: int) -> list[int]:
    """The first rows whose credit code may be mistyped."""
    found = []
    for row in rows:
        if row.terms.debtor_uscc and is_doubtful(row.terms.debtor_uscc):
            found.append(row.number)
            if len(found) == most:
                break
    return found
