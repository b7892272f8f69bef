"""债权交易: a page of the market, its chips, its ends, and what is wrong with what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.claims import market
from zczr.domain.claims.kinds import SaleMode
from zczr.domain.claims.market import COUNTED, DEEPEST, PAGE, Line, MarketPage
from zczr.domain.claims.market_filters import Filters
from zczr.domain.claims.pricing import annual_yield, discount_of
from zczr.domain.credit.grades import grade_of
from zczr.domain.ordering import Order
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, regions
from zczr.partials.claims.market_query import Asked, Chip, Wrong, read
from zczr.partials.claims.offer import MARKET
from zczr.partials.claims.states import STATE_BADGES
from zczr.partials.conversations.writing import contact_href
from zczr.web.exports import ExportLinks
from zczr.web.paging import Doors, Paging
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day, money, percent

PARTIAL = "/partials/claims/market-list"

_HEADINGS = (
    Heading("债权名称", "title"),
    Heading("融资企业", "seller"),
    Heading("债权类型", "kind"),
    Heading("债权期限", "due"),
    Heading("债权金额（元）", "amount", falls=True, numeric=True),
    Heading("出售价格（元）", "price", falls=True, numeric=True),
    Heading("折扣", "discount", falls=True, numeric=True),
    Heading("年化收益率", "yield", falls=True, numeric=True),
    Heading("确权", "debtor"),
)
_PORTFOLIO = (
    Heading("信用等级", "grade", falls=True),
    Heading("地区", "region"),
    Heading("所属行业", "industry"),
    Heading("追索权", "recourse"),
)
_LAST = Heading("操作")
HEADINGS = (*_HEADINGS, *_PORTFOLIO, _LAST)


class Priced(NamedTuple):
    """A claim, the days until it is due, and what its price comes to; no yield where nothing is left to wait for."""

    line: Line
    left: int
    discount: Decimal
    annual_yield: Decimal | None


class Row(NamedTuple):
    """One claim; ready strings. An own one has no `contact` and no `buy`."""

    id: str
    href: str
    title: str
    seller_href: str
    seller: str
    kind: str
    due: str
    left: str
    amount: str
    price: str
    discount: str
    annual_yield: str
    badge: str
    state: str
    contact: str
    buy: str
    buy_label: str
    portfolio: tuple[str, ...]


@dataclass(frozen=True)
class MarketList:
    """A page of the market."""

    wrong: tuple[Wrong, ...]
    chips: tuple[Chip, ...]
    reset_href: str
    save_href: str
    sort: str
    order: str
    """The order in the address, for the form to keep; empty for the usual one."""
    columns: tuple[Column, ...]
    portfolio: bool
    rows: tuple[Row, ...]
    amounts: str
    prices: str
    """Sums of this page."""
    chart: str
    chart_text: str
    exports: ExportLinks
    paging: Paging

    @property
    def status(self) -> int:
        """422 where something that was asked for has to be righted."""
        return 422 if self.wrong else 200


async def load_market_list(actor: Actor, query: Any, asked: Asked | None = None) -> MarketList:
    """The page of the market that the query asks for."""
    asked = asked or read(query)
    order = order_of(query, HEADINGS, market.NEWEST_FIRST)
    found, number = await open_market(actor, asked.filters, query, order)
    doors = Doors.of(MARKET, PARTIAL, query)
    portfolio = actor.kind is Kind.INSTITUTION
    headings = (*_HEADINGS, *_PORTFOLIO, _LAST) if portfolio else (*_HEADINGS, _LAST)
    many = found.total > COUNTED
    usual = order == market.NEWEST_FIRST
    priced, buys = priced_lines(found.lines, clock.today()), may(actor, Permission.APPLICATION_APPLY)
    return MarketList(
        wrong=tuple(asked.wrong),
        chips=asked.chips(doors),
        reset_href=MARKET,
        save_href=doors.without("page").below("/filters/new") if asked.conditions else "",
        sort="" if usual else order.column,
        order="" if usual else "desc" if order.descending else "asc",
        columns=columns_of(headings, order, market.NEWEST_FIRST, doors),
        portfolio=portfolio,
        rows=tuple([_row(each, actor, buys, portfolio) for each in priced]),
        amounts=money(sum([line.face_amount for line in found.lines], Decimal(0))),
        prices=money(sum([line.asking_price for line in found.lines], Decimal(0))),
        chart=doors.below("/scatter.svg"),
        chart_text=_chart_text(priced),
        exports=ExportLinks.of(doors),
        paging=Paging.of_many(doors, number=number, size=PAGE, most=COUNTED)
        if many
        else Paging.of(doors, number=number, size=PAGE, total=found.total),
    )


async def open_market(actor: Actor, filters: Filters, query: Any, order: Order) -> tuple[MarketPage, int]:
    """The page that the query asks for and its number; behind the last page is the last.

    From the back it keeps its negative number only where there is too much to be counted.
    """
    number = _page_number(query)
    found = await market.market_page(actor, filters, page=number, order=order)
    if found.total > COUNTED:
        return found, number
    pages = max(1, -(-found.total // PAGE))
    wanted = min(max(1, number if number > 0 else pages + 1 + number), pages)
    if wanted != number:
        found = await market.market_page(actor, filters, page=wanted, order=order)
    return found, wanted


def _page_number(query: Any) -> int:
    """The page a query asks for, negative from the back; 1 for nonsense, and no deeper than can be reached."""
    text = str(query.get("page", "1"))
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6 and int(digits)):
        return 1
    return max(-DEEPEST, min(int(text), DEEPEST))


def _row(priced: Priced, actor: Actor, buys: bool, portfolio: bool) -> Row:
    line, left, discount, earned = priced
    own = line.seller_id == actor.organization_id
    href = f"{MARKET}/{line.id}"
    quotes = line.sale_mode is SaleMode.QUOTES
    return Row(
        str(line.id),
        href,
        line.title,
        f"/partners/{line.seller_id}",
        line.seller_name,
        line.kind.label,
        day(line.due_on),
        f"剩 {left} 天",
        money(line.face_amount),
        money(line.asking_price),
        percent(discount),
        percent(earned) or "—",
        STATE_BADGES[line.debtor_state],
        line.debtor_state.label,
        "" if own else contact_href(line.seller_id, "claim", line.id),
        "" if own or not buys else f"{href}/quote" if quotes else f"{href}/purchase",
        "参与询价" if quotes else "购买",
        portfolio_of(line) if portfolio else (),
    )


def portfolio_of(line: Line) -> tuple[str, ...]:
    """What who buys many looks at: the seller's grade, where it is, what it does, and whether it answers for the debtor."""
    return (
        grade_of(line.seller_score).label,
        regions.city_name(line.city_code),
        industries.name_of(line.industry_section),
        line.recourse.label,
    )


