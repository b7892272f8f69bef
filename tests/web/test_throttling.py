"""Throttling: so many attempts by one key within a time, then a sentence that says how long to wait."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from litestar import Litestar, Request, post
from litestar.datastructures import State
from redis.asyncio import Redis

from visitor import Page
from worker import own_valkey
from zczr.settings import Settings
from zczr.web.errors import EXCEPTION_HANDLERS
from zczr.web.security import address_of, forgive, throttle


@post("/attempts/{key:str}", status_code=204)
async def attempt(request: Request, key: str) -> None:
    """Three within fifteen minutes."""
    await throttle(request, "test", key, most=3, minutes=15)


@post("/pardons/{key:str}", status_code=204)
async def pardon(request: Request, key: str) -> None:
    """Forget what was counted."""
    assert address_of(request)
    await forgive(request, "test", key)


@asynccontextmanager
async def site(redis_url: str, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A site of two handlers on the real Valkey."""
    valkey = Redis.from_url(redis_url)
    app = Litestar(
        [attempt, pardon], state=State({"settings": settings, "valkey": valkey}), openapi_config=None,
        exception_handlers=EXCEPTION_HANDLERS, logging_config=None,
    )  # fmt: skip
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://zczr.test") as client:
        yield client
    await valkey.aclose()


@pytest.fixture
def key() -> str:
    """A key nobody else counts."""
    return uuid.uuid4().hex


@pytest.fixture
def redis_url(servers: tuple[str, str]) -> str:
    """A corner of Valkey in which no other test clears the counts."""
    return own_valkey(servers[1], spare=True)


async def test_one_attempt_too_many_has_to_wait_and_is_told_how_long(
    redis_url: str, settings: Settings, key: str
) -> None:
    async with site(redis_url, settings) as client:
        answers = [await client.post(f"/attempts/{key}") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [204, 204, 204, 429]
    page = Page(answers[-1])
    assert "请在 15 分钟后再试" in page.text


async def test_keys_are_counted_apart_and_what_was_right_forgets_the_wrong(
    redis_url: str, settings: Settings, key: str
) -> None:
    async with site(redis_url, settings) as client:
        for _ in range(3):
            await client.post(f"/attempts/{key}")
        assert (await client.post(f"/attempts/{key}x")).status_code == 204
        await client.post(f"/pardons/{key}")
        assert (await client.post(f"/attempts/{key}")).status_code == 204


async def test_attempts_at_once_do_not_share_a_count(redis_url: str, settings: Settings, key: str) -> None:
    async with site(redis_url, settings) as client:
        answers = await asyncio.gather(*(client.post(f"/attempts/{key}") for _ in range(20)))
    assert [answer.status_code for answer in answers].count(204) == 3
