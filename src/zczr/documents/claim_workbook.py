"""The workbook of 批量导入: the empty template, and a workbook that came back with its wrong cells marked. Blocking: call in a thread."""

import io
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zczr.domain.claims.imports.columns import BY_KEY, COLUMNS, REMARKS, Column, key_of
from zczr.domain.claims.imports.rows import HEADINGS, Mistake
from zczr.domain.claims.imports.sheet import MOST_COLUMNS, MOST_ROWS, opened, shut
from zczr.web.exports import typed

_GUIDE = "填写说明"
_LAST = MOST_ROWS + HEADINGS
_HEAD_FONT, _HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="DDEBE8")
_WRONG_FILL = PatternFill("solid", fgColor="FFD9D2")
_TEXT, _MONEY, _DAY = "@", "#,##0.00", "yyyy-mm-dd"
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_REMARKS_WIDTH = 60
_NOTES = (
    f"请在“债权”工作表中填写，第一行是列名，从第二行起每行一笔债权，最多 {MOST_ROWS:,} 笔。",
    "列的次序可以改变，列名不能改；不要合并单元格。",
    "发票号码、合同编号、统一社会信用代码请按文本填写：超过 15 位的数字，Excel 会丢失末尾的位数。",
    "日期可以写成 2026-11-23、2026/11/23 或 2026年11月23日；金额的单位是元。",
    "上传后系统先逐格核对，不写入任何债权；全部无误并由您确认后一次写入。有误时可下载标出问题的工作簿，改好后重新上传。",
)


@cache
def template() -> bytes:
    """The empty workbook: headings, lists to choose from, formats, and how to fill it in with an example."""
    book = Workbook()
    sheet = book.active
    sheet.title = "债权"
    _dress(sheet, {column.name: place for place, column in enumerate(COLUMNS, start=1)})
    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(HEADINGS, place, column.heading)
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
    _guide(book.create_sheet(_GUIDE))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _dress(sheet: Any, places: Mapping[str, int]) -> None:
    """Widths, formats and lists of our columns, wherever they stand."""
    sheet.freeze_panes = "A2"
    for column in COLUMNS:
        if column.name not in places:
            continue
        letter = get_column_letter(places[column.name])
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = _format_of(column)
        if column.choices:
            said = ",".join(column.choices)
            listed = DataValidation(type="list", formula1=f'"{said}"', allow_blank=True, showErrorMessage=True)
            listed.errorTitle, listed.error = column.heading, f"请从列出的选项中选择：{'、'.join(column.choices)}"
            listed.add(f"{letter}2:{letter}{_LAST}")
            sheet.data_validations.append(listed)


def _format_of(column: Column) -> str:
    match column.example:
        case Decimal():
            return _MONEY
        case date():
            return _DAY
        case _:
            return _TEXT


def _guide(sheet: Any) -> None:
    for letter, width in (("A", 26), ("B", 8), ("C", 46), ("D", 44), ("E", 30)):
        sheet.column_dimensions[letter].width = width
    for note in _NOTES:
        sheet.append([note])
    sheet.append([])
    sheet.append(["列名", "必填", "怎样填写", "可选的内容", "示例"])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
    for column in COLUMNS:
        needed = "是" if column.asked.needed else "否"
        sheet.append([column.heading, needed, column.hint, "、".join(column.choices), column.example])
        sheet.cell(sheet.max_row, 5).number_format = _format_of(column)
        for cell in sheet[sheet.max_row]:
            cell.alignment = _WRAPPED


def marked(path: Path, mistakes: Sequence[Mistake], more: int) -> IO[bytes]:
    """A workbook as it was sent, its wrong cells coloured, with what is wrong in a column 问题; in a temporary file, open at its beginning.

    `more` is how many further mistakes are not marked.
    """
    by_row = {number: list(group) for number, group in groupby(mistakes, key=lambda each: each.number)}
    sent = opened(path)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("债权")
    sent.reset_dimensions()
    rows = enumerate(sent.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1)
    _, headings = next(rows, (HEADINGS, ()))
    width = max((place for place, each in enumerate(headings, start=1) if each is not None), default=0)
    keys = [key_of(str(each or "")) for each in headings[:width]]
    remarks = next((place for place, key in enumerate(keys, start=1) if key.startswith(REMARKS)), 0)
    # Behind everything, what stands under no heading included.
    remarks = remarks or max([width, *(each.place for each in mistakes)]) + 1
    _dress(sheet, {BY_KEY[key].name: place for place, key in enumerate(keys, start=1) if key in BY_KEY})
    sheet.column_dimensions[get_column_letter(remarks)].width = _REMARKS_WIDTH
    _append(sheet, HEADINGS, [*headings[:width]], remarks, by_row.get(HEADINGS, []), more)
    for number, values in rows:
        _append(sheet, number, list(values), remarks, by_row.get(number, []))
    shut(sent)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _append(sheet: Any, number: int, values: list[Any], remarks: int, wrong: Sequence[Mistake], more: int = 0) -> None:
    last = max((place for place, each in enumerate(values, start=1) if each is not None), default=0)
    last = max([last, *(each.place for each in wrong)])
    cells = [typed(sheet, value) for value in [*values, *[None] * last][:last]]
    for each in wrong:
        if each.place:
            cells[each.place - 1] = _wrong(sheet, values, each)
    said = [f"{each.address.partition('，')[2]}：{each.sentence}".lstrip("：") for each in wrong]
    if number == HEADINGS:
        cells = [_heading(sheet, cell) for cell in cells]
        said += [f"另有 {more:,} 处没有标出"] if more else []
        said = [f"{REMARKS}：{'；'.join(said)}" if said else REMARKS]
    if said or len(cells) >= remarks:
        cells = [*cells, *[None] * remarks][: max(len(cells), remarks)]
        cells[remarks - 1] = typed(sheet, "；".join(said)) if said else None
    sheet.append(cells)


def _wrong(sheet: Any, values: Sequence[Any], mistake: Mistake) -> Any:
    value = values[mistake.place - 1] if mistake.place <= len(values) else None
    # A cell without a value would not be written, and its colour with it.
    cell = WriteOnlyCell(sheet, "" if value is None else value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.fill = _WRONG_FILL
    column = BY_KEY.get(key_of(mistake.heading))
    if column is not None:
        cell.number_format = _format_of(column)
    return cell


def _heading(sheet: Any, cell: Any) -> Any:
    if not hasattr(cell, "font"):
        cell = WriteOnlyCell(sheet, cell)
    cell.font = _HEAD_FONT
    if cell.fill.fill_type is None:
        cell.fill = _HEAD_FILL
    return cell
