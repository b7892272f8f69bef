"""The partner network at 200,000 enterprises, 2,000,000 edges and 5,000,000 messages, each against its own bare SQL.

Ours is the fragment's loader, from the query of an address to ready strings; bare is one statement written by hand for the same
question (bench/by_hand.py), on a plain connection. `seq_scan` names the tables that a plan of our statements reads from end to end.
"""

import json
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from bench import by_hand as by_hand_sql
from bench.ground import Ground, milliseconds, ratio
from zczr import db
from zczr.demo.scale import HUB_PARTNERS, seed_scale
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.partners.search import common_partners
from zczr.domain.partners.spelling import search_of
from zczr.partials.conversations.listing import load_conversation_list
from zczr.partials.feed import load_feed_list
from zczr.partials.messages import load_message_list
from zczr.partials.partners.partner_list import load_partner_list

_ROUNDS = 60
_Work = Callable[[], Awaitable[object]]
Statement = tuple[str, tuple[Any, ...]]


async def measure(ground: Ground) -> list[dict[str, object]]:
    """A line for each question; the network is made once and kept."""
    url = ground.url("bench_network")
    made = await ground.exists("bench_network")
    if not made:
        await ground.fresh("bench_network")
    await db.open_pool(url, smallest=1, largest=1)
    try:
        if not made:
            await seed_scale()
        hub, usual = await _actor(1), await _actor(100_000)
        lines = [await _compare(name, url, work, hand) for name, work, hand in _questions(hub, usual)]
    finally:
        await db.close_pool()
    return lines


async def _actor(member_id: int) -> Actor:
    actor = await actor_of_session(member_id, 0)
    assert actor is not None, "the network has a member of this number"
    return actor


def _questions(hub: Actor, usual: Actor) -> list[tuple[str, _Work, Statement]]:
    """What is asked, ours, and the same by hand."""

    def searching(actor: Actor, typed: str) -> _Work:
        return lambda: load_partner_list(actor, {"q": typed})

    def by_hand(sql: str, actor: Actor, typed: str) -> Statement:
        wanted = search_of(typed)
        assert wanted is not None, "long enough"
        tokens = {by_hand_sql.FRAGMENT: wanted.name_tokens, by_hand_sql.INITIALS: wanted.initial_tokens}
        return sql, (actor.organization_id, wanted.norm, list(tokens.get(sql, (wanted.spelled_token,))))

    fragment, initials, reading = by_hand_sql.FRAGMENT, by_hand_sql.INITIALS, by_hand_sql.READING
    return [
        (f"搜索：{what}（{many} 家伙伴）", searching(actor, typed), by_hand(sql, actor, typed))
        for what, typed, sql in (
            ("名称中的两个字", "恒嘉", fragment),
            ("常见的两个字", "电子", fragment),
            ("拼音首字母", "hjdz", initials),
            ("全拼", "hengjiadianzi", reading),
        )
        for many, actor in ((20, usual), (HUB_PARTNERS, hub))
    ] + [
        ("搜索：名称开头（20 家伙伴）", searching(usual, "东莞市恒"), (by_hand_sql.PREFIX, (100_000, "东莞市恒"))),
        ("动态第一页（500 家伙伴）", lambda: load_feed_list(hub, {}), (by_hand_sql.FEED, (1,))),
        ("未读角标", lambda: actor_of_session(hub.member_id, 0), (by_hand_sql.BADGE, (1,))),
        ("共同伙伴（500 家与 20 家）", lambda: common_partners(hub, 30), (by_hand_sql.COMMON, (1, 30))),
        ("会话列表", lambda: load_conversation_list(usual, {}), (by_hand_sql.CONVERSATIONS, (100_000,))),
        ("业务进程第一页", lambda: load_message_list(usual, "progress", {}), (by_hand_sql.INBOX, (100_000,))),
    ]


async def _compare(name: str, url: str, work: _Work, hand: Statement) -> dict[str, object]:
    statements = await statements_of(work)
    bare = await asyncpg.connect(url, server_settings={"plan_cache_mode": "force_custom_plan", "timezone": "UTC"})

    async def plain() -> None:
        await bare.fetch(hand[0], *hand[1])

    try:
        ours, theirs = await _alternately(work, plain)
        scanned = sorted({table for sql, values in statements for table in await scanned(bare, sql, values)})
    finally:
        await bare.close()
    return {
        "what": name, "ours_ms": milliseconds(ours), "bare_ms": milliseconds(theirs), "ratio": ratio(ours, theirs),
        "statements": len(statements), "seq_scan": "、".join(scanned) or "无",
    }  # fmt: skip


async def statements_of(work: _Work) -> list[Statement]:
    """What the work asks the database, with its values."""
    noted: list[Statement] = []
    pool = db.DB.pool
    assert pool is not None, "the pool is open"
    async with pool.acquire() as connection:
        # The pool's only connection: the work that follows uses it.
        inner = connection._con

    def note(query: Any) -> None:
        noted.append((query.query, tuple(query.args)))

    inner.add_query_logger(note)
    await work()
    inner.remove_query_logger(note)
    return noted


async def _alternately(one: _Work, other: _Work) -> tuple[float, float]:
    """Seconds of the median round of both, taken in turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for work, kept in zip((one, other), taken, strict=True):
            began = time.perf_counter()
            await work()
            kept.append(time.perf_counter() - began)
    return statistics.median(taken[0]), statistics.median(taken[1])


async def scanned(connection: asyncpg.Connection, sql: str, values: tuple[Any, ...]) -> set[str]:
    """The tables of ours that the plan of a statement reads from end to end."""
    plan = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *values))[0]["Plan"]
    found: set[str] = set()

    def walk(node: dict[str, Any]) -> None:
        # The driver looks types up in the small ones of the server's own.
        if node["Node Type"] == "Seq Scan" and not node["Relation Name"].startswith("pg_"):
            found.add(node["Relation Name"])
        for child in node.get("Plans", ()):
            walk(child)

    walk(plan)
    return found
