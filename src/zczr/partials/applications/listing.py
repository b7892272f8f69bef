"""申请详情: what was sent and what was received, by state."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import queries
from zczr.domain.applications.stages import LABELS, Stage
from zczr.domain.ordering import Order
from zczr.domain.permissions import Permission
from zczr.partials.applications.stage_view import days_until, stage_view
from zczr.partials.conversations.writing import contact_href
from zczr.web.exports import Batches, Cell, ExportLinks, by_pages
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import instant, money

OWNER = "/lending/applications"
PARTIAL = "/partials/lending/applications/application-list"
_SIDES = ("sent", "received")
_DECLINED = "已与其他单位成交"
_STAGES = {str(stage): stage for stage in Stage}
# The badge of a state does not depend on its clock.
_SHOWN = {stage: stage_view(stage, datetime.max.replace(tzinfo=UTC), None) for stage in Stage}


HEADINGS = (
    Heading("项目名称", "title"),
    Heading("对方", "counterparty"),
    Heading("金额（元）", "amount", falls=True, numeric=True),
    Heading("状态", "stage"),
    Heading("时间", "created", falls=True),
    Heading("剩余", "due"),
    Heading("操作"),
)


class Row(NamedTuple):
    """One line of the list; ready strings."""

    href: str
    title: str
    counterparty: str
    amount: str
    badge: str
    state: str
    created: str
    days_left: str
    note: str
    contact_href: str


@dataclass(frozen=True)
class ApplicationList:
    """One tab of the applications."""

    received: bool
    stage: str
    """The state it is filtered by; empty for all."""
    tabs: tuple[Tab, ...]
    states: tuple[Tab, ...]
    exports: ExportLinks
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    paging: Paging


async def load_application_list(actor: Actor, query: Any) -> ApplicationList:
    """The page of the list that the query asks for."""
    stage = _STAGES.get(query.get("status"))
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)
    received = query.get("side") == "received"
    found, lines, total, number = await _open(actor, query, received=received, stage=stage, order=order)
    # Who only ever received opens the list there.
    if query.get("side") not in _SIDES and found.elsewhere and not found.counts:
        received = True
        found, lines, total, number = await _open(actor, query, received=received, stage=stage, order=order)
    counts, here = found.counts, sum(found.counts.values())
    sent_and_received = (found.elsewhere, here) if received else (here, found.elsewhere)
    doors = Doors.of(OWNER, PARTIAL, query)
    sides = doors.without("page", "status", "side")
    side = "side=received" if received else "side=sent"
    now = clock.now()
    return ApplicationList(
        received=received,
        stage=LABELS[stage] if stage else "",
        tabs=(
            sides.tab("已发起", "side=sent", current=not received, count=sent_and_received[0]),
            sides.tab("已收到", "side=received", current=received, count=sent_and_received[1]),
        ),
        states=(
            sides.tab("全部", side, current=stage is None, count=here),
            *(
                sides.tab(LABELS[each], f"{side}&status={each}", current=each is stage, count=counts.get(each, 0))
                for each in Stage
                if each in counts or each is stage
            ),
        ),
        # Which side is shown may follow from what there is; the file says it.
        exports=ExportLinks.of(doors.without("side"), side),
        columns=columns_of(HEADINGS, order, queries.NEWEST_FIRST, doors),
        rows=tuple([_row(line, now) for line in lines]),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )


COLUMNS = ("项目名称", "对方", "金额（元）", "状态", "时间", "剩余天数", "备注")


def application_rows(actor: Actor, query: Any) -> Batches:
    """All that one side of the list has, as it is filtered and ordered."""
    stage = _STAGES.get(query.get("status"))
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)
    received, now = query.get("side") == "received", clock.now()

    async def load(page: int, size: int) -> tuple[queries.ListLine, ...]:
        found = await queries.applications_of(actor, received=received, stage=stage, page=page, order=order, size=size)
        return found.lines

    return by_pages(load, lambda line: _cells(line, now))


def _cells(line: queries.ListLine, now: datetime) -> tuple[Cell, ...]:
    return (
        line.title,
        line.counterparty,
        line.amount,
        _SHOWN[line.stage].label,
        instant(line.created_at),
        days_until(line.due_at, now) if line.due_at else None,
        _DECLINED if line.declined else "",
    )


async def _open(
    actor: Actor, query: Any, *, received: bool, stage: Stage | None, order: Order
) -> tuple[queries.ListPage, tuple[queries.ListLine, ...], int, int]:
    """One side of the list at the page that the query asks for: counts, lines, how many there are, and which page it is."""
    found = queries.ListPage((), {}, 0)

    async def load(page: int) -> tuple[tuple[queries.ListLine, ...], int]:
        nonlocal found
        found = await queries.applications_of(actor, received=received, stage=stage, page=page, order=order)
        return found.lines, found.counts.get(stage, 0) if stage else sum(found.counts.values())

    lines, total, number = await open_page(load, query, size=queries.PAGE)
    return found, lines, total, number


def _row(line: queries.ListLine, now: datetime) -> Row:
    shown = _SHOWN[line.stage]
    return Row(
        f"{OWNER}/{line.id}",
        line.title,
        line.counterparty,
        money(line.amount),
        shown.badge,
        shown.label,
        instant(line.created_at),
        f"{days_until(line.due_at, now)} 天" if line.due_at else "",
        _DECLINED if line.declined else "",
        contact_href(line.counterparty_id, "application", line.id),
    )


@get(PARTIAL, opt={"permission": Permission.APPLICATION_READ})
async def application_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for tabs and pager."""
    loaded = await load_application_list(actor, request.query_params)
    return fragment(
        request, "applications/_application_list.html", owner=OWNER, url=loaded.paging.here, application_list=loaded
    )


HANDLERS = [application_list]
