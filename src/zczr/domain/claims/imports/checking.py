"""The dry run: a workbook read row by row, held to the rules, and either ready or refused with a sentence for each wrong cell."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.claims.imports.duplicates import refuse_duplicates
from zczr.domain.claims.imports.rows import HEADINGS, Layout, Mistake, Row, doubtful, judge, mistakes_of
from zczr.domain.claims.imports.running import MOST_TRIES, Work, begin, let_go, note
from zczr.domain.claims.imports.sheet import Cell, Reading, Unreadable
from zczr.domain.claims.imports.stages import IMPORT, Import
from zczr.domain.files import store
from zczr.domain.history import SYSTEM
from zczr.domain.messages.commands import tell
from zczr.domain.money import ZERO
from zczr.domain.postings.terms import columns_of
from zczr.domain.stages import move

WORKBOOK = "workbook"
"""The slot of the workbook among the files of an import; the others hold its papers."""
LONG = 2000
"""An import of so many rows takes a while: nobody waits in front of the page."""
MOST_KEPT = 50_000
"""So many mistakes are kept; all are counted."""
_MOST_DOUBTFUL = 20
_BATCH = 1000
_NO_ROWS = "工作簿里没有债权。请从第二行起填写，每行一笔，第一行是列名。"
_GONE = "工作簿的文件已不在，请重新上传。"
_TOO_HARD = "这份工作簿几次都没有读完。请分成几份，或在 Excel 中重新保存后再上传。"


@dataclass
class Findings:
    """What a dry run has found."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    """In which column of the workbook each term stands."""


async def check(import_id: int) -> None:
    """Check the workbook of an import. Cut off, it is begun anew; run again after its end it does nothing."""
    work = await begin(import_id, Import.CHECKING)
    if work is None:
        return
    try:
        if work.tries > MOST_TRIES:
            raise Unreadable(_TOO_HARD)
        found = await _find(work)
    except Unreadable as refusal:
        await _refuse(work, refusal.sentence)
        return
    except BaseException:
        # Whoever takes it up next need not wait until it counts as cut off.
        await asyncio.shield(let_go(work))
        raise
    if found.mistakes:
        await _keep_wrong(work, found)
    else:
        await _keep_rows(work, found)


async def _find(work: Work) -> Findings:
    key = await db.fetch_value(
        "SELECT storage_key FROM upload WHERE subject_kind = 'claim_import' AND subject_id = $1 AND slot = $2",
        work.id, WORKBOOK,
    )  # fmt: skip
    if key is None or not await asyncio.to_thread(store.path_of(key).is_file):
        raise Unreadable(_GONE)
    reading = await asyncio.to_thread(Reading, store.path_of(key))
    try:
        found = await _read(work, reading)
    finally:
        await asyncio.to_thread(reading.close)
    if not (found.rows or found.mistakes):
        raise Unreadable(_NO_ROWS)
    seller = await db.fetch_row("SELECT name, uscc FROM organization WHERE id = $1", work.organization_id)
    assert seller is not None, "an import's organization is there"
    await asyncio.to_thread(
        judge, found.rows, seller_name=seller["name"], seller_uscc=seller["uscc"], today=clock.today()
    )
    await refuse_duplicates(work.organization_id, found.rows, work.id)
    found.mistakes = one_a_cell([*found.mistakes, *mistakes_of(found.rows, found.places)])
    return found


async def _read(work: Work, reading: Reading) -> Findings:
    found, rows = Findings(), reading.rows()
    number, headings = await asyncio.to_thread(next, rows, (0, ()))
    if number != HEADINGS:
        raise Unreadable("第一行应是列名。请使用模板，从第二行起填写债权。" if number else _NO_ROWS)
    layout = Layout(headings)
    if not layout.places:
        raise Unreadable("第一行没有一个列名与模板相符。请使用模板填写。")
    found.mistakes += layout.mistakes
    found.places = layout.places
    while batch := await asyncio.to_thread(_next, rows, layout, found):
        await note(work, Import.CHECKING, batch, max(reading.declared, batch))
    return found


def _next(rows: Iterator[tuple[int, Sequence[Cell]]], layout: Layout, found: Findings) -> int:
    """Read some rows more; how many there are now, 0 at the end."""
    before = len(found.rows)
    for number, cells in islice(rows, _BATCH):
        found.mistakes += layout.stray(number, cells)
        found.rows.append(layout.read(number, cells))
    return len(found.rows) if len(found.rows) > before else 0


async def _hold(work: Work) -> bool:
    """Hold the import until the commit; False where it is about another workbook by now, or was given up."""
    return bool(
        await db.fetch_value(
            "SELECT 1 FROM claim_import WHERE id = $1 AND status = 'checking' AND attempt = $2 FOR UPDATE",
            work.id, work.attempt,
        )
    )  # fmt: skip


async def _refuse(work: Work, sentence: str) -> None:
    async with db.transaction():
        if await _hold(work):
            also = {"refusal": sentence, "checked_at": clock.now(), "worked_at": None}
            await move(IMPORT, work.id, to=Import.REFUSED, act="refuse", by=SYSTEM, also=also)


async def _keep_wrong(work: Work, found: Findings) -> None:
    async with db.transaction() as connection:
        if not await _hold(work):
            return
        await keep_mistakes(connection, work.id, found.mistakes)
        also = {
            "mistakes": len(found.mistakes), "total_rows": len(found.rows), "done_rows": len(found.rows),
            "checked_at": clock.now(), "worked_at": None, "doubtful_rows": doubtful(found.rows, _MOST_DOUBTFUL),
        }  # fmt: skip
        await move(IMPORT, work.id, to=Import.REFUSED, act="refuse", by=SYSTEM, also=also)
        if len(found.rows) >= LONG:
            await _tell(
                work,
                f"批量导入有 {len(found.mistakes):,} 处需要修改",
                "请查看有误的单元格，修改后重新上传，没有写入任何债权。",
            )


def one_a_cell(mistakes: Sequence[Mistake]) -> list[Mistake]:
    """One sentence for each cell, the first one, in the order of the sheet."""
    kept: dict[tuple[int, int], Mistake] = {}
    for each in sorted(mistakes, key=lambda each: (each.number, each.place)):
        kept.setdefault((each.number, each.place), each)
    return list(kept.values())


async def keep_mistakes(connection: asyncpg.Connection, import_id: int, mistakes: Sequence[Mistake]) -> None:
    """Keep what is wrong, as far as it is kept."""
    await connection.copy_records_to_table(
        "claim_import_mistake",
        columns=["import_id", "number", "place", "heading", "sentence"],
        records=[(import_id, *each) for each in mistakes[:MOST_KEPT]],
    )


async def _keep_rows(work: Work, found: Findings) -> None:
    rows = found.rows
    records = await asyncio.to_thread(_records, work.id, rows)
    async with db.transaction() as connection:
        if not await _hold(work):
            return
        await connection.copy_records_to_table(
            "claim_import_row", columns=["import_id", "number", "terms"], records=records
        )
        also = {
            "total_rows": len(rows), "done_rows": len(rows), "mistakes": 0, "checked_at": clock.now(), "worked_at": None,
            "face_total": sum((row.terms.face_amount or ZERO for row in rows), Decimal(0)),
            "price_total": sum((row.terms.asking_price or ZERO for row in rows), Decimal(0)),
            "doubtful_rows": doubtful(rows, _MOST_DOUBTFUL), "places": json.dumps(found.places),
        }  # fmt: skip
        await move(IMPORT, work.id, to=Import.READY, act="pass", by=SYSTEM, also=also)
        if len(rows) >= LONG:
            await _tell(work, f"批量导入的 {len(rows):,} 笔债权核对无误", "请核对合计，确认后写入。")


def _records(import_id: int, rows: Sequence[Row]) -> list[tuple[int, int, str]]:
    return [(import_id, row.number, json.dumps(columns_of(row.terms), default=str)) for row in rows]


async def _tell(work: Work, title: str, body: str) -> None:
    key = f"claim_import:{work.id}:checked:{work.attempt}"
    await tell(work.organization_id, key=key, title=title, body=body, href=f"/claims/imports/{work.id}", mail=False)
