"""A list page and a form page against a bare ASGI app with the same SQL and template (issue: at least 0.8 of its requests)."""

import asyncio
import json
import os
import statistics
import sys
import tempfile
from datetime import UTC, datetime

import asyncpg
import httpx

from bench.ground import Ground
from bench.world import fill_applications
from zczr.domain.accounts.passwords import hash_password

CONNECTIONS, SECONDS, ROUNDS = 16, 5.0, 3
PAGES = {
    "申请列表（100 万份申请中的一页）": "/lending/applications?side=sent",
    "借款表单": "/lending/requests/new",
}
PASSWORD = "Bench-2026"


async def measure(ground: Ground) -> list[dict[str, object]]:
    """Requests a second of both, in alternating rounds; the median of the rounds."""
    if not await ground.exists("bench_pages"):
        url = await ground.fresh("bench_pages")
        await fill_applications(url, 1_000_000 // 2, status="approved", approved_at=datetime.now(UTC))
    url = ground.url("bench_pages")
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE member SET password_hash = $1 WHERE id = 2", await hash_password(PASSWORD))
    await connection.close()
    environment = {
        **os.environ, "DATABASE_URL": url, "REDIS_URL": ground.redis_url, "ZCZR_DATA": tempfile.mkdtemp(),
        "ZCZR_PORT": "8431", "ZCZR_LOG_FORMAT": "json",
    }  # fmt: skip
    site = await start(environment, 8431, "-m", "zczr", "web")
    lines = []
    try:
        cookie = await sign_in("m2@bench.example", PASSWORD)
        for name, path in PAGES.items():
            bare = await start(
                {**environment, "BENCH_PATH": path, "BENCH_COOKIE": cookie, "BENCH_PORT": "8432"},
                8432,
                "-m",
                "bench.bare",
            )
            try:
                lines.append(await compare(name, path, cookie))
            finally:
                bare.terminate()
                await bare.wait()
    finally:
        site.terminate()
        await site.wait()
    return lines


async def compare(
    name: str, path: str, cookie: str, *, seconds: float = SECONDS, rounds: int = ROUNDS
) -> dict[str, object]:
    """A line of the site at 8431 against the bare app at 8432."""
    ours, theirs = [], []
    for url, kept in ((f"http://127.0.0.1:8431{path}", ours), (f"http://127.0.0.1:8432{path}", theirs)):
        await load(url, cookie, seconds=1.0)
        kept.clear()
    for _ in range(rounds):
        ours.append(await load(f"http://127.0.0.1:8431{path}", cookie, seconds=seconds))
        theirs.append(await load(f"http://127.0.0.1:8432{path}", cookie, seconds=seconds))
    middle = {key: statistics.median(each[key] for each in ours) for key in ours[0]}
    bare = {key: statistics.median(each[key] for each in theirs) for key in theirs[0]}
    async with httpx.AsyncClient() as client:
        size = len((await client.get(f"http://127.0.0.1:8431{path}", headers={"Cookie": cookie})).content)
    return {
        "what": name, "bytes": size, "ours_rps": f"{middle['rps']:.0f}", "bare_rps": f"{bare['rps']:.0f}",
        "share": f"{middle['rps'] / bare['rps']:.2f}", "ours_p50_ms": f"{middle['p50_ms']:.1f}",
        "ours_p99_ms": f"{middle['p99_ms']:.1f}", "bare_p99_ms": f"{bare['p99_ms']:.1f}",
    }  # fmt: skip


async def load(url: str, cookie: str, *, seconds: float = SECONDS) -> dict[str, float]:
    """Requests a second of one address, and the median and 99th percentile in milliseconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.load", url, cookie, str(CONNECTIONS), str(seconds), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    result: dict[str, float] = json.loads(said)
    return result


async def start(environment: dict[str, str], port: int, *command: str) -> asyncio.subprocess.Process:
    """A server of ours, once it answers."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    async with httpx.AsyncClient() as client, asyncio.timeout(60):
        while True:
            try:
                await client.get(f"http://127.0.0.1:{port}/")
            except httpx.TransportError:
                await asyncio.sleep(0.2)
            else:
                return process


async def sign_in(email: str, password: str, port: int = 8431) -> str:
    """The session's cookie of a member."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        page = (await client.get("/login/enterprise")).text
        token = page.partition('name="_csrf_token" value="')[2].partition('"')[0]
        answer = await client.post(
            "/login/enterprise", data={"_csrf_token": token, "email": email, "password": password}
        )
        assert answer.status_code == 303, answer.text[:300]
        return f"sid={client.cookies['sid']}; csrf={client.cookies['csrf']}"
