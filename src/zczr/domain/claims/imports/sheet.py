"""The workbook as a file: what is taken at all, and its cells as a person would have typed them. Blocking: call in a thread."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Context, Decimal
from pathlib import Path
from typing import IO, Any, NamedTuple

import structlog
from openpyxl import load_workbook

from zczr.domain.claims.imports.columns import NO, YES
from zczr.domain.files.sniff import sniff
from zczr.domain.money import plain_text
from zczr.domain.written.texts import as_seen

SHEET = "债权"
"""The sheet of the template that holds the claims; a workbook without one is read from its first sheet."""
MOST_ROWS = 50_000
MOST_COLUMNS = 60
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_EXCEL = ".xlsx"
# What the parts of a workbook may come to once unpacked: a few bytes can stand for gigabytes.
_MOST_PARTS = 2000
_LARGEST_SHEETS, _LARGEST_TEXTS, _LARGEST_PART = 200 << 20, 200 << 20, 16 << 20
_NO_WORKBOOK = "请选择用模板填写的 Excel 工作簿（.xlsx）。CSV 等其他文件请先在 Excel 中另存为 .xlsx。"
_BROKEN = "这份工作簿不完整或已损坏，请在 Excel 中打开并重新保存后再上传。"
_TOO_LARGE = f"这份工作簿展开后过大。一份最多 {MOST_ROWS:,} 行，请删除模板以外的内容，或分成几份。"
_FORMULA_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
_CERTAIN_DIGITS = 15
_AS_SHOWN = Context(prec=_CERTAIN_DIGITS)
_LOST_DIGITS = "超过 15 位的数字，Excel 已丢失末尾的位数。请把单元格设为“文本”格式后重新填写"
_NOT_COMPUTED = "公式还没有计算结果，请在 Excel 中打开并保存一次，或改为数值"
_log = structlog.get_logger(__name__)


class Unreadable(Exception):
    """The workbook as a whole cannot be read; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Cell(NamedTuple):
    """A cell as text, or what is wrong with it before anybody asks what it should hold."""

    text: str
    wrong: str = ""


# Most cells of a sheet are empty.
_EMPTY = Cell("")


