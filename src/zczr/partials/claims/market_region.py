"""The market's 地区: two selects, the second filled by the first."""

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain.permissions import Permission
from zczr.domain.reference import regions
from zczr.partials.claims.offer import MARKET
from zczr.web.respond import fragment

PARTIAL = "/partials/claims/market-region"


class Option(NamedTuple):
    """A line of a select."""

    value: str
    label: str


@dataclass(frozen=True)
class MarketRegion:
    """What is chosen, and what can be."""

    province: str
    city: str
    provinces: tuple[Option, ...]
    cities: tuple[Option, ...]
    wrong: str
    """What has to be righted; empty for nothing."""


def load_market_region(province: str, city: str, wrong: str = "") -> MarketRegion:
    """The selects with these choices; a city of another province is none."""
    return MarketRegion(province, city, _provinces(), _cities(province), wrong)


@cache
def _provinces() -> tuple[Option, ...]:
    return tuple(Option(each.code, each.name) for each in regions.provinces())


@cache
def _cities(province: str) -> tuple[Option, ...]:
    return tuple(Option(each.code, each.name) for each in regions.cities(province))


@get(PARTIAL, opt={"permission": Permission.MARKET_READ})
async def market_region(request: Request[Any, Any, Any]) -> Response[str]:
    """The selects after a choice."""
    known = {each.value for each in _provinces()}
    province = str(request.query_params.get("province", ""))
    loaded = load_market_region(province if province in known else "", str(request.query_params.get("city", "")))
    return fragment(request, "claims/_market_region.html", owner=MARKET, market_region=loaded)


HANDLERS = [market_region]
