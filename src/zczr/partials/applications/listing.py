"""申请详情: what was sent and what was received, by state."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import queries
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.stages import LABELS, Stage
from zczr.domain.ordering import Order
from zczr.domain.permissions import Permission
from zczr.partials.applications.stage_view import stage_view
from zczr.partials.conversations.writing import contact_href
from zczr.web.exports import Batches, Cell, ExportLinks, by_pages
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import instant, money

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


class Start(NamedTuple):
    """What an empty list says, and where one begins."""

    received: str
    sent: str
    label: str
    href: str


_STARTS = {
    Business.LOAN: Start(
        "发布借款或贷款后，匹配的企业可以向贵单位发起申请。",
        "发布后从匹配结果中选择企业发起申请。",
        "查看我的发布",
        "/lending/postings",
    ),
    Business.CLAIM: Start(
        "出售债权后，买方可以申请购买；发布收购意向后，卖方可以向贵单位发起出售申请。",
        "在债权交易中购买债权，或从匹配结果中向买方发起出售申请。",
        "去看在售债权",
        "/claims/market",
    ),
}


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
    start: Start


async def load_application_list(actor: Actor, business: Business, query: Any) -> ApplicationList:
    """The page of a business's list that the query asks for."""
    stage = _STAGES.get(query.get("status"))
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)
    received = query.get("side") == "received"
    found, lines, total, number = await _open(actor, business, query, received=received, stage=stage, order=order)
    # Who only ever received opens the list there.
    if query.get("side") not in _SIDES and found.elsewhere and not found.counts:
        received = True
        found, lines, total, number = await _open(actor, business, query, received=received, stage=stage, order=order)
    counts, here = found.counts, sum(found.counts.values())
    sent_and_received = (found.elsewhere, here) if received else (here, found.elsewhere)
    doors = Doors.of(business.path, f"/partials{business.path}/application-list", query)
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
        rows=tuple([_row(business, line, now) for line in lines]),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
        start=_STARTS[business],
    )


COLUMNS = ("项目名称", "对方", "金额（元）", "状态", "时间", "剩余天数", "备注")


def application_rows(actor: Actor, business: Business, query: Any) -> Batches:
    """All that one side of a business's list has, as it is filtered and ordered."""
    stage = _STAGES.get(query.get("status"))
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)
    received, now = query.get("side") == "received", clock.now()

    async def load(page: int, size: int) -> tuple[queries.ListLine, ...]:
        found = await queries.applications_of(
            actor, business, received=received, stage=stage, page=page, order=order, size=size
        )
        return found.lines

    return by_pages(load, lambda line: _cells(line, now))


def _cells(line: queries.ListLine, now: datetime) -> tuple[Cell, ...]:
    return (
        line.title,
        line.counterparty,
        line.amount,
        _SHOWN[line.stage].label,
        instant(line.created_at),
        clock.days_until(line.due_at, now) if line.due_at else None,
        _DECLINED if line.declined else "",
    )


async def _open(
    actor: Actor, business: Business, query: Any, *, received: bool, stage: Stage | None, order: Order
) -> tuple[queries.ListPage, tuple[queries.ListLine, ...], int, int]:
    """One side of the list at the page that the query asks for: counts, lines, how many there are, and which page it is."""
    found = queries.ListPage((), {}, 0)

    async def load(page: int) -> tuple[tuple[queries.ListLine, ...], int]:
        nonlocal found
        found = await queries.applications_of(actor, business, received=received, stage=stage, page=page, order=order)
        return found.lines, found.counts.get(stage, 0) if stage else sum(found.counts.values())

    lines, total, number = await open_page(load, query, size=queries.PAGE)
    return found, lines, total, number


def _row(business: Business, line: queries.ListLine, now: datetime) -> Row:
    shown = _SHOWN[line.stage]
    return Row(
        f"{business.path}/{line.id}",
        line.title,
        line.counterparty,
        money(line.amount),
        shown.badge,
        shown.label,
        instant(line.created_at),
        f"{clock.days_until(line.due_at, now)} 天" if line.due_at else "",
        _DECLINED if line.declined else "",
        contact_href(line.counterparty_id, "application", line.id),
    )


@get("/partials/lending/applications/application-list", opt={"permission": Permission.APPLICATION_READ})
async def loan_applications(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list of 借贷业务 alone, for tabs and pager."""
    return await _alone(request, actor, Business.LOAN)


@get("/partials/claims/applications/application-list", opt={"permission": Permission.APPLICATION_READ})
async def claim_applications(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list of 债权交易 alone."""
    return await _alone(request, actor, Business.CLAIM)


async def _alone(request: Request[Any, Any, Any], actor: Actor, business: Business) -> Response[str]:
    loaded = await load_application_list(actor, business, request.query_params)
    return fragment(
        request,
        "applications/_application_list.html",
        owner=business.path,
        url=loaded.paging.here,
        application_list=loaded,
    )


HANDLERS = [loan_applications, claim_applications]
