"""Where the measures run: bundled servers in a folder of their own, and fresh migrated databases."""

import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self

import asyncpg

from zczr import db
from zczr.domain.migrate import migrate
from zczr.embedded import Embedded

FOLDER = Path(__file__).parents[1] / ".zczr" / "bench"


class Ground:
    """The servers, for as long as it is open."""

    def __init__(self) -> None:
        self._embedded = Embedded(FOLDER)

    def __enter__(self) -> Self:
        self._embedded.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._embedded.stop()

    @property
    def redis_url(self) -> str:
        """Valkey's address."""
        return self._embedded.redis_url

    def url(self, name: str) -> str:
        """The address of a database by name."""
        return self._embedded.database_url.replace("@/zczr?", f"@/{name}?")

    async def fresh(self, name: str, *, template: str = "") -> str:
        """An empty migrated database, or a copy of another one; its address."""
        admin = await asyncpg.connect(self._embedded.database_url)
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        await admin.close()
        if not template:
            await db.open_pool(self.url(name))
            await migrate()
            await db.close_pool()
        return self.url(name)

    async def exists(self, name: str) -> bool:
        """Whether a database of that name was made by an earlier run; brought to the newest migration."""
        admin = await asyncpg.connect(self._embedded.database_url)
        found = bool(await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name))
        await admin.close()
        if found:
            await db.open_pool(self.url(name))
            await migrate()
            await db.close_pool()
        return found


async def timed(work: Callable[[], Awaitable[object]], *, rounds: int = 1) -> float:
    """Seconds of the median round."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def milliseconds(seconds: float) -> str:
    """For a table."""
    return f"{seconds * 1000:,.2f}"


def ratio(ours: float, theirs: float) -> str:
    """Ours as a multiple of theirs."""
    return f"{ours / theirs:.2f}"
