"""Saved filters of the market: kept under a name, opened again, and watched for new claims."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.market import COUNTED, listed_between
from zczr.domain.claims.market_filters import Filters, from_json, to_json
from zczr.domain.messages.commands import tell
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound, RuleBroken

MOST = 20
LONGEST_NAME = 30
LONGEST_QUERY = 2000
# A claim is listed at the beginning of its transaction and seen after its end; none takes as long as this.
_SETTLED = timedelta(minutes=1)
# Without news the mark is moved on this seldom: a look costs what was listed since.
_STALE = timedelta(days=1)


@dataclass(frozen=True)
class SavedFilter:
    """A saved filter; `query` is what the market's address says."""

    id: int
    name: str
    query: str
    notify: bool
    saved_by: str
    created_at: datetime


async def saved_filters(actor: Actor) -> tuple[SavedFilter, ...]:
    """Those of the actor's organization, the newest first."""
    require(actor, Permission.MARKET_READ)
    rows = await db.fetch(
        """SELECT f.id, f.name, f.query, f.notify, m.name, f.created_at FROM saved_filter f JOIN member m ON m.id = f.member_id
           WHERE f.organization_id = $1 ORDER BY f.id DESC""",
        actor.organization_id,
    )
    return tuple(SavedFilter(*row) for row in rows)


async def saved_filter(actor: Actor, filter_id: int) -> SavedFilter:
    """One of the actor's organization; NotFound else."""
    found = next((each for each in await saved_filters(actor) if each.id == filter_id), None)
    if found is None:
        raise NotFound(saved_filter=filter_id)
    return found


async def save(actor: Actor, *, name: str, query: str, filters: Filters, notify: bool) -> None:
    """Keep a filter under a name; sent twice it is one."""
    require(actor, Permission.MARKET_READ)
    if len(query) > LONGEST_QUERY:
        raise RuleBroken("条件过多，无法保存，请减少一些条件。")
    async with db.transaction():
        # Two that are saved at once are counted one after the other.
        await db.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"saved-filters:{actor.organization_id}"
        )
        kept = {each.name: each for each in await saved_filters(actor)}
        if name in kept and kept[name].query == query:
            return
        if name in kept:
            raise RuleBroken("已有同名的筛选，请换一个名称。", "name")
        if len(kept) >= MOST:
            raise RuleBroken(f"最多保存 {MOST} 组条件，请先删除不再使用的。")
        now = clock.now()
        await db.execute(
            """INSERT INTO saved_filter (organization_id, member_id, name, query, filters, notify, seen_at, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7)""",
            actor.organization_id, actor.member_id, name, query, to_json(filters), notify, now,
        )  # fmt: skip


async def watch(actor: Actor, filter_id: int, *, wanted: bool) -> None:
    """Turn the messages about new claims on or off; what is listed while they are off is not told of later."""
    require(actor, Permission.MARKET_READ)
    async with db.transaction():
        found = await db.fetch_value(
            """UPDATE saved_filter SET notify = $3, seen_at = CASE WHEN notify THEN seen_at ELSE $4 END
               WHERE id = $1 AND organization_id = $2 RETURNING id""",
            filter_id, actor.organization_id, wanted, clock.now(),
        )  # fmt: skip
    if found is None:
        raise NotFound(saved_filter=filter_id)


async def delete(actor: Actor, filter_id: int) -> None:
    """Delete a saved filter; NotFound where there is none of the actor's."""
    require(actor, Permission.MARKET_READ)
    async with db.transaction():
        found = await db.fetch_value(
            "DELETE FROM saved_filter WHERE id = $1 AND organization_id = $2 RETURNING id",
            filter_id,
            actor.organization_id,
        )
    if found is None:
        raise NotFound(saved_filter=filter_id)


async def tell_of_new_claims() -> int:
    """One message for each watched filter that new claims fit; how many.

    Each filter is a transaction: its mark and its message are written together, so that a killed run is made good by the next one and
    a second run finds nothing.
    """
    upto = clock.now() - _SETTLED
    rows = await db.fetch("SELECT id FROM saved_filter WHERE notify ORDER BY id")
    return sum([await _look(row["id"], upto) for row in rows])


async def _look(filter_id: int, upto: datetime) -> bool:
    async with db.transaction():
        row = await db.fetch_row(
            """SELECT f.organization_id, f.name, f.query, f.filters, f.seen_at
               FROM saved_filter f JOIN organization o ON o.id = f.organization_id
               WHERE f.id = $1 AND f.notify AND f.seen_at < $2 AND o.status = 'verified' FOR UPDATE OF f SKIP LOCKED""",
            filter_id, upto,
        )  # fmt: skip
        if row is None:
            return False
        many = await listed_between(row["organization_id"], from_json(row["filters"]), row["seen_at"], upto)
        if many or upto - row["seen_at"] > _STALE:
            await db.execute("UPDATE saved_filter SET seen_at = $2 WHERE id = $1", filter_id, upto)
        if many:
            counted = f"{many:,} 笔" if many <= COUNTED else f"超过 {COUNTED:,} 笔"
            await tell(
                row["organization_id"],
                key=f"saved-filter:{filter_id}:{upto.isoformat()}",
                title=f"“{row['name']}”有 {counted}新债权",
                body="上次通知之后，有符合已存筛选条件的债权在市场上出售。不需要通知时，可在债权交易的“已存筛选”中关闭。",
                href=f"/claims/market?{row['query']}",
            )
    return bool(many)
