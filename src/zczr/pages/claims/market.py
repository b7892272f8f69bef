"""债权交易: the market, claims side by side, its chart, and the list as a file."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.response import Stream

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import market
from zczr.domain.permissions import Permission
from zczr.partials.claims.comparison import load_comparison
from zczr.partials.claims.market_chart import market_chart
from zczr.partials.claims.market_export import COLUMNS, cells
from zczr.partials.claims.market_filter_form import market_filters
from zczr.partials.claims.market_list import HEADINGS, load_market_list, open_market, points_of, priced_lines
from zczr.partials.claims.market_query import read
from zczr.partials.claims.market_region import load_market_region
from zczr.partials.claims.offer import MARKET
from zczr.web.exports import MOST_ROWS, Cell, download
from zczr.web.layout import Place
from zczr.web.respond import page, see_other
from zczr.web.sorting import order_of

_READ = {"permission": Permission.MARKET_READ}


@get(MARKET, opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The market."""
    asked = read(request.query_params)
    loaded = await load_market_list(actor, request.query_params, asked)
    form = market_filters(asked)
    return page(
        request, "claims/market.html", title="债权交易", place=Place.MARKET, status=loaded.status, market_list=loaded, filters=form,
        market_region=load_market_region(asked.filters.province, asked.filters.city, form.errors["province"]),
    )  # fmt: skip


@get(f"{MARKET}/compare", opt=_READ)
async def compare(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Some claims side by side."""
    comparison = await load_comparison(actor, request.query_params.getall("id", []))
    return page(request, "claims/compare.html", title="债权对比", place=Place.MARKET, comparison=comparison)


@get(f"{MARKET}/scatter.svg", opt=_READ)
async def scatter(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Discount and yield of the page that the query asks for."""
    query = request.query_params
    order = order_of(query, HEADINGS, market.NEWEST_FIRST)
    found, _ = await open_market(actor, read(query).filters, query, order)
    chart = market_chart(points_of(priced_lines(found.lines, clock.today())))
    return Response(chart, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@get([f"{MARKET}/export.csv", f"{MARKET}/export.xlsx"], opt={**_READ, "no_compress": True})
async def export(request: Request[Any, Any, Any], actor: Actor) -> Stream | Response[str]:
    """The market as a file, as it is filtered and ordered; a filter that cannot be read is told on the page instead."""
    query = request.query_params
    asked = read(query)
    if asked.wrong:
        return see_other(request, f"{MARKET}?{request.url.query}")
    order = order_of(query, HEADINGS, market.NEWEST_FIRST)
    lines = market.market_rows(actor, asked.filters, order=order, most=MOST_ROWS)
    return await download(request, actor.member_id, name="在售债权", headings=COLUMNS, batches=_rows(lines))


async def _rows(batches: AsyncIterator[tuple[market.Line, ...]]) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    today = clock.today()
    async for batch in batches:
        yield [cells(line, today) for line in batch]


HANDLERS = [index, compare, scatter, export]
