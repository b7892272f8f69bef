"""The open postings of the actor's organization with their best matches, and running loans."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import queries as lending
from zczr.domain.lending.labels import range_text
from zczr.domain.lending.queries import MatchLine, PostingLine
from zczr.domain.lending.sorts import REQUESTS
from zczr.domain.money import two_places, wan_text
from zczr.domain.permissions import Permission, may
from zczr.domain.positions.queries import OpenPositions, open_positions
from zczr.domain.postings.stages import Posting
from zczr.domain.rates import percent_text
from zczr.domain.reference import regions
from zczr.web.respond import fragment
from zczr.web.templating import day, wan

OWNER = "/work"
_SHOWN_POSTINGS = 5
_SHOWN_MATCHES = 3
_POSTINGS = "/lending/postings"


@dataclass(frozen=True)
class PostingRow:
    """An open posting; `matches` links to its match page."""

    title: str
    href: str
    amount: str
    rate: str
    term: str
    matches: str
    applications: str
    until: str


@dataclass(frozen=True)
class MatchCard:
    """A counterparty worth applying to."""

    name: str
    href: str
    score: str
    posting: str
    facts: tuple[dict[str, str], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Positions:
    """Running loans as text, amounts in 万."""

    borrowed: str
    lent: str
    count: str
    next_end: str


@dataclass(frozen=True)
class MyBusiness:
    """Running loans (None where there are none), open postings and their best matches."""

    positions: Positions | None
    rows: tuple[PostingRow, ...]
    more: str
    all_href: str
    matches: tuple[MatchCard, ...]
    may_borrow: bool
    may_lend: bool


async def load_my_business(actor: Actor) -> MyBusiness:
    """What the actor's organization has published, and whom matching found for it."""
    lines, total = await lending.own_postings(actor, (Posting.ACTIVE,), 1)
    return MyBusiness(
        positions=_positions(await open_positions(actor)),
        rows=tuple(_row(line) for line in lines[:_SHOWN_POSTINGS]),
        more=f"全部 {total} 项" if total > _SHOWN_POSTINGS else "",
        all_href=_POSTINGS,
        matches=await _best_matches(actor, lines[:_SHOWN_POSTINGS]),
        may_borrow=may(actor, Permission.REQUEST_WRITE),
        may_lend=may(actor, Permission.OFFER_WRITE),
    )


def _positions(found: OpenPositions) -> Positions | None:
    if not found.count:
        return None
    return Positions(wan(found.borrowed), wan(found.lent), str(found.count), day(found.next_end))


def _row(line: PostingLine) -> PostingRow:
    assert line.rate is not None, "an open posting is complete"
    assert line.amount_min is not None, "an open posting is complete"
    assert line.amount_max is not None, "an open posting is complete"
    low, high = wan_text(line.amount_min), wan_text(line.amount_max)
    return PostingRow(
        title=line.title,
        href=_matches_href(line),
        amount=high if low == high else f"{low} — {high}",
        rate=f"{'≤' if line.sort is REQUESTS else '≥'} {percent_text(line.rate, 2)}",
        term=f"{line.term_months} 个月",
        matches=f"{line.matches} 笔" if line.matches else "暂无",
        applications=f"{line.open_applications} 份" if line.open_applications else "",
        until=day(line.expires_on),
    )


def _matches_href(line: PostingLine) -> str:
    return f"{line.sort.path}/{line.id}/matches"


async def _best_matches(actor: Actor, lines: tuple[PostingLine, ...]) -> tuple[MatchCard, ...]:
    """The best counterparties nobody has applied to yet, one for each posting before a second one."""
    found: list[tuple[int, MatchLine, PostingLine]] = []
    for line in lines:
        own = await lending.own_posting(actor, line.sort, line.id)
        free = [each for each in await lending.matches_of(actor, own) if each.application_id is None]
        found += [(place, each, line) for place, each in enumerate(free[:_SHOWN_MATCHES])]
    found.sort(key=lambda each: (each[0], -each[1].total))
    cards: dict[int, MatchCard] = {}
    for _, match, line in found:
        cards.setdefault(match.organization_id, _match_card(match, line))
    best = list(cards.values())[:_SHOWN_MATCHES]
    return tuple(sorted(best, key=lambda card: -Decimal(card.score)))


def _match_card(match: MatchLine, line: PostingLine) -> MatchCard:
    return MatchCard(
        name=match.name,
        href=_matches_href(line),
        score=two_places(match.total),
        posting=line.title,
        facts=(
            {"term": "地区", "text": regions.city_name(match.city_code)},
            {"term": "金额", "text": range_text(match.amount_min, match.amount_max)},
            {"term": "利率", "text": f"{percent_text(match.rate, 2)}/年"},
            {"term": "信用分", "text": str(match.credit_score)},
        ),
        reasons=tuple(match.terms["best"][:2]),
    )


@get("/partials/work/my-business", opt={"permission": Permission.OFFER_READ})
async def my_business(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The open postings, alone."""
    return fragment(request, "home/_my_business.html", owner=OWNER, my_business=await load_my_business(actor))


HANDLERS = [my_business]
