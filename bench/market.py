"""The market at 1,000,000 claims against a bare ASGI app with the same SQL, against itself at 10,000, and its files.

`growth` is the median request at 1,000,000 claims as a multiple of that at 10,000; that a name has more than can be counted is known
for a minute, and `counting_ms` is what the statements take where it is not known yet. `seq_scan` names the tables that a plan of ours
reads from end to end.
"""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qsl, quote

import asyncpg
import httpx
from litestar.datastructures import MultiDict

from bench.ground import Ground, milliseconds, timed
from bench.market_cases import CASES
from bench.market_world import LARGE, SMALL, markets
from bench.network import Statement, scanned, statements_of
from bench.pages import PASSWORD, compare, sign_in, start
from zczr import db
from zczr.domain.accounts.passwords import hash_password
from zczr.domain.accounts.queries import actor_of_session
from zczr.partials.claims.market_list import load_market_list

_MEMBER = 100_000
_EMAIL = f"m{_MEMBER}@scale.example"
_PORTS = {LARGE: 8431, SMALL: 8433}
_SECONDS, _ROUNDS = 2.0, 5


async def measure(ground: Ground) -> list[dict[str, object]]:
    """A line for each case, and one for each kind of file."""
    urls = await markets(ground)
    looked_at = await _look_at(urls[LARGE])
    sites, cookies = {}, {}
    for size, url in urls.items():
        await _let_in(url)
        sites[size] = await start(_environment(ground, url, _PORTS[size]), _PORTS[size], "-m", "zczr", "web")
        cookies[size] = await sign_in(_EMAIL, PASSWORD, _PORTS[size])
    lines = []
    try:
        for name, query in CASES.items():
            path = "/claims/market" + (f"?{quote(query, safe='=&-')}" if query else "")
            bare = await start(
                {**_environment(ground, urls[LARGE], 8432), "BENCH_PATH": path, "BENCH_COOKIE": cookies[LARGE], "BENCH_PORT": "8432"},
                8432, "-m", "bench.bare",
            )  # fmt: skip
            try:
                line = await compare(name, path, cookies[LARGE], seconds=_SECONDS, rounds=_ROUNDS)
            finally:
                bare.terminate()
                await bare.wait()
            lines.append({**line, "growth": await _growth(path, cookies), **looked_at[name]})
            print("  " + "  ".join(f"{key}={value}" for key, value in lines[-1].items()), flush=True)
        lines += [await _file(sites[LARGE].pid, kind, cookies[LARGE]) for kind in ("csv", "xlsx")]
    finally:
        for site in sites.values():
            site.terminate()
            await site.wait()
    return lines


def _environment(ground: Ground, url: str, port: int) -> dict[str, str]:
    return {
        **os.environ, "DATABASE_URL": url, "REDIS_URL": ground.redis_url, "ZCZR_DATA": tempfile.mkdtemp(),
        "ZCZR_PORT": str(port), "ZCZR_LOG_FORMAT": "json",
    }  # fmt: skip


async def _let_in(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "UPDATE member SET password_hash = $1 WHERE id = $2", await hash_password(PASSWORD), _MEMBER
    )
    await connection.close()


async def _growth(path: str, cookies: dict[int, str]) -> str:
    """The median request of one person alone, in turns."""
    taken: dict[int, list[float]] = {LARGE: [], SMALL: []}
    async with httpx.AsyncClient() as client:
        for _ in range(25):
            for size, kept in taken.items():
                began = time.perf_counter()
                await client.get(f"http://127.0.0.1:{_PORTS[size]}{path}", headers={"Cookie": cookies[size]})
                kept.append(time.perf_counter() - began)
    return f"{statistics.median(taken[LARGE]) / statistics.median(taken[SMALL]):.2f}"


async def _look_at(url: str) -> dict[str, dict[str, object]]:
    """For each case what its statements take where the total is counted, and the tables that are read from end to end."""
    await db.open_pool(url, smallest=1, largest=1)
    connection = await asyncpg.connect(url, server_settings={"plan_cache_mode": "force_custom_plan"})
    found: dict[str, dict[str, object]] = {}
    try:
        actor = await actor_of_session(_MEMBER, 0)
        assert actor is not None, "the market has a member of this number"
        for name, query in CASES.items():
            asked = MultiDict(parse_qsl(query))
            statements = await statements_of(lambda asked=asked: load_market_list(actor, asked))  # type: ignore[misc]

            async def ask(statements: list[Statement] = statements) -> None:
                for sql, values in statements:
                    await connection.fetch(sql, *values)

            scans = {table for sql, values in statements for table in await scanned(connection, sql, values)}
            found[name] = {
                "counting_ms": milliseconds(await timed(ask, rounds=9)),
                "seq_scan": "、".join(sorted(scans)) or "无",
            }
    finally:
        await connection.close()
        await db.close_pool()
    return found


async def _file(pid: int, kind: str, cookie: str) -> dict[str, object]:
    """How long a file of 100,000 rows takes, and by how much it lifts the highest memory of the site's process."""
    before = await asyncio.to_thread(_highest, pid, reset=True)
    began, size = time.perf_counter(), 0
    async with (
        httpx.AsyncClient(timeout=120) as client,
        client.stream(
            "GET", f"http://127.0.0.1:8431/claims/market/export.{kind}", headers={"Cookie": cookie}
        ) as answer,
    ):
        async for piece in answer.aiter_raw():
            size += len(piece)
    taken = time.perf_counter() - began
    lifted = await asyncio.to_thread(_highest, pid) - before
    return {
        "what": f"导出 100,000 行（{kind}）",
        "bytes": size,
        "seconds": f"{taken:.1f}",
        "memory_mb": f"{lifted / 1024:.0f}",
    }


def _highest(pid: int, *, reset: bool = False) -> int:
    """The highest resident memory of a process so far in kB, or since now."""
    if reset:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
