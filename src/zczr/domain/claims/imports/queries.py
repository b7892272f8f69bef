"""Imports an actor may see: its own organization's, with what is wrong with them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports.checking import WORKBOOK
from zczr.domain.claims.imports.rows import Mistake
from zczr.domain.claims.imports.stages import Import
from zczr.domain.files.queries import StoredFile, files_of
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound

PAGE = 20
MISTAKES_PAGE = 25


@dataclass(frozen=True)
class ClaimImport:
    """An import; amounts in yuan, `publish` as it was confirmed."""

    id: int
    stage: Import
    attempt: int
    file_name: str
    total_rows: int
    done_rows: int
    mistakes: int
    refusal: str
    face_total: Decimal | None
    price_total: Decimal | None
    doubtful_rows: tuple[int, ...]
    publish: bool | None
    created_at: datetime
    checked_at: datetime | None
    done_at: datetime | None
    matched_at: datetime | None


_COLUMNS = ", ".join(name if name != "stage" else "status" for name in ClaimImport.__dataclass_fields__)


def _import(row: db.Record) -> ClaimImport:
    values = {name: row[name] for name in ClaimImport.__dataclass_fields__ if name != "stage"}
    return ClaimImport(**{**values, "stage": Import(row["status"]), "doubtful_rows": tuple(row["doubtful_rows"])})


async def own_import(actor: Actor, import_id: int) -> ClaimImport:
    """An import of the actor's organization; NotFound else."""
    require(actor, Permission.CLAIM_WRITE)
    row = await db.fetch_row(
        f"SELECT {_COLUMNS} FROM claim_import WHERE id = $1 AND organization_id = $2",  # noqa: S608 -- our own names
        import_id,
        actor.organization_id,
    )
    if row is None:
        raise NotFound(claim_import=import_id)
    return _import(row)


class ImportLine(NamedTuple):
    """An import in the list, and who uploaded it."""

    found: ClaimImport
    member_name: str


async def own_imports(actor: Actor, page: int) -> tuple[tuple[ImportLine, ...], int]:
    """A page of own imports, the newest first, and how many there are; a page behind the last is empty and knows of none."""
    require(actor, Permission.CLAIM_WRITE)
    columns = ", ".join(f"i.{name}" for name in _COLUMNS.split(", "))
    rows = await db.fetch(
        f"""SELECT {columns}, m.name AS member_name, count(*) OVER () AS total
            FROM claim_import i JOIN member m ON m.id = i.member_id
            WHERE i.organization_id = $1 ORDER BY i.id DESC LIMIT $2 OFFSET $3""",  # noqa: S608 -- our own names
        actor.organization_id,
        PAGE,
        (page - 1) * PAGE,
    )
    lines = tuple(ImportLine(_import(row), row["member_name"]) for row in rows)
    return lines, rows[0]["total"] if rows else 0


async def mistakes_of(import_id: int, page: int, size: int = MISTAKES_PAGE) -> tuple[Mistake, ...]:
    """A page of what is wrong with an import that the caller has made sure is the actor's, in the order of the sheet."""
    rows = await db.fetch(
        """SELECT number, place, heading, sentence FROM claim_import_mistake WHERE import_id = $1
           ORDER BY number, place LIMIT $2 OFFSET $3""",
        import_id, size, (page - 1) * size,
    )  # fmt: skip
    return tuple(Mistake(*row) for row in rows)


async def kept_mistakes(import_id: int) -> int:
    """How many mistakes of an import are kept, to be shown and marked."""
    found: int = await db.fetch_value("SELECT count(*) FROM claim_import_mistake WHERE import_id = $1", import_id)
    return found


async def workbook_of(import_id: int) -> StoredFile | None:
    """The workbook of an import that the caller has made sure is the actor's."""
    return next((file for file in await files_of("claim_import", import_id) if file.slot == WORKBOOK), None)


async def papers_of(import_id: int | None) -> tuple[StoredFile, ...]:
    """What proves each claim of an import, for who may see the papers of one of them; the workbook names the others, so it is none."""
    if import_id is None:
        return ()
    return tuple(file for file in await files_of("claim_import", import_id) if file.slot != WORKBOOK)
