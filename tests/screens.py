"""One journey, four ways: a plain client, htmx without a screen, Chromium with scripts and without."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import uvicorn
from litestar import Litestar

from browser.chromium import Chromium, executable, launched
from visitor import Visitor


class Launcher:
    """Chromium for all tests of this worker, started when the first one asks."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._browser: Any = None

    async def browser(self) -> Any:
        """The running Chromium."""
        if executable() is None:
            assert not os.environ.get("ZCZR_BROWSER_REQUIRED"), "no Chromium, and this run has to have one"
            pytest.skip("no Chromium on this machine; set ZCZR_CHROMIUM")
        if self._browser is None:
            self._browser = await self._stack.enter_async_context(launched())
        return self._browser


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Launcher]:
    """Starts Chromium when it is needed."""
    async with AsyncExitStack() as stack:
        yield Launcher(stack)


@asynccontextmanager
async def served(app: Litestar) -> AsyncIterator[str]:
    """The app behind a real socket, in the test's own loop: its transaction, its clock."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning", ws="none"))
    server.config.load()
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def at_a_screen(
    chromium: Launcher, app: Litestar, *, scripts: bool, size: tuple[int, int] = (1366, 768)
) -> AsyncIterator[Chromium]:
    """Somebody in front of Chromium."""
    async with served(app) as base:
        browser = await chromium.browser()
        context = await browser.new_context(
            java_script_enabled=scripts, locale="zh-CN", viewport={"width": size[0], "height": size[1]}
        )
        context.set_default_timeout(15_000)
        person = Chromium(context, await context.new_page(), base, scripts=scripts)
        try:
            yield person
            assert not person.complaints, person.complaints
        finally:
            await context.close()


WAYS = ("plain", "htmx", "chromium", "chromium-without-scripts")


@pytest.fixture(params=WAYS)
async def person(
    request: pytest.FixtureRequest,
    app: Litestar,
    chromium: Launcher,
    client_visitor: Callable[..., Visitor],
) -> AsyncIterator[Visitor | Chromium]:
    """Somebody who goes the whole way."""
    if request.param.startswith("chromium"):
        async with at_a_screen(chromium, app, scripts=request.param == "chromium") as screen:
            yield screen
    else:
        yield client_visitor(htmx=request.param == "htmx")
