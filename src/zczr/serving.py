"""Running the site: servers, migrations, web and worker together, and a clean stop."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
from types import TracebackType
from typing import Self

import structlog
import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from zczr import db
from zczr.embedded import CannotStart, Embedded
from zczr.settings import Settings

_log = structlog.get_logger(__name__)


class Servers:
    """The database and Valkey to use: the configured ones, or the bundled pair for as long as this is open."""

    def __init__(self, settings: Settings) -> None:
        self.database_url = settings.database_url
        self.redis_url = settings.redis_url
        self._embedded = None if self.database_url and self.redis_url else Embedded(settings.data_dir)

    def __enter__(self) -> Self:
        if self._embedded is not None:
            self._embedded.start()
            self.database_url = self.database_url or self._embedded.database_url
            self.redis_url = self.redis_url or self._embedded.redis_url
        return self

    async def watch(self) -> None:
        """Start the bundled servers again when they die, for as long as this runs; configured ones are others' duty."""
        while self._embedded is not None:
            await asyncio.sleep(1)
            try:
                if await asyncio.to_thread(self._embedded.revive):
                    _log.warning("bundled_servers_revived")
            except CannotStart as reason:
                _log.error("bundled_servers_dead", reason=str(reason))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._embedded is not None:
            self._embedded.stop()


def web(settings: Settings) -> int:
    """One web process on configured servers, for running several beside each other."""
    with Servers(settings) as servers:
        uvloop.run(_web(settings, servers, worker=False))
    return 0


def serve(settings: Settings) -> int:
    """Everything in one command; ends the worker and the bundled servers when it ends."""
    with Servers(settings) as servers:
        uvloop.run(_web(settings, servers, worker=True))
    return 0


async def _web(settings: Settings, servers: Servers, *, worker: bool) -> None:
    from zczr.app import build_app

    await _prepare(settings, servers)
    # uvicorn raises the signal again after its shutdown, which would end us before the worker and the servers are stopped.
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: None)
    config = uvicorn.Config(
        build_app(settings, database_url=servers.database_url, redis_url=servers.redis_url),
        host=settings.host,
        port=settings.port,
        http=_Protocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.forwarded_allow_ips),
        forwarded_allow_ips=settings.forwarded_allow_ips or None,
        timeout_graceful_shutdown=10,
    )
    server = _Announcing(config, settings)
    helpers = [asyncio.create_task(servers.watch())]
    if worker:
        helpers.append(asyncio.create_task(_keep_worker(settings, servers)))
    try:
        await server.serve()
    finally:
        for helper in helpers:
            helper.cancel()
        await asyncio.gather(*helpers, return_exceptions=True)


async def _prepare(settings: Settings, servers: Servers) -> None:
    """Migrate, and for a demo seed what is not there yet."""
    from zczr.domain.migrate import migrate

    await db.open_pool(servers.database_url, smallest=1, largest=4)
    try:
        await migrate()
        if settings.demo:
            from zczr.demo.seed import seed

            await seed(settings)
    finally:
        await db.close_pool()


class _Protocol(HttpToolsProtocol):
    """Refuses what is no request at all, such as an endless address, in words that people here read."""

    def send_400_response(self, msg: str) -> None:
        """Answer without a page: there is no request to make one for."""
        body = "请求无法识别，请检查网址是否完整。".encode()
        head = f"content-type: text/plain; charset=utf-8\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head.encode() + body)
        self.transport.close()


class _Announcing(uvicorn.Server):
    """Says where it listens, once it does."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Start, then say so."""
        await super().startup(sockets=None)
        # What is loaded now stays, and a page's objects go by themselves: the collector's looking was a twentieth of a request.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        if self.started:
            print(f"\n智产智融已启动：{self._settings.site}\n数据目录：{self._settings.data_dir}", flush=True)
            if self._settings.demo:
                from zczr.demo.accounts import shown_accounts

                print(shown_accounts(self._settings.site), flush=True)
            print("按 Ctrl-C 停止。", flush=True)


async def _keep_worker(settings: Settings, servers: Servers) -> None:
    """Run the worker beside the web process, again whenever it ends, with a growing delay."""
    environment = {
        **os.environ,
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "ZCZR_DATA": str(settings.data_dir),
        "ZCZR_BASE_URL": settings.site,
    }
    delay = 1.0
    while True:
        # The worker ends when the write end closes, also when we are killed.
        read_end, write_end = os.pipe()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "zczr", "worker", str(read_end),
            pass_fds=(read_end,), env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(read_end)
        began = asyncio.get_running_loop().time()
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(15):
                    await process.wait()
            except TimeoutError:
                process.kill()
            raise
        finally:
            os.close(write_end)
        delay = 1.0 if asyncio.get_running_loop().time() - began > 60 else min(delay * 2, 30)
        _log.warning("worker_ended", code=code, again_in=delay)
        await asyncio.sleep(delay)
