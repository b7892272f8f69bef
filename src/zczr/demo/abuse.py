"""Two reports of entries of 伙伴动态: one that was upheld, and one that waits for the admins."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from zczr.demo.calendar import days_ago
from zczr.demo.cast import ENTERPRISES, LENDER, PARTNER, PLATFORM
from zczr.demo.registry import Registry
from zczr.domain.accounts.actor import Actor
from zczr.domain.feed import queries as feed
from zczr.domain.reports import commands as reports
from zczr.domain.reports import queries
from zczr.domain.reports.stages import Report

_UPHELD = "近期已在别处为同一项目借款，与这里所写的用途不符，请平台核实。"
_DECISION = "发布单位未能提供所述项目的订单合同，内容无法核实，动态予以移除。"
_OPEN = "所述项目与我司了解的经营情况不符，请平台核实。"


def reports_of(registry: Registry) -> Iterator[tuple[datetime, Callable[[], Awaitable[object]]]]:
    """What was reported and decided, each at its time."""

    async def uphold() -> None:
        (line,), _ = await queries.report_queue(registry.maker(PLATFORM), status=Report.OPEN, page=1)
        await reports.uphold(registry.maker(PLATFORM), line.id, reason=_DECISION)

    yield days_ago(3, 15), lambda: _report(registry, PARTNER, _UPHELD)
    yield days_ago(2, 10), uphold
    yield days_ago(1, 16), lambda: _report(registry, LENDER, _OPEN)


async def _report(registry: Registry, key: str, reason: str) -> None:
    """Report the newest request that somebody outside the cast shows to its partners."""
    reporter: Actor = registry.maker(key)
    cast = {registry.ids[firm.key] for firm in ENTERPRISES}
    lines, _ = await feed.feed_of(reporter, kind=feed.REQUEST, page=1)
    entry = next(line for line in lines if line.organization_id not in cast)
    await reports.file(reporter, entry.id, category="false_information", reason=reason)