def priced_lines(lines: Sequence[Line], today: date) -> list[Priced]:
    """Claims with what their prices come to today."""
    priced = []
    for line in lines:
        face, price, left = line.face_amount, line.asking_price, (line.due_on - today).days
        priced.append(Priced(line, left, discount_of(face, price), annual_yield(face, price, left)))
    return priced


def points_of(priced: Sequence[Priced]) -> list[tuple[Line, Decimal, Decimal]]:
    """The claims of a page that have a yield, each with its discount and yield."""
    return [(each.line, each.discount, each.annual_yield) for each in priced if each.annual_yield is not None]


def _chart_text(priced: Sequence[Priced]) -> str:
    """What the chart shows, in words."""
    points = points_of(priced)
    if not points:
        return ""
    discounts, yields = [point[1] for point in points], [point[2] for point in points]
    return (
        f"本页 {len(points)} 笔债权的折扣与年化收益率：折扣 {percent(min(discounts))} 至 {percent(max(discounts))}，"
        f"年化收益率 {percent(min(yields))} 至 {percent(max(yields))}；每笔的数字见下面的列表。"
    )


@get(PARTIAL, opt={"permission": Permission.MARKET_READ})
async def market_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for the filters, headings and pager."""
    loaded = await load_market_list(actor, request.query_params)
    return fragment(
        request,
        "claims/_market_list.html",
        owner=MARKET,
        url=loaded.paging.here,
        status=loaded.status,
        market_list=loaded,
    )


HANDLERS = [market_list]
