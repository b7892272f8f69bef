"""What is taken as a workbook at all, and what its cells say: wrong files, huge files, formulas, sheets of all kinds."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from domain.files.papers import DOCX, XLSX, zipped
from import_cases import saved, sheet_of
from visitor import pdf
from zczr.domain.claims.imports import sheet
from zczr.domain.claims.imports.sheet import Cell, Reading, Unreadable, refusal_of

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_GOOD = sheet_of([["合同编号"], ["A"]])


def _with_part(content: bytes, name: str, body: bytes) -> bytes:
    """A workbook with one part replaced or added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("合同编号,金额\nA,1\n".encode(), "另存为 .xlsx"),
        (DOCX, "请选择用模板填写的 Excel 工作簿"),
        (pdf(), "请选择用模板填写的 Excel 工作簿"),
        (b"", "请选择用模板填写的 Excel 工作簿"),
        (b"PK\x03\x04", "请选择用模板填写的 Excel 工作簿"),
        (_GOOD[: len(_GOOD) // 2], "请选择用模板填写的 Excel 工作簿"),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), "请选择用模板填写的 Excel 工作簿"),
        (_OLD, "旧版的 Excel 文件"),
        (_OLD + "EncryptedPackage".encode("utf-16-le"), "设有打开密码"),
        (_with_part(_GOOD, "xl/worksheets/sheet1.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"), "已损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_content(content: bytes, says: str) -> None:
    assert says in refusal_of(io.BytesIO(content))


def test_a_workbook_is_taken() -> None:
    assert refusal_of(io.BytesIO(_GOOD)) == ""


@pytest.mark.parametrize(
    ("part", "limit"),
    [
        ("xl/worksheets/sheet2.xml", "_LARGEST_SHEETS"),
        ("xl/sharedStrings.xml", "_LARGEST_TEXTS"),
        ("xl/styles.xml", "_LARGEST_PART"),
    ],
)
def test_what_would_unpack_to_too_much_is_refused_before_it_is(
    monkeypatch: pytest.MonkeyPatch, part: str, limit: str
) -> None:
    monkeypatch.setattr(sheet, limit, 100_000)
    small = _with_part(_GOOD, part, b" " * 10_000)
    bomb = _with_part(_GOOD, part, b" " * 200_000)
    assert len(bomb) < 20_000
    assert refusal_of(io.BytesIO(small)) == ""
    assert "展开后过大" in refusal_of(io.BytesIO(bomb))


def test_an_archive_of_too_many_parts_is_refused() -> None:
    assert "展开后过大" in refusal_of(io.BytesIO(zipped("xl/workbook.xml", *[f"xl/media/{n}" for n in range(2001)])))


def _read(folder: Path, content: bytes) -> list[tuple[int, list[Cell]]]:
    path = folder / "book"
    path.write_bytes(content)
    reading = Reading(path)
    try:
        return [(number, [cell for cell in cells if cell.text or cell.wrong]) for number, cells in reading.rows()]
    finally:
        reading.close()


def test_rows_that_hold_something_are_read_with_their_numbers(tmp_path: Path) -> None:
    rows = [["合同编号", "到期日"], [], ["A", date(2026, 11, 23)], [" \u200b", None], [None, 5]]
    assert _read(tmp_path, sheet_of(rows)) == [
        (1, [Cell("合同编号"), Cell("到期日")]),
        (3, [Cell("A"), Cell("2026-11-23")]),
        (5, [Cell("5")]),
    ]


def test_the_sheet_of_the_template_is_read_wherever_it_stands_else_the_first(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["说明"])
    book.create_sheet("债权").append(["合同编号"])
    assert _read(tmp_path, saved(book))[0] == (1, [Cell("合同编号")])
    assert _read(tmp_path, sheet_of([["合同编号"]], title="表1"))[0] == (1, [Cell("合同编号")])


def test_a_formula_counts_by_what_it_came_to_and_without_that_is_wrong(tmp_path: Path) -> None:
    content = sheet_of([["债权金额"], ["=1000+1"], ["=A2"], ["甲"]])
    (_, _), (_, (cell,)), *_ = _read(tmp_path, content)
    assert cell == Cell("", "公式还没有计算结果，请在 Excel 中打开并保存一次，或改为数值")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").replace(b"<f>1000+1</f><v></v>", b"<f>1000+1</f><v>1001</v>")
        part = part.replace(b"<f>1000+1</f><v />", b"<f>1000+1</f><v>1001</v>")
    rows = _read(tmp_path, _with_part(content, "xl/worksheets/sheet1.xml", part))
    assert [cells for _, cells in rows][1:] == [
        [Cell("1001")],
        [Cell("", "公式还没有计算结果，请在 Excel 中打开并保存一次，或改为数值")],
        [Cell("甲")],
    ]


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    heading = [["合同编号"]]
    assert len(_read(tmp_path, sheet_of([*heading, *[["A"]] * 3]))) == 4
    with pytest.raises(Unreadable, match="最多 3 笔债权"):
        _read(tmp_path, sheet_of([*heading, *[["A"]] * 4]))


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    assert _read(tmp_path, sheet_of([["合同编号"] * 60]))
    with pytest.raises(Unreadable, match="61 列"):
        _read(tmp_path, sheet_of([["合同编号"] * 61]))


def test_a_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    part = f'<row r="1048576"><c r="{get_column_letter(16384)}1048576"><v>1</v></c></row></sheetData>'.encode()
    with zipfile.ZipFile(io.BytesIO(_GOOD)) as archive:
        body = archive.read("xl/worksheets/sheet1.xml").replace(b"</sheetData>", part)
    assert len(_read(tmp_path, _with_part(_GOOD, "xl/worksheets/sheet1.xml", body))) == 2


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_what_is_broken_inside_is_said_to_be(tmp_path: Path, part: str) -> None:
    with pytest.raises(Unreadable, match="不完整或已损坏"):
        _read(tmp_path, _with_part(_GOOD, part, b"<worksheet><sheetData><row>"))
    with pytest.raises(Unreadable):
        _read(tmp_path, XLSX)
