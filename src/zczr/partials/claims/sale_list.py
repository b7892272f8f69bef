"""我的发布 of 债权交易: own claims by state."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims import queries
from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.claims.queries import ClaimLine, RoundState
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.stages import LABELS
from zczr.partials.claims.sale import LIST
from zczr.partials.claims.states import STATE_BADGES
from zczr.partials.own_postings import Applied, applied, status_asked, status_tabs
from zczr.partials.postings import BADGES
from zczr.web.exports import Batches, Cell, ExportLinks, by_pages
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day, money

PARTIAL = "/partials/claims/sale-list"
HEADINGS = (
    Heading("债权名称", "title"),
    Heading("债权类型", "kind"),
    Heading("债权金额（元）", "face", falls=True, numeric=True),
    Heading("债权定价（元）", "price", falls=True, numeric=True),
    Heading("到期日", "due"),
    Heading("确权", "confirmation"),
    Heading("状态", "status"),
    Heading("操作"),
)
_MISSING = "未填写"


class Row(NamedTuple):
    """One line of the list; ready strings."""

    href: str
    title: str
    kind: str
    face: str
    price: str
    due: str
    debtor_badge: str
    debtor_state: str
    badge: str
    state: str
    applications: tuple[Applied, ...]


@dataclass(frozen=True)
class SaleList:
    """Own claims under one tab."""

    tabs: tuple[Tab, ...]
    exports: ExportLinks
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    paging: Paging
    may_sell: bool


async def load_sale_list(actor: Actor, query: Any) -> SaleList:
    """The page of the list that the query asks for."""
    status, statuses = status_asked(query)
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)
    lines, total, number = await open_page(
        lambda page: queries.own_claims(actor, statuses, page, order), query, size=queries.PAGE
    )
    counts = await queries.counts_by_status(actor)
    doors = Doors.of(LIST, PARTIAL, query)
    return SaleList(
        tabs=status_tabs(doors, status, counts),
        exports=ExportLinks.of(doors),
        columns=columns_of(HEADINGS, order, queries.NEWEST_FIRST, doors),
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
        may_sell=may(actor, Permission.CLAIM_WRITE),
    )


COLUMNS = ("债权名称", "债权类型", "债权金额（元）", "债权定价（元）", "到期日", "确权", "状态", "待处理的申请")


def sale_rows(actor: Actor, query: Any) -> Batches:
    """All that the list has, as it is filtered and ordered."""
    _, statuses = status_asked(query)
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)

    async def load(page: int, size: int) -> tuple[ClaimLine, ...]:
        return (await queries.own_claims(actor, statuses, page, order, size))[0]

    return by_pages(load, _cells)


def _cells(line: ClaimLine) -> tuple[Cell, ...]:
    return (
        line.title,
        ClaimKind(line.kind).label if line.kind else "",
        line.face_amount,
        line.asking_price,
        line.due_on,
        line.debtor_state.label,
        line.round.label if line.round else LABELS[line.status],
        line.open_sent + line.open_received,
    )


def _row(line: ClaimLine) -> Row:
    return Row(
        href=f"{CLAIMS.path}/{line.id}",
        title=line.title,
        kind=ClaimKind(line.kind).label if line.kind else _MISSING,
        face=money(line.face_amount) or _MISSING,
        price=money(line.asking_price) or _MISSING,
        due=day(line.due_on) or _MISSING,
        debtor_badge=STATE_BADGES[line.debtor_state],
        debtor_state=line.debtor_state.label,
        badge="warning" if line.round is RoundState.CHOOSING else BADGES[line.status],
        state=line.round.label if line.round else LABELS[line.status],
        applications=tuple(applied(Business.CLAIM, sent=line.open_sent, received=line.open_received)),
    )


@get(PARTIAL, opt={"permission": Permission.CLAIM_READ})
async def sale_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for tabs, sorting and pager."""
    loaded = await load_sale_list(actor, request.query_params)
    return fragment(request, "claims/_sale_list.html", owner=LIST, url=loaded.paging.here, sale_list=loaded)


HANDLERS = [sale_list]
