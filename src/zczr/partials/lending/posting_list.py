"""我的发布: own requests and offers by state."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.lending import queries
from zczr.domain.lending.labels import offer_title, request_title
from zczr.domain.lending.postings import REQUESTS
from zczr.domain.lending.queries import PostingLine
from zczr.domain.lending.stages import LABELS, Posting
from zczr.domain.money import wan_text
from zczr.domain.permissions import Permission
from zczr.domain.rates import percent_text
from zczr.partials.lending.posting import BADGES
from zczr.web.layout import Item
from zczr.web.paging import Paging, page_number
from zczr.web.respond import fragment
from zczr.web.templating import day

OWNER = "/lending/postings"
PARTIAL = "/partials/lending/posting-list"


@dataclass(frozen=True)
class Tab(Item):
    """A tab with the fragment's own address."""

    partial: str = ""


@dataclass(frozen=True)
class Row:
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
    applications: str


@dataclass(frozen=True)
class PostingList:
    """Own postings under one tab."""

    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    paging: Paging
    may_borrow: bool


async def load_posting_list(actor: Actor, query: Any) -> PostingList:
    """The page of the list that the query asks for."""
    status = next((each for each in Posting if str(each) == query.get("status")), None)
    number = page_number(query)
    lines, total = await queries.own_postings(actor, (status,) if status else tuple(Posting), number)
    counts = await queries.counts_by_status(actor)
    return PostingList(
        tabs=(
            _tab("全部", "", current=status is None, count=sum(counts.values())),
            *(
                _tab(LABELS[each], f"status={each}", current=each is status, count=counts.get(each, 0))
                for each in Posting
                if counts.get(each) or each is status
            ),
        ),
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(OWNER, query, number=number, size=queries.PAGE, total=total),
        may_borrow=actor.kind is Kind.ENTERPRISE,
    )


def _tab(label: str, query: str, *, current: bool, count: int) -> Tab:
    return Tab(
        label,
        f"{OWNER}?{query}" if query else OWNER,
        current,
        str(count) if count else "",
        f"{PARTIAL}?{query}" if query else PARTIAL,
    )


def _row(line: PostingLine) -> Row:
    request = line.sort is REQUESTS
    if request:
        title = request_title(line.city_code, line.project, line.amount_max)
    else:
        title = offer_title(line.project, line.amount_min, line.amount_max)
    low, high = (wan_text(amount) if amount else "？" for amount in (line.amount_min, line.amount_max))
    href = f"/lending/{line.sort.path}/{line.id}"
    active = line.status is Posting.ACTIVE
    return Row(
        title=title,
        href=href,
        kind="借款" if request else "贷款",
        amount=f"{low} — {high}",
        rate="" if line.rate is None else percent_text(line.rate, 2),
        term=f"{line.term_months} 个月" if line.term_months else "",
        badge=BADGES[line.status],
        state=LABELS[line.status],
        expires=day(line.expires_on) if active else "",
        matches=str(line.matches) if active else "",
        matches_href=f"{href}/matches" if active else "",
        applications=str(line.open_applications) if line.open_applications else "",
    )


@get(PARTIAL, opt={"permission": Permission.OFFER_READ})
async def posting_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for its tabs and pager."""
    loaded = await load_posting_list(actor, request.query_params)
    return fragment(request, "lending/_posting_list.html", owner=OWNER, url=loaded.paging.here, posting_list=loaded)


HANDLERS = [posting_list]
