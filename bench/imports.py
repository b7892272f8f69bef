"""Import of 50,000 claims from a workbook, against bare COPY of the same rows into the same table (issue: at most 10 times).

COPY writes into `claim` with its indexes and the triggers of the market as they stand; ours is everything from the file to the sale:
reading, the rules, the duplicates, the rows until they are confirmed, claims, their history and titles.
"""

import io
import tempfile
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from openpyxl import Workbook

from bench.ground import Ground, ratio, timed
from bench.world import fill_organizations
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.claims.imports import checking, commands, writing
from zczr.domain.claims.imports.columns import COLUMNS
from zczr.domain.files import commands as files
from zczr.domain.files import store
from zczr.domain.invariants import broken

COUNT = 50_000


async def measure(ground: Ground) -> list[dict[str, object]]:
    """The import, its steps, and the COPY of what it wrote into a fresh copy of the same database."""
    url = await ground.fresh("bench_import")
    connection = await asyncpg.connect(url)
    await fill_organizations(connection, 2)
    await connection.close()
    await ground.fresh("bench_import_bare", template="bench_import")

    await db.open_pool(url)
    store.use_folder(Path(tempfile.mkdtemp()))
    actor = await actor_of_session(1, 0)
    assert actor is not None, "the bench has a member of this number"
    import_id = await _taken(actor, _workbook())
    check = await timed(lambda: checking.check(import_id))
    await commands.confirm(actor, import_id, 1, publish=True)
    write = await timed(lambda: writing.write(import_id))
    written = await db.fetch_value("SELECT count(*) FROM claim_on_sale")
    wrong = await broken()
    columns, rows = await _rows()
    await db.close_pool()

    bare = await asyncpg.connect(ground.url("bench_import_bare"))

    async def copy() -> None:
        await bare.copy_records_to_table("claim", records=rows, columns=columns)

    theirs = await timed(copy)
    copied = await bare.fetchval("SELECT count(*) FROM claim_on_sale")
    await bare.close()
    return [
        {"what": f"导入 {COUNT:,} 行", "check_s": f"{check:.2f}", "write_s": f"{write:.2f}", "ours_s": f"{check + write:.2f}",
         "bare_s": f"{theirs:.2f}", "ratio": ratio(check + write, theirs), "on_sale": written, "bare_on_sale": copied,
         "broken_invariants": len(wrong)}
    ]  # fmt: skip


def _workbook() -> bytes:
    """As a clerk's export makes it."""
    today = datetime.now(UTC).date()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("债权")
    sheet.append([column.heading for column in COLUMNS])
    for number in range(COUNT):
        values = {
            **{column.name: column.example for column in COLUMNS},
            "debtor_name": f"第{number % 500}号客户有限公司",
            "contract_number": f"HT-{number:06d}",
            "invoice_numbers": f"{number:08d}，A{number:08d}",
            "face_amount": 100_000 + number,
            "asking_price": 90_000 + number % 9_000,
            "starts_on": today - timedelta(days=30 + number % 60),
            "due_on": today + timedelta(days=30 + number % 300),
        }
        sheet.append([values[column.name] for column in COLUMNS])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


async def _taken(actor: Actor, content: bytes) -> int:
    kept = await files.keep(actor, slot=checking.WORKBOOK, file_name="债权.xlsx", file=io.BytesIO(content))
    return await commands.create(actor, uuid.uuid4(), kept.id, [])


async def _rows() -> tuple[list[str], list[tuple[object, ...]]]:
    """What was written, but for what the other database has not: the import itself."""
    names = await db.fetch(
        """SELECT column_name FROM information_schema.columns WHERE table_name = 'claim' AND is_generated = 'NEVER'
             AND column_name NOT IN ('id', 'import_id') ORDER BY ordinal_position"""
    )
    columns = [row[0] for row in names]
    return columns, [tuple(row) for row in await db.fetch(f"SELECT {', '.join(columns)} FROM claim ORDER BY id")]
