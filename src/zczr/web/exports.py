"""Lists as files: CSV for everybody and workbooks for Excel, row by row, so that a long list needs no more memory than a short one."""

import asyncio
import csv
import io
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any, Self, TypeVar
from urllib.parse import quote

from litestar.connection import Request
from litestar.response import Stream
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from zczr.domain import clock
from zczr.web.paging import Doors
from zczr.web.security import throttle

MOST_ROWS = 100_000
"""A file ends here; who needs more narrows the filters."""
_CSV, _EXCEL = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would take for the beginning of a formula, the full-width signs of Chinese keyboards included.
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_CHUNK = 64 << 10
_WIDTH = 18
_PAGE = 500

_Line = TypeVar("_Line")

Cell = str | int | Decimal | date | None
Batches = AsyncIterator[Sequence[Sequence[Cell]]]


@dataclass(frozen=True)
class ExportLinks:
    """Where a list is to be had as a file, as it is filtered and ordered now."""

    csv: str
    excel: str

    @classmethod
    def of(cls, doors: Doors, more: str = "") -> Self:
        """The two files of the list behind these doors; `more` is added to what the query says."""
        plain = doors.without("page")
        return cls(plain.below("/export.csv", more), plain.below("/export.xlsx", more))


async def download(
    request: Request[Any, Any, Any], member_id: int, *, name: str, headings: Sequence[str], batches: Batches
) -> Stream:
    """The list as the kind of file that the address ends in; `name` is what it is called, before the day."""
    # A workbook of many rows keeps a processor busy for some seconds.
    await throttle(request, "export", str(member_id), most=30, minutes=10)
    excel = request.url.path.endswith(".xlsx")
    if excel:
        return sent_workbook(await workbook(name, headings, batches), name)
    return _sent(csv_lines(headings, batches), f"{name}-{clock.today()}.csv", _CSV)


def sent_workbook(file: IO[bytes], name: str) -> Stream:
    """A workbook that is open at its beginning, as a download; it is closed at its end."""
    return _sent(_chunks(file), f"{name}-{clock.today()}.xlsx", _EXCEL)


def _sent(content: AsyncIterator[bytes], file_name: str, media_type: str) -> Stream:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name)}",
        "Cache-Control": "no-store",
    }
    return Stream(content, media_type=media_type, headers=headers)


async def csv_lines(headings: Sequence[str], batches: Batches) -> AsyncIterator[bytes]:
    """The file in pieces, one for each batch. It begins with the mark by which Excel knows UTF-8."""
    yield b"\xef\xbb\xbf" + _lines([headings])
    async for batch in batches:
        yield _lines(batch)


def _lines(rows: Sequence[Sequence[Cell]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([[_written(cell) for cell in row] for row in rows])
    return written.getvalue().encode()


def _written(cell: Cell) -> Cell:
    """A cell of a CSV file: text that would be a formula is marked as text, as people do it in Excel."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


async def workbook(title: str, headings: Sequence[str], batches: Batches) -> IO[bytes]:
    """The workbook in a temporary file, open at its beginning; rows go to the disk as they come, beside the event loop."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for column in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    sheet.append([_heading(sheet, text) for text in headings])
    async for batch in batches:
        await asyncio.to_thread(_append, sheet, batch)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- whoever sends it closes it
    await asyncio.to_thread(book.save, file)
    file.seek(0)
    return file


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _append(sheet: Any, rows: Sequence[Sequence[Cell]]) -> None:
    for row in rows:
        sheet.append([typed(sheet, cell) for cell in row])


def typed(sheet: Any, cell: Any) -> Any:
    """A cell of a workbook; text stays text, whatever it begins with."""
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    if not text.startswith("="):
        return text
    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"
    return made


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


async def by_pages(
    load: Callable[[int, int], Awaitable[Sequence[_Line]]], row: Callable[[_Line], Sequence[Cell]]
) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    """The rows of a list that is read by pages, one page at a time, up to `MOST_ROWS`; `load` takes the page and its size."""
    for page in range(1, MOST_ROWS // _PAGE + 1):
        lines = await load(page, _PAGE)
        yield [row(line) for line in lines]
        if len(lines) < _PAGE:
            return
