"""Five hundred buyers press 购买 on one claim over three web processes, and processes die while they do: one gets it, or nobody."""

import asyncio
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import asyncpg
import httpx
import pytest
from redis.asyncio import Redis

from faults.conftest import Site
from zczr.embedded import Embedded

BUYERS = 500
_MEMBERS = """
    WITH firm AS (
        INSERT INTO organization (kind, status, name, uscc, province_code, city_code, industry_section, registration_step, verified_at)
        SELECT 'enterprise', 'verified', '第' || n || '家买方有限公司', 'TEST' || lpad(n::text, 14, '0'), '440000', '440100', 'C', 3,
               now()
        FROM generate_series(1, $1) n RETURNING id
    )
    INSERT INTO member (organization_id, email, password_hash, name, role, email_confirmed_at)
    SELECT id, 'buyer' || id || '@zczr.test', '', '买方', 'owner', now() FROM firm RETURNING id"""


@dataclass
class Buyer:
    """Somebody signed in at one of the web processes, before the page that asks."""

    client: httpx.AsyncClient
    cookie: str
    sent: dict[str, str]

    async def press(self, claim_id: int) -> httpx.Response | None:
        """确认购买; None where the process died under it."""
        try:
            return await self.client.post(
                f"/claims/market/{claim_id}/purchase", data=self.sent, headers={"Cookie": self.cookie}
            )
        except httpx.TransportError:
            return None


class Web:
    """Another web process on the site's servers."""

    def __init__(self, site: Site) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
        servers = Embedded(site.folder)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zczr", "--data", site.folder, "web", "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url},
        )  # fmt: skip

    async def answers(self) -> None:
        """Wait until it does."""
        async with httpx.AsyncClient() as client, asyncio.timeout(60):
            while True:
                try:
                    if (await client.get(f"http://127.0.0.1:{self.port}/health")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.1)


@asynccontextmanager
async def _webs(site: Site) -> AsyncIterator[tuple[Web, Web]]:
    webs = Web(site), Web(site)
    try:
        for web in webs:
            await web.answers()
        yield webs
    finally:
        for web in webs:
            web.process.kill()
            web.process.wait(10)


@asynccontextmanager
async def _buyers(site: Site, ports: list[int], claim_id: int, count: int = BUYERS) -> AsyncIterator[list[Buyer]]:
    """Buyers signed in and before the page that asks, spread over the processes."""
    servers = Embedded(site.folder)
    connection = await asyncpg.connect(servers.database_url)
    members = [row["id"] for row in await connection.fetch(_MEMBERS, count)]
    await connection.close()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    clients = [
        # Many share a client: none of its cookies are kept, each buyer sends its own.
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits,
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
        )
        for port in ports
    ]  # fmt: skip
    async with Redis.from_url(servers.redis_url) as valkey:
        keys = [secrets.token_hex(32) for _ in members]
        for key, member_id in zip(keys, members, strict=True):
            session = {"member_id": member_id, "epoch": 0, "opened_at": int(time.time())}
            await valkey.set(f"session:{key}", json.dumps(session), ex=3600)
    turns = asyncio.Semaphore(24)

    async def ready(number: int, key: str) -> Buyer:
        client = clients[number % len(clients)]
        async with turns:
            answer = await client.get(f"/claims/market/{claim_id}/purchase", headers={"Cookie": f"sid={key}"})
        assert answer.status_code == 200, answer.text[:500]
        sent = {name: _value(answer.text, name) for name in ("_csrf_token", "submission_id", "version", "price")}
        token = re.search(r"csrf=([^;]+)", answer.headers["set-cookie"])
        assert token, answer.headers
        return Buyer(client, f"sid={key}; csrf={token[1]}", {**sent, "understood": "y"})

    try:
        yield list(await asyncio.gather(*(ready(number, key) for number, key in enumerate(keys))))
    finally:
        for client in clients:
            await client.aclose()


def _value(html: str, name: str) -> str:
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)[:1]
    found = re.search(r'value="([^"]*)"', tag)
    assert found, tag
    return found[1]


async def _claim(site: Site) -> int:
    """The demo's claim that nobody is buying."""
    connection = await asyncpg.connect(Embedded(site.folder).database_url)
    found = await connection.fetchval(
        "SELECT id FROM claim WHERE status = 'active' AND recourse = 'without' ORDER BY id LIMIT 1"
    )
    await connection.close()
    return int(found)


async def _outcome(site: Site, claim_id: int) -> tuple[str, int]:
    """The claim's state, and how many applications hold it."""
    connection = await asyncpg.connect(Embedded(site.folder).database_url)
    row = await connection.fetchrow(
        "SELECT status, (SELECT count(*) FROM application WHERE claim_id = c.id) FROM claim c WHERE id = $1", claim_id
    )
    await connection.close()
    return row[0], row[1]


async def test_of_five_hundred_buyers_one_gets_the_claim_and_the_others_are_told(site: Site) -> None:
    claim_id = await _claim(site)
    async with (
        _webs(site) as webs,
        _buyers(site, [site.port, *(web.port for web in webs)], claim_id) as buyers,
    ):
        answers = await asyncio.gather(*(buyer.press(claim_id) for buyer in buyers))
        assert Counter(each and each.status_code for each in answers) == {303: 1, 409: BUYERS - 1}
        for each in answers:
            assert each is not None
            assert each.status_code == 303 or "刚刚被其他单位预订" in each.text
            # Nobody learns who was faster.
            assert "家买方有限公司刚刚" not in each.text
    assert await _outcome(site, claim_id) == ("reserved", 1)
    site.check()


@pytest.mark.parametrize("dies", ["web", "postgres"])
async def test_what_dies_in_the_middle_leaves_the_claim_free_or_reserved(site: Site, dies: str) -> None:
    claim_id = await _claim(site)
    async with (
        _webs(site) as webs,
        _buyers(site, [site.port, *(web.port for web in webs)], claim_id, 120) as buyers,
    ):
        pressed = [asyncio.create_task(buyer.press(claim_id)) for buyer in buyers]
        await asyncio.sleep(0.02)
        if dies == "web":
            webs[0].process.send_signal(signal.SIGKILL)
        else:
            site.slay("postgres")
        answers = await asyncio.gather(*pressed)
        said = Counter(each and each.status_code for each in answers)
        assert set(said) <= {303, 409, 503, None}, said
        await site.answers()
        status, held = await _outcome(site, claim_id)
        assert (status, held) in {("active", 0), ("reserved", 1)}
        assert said[303] <= held
        # Whoever presses again finds it as it stands: the first one gets it if it is free.
        again = await buyers[0].press(claim_id)
        assert again is not None
        assert again.status_code in {303, 409}
        assert await _outcome(site, claim_id) == ("reserved", 1)
    site.check()