def refusal_of(file: IO[bytes]) -> str:
    """Why a file cannot be an import at all, by its content; empty where it can."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if head.startswith(_OLD_OR_LOCKED):
        locked = _LOCKED in file.read()
        file.seek(0)
        return (
            "这份工作簿设有打开密码，无法读取。请在 Excel 中取消密码并保存后重新选择。"
            if locked
            else "这是旧版的 Excel 文件（.xls）。请在 Excel 中另存为 .xlsx 后重新选择。"
        )
    kind = sniff(file)
    if kind is None or kind[1] != _EXCEL:
        return _NO_WORKBOOK
    try:
        with zipfile.ZipFile(file) as archive:
            return _too_much(archive)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError):
        return _BROKEN
    finally:
        file.seek(0)


def _too_much(archive: zipfile.ZipFile) -> str:
    """What is refused before anything is unpacked; no part gives more than it says here."""
    parts = archive.infolist()
    sheets = sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/"))
    texts = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    others = [
        part.file_size
        for part in parts
        if part.filename.endswith((".xml", ".rels"))
        and not part.filename.startswith("xl/worksheets/")
        and not part.filename.endswith("sharedStrings.xml")
    ]
    if len(parts) > _MOST_PARTS or sheets > _LARGEST_SHEETS or texts > _LARGEST_TEXTS:
        return _TOO_LARGE
    if max(others, default=0) > _LARGEST_PART:
        return _TOO_LARGE
    for part in parts:
        # No office program writes a document type; whoever does wants entities to be blown up.
        if part.filename.endswith((".xml", ".rels")) and part.file_size:
            with archive.open(part) as content:
                if b"<!DOCTYPE" in content.read(2048):
                    return _BROKEN
    return ""


class Reading:
    """A workbook that is read row by row: `declared` is how many rows it says it has, without the headings."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                refusal = refusal_of(file)
            if refusal:
                raise Unreadable(refusal)
            self._values = opened(path)
            self._formulas = opened(path, computed=False) if _has_formulas(path) else None
        except Unreadable:
            raise
        except Exception as error:
            raise _unreadable(path, error) from error
        width = self._values.max_column or 0
        self.declared = min(max((self._values.max_row or 1) - 1, 0), MOST_ROWS)
        if width > MOST_COLUMNS:
            raise Unreadable(f"这份工作簿有 {width} 列，最多 {MOST_COLUMNS} 列。请删除模板以外的列。")

    def rows(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Number and cells of each row that holds something, the headings first; Unreadable after too many."""
        count = 0
        try:
            for number, cells in self._numbered():
                if any(cell.text or cell.wrong for cell in cells):
                    count += 1
                    if count > MOST_ROWS + 1:
                        raise Unreadable(f"一份工作簿最多 {MOST_ROWS:,} 笔债权，请分成几份导入。")
                    yield number, cells
        except Unreadable:
            raise
        except Exception as error:
            raise _unreadable(self._path, error) from error

    def _numbered(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        plain = _rows_of(self._values)
        if self._formulas is None:
            for number, values in enumerate(plain, start=1):
                yield number, tuple([_EMPTY if value is None else _cell(value) for value in values])
            return
        # The same cells twice: what a formula came to, and that there is one where it came to nothing yet.
        both = zip(plain, _rows_of(self._formulas), strict=False)
        for number, (values, written) in enumerate(both, start=1):
            yield number, tuple([_computed(*each) for each in zip(values, written, strict=False)])

    def close(self) -> None:
        """Let go of the file."""
        for sheet in (self._values, self._formulas):
            if sheet is not None:
                shut(sheet)


def _unreadable(path: Path, error: Exception) -> Unreadable:
    # The library has no error of its own: what is broken shows as whatever it stumbles over.
    _log.info("workbook_unreadable", path=path.name, error=repr(error))
    return Unreadable(_BROKEN)


def opened(path: Path, *, computed: bool = True) -> Any:
    """The sheet of a workbook that holds the claims, with what its formulas came to; whoever opens it shuts it."""
    # By the open file: the store's names say nothing of what a file is, and the library goes by them.
    book = load_workbook(path.open("rb"), read_only=True, data_only=computed, keep_links=False)
    if not book.worksheets:
        raise Unreadable("这份工作簿里没有工作表，请使用模板。")
    return next((each for each in book.worksheets if each.title.strip() == SHEET), book.worksheets[0])


def shut(sheet: Any) -> None:
    """Let go of a sheet that was opened."""
    file = sheet.parent._archive.fp
    sheet.parent.close()
    if file is not None:
        file.close()


def _rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # What the sheet says of its own size may be wrong; the cells are not.
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    return rows


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    tail = b""
                    while chunk := part.read(1 << 20):
                        seen = tail + chunk
                        if b"<f>" in seen or b"<f " in seen or b":f>" in seen:
                            return True
                        tail = chunk[-2:]
    return False


def _computed(value: Any, written: Any) -> Cell:
    if value is None:
        return _EMPTY if written is None else Cell("", _NOT_COMPUTED)
    return _cell(value)


def _cell(value: Any) -> Cell:
    """A value as a person would have typed it."""
    match value:
        case None:
            return _EMPTY
        case str():
            return (
                Cell("", f"单元格里是公式错误 {value}，请改为数值或文字")
                if value in _FORMULA_ERRORS
                else Cell(as_seen(value))
            )
        case bool():
            return Cell(YES if value else NO)
        case datetime():
            return Cell(value.date().isoformat())
        case date():
            return Cell(value.isoformat())
    try:
        # As Excel shows it: what a formula came to may end in a binary fraction.
        number = _AS_SHOWN.create_decimal(str(value))
    except ArithmeticError:
        return Cell(as_seen(str(value)))
    if abs(number) >= Decimal(10) ** _CERTAIN_DIGITS:
        return Cell("", _LOST_DIGITS)
    return Cell(plain_text(number))
