"""A step of an import at work: begun by one at a time, giving signs of life, and found again where it was cut off."""

import asyncio
import contextvars
from dataclasses import dataclass
from datetime import timedelta

import structlog

from zczr import db
from zczr.domain import clock
from zczr.domain.claims.imports.stages import Import

# A step that has given no sign of life for this long was cut off, and is begun anew.
_SILENT = timedelta(minutes=2)
MOST_TRIES = 3
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Work:
    """What a step knows of its import."""

    id: int
    organization_id: int
    attempt: int
    sha256: str
    tries: int


async def begin(import_id: int, stage: Import) -> Work | None:
    """Take up a step; None where there is nothing to do, or somebody is at it."""
    now = clock.now()
    row = await db.fetch_row(
        """UPDATE claim_import SET worked_at = $3, tries = tries + 1
           WHERE id = $1 AND status = $2 AND (worked_at IS NULL OR worked_at < $4)
             AND (status <> 'done' OR (publish AND matched_at IS NULL))
           RETURNING id, organization_id, attempt, sha256, tries""",
        import_id, str(stage), now, now - _SILENT,
    )  # fmt: skip
    return Work(*row) if row else None


async def let_go(work: Work) -> None:
    """Leave a step for whoever takes it up next, at once."""
    await db.execute("UPDATE claim_import SET worked_at = NULL WHERE id = $1 AND attempt = $2", work.id, work.attempt)


async def note(work: Work, stage: Import, done: int, total: int | None = None) -> None:
    """Say how far a step is, which is its sign of life too."""
    await db.execute(
        """UPDATE claim_import SET done_rows = $4, total_rows = coalesce($5, total_rows), worked_at = $6
           WHERE id = $1 AND attempt = $2 AND status = $3""",
        work.id, work.attempt, str(stage), done, total, clock.now(),
    )  # fmt: skip


async def beat(work: Work) -> None:
    """Give a sign of life."""
    await db.execute("UPDATE claim_import SET worked_at = $2 WHERE id = $1", work.id, clock.now())


class Aside:
    """Notes from inside a transaction that others see at once: each on a connection of its own, the newest one only."""

    def __init__(self, work: Work, stage: Import) -> None:
        self._work, self._stage = work, stage
        self._running: asyncio.Task[None] | None = None

    def note(self, done: int) -> None:
        """Say how far it is; nothing where the last note is still under way."""
        if self._running is None or self._running.done():
            # A context of its own knows nothing of the transaction.
            self._running = asyncio.create_task(self._write(done), context=contextvars.Context())

    async def _write(self, done: int) -> None:
        try:
            await note(self._work, self._stage, done)
        except Exception:
            # How far it is shown to be is not worth failing for.
            _log.warning("progress_not_noted", claim_import=self._work.id, exc_info=True)

    async def end(self) -> None:
        """Wait for the last note, after the transaction."""
        if self._running is not None:
            await self._running


async def due() -> list[int]:
    """Imports with a step that nobody is at."""
    rows = await db.fetch(
        """SELECT id FROM claim_import
           WHERE (status IN ('checking', 'importing') OR (status = 'done' AND publish AND matched_at IS NULL))
             AND (worked_at IS NULL OR worked_at < $1) ORDER BY id""",
        clock.now() - _SILENT,
    )
    return [row["id"] for row in rows]
