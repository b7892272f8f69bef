"""Workbooks of claims as clerks fill them in, and imports in a state."""

import io
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook

from visitor import pdf
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports import checking, commands, writing
from zczr.domain.claims.imports.columns import COLUMNS
from zczr.domain.claims.imports.stages import Import
from zczr.domain.files import commands as files

HEADINGS = tuple(column.heading for column in COLUMNS)
PLACES = {column.name: place for place, column in enumerate(COLUMNS, start=1)}
DEBTOR, CODE = "广州市宏达机械有限公司", "91440101MA5D000016"


def line(number: int, **more: Any) -> dict[str, Any]:
    """A row by the names of its terms, each of another contract and invoice."""
    return {
        "kind": "应收账款",
        "debtor_name": DEBTOR,
        "debtor_uscc": CODE,
        "debtor_kind": "中小企业",
        "contract_number": f"HT-2026-{number:03d}",
        "invoice_numbers": f"44{number:03d}，45{number:03d}",
        "face_amount": 590_000 + number,
        "starts_on": clock.today() - timedelta(days=60),
        "due_on": clock.today() + timedelta(days=240),
        "origin": "供应精密零件，货已验收。",
        "debtor_situation": "经营正常，按期付款。",
        "asking_price": Decimal("500000"),
        "recourse": "无追索权",
        "pledged": "否",
        "assignment_barred": None,
        "debtor_email": "caiwu@hongda.example.com",
        **more,
    }


def lines(count: int, wrong: Mapping[int, Mapping[str, Any]] | None = None) -> list[dict[str, Any]]:
    """So many rows; `wrong` changes some, by their number in the sheet, of which the first is 2."""
    return [line(number, **(wrong or {}).get(number + 1, {})) for number in range(1, count + 1)]


def workbook(rows: Sequence[Mapping[str, Any]], headings: Sequence[Any] = HEADINGS, *, title: str = "债权") -> bytes:
    """The workbook of these rows, in the order of the template."""
    return sheet_of([headings, *[[row.get(column.name) for column in COLUMNS] for row in rows]], title=title)


def sheet_of(rows: Sequence[Sequence[Any]], *, title: str = "债权") -> bytes:
    """A workbook of these cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def mended(content: bytes, cells: Mapping[str, Any]) -> bytes:
    """A workbook with these cells, by their address, changed."""
    book = load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book.worksheets[0][address].value = value
    return saved(book)


async def kept(actor: Actor, content: bytes, name: str = "债权.xlsx") -> int:
    """A workbook of the actor's in the store."""
    return (await files.keep(actor, slot="workbook", file_name=name, file=io.BytesIO(content))).id


async def take(actor: Actor, content: bytes, name: str = "债权.xlsx", *, submission: uuid.UUID | None = None) -> int:
    """An import of this workbook with one paper, still to be checked."""
    paper = await files.keep(actor, slot="evidence", file_name="购销合同.pdf", file=io.BytesIO(pdf("购销合同")))
    return await commands.create(actor, submission or uuid.uuid4(), await kept(actor, content, name), [paper.id])


async def checked(actor: Actor, content: bytes, name: str = "债权.xlsx") -> int:
    """An import that was checked."""
    import_id = await take(actor, content, name)
    await checking.check(import_id)
    return import_id


async def confirmed(actor: Actor, content: bytes, *, publish: bool = True) -> int:
    """An import that was confirmed, still to be written."""
    import_id = await checked(actor, content)
    assert await state_of(import_id) is Import.READY, await told(import_id)
    await commands.confirm(actor, import_id, 1, publish=publish)
    return import_id


async def imported(actor: Actor, content: bytes, *, publish: bool = True) -> int:
    """An import that was written."""
    import_id = await confirmed(actor, content, publish=publish)
    await writing.write(import_id)
    return import_id


async def claim_count(where: str = "true") -> int:
    """How many claims there are of which this holds."""
    return int(await db.fetch_value(f"SELECT count(*) FROM claim WHERE {where}"))


async def state_of(import_id: int) -> Import:
    """Where an import stands."""
    return Import(await db.fetch_value("SELECT status FROM claim_import WHERE id = $1", import_id))


async def told(import_id: int) -> list[str]:
    """What is said to be wrong: 2E is the place, as Excel calls it turned round."""
    rows = await db.fetch(
        "SELECT number, place, sentence FROM claim_import_mistake WHERE import_id = $1 ORDER BY 1, 2", import_id
    )
    return [f"{row['number']}-{row['place']} {row['sentence']}" for row in rows]
