"""The one door to PostgreSQL: engine, transactions, and jobs that are sent after the commit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

import asyncpg
import structlog
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

_log = structlog.get_logger(__name__)
Record = asyncpg.Record
Enqueue = Callable[[str, tuple[int, ...]], Awaitable[None]]

_SERVER_SETTINGS = {
    # asyncpg prepares everything; from the sixth execution a generic plan can be a thousand times slower on a common
    # word (docs/decisions/0004-database-access.md).
    "plan_cache_mode": "force_custom_plan",
    "statement_timeout": "30000",
    "timezone": "UTC",
}


class Engine(PostgresEngine):
    """Piccolo's engine with transactions that are released on a failed COMMIT, and savepoints when nested."""

    async def check_version(self) -> None:
        """Nothing: the stock check opens a connection at import."""

    async def prep_database(self) -> None:
        """Nothing: extensions are the migrations' business."""

    def configure(self, dsn: str) -> None:
        """Say where the database is; call before the pool is started."""
        self.config = {"dsn": dsn}

    def connection(self) -> AbstractAsyncContextManager[asyncpg.Connection]:
        """The connection of the running transaction, else one from the pool."""
        running = self.current_transaction.get()
        if running is not None:
            return nullcontext(running.connection)
        assert self.pool is not None, "the pool has not been started"
        acquired: AbstractAsyncContextManager[asyncpg.Connection] = self.pool.acquire()
        return acquired

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[asyncpg.Connection]:
        """A transaction; inside another one a savepoint."""
        outer = self.current_transaction.get()
        if outer is not None:
            async with outer.connection.transaction():
                yield outer.connection
            return
        assert self.pool is not None, "the pool has not been started"
        async with self.pool.acquire() as connection:
            holder = PostgresTransaction(self)
            holder.connection = connection
            async with connection.transaction():
                token = self.current_transaction.set(holder)
                try:
                    yield connection
                finally:
                    self.current_transaction.reset(token)


DB = Engine(config={})

_pending: ContextVar[list[tuple[str, tuple[int, ...]]] | None] = ContextVar("pending_jobs", default=None)
_enqueue: Enqueue | None = None


def send_jobs_with(enqueue: Enqueue | None) -> None:
    """Give the function that puts a job on the queue; None keeps the rows for the sweep."""
    global _enqueue
    _enqueue = enqueue


@asynccontextmanager
async def transaction() -> AsyncIterator[asyncpg.Connection]:
    """One transaction a command; nested use joins. Jobs asked for inside are sent when the outermost has committed."""
    if _pending.get() is not None:
        async with DB.tx() as connection:
            yield connection
        return
    jobs: list[tuple[str, tuple[int, ...]]] = []
    token = _pending.set(jobs)
    try:
        async with DB.tx() as connection:
            yield connection
    finally:
        _pending.reset(token)
    await _send(jobs)


def after_commit(job: str, *ids: int) -> None:
    """Send this job when the running transaction has committed; a roll-back drops it."""
    jobs = _pending.get()
    assert jobs is not None, "after_commit() belongs inside a transaction"
    if (job, ids) not in jobs:
        jobs.append((job, ids))


async def _send(jobs: list[tuple[str, tuple[int, ...]]]) -> None:
    if _enqueue is None:
        return
    for job, ids in jobs:
        try:
            async with asyncio.timeout(2):
                await _enqueue(job, ids)
        except Exception:
            # The row is the truth, the job a nudge: what was committed stays done, and the sweep finds what is due.
            _log.warning("job_not_sent", job=job, ids=ids, exc_info=True)


async def fetch(sql: str, *values: Any) -> list[asyncpg.Record]:
    """All rows of one statement, inside the running transaction if there is one."""
    async with DB.connection() as connection:
        rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
        return rows


async def fetch_row(sql: str, *values: Any) -> asyncpg.Record | None:
    """The first row, or None."""
    async with DB.connection() as connection:
        return await connection.fetchrow(sql, *values)


async def fetch_value(sql: str, *values: Any) -> Any:
    """The first column of the first row, or None."""
    async with DB.connection() as connection:
        return await connection.fetchval(sql, *values)


async def execute(sql: str, *values: Any) -> str:
    """Run a statement; its command tag."""
    async with DB.connection() as connection:
        return str(await connection.execute(sql, *values))


async def open_pool(dsn: str, *, smallest: int = 2, largest: int = 10) -> None:
    """Start the pool; fails when the server is away."""
    DB.configure(dsn)
    await DB.start_connection_pool(
        min_size=smallest, max_size=largest, server_settings=_SERVER_SETTINGS, reset=_leave_as_it_is
    )


async def _leave_as_it_is(_: asyncpg.Connection) -> None:
    """No reset when a connection goes back: we change no session state (locks are the transaction's), and it costs 0.1 ms."""


async def close_pool() -> None:
    """Close the pool, if it was started."""
    if DB.pool is not None:
        await DB.close_connection_pool()
