"""One database a worker process, migrated once; each test in a transaction that is rolled back."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from cast import Cast, perform
from visitor import Visitor
from worker import WORKER, own_valkey
from zczr import db
from zczr.app import build_app
from zczr.domain import clock
from zczr.domain.files import store
from zczr.domain.migrate import migrate
from zczr.embedded import Embedded
from zczr.settings import Settings

pytest_plugins = ["screens"]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The configured servers, or the bundled pair in a folder that all test processes share."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
        return
    shared = Path(os.environ.get("ZCZR_TEST_DATA") or Path(__file__).parents[1] / ".zczr" / "test")
    embedded = Embedded(shared)
    embedded.start()
    yield embedded.database_url, embedded.redis_url
    embedded.stop()


@pytest.fixture(scope="session")
async def database_url(servers: tuple[str, str]) -> str:
    """A fresh, migrated database for this worker."""
    return await fresh_database(servers[0], f"zczr_test_{WORKER}")


async def fresh_database(url: str, name: str) -> str:
    """Make an empty database beside the one of `url`; its address."""
    admin = await asyncpg.connect(url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    await admin.close()
    scheme, _, rest = url.partition("://")
    host, slash, tail = rest.partition("/")
    query = tail.partition("?")[2]
    return f"{scheme}://{host}{slash}{name}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the tests, with a folder of their own."""
    return Settings(data_dir=tmp_path_factory.mktemp("data"), demo=True)


@pytest.fixture(scope="session")
async def app(settings: Settings, servers: tuple[str, str], database_url: str) -> AsyncIterator[Litestar]:
    """The app on the worker's database, its jobs collected instead of sent."""
    built = build_app(settings, database_url=database_url, redis_url=own_valkey(servers[1]))
    async with _running(built):
        await migrate()
        yield built


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    # The lifespan has to be left in the task that entered it.
    up, down = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with app.lifespan():
            up.set()
            await down.wait()

    holder = asyncio.create_task(hold())
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait({holder, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if holder.done():
        waiting.cancel()
        await holder
    try:
        yield
    finally:
        down.set()
        await holder


class _OneConnection:
    """A pool that always gives the connection whose transaction will be rolled back."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._turn:
            yield self._connection


@pytest.fixture
async def database(app: Litestar, request: pytest.FixtureRequest) -> AsyncIterator[list[tuple[str, tuple[int, ...]]]]:
    """The database for one test, and the jobs that were sent in it. Tests marked `committed` really commit."""
    jobs: list[tuple[str, tuple[int, ...]]] = []

    async def collect(job: str, ids: tuple[int, ...]) -> None:
        jobs.append((job, ids))

    db.send_jobs_with(collect)
    valkey = app.state.valkey
    for key in await valkey.keys("throttle:*"):
        await valkey.delete(key)
    clock.travel(timedelta())
    try:
        if request.node.get_closest_marker("committed"):
            yield jobs
            await _empty()
        else:
            pool = db.DB.pool
            assert pool is not None
            async with pool.acquire() as connection:
                rollback = connection.transaction()
                await rollback.start()
                db.DB.pool = _OneConnection(connection)
                try:
                    yield jobs
                finally:
                    db.DB.pool = pool
                    await rollback.rollback()
    finally:
        clock.travel(timedelta())


async def _empty() -> None:
    tables = await db.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('migration', 'lpr')"
    )
    await db.execute("TRUNCATE " + ", ".join(row["tablename"] for row in tables) + " RESTART IDENTITY CASCADE")


@pytest.fixture
def jobs(database: list[tuple[str, tuple[int, ...]]]) -> list[tuple[str, tuple[int, ...]]]:
    """The jobs sent after commits."""
    return database


@pytest.fixture
async def cast(database: Any) -> Cast:
    """The fixed people and organizations."""
    return await perform()


@pytest.fixture(params=["plain", "htmx"])
async def visitor(request: pytest.FixtureRequest, app: Litestar, database: Any) -> AsyncIterator[Visitor]:
    """A strict client nobody has signed in with yet; runs each test in both modes."""
    async with _client(app) as client:
        yield Visitor(client, htmx=request.param == "htmx")


@pytest.fixture
async def client_visitor(app: Litestar, database: Any) -> AsyncIterator[Callable[..., Visitor]]:
    """Makes a strict client in the mode asked for."""
    async with _client(app) as client:
        yield lambda *, htmx: Visitor(client, htmx=htmx)


@pytest.fixture
async def plain(app: Litestar, database: Any) -> AsyncIterator[Visitor]:
    """A strict client without scripts only, for what does not differ by mode."""
    async with _client(app) as client:
        yield Visitor(client, htmx=False)


@asynccontextmanager
async def _client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://zczr.test") as client:
        yield client


@pytest.fixture
def files(app: Litestar) -> Path:
    """The folder of uploaded files."""
    return store.path_of("x").parent.parent
