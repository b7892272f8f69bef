"""Claims of the market side by side: a column each, a line for each fact, and what stands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import market
from zczr.domain.claims.market import MOST_COMPARED
from zczr.domain.claims.pricing import annual_yield, days_left, discount_of
from zczr.partials.claims.market_list import portfolio_of
from zczr.partials.claims.offer import MARKET
from zczr.web.forms import is_id
from zczr.web.templating import day, money, percent


class Compared(NamedTuple):
    """One claim; `values` stand in the order of the terms, `without` is the address without it."""

    title: str
    href: str
    seller: str
    seller_href: str
    values: tuple[str, ...]
    without: str


TERMS = (
    "债权类型", "到期日", "剩余天数", "债权金额（元）", "出售价格（元）", "折扣", "年化收益率", "确权", "出售方式", "信用等级", "地区",
    "所属行业", "追索权",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """What is compared; `note` says what is not."""

    claims: tuple[Compared, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    note: str
    back: str


async def load_comparison(actor: Actor, asked: Sequence[str]) -> Comparison:
    """These claims, as far as the actor sees them on the market, five at most."""
    ids = list(dict.fromkeys(int(each) for each in asked if is_id(each)))
    found = await market.side_by_side(actor, ids[:MOST_COMPARED])
    shown = [str(line.id) for line in found]
    claims = tuple(_compared(line, [each for each in shown if each != str(line.id)]) for line in found)
    lines = tuple((term, tuple(each.values[place] for each in claims)) for place, term in enumerate(TERMS))
    return Comparison(claims, lines, _note(len(ids), len(found)), MARKET)


def _note(asked: int, found: int) -> str:
    if asked > MOST_COMPARED:
        return f"一次最多对比 {MOST_COMPARED} 笔，只列出了先选的 {found} 笔。"
    return "所选的债权中有的已不在市场上，没有列出。" if found < asked else ""


def _compared(line: market.Line, others: Sequence[str]) -> Compared:
    left = days_left(line.due_on, clock.today())
    return Compared(
        line.title,
        f"{MARKET}/{line.id}",
        line.seller_name,
        f"/partners/{line.seller_id}",
        (
            line.kind.label,
            day(line.due_on),
            f"{left} 天",
            money(line.face_amount),
            money(line.asking_price),
            percent(discount_of(line.face_amount, line.asking_price)),
            percent(annual_yield(line.face_amount, line.asking_price, left)) or "—",
            line.debtor_state.label,
            line.sale_mode.label,
            *portfolio_of(line),
        ),
        f"{MARKET}/compare?" + "&".join(f"id={each}" for each in others),
    )
