"""我的报价: what the actor's organization has quoted for."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims.pricing import figures_of
from zczr.domain.claims.quotes import queries
from zczr.domain.claims.quotes.queries import OwnQuote
from zczr.domain.claims.quotes.stages import LABELS, QUOTE, QuoteStage
from zczr.domain.permissions import Permission, may
from zczr.partials.claims.offer import MARKET
from zczr.partials.claims.quotes_box import BADGES
from zczr.web.exports import Batches, Cell, ExportLinks, by_pages
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.pieces import Event, Term
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day, instant, money, percent

LIST = "/claims/quotes"
PARTIAL = "/partials/claims/quote-list"
HEADINGS = (
    Heading("债权名称", "title"),
    Heading("出售方", "seller"),
    Heading("报价（元）", "price", falls=True, numeric=True),
    Heading("报价截止", "until"),
    Heading("报价时间", "given", falls=True),
    Heading("状态", "status"),
    Heading("操作"),
)
EXPORTED = ("债权名称", "出售方", "债权金额（元）", "报价（元）", "报价截止", "报价时间", "状态")
WITHDRAW_ASKS = "撤回后这份报价不再有效；截止前可以重新报价。确定撤回吗？"


class Row(NamedTuple):
    """One line of the list; ready strings."""

    href: str
    title: str
    seller: str
    price: str
    until: str
    when: str
    badge: str
    state: str


@dataclass(frozen=True)
class QuoteList:
    """Own quotes under one tab."""

    tabs: tuple[Tab, ...]
    exports: ExportLinks
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    paging: Paging


def _asked(query: Any) -> QuoteStage | None:
    return next((each for each in QuoteStage if str(each) == query.get("status")), None)


async def load_quote_list(actor: Actor, query: Any) -> QuoteList:
    """The page of the list that the query asks for."""
    stage, order = _asked(query), order_of(query, HEADINGS, queries.NEWEST_FIRST)
    lines, total, number = await open_page(
        lambda page: queries.own_quotes(actor, stage, page, order), query, size=queries.PAGE
    )
    counts = await queries.counts_by_stage(actor)
    doors = Doors.of(LIST, PARTIAL, query)
    views = doors.without("page", "status")
    return QuoteList(
        tabs=(
            views.tab("全部", current=stage is None, count=sum(counts.values())),
            *(
                views.tab(LABELS[each], f"status={each}", current=each is stage, count=counts.get(each, 0))
                for each in QuoteStage
                if counts.get(each) or each is stage
            ),
        ),
        exports=ExportLinks.of(doors),
        columns=columns_of(HEADINGS, order, queries.NEWEST_FIRST, doors),
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )


def quote_rows(actor: Actor, query: Any) -> Batches:
    """All that the list has, as it is filtered and ordered."""
    stage, order = _asked(query), order_of(query, HEADINGS, queries.NEWEST_FIRST)

    async def load(page: int, size: int) -> tuple[OwnQuote, ...]:
        return (await queries.own_quotes(actor, stage, page, order, size))[0]

    return by_pages(load, _cells)


def _cells(line: OwnQuote) -> tuple[Cell, ...]:
    return (line.title, line.seller_name, line.face_amount, line.price, line.until, instant(line.given_at),
            LABELS[line.stage])  # fmt: skip


def _row(line: OwnQuote) -> Row:
    return Row(
        href=f"{LIST}/{line.id}",
        title=line.title,
        seller=line.seller_name,
        price=money(line.price),
        until=day(line.until),
        when=instant(line.given_at),
        badge=BADGES[line.stage],
        state=LABELS[line.stage],
    )


@dataclass(frozen=True)
class QuoteView:
    """An own quote with its history, and what may be done with it now."""

    title: str
    badge: str
    state: str
    lead: str
    facts: tuple[Term, ...]
    events: tuple[Event, ...]
    change_href: str
    withdraw_href: str
    withdraw_asks: str
    application_href: str


async def load_quote(actor: Actor, own: OwnQuote) -> QuoteView:
    """An own quote in full."""
    acts = own.may_change and may(actor, Permission.APPLICATION_APPLY)
    waits = own.stage is QuoteStage.GIVEN and not own.may_change
    return QuoteView(
        title=own.title,
        badge=BADGES[own.stage],
        state=LABELS[own.stage],
        lead="报价已截止，正在由出售方选择，结果会通过消息通知贵单位。" if waits else "",
        facts=(
            Term("报价", f"{money(own.price)} 元", figure=True),
            *(_figures(own) if own.stage in {QuoteStage.GIVEN, QuoteStage.CHOSEN} else ()),
            Term("报价截止", f"{day(own.until)} 24:00", figure=True),
            Term("出售方", own.seller_name),
            Term("债权类型", own.kind.label),
            Term("债权金额", f"{money(own.face_amount)} 元", figure=True),
            Term("到期日", day(own.due_on), figure=True),
            Term("给出售方的话", own.message or "无"),
        ),
        events=tuple(Event.of(each, QUOTE.acts[each.act]) for each in await history.events_of("quote", own.id)),
        change_href=f"{MARKET}/{own.claim_id}/quote" if acts else "",
        withdraw_href=f"{LIST}/{own.id}/withdrawal" if acts else "",
        withdraw_asks=WITHDRAW_ASKS,
        application_href=f"{Business.CLAIM.path}/{own.application_id}" if own.application_id else "",
    )


def _figures(own: OwnQuote) -> tuple[Term, ...]:
    """What the price comes to; of a quote that has ended nothing, as its claim may be another by now."""
    figures = figures_of(own.face_amount, own.price, own.due_on, clock.today())
    return (
        Term("折扣", percent(figures.discount), figure=True),
        Term("年化收益率", percent(figures.annual_yield) or "—", figure=True),
    )


@get(PARTIAL, opt={"permission": Permission.APPLICATION_READ})
async def quote_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for tabs, sorting and pager."""
    loaded = await load_quote_list(actor, request.query_params)
    return fragment(request, "claims/_quote_list.html", owner=LIST, url=loaded.paging.here, quote_list=loaded)


HANDLERS = [quote_list]
