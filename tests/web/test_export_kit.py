"""Lists as files: Chinese for Excel, formulas made harmless, one batch held at a time."""

import csv
import io
import os
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from zczr.web.exports import Cell, by_pages, csv_lines, workbook

HEADINGS = ("债权名称", "金额（元）", "到期日")


async def _batches(*batches: Sequence[Sequence[Cell]]) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    for batch in batches:
        yield batch


async def _csv(*rows: Sequence[Cell]) -> list[list[str]]:
    content = b"".join([piece async for piece in csv_lines(HEADINGS, _batches(rows))])
    assert content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_a_csv_file_has_chinese_headings_and_plain_figures() -> None:
    rows = await _csv(('华锐，"精密"\n第二行', Decimal("-1234567.50"), date(2026, 11, 23)), ("", None, None))
    assert rows == [list(HEADINGS), ['华锐，"精密"\n第二行', "-1234567.50", "2026-11-23"], ["", "", ""]]


_FORMULAS = ["=1+1", "+86 20", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://a.b")', "＝1", "＋1", "－1", "＠a"]


@pytest.mark.parametrize("text", _FORMULAS)
async def test_what_a_spreadsheet_would_compute_is_text_in_csv(text: str) -> None:
    assert (await _csv((text,)))[1][0].replace("\n", "\r") == f"'{text}"


@pytest.mark.parametrize("text", ["华锐", "1+1=2", "a=b", "（-1）", ""])
async def test_what_nothing_would_compute_is_left_as_it_is(text: str) -> None:
    assert (await _csv((text,)))[1:] in ([[text]], [[]])


@pytest.mark.parametrize("text", [*_FORMULAS, "带\x00控\x07制", "普通"])
async def test_text_is_text_in_a_workbook(text: str) -> None:
    file = await workbook("表", HEADINGS, _batches([(text, Decimal("12.50"), date(2026, 11, 23))]))
    sheet = load_workbook(file).active
    cells = list(sheet.iter_rows())[1]
    assert cells[0].data_type == "s"
    assert cells[0].value.replace("\n", "\r") == text.replace("\x00", "").replace("\x07", "")
    assert (cells[1].data_type, cells[1].value) == ("n", 12.5)
    assert cells[2].value.date() == date(2026, 11, 23)
    assert [cell.value for cell in next(sheet.iter_rows())] == list(HEADINGS)
    assert sheet.freeze_panes == "A2"


async def test_no_formula_is_anywhere_in_the_workbook_s_markup() -> None:
    file = await workbook("表", HEADINGS, _batches([(text,) for text in _FORMULAS]))
    markup = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in markup.replace("<formatCode", "")


class _Counting:
    """Batches that notice how many of them are alive."""

    def __init__(self, many: int) -> None:
        self.made = self.alive = self.most = 0
        self._many = many

    class _Batch(list[Sequence[Cell]]):
        owner: "_Counting"

        def __del__(self) -> None:
            self.owner.alive -= 1

    async def __aiter__(self) -> AsyncIterator[Sequence[Sequence[Cell]]]:
        for number in range(self._many):
            batch = self._Batch([(f"第{number}批", Decimal(number), None)] * 3)
            batch.owner = self
            self.made += 1
            self.alive += 1
            self.most = max(self.most, self.alive)
            yield batch


async def test_a_csv_file_holds_no_more_than_two_batches_and_waits_for_its_reader() -> None:
    source = _Counting(200)
    pieces = csv_lines(HEADINGS, source.__aiter__())
    for expected in range(5):
        await anext(pieces)
        assert source.made == expected, "nothing is read before it is asked for"
    assert len([piece async for piece in pieces]) == 196
    assert (source.made, source.most <= 2) == (200, True)


async def test_a_workbook_holds_no_more_than_a_few_batches() -> None:
    source = _Counting(200)
    file = await workbook("表", HEADINGS, source.__aiter__())
    # One is being made, one written, and each thread of the pool may for a moment still hold the last that it wrote.
    threads = min(32, (os.cpu_count() or 1) + 4)
    assert (source.made, source.most <= 2 + threads) == (200, True)
    assert sum(1 for _ in load_workbook(file, read_only=True).active.iter_rows()) == 601


async def test_a_list_is_read_page_by_page_until_one_is_not_full() -> None:
    asked = []

    async def load(page: int, size: int) -> Sequence[int]:
        asked.append(page)
        return range((page - 1) * size, min(page * size, 1200))

    rows = [row async for batch in by_pages(load, lambda number: (number,)) for row in batch]
    assert (rows, asked) == ([(number,) for number in range(1200)], [1, 2, 3])
