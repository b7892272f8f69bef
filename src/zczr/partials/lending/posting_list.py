"""我的发布: own requests and offers by state."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.lending import queries
from zczr.domain.lending.queries import PostingLine
from zczr.domain.lending.sorts import REQUESTS
from zczr.domain.money import wan_text
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.stages import LABELS, Posting
from zczr.domain.rates import percent_text, to_percent
from zczr.partials.own_postings import Applied, applied, status_asked, status_tabs
from zczr.partials.postings import BADGES
from zczr.web.exports import Batches, Cell, ExportLinks, by_pages
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day

OWNER = "/lending/postings"
PARTIAL = "/partials/lending/posting-list"


HEADINGS = (
    Heading("名称", "project"),
    Heading("业务", "kind"),
    Heading("金额（万元）", "amount", falls=True, numeric=True),
    Heading("利率（年）", "rate", numeric=True),
    Heading("期限", "term", numeric=True),
    Heading("状态", "status"),
    Heading("到期日", "expires"),
    Heading("匹配", "matches", falls=True),
    Heading("操作"),
)
_MISSING = "未填写"


class Row(NamedTuple):
    """One line of the list; ready strings."""

    title: str
    href: str
    kind: str
    amount: str
    rate: str
    term: str
    badge: str
    state: str
    expires: str
    matches: str
    matches_href: str
    applications: tuple[Applied, ...]


@dataclass(frozen=True)
class PostingList:
    """Own postings under one tab."""

    tabs: tuple[Tab, ...]
    exports: ExportLinks
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    paging: Paging
    may_borrow: bool
    may_lend: bool


async def load_posting_list(actor: Actor, query: Any) -> PostingList:
    """The page of the list that the query asks for."""
    status, statuses = status_asked(query)
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)
    lines, total, number = await open_page(
        lambda page: queries.own_postings(actor, statuses, page, order), query, size=queries.PAGE
    )
    counts = await queries.counts_by_status(actor)
    doors = Doors.of(OWNER, PARTIAL, query)
    return PostingList(
        tabs=status_tabs(doors, status, counts),
        exports=ExportLinks.of(doors),
        columns=columns_of(HEADINGS, order, queries.NEWEST_FIRST, doors),
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
        may_borrow=may(actor, Permission.REQUEST_WRITE),
        may_lend=may(actor, Permission.OFFER_WRITE),
    )


COLUMNS = (
    "名称",
    "业务",
    "金额下限（元）",
    "金额上限（元）",
    "利率（%/年）",
    "期限（月）",
    "状态",
    "到期日",
    "匹配",
    "待处理的申请",
)


def posting_rows(actor: Actor, query: Any) -> Batches:
    """All that the list has, as it is filtered and ordered."""
    _, statuses = status_asked(query)
    order = order_of(query, HEADINGS, queries.NEWEST_FIRST)

    async def load(page: int, size: int) -> tuple[PostingLine, ...]:
        return (await queries.own_postings(actor, statuses, page, order, size=size))[0]

    return by_pages(load, _cells)


def _cells(line: PostingLine) -> tuple[Cell, ...]:
    active = line.status is Posting.ACTIVE
    return (
        line.title,
        "借款" if line.sort is REQUESTS else "贷款",
        line.amount_min,
        line.amount_max,
        None if line.rate is None else to_percent(line.rate),
        line.term_months,
        LABELS[line.status],
        line.expires_on if active else None,
        line.matches if active else None,
        line.open_applications,
    )


def _row(line: PostingLine) -> Row:
    request = line.sort is REQUESTS
    href = f"{line.sort.path}/{line.id}"
    active = line.status is Posting.ACTIVE
    return Row(
        title=line.title,
        href=href,
        kind="借款" if request else "贷款",
        amount=_range(line.amount_min, line.amount_max),
        rate=_MISSING if line.rate is None else percent_text(line.rate, 2),
        term=f"{line.term_months} 个月" if line.term_months else _MISSING,
        badge=BADGES[line.status],
        state=LABELS[line.status],
        expires=day(line.expires_on) if active else "",
        matches=str(line.matches) if active else "",
        matches_href=f"{href}/matches" if active else "",
        applications=tuple(applied(Business.LOAN, sent=line.open_sent, received=line.open_received)),
    )


def _range(low: Decimal | None, high: Decimal | None) -> str:
    if low is None and high is None:
        return _MISSING
    shown = [wan_text(amount) if amount else _MISSING for amount in (low, high)]
    return shown[0] if low == high else " — ".join(shown)


@get(PARTIAL, opt={"permission": Permission.OFFER_READ})
async def posting_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for its tabs and pager."""
    loaded = await load_posting_list(actor, request.query_params)
    return fragment(request, "lending/_posting_list.html", owner=OWNER, url=loaded.paging.here, posting_list=loaded)


HANDLERS = [posting_list]
