"""伙伴动态: the list, and one entry as a card."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.feed import queries
from zczr.domain.feed.queries import CLAIM, CRITERIA, OFFER, REQUEST, FeedLine
from zczr.domain.lending.labels import SECURITY_MODES
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, regions
from zczr.partials.conversations.writing import contact_href
from zczr.partials.entry_facts import deal_facts
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import day, instant

OWNER = "/partners/feed"
PARTIAL = "/partials/partners/feed-list"
_TABS = (("全部", ""), ("借款", REQUEST), ("贷款", OFFER), ("债权", CLAIM), ("收购意向", CRITERIA))
_ACROSS = {REQUEST: "出借方", OFFER: "借款方", CLAIM: "买方", CRITERIA: "出售方"}


@dataclass(frozen=True)
class FeedCard:
    """One entry; ready strings. Without an address there is nothing to do there for this member."""

    title: str
    href: str
    kind: str
    name: str
    card_href: str
    institution: bool
    own: bool
    facts: tuple[Term, ...]
    matches: str
    published: str
    until: str
    contact_href: str
    report_href: str
    posting_href: str
    posting_label: str

    @property
    def has_actions(self) -> bool:
        """Whether this member may do anything about it."""
        return bool(self.contact_href or self.report_href or self.posting_href)


@dataclass(frozen=True)
class FeedList:
    """The feed under one tab."""

    tabs: tuple[Tab, ...]
    cards: tuple[FeedCard, ...]
    paging: Paging
    capped: str
    """That there is more than is listed; empty where there is not."""


async def load_feed_list(actor: Actor, query: Any) -> FeedList:
    """The page of the feed that the query asks for."""
    kind = next((code for _, code in _TABS if code and code == query.get("kind")), "")
    lines, total, number = await open_page(
        lambda page: queries.feed_of(actor, kind=kind, page=page), query, size=queries.PAGE
    )
    doors = Doors.of(OWNER, PARTIAL, query)
    views = doors.without("page", "kind")
    return FeedList(
        tabs=tuple(views.tab(label, f"kind={code}" if code else "", current=code == kind) for label, code in _TABS),
        cards=tuple(card_of(actor, line) for line in lines),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
        capped=f"这里只列出最新的 {queries.MOST} 条动态。" if total >= queries.MOST else "",
    )


async def load_feed_entry(actor: Actor, entry_id: int) -> FeedCard:
    """One entry of the actor's feed; NotFound else."""
    return card_of(actor, await queries.entry_for(actor, entry_id))


def card_of(actor: Actor, line: FeedLine) -> FeedCard:
    """An entry as a card, with what this member may do about it."""
    href = f"{OWNER}/{line.id}"
    # What is on sale is seen in full by every verified member.
    on_sale = line.posting_kind == CLAIM and may(actor, Permission.MARKET_READ)
    elsewhere = f"/claims/market/{line.posting_id}" if on_sale else ""
    return FeedCard(
        title=line.title,
        href=href,
        kind=line.sort.noun,
        name=line.name,
        card_href=f"/partners/{line.organization_id}",
        institution=line.institution,
        own=line.own,
        facts=_facts(line),
        matches=f"系统已匹配到 {line.matches} 家{_ACROSS[line.posting_kind]}",
        published=instant(line.published_at),
        until=day(line.expires_on),
        contact_href=""
        if line.own or not may(actor, Permission.CONVERSATION_WRITE)
        else contact_href(line.organization_id, line.posting_kind, line.posting_id),
        report_href="" if line.own or not may(actor, Permission.REPORT_WRITE) else f"{href}/reports/new",
        posting_href=f"{line.sort.path}/{line.posting_id}" if line.own else elsewhere,
        posting_label="查看发布" if line.own else "查看债权",
    )


def _facts(line: FeedLine) -> tuple[Term, ...]:
    modes = "、".join(SECURITY_MODES[mode] for mode in line.security_modes)
    return (
        Term("地区", regions.city_name(line.city_code) or "未填写"),
        Term("行业", industries.name_of(line.industry_section) or "未填写"),
        Term("信用分", str(line.credit_score)),
        *deal_facts(line),
        *((Term("可提供风控", modes or "未填写"),) if line.posting_kind == REQUEST else ()),
    )


@get(PARTIAL, opt={"permission": Permission.FEED_READ})
async def feed_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for its tabs and pager."""
    loaded = await load_feed_list(actor, request.query_params)
    return fragment(request, "partners/_feed_list.html", owner=OWNER, url=loaded.paging.here, feed_list=loaded)


HANDLERS = [feed_list]
