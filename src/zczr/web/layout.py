"""What every page's frame shows: title, bars, navigation, who is signed in, notices."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from litestar.connection import Request
from litestar.utils.scope.state import ScopeState

from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.permissions import Permission, may
from zczr.web import notices
from zczr.web.security import visitor_of


@dataclass(frozen=True)
class Item:
    """A link of a bar or of the navigation."""

    label: str
    href: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True)
class ShownActor:
    """Who is signed in, as the top bar says it."""

    name: str
    organization_name: str
    kind: str
    status_label: str
    is_verified: bool


@dataclass(frozen=True)
class Layout:
    """The one variable that base templates read."""

    title: str
    section: str
    business: str
    actor: ShownActor | None
    unread: str
    public_bar: tuple[Item, ...]
    second_bar: tuple[Item, ...]
    nav: tuple[Item, ...]
    notices: tuple[notices.Shown, ...]
    error_prefix: str
    csrf_token: str


@dataclass(frozen=True)
class _Spot:
    section: str
    business: str = ""
    href: str = ""


class Place(StrEnum):
    """Where in the site a page stands; decides what the bars mark as current."""

    NOWHERE = ""
    HOME = "home"
    LOGIN = "login"
    REGISTER = "register"
    MINE = "mine"
    REQUESTS = "lending.requests"
    OFFERS = "lending.offers"
    POSTINGS = "lending.postings"
    APPLICATIONS = "lending.applications"
    CLAIM_SALE = "claims.sale"
    MARKET = "claims.market"
    CRITERIA = "claims.criteria"
    QUOTES = "claims.quotes"
    CLAIM_POSTINGS = "claims.postings"
    CLAIM_APPLICATIONS = "claims.applications"
    PARTNERS = "partners"
    FEED = "partners.feed"
    NEWS = "partners.news"
    MESSAGES = "messages"
    PARTNER_REQUESTS = "messages.partner-requests"
    CONVERSATIONS = "messages.conversations"
    ANNOUNCEMENTS = "messages.announcements"
    MAIL_CHOICE = "messages.mail-choice"
    VERIFICATIONS = "admin.verifications"
    REPORTS = "admin.reports"
    NEWS_DESK = "admin.news"


_SPOTS = {
    Place.NOWHERE: _Spot(""),
    Place.HOME: _Spot("home"),
    Place.LOGIN: _Spot("login"),
    Place.REGISTER: _Spot("register"),
    Place.MINE: _Spot("work", "mine", "/work"),
    Place.REQUESTS: _Spot("work", "lending", "/lending/requests/new"),
    Place.OFFERS: _Spot("work", "lending", "/lending/offers/new"),
    Place.POSTINGS: _Spot("work", "lending", "/lending/postings"),
    Place.APPLICATIONS: _Spot("work", "lending", "/lending/applications"),
    Place.CLAIM_SALE: _Spot("work", "claims", "/claims/sales/new"),
    Place.MARKET: _Spot("work", "claims", "/claims/market"),
    Place.CRITERIA: _Spot("work", "claims", "/claims/criteria/new"),
    Place.QUOTES: _Spot("work", "claims", "/claims/quotes"),
    Place.CLAIM_POSTINGS: _Spot("work", "claims", "/claims/postings"),
    Place.CLAIM_APPLICATIONS: _Spot("work", "claims", "/claims/applications"),
    Place.PARTNERS: _Spot("work", "partners", "/partners"),
    Place.FEED: _Spot("work", "partners", "/partners/feed"),
    Place.NEWS: _Spot("work", "partners", "/partners/news"),
    Place.MESSAGES: _Spot("messages", "", "/messages"),
    Place.PARTNER_REQUESTS: _Spot("messages", "", "/messages/partner-requests"),
    Place.CONVERSATIONS: _Spot("messages", "", "/messages/conversations"),
    Place.ANNOUNCEMENTS: _Spot("messages", "", "/messages/announcements"),
    Place.MAIL_CHOICE: _Spot("messages", "", "/messages/mail-choice"),
    Place.VERIFICATIONS: _Spot("admin", "", "/admin/verifications"),
    Place.REPORTS: _Spot("admin", "", "/admin/reports"),
    Place.NEWS_DESK: _Spot("admin", "", "/admin/news"),
}

_LENDING = (
    ("借款业务", Place.REQUESTS),
    ("贷款业务", Place.OFFERS),
    ("我的发布", Place.POSTINGS),
    ("申请详情", Place.APPLICATIONS),
)
_CLAIMS = (
    ("债权出售", Place.CLAIM_SALE),
    ("债权交易", Place.MARKET),
    ("收购意向", Place.CRITERIA),
    ("我的报价", Place.QUOTES),
    ("我的发布", Place.CLAIM_POSTINGS),
    ("申请详情", Place.CLAIM_APPLICATIONS),
)
_PARTNERS = (("好友管理", Place.PARTNERS), ("伙伴动态", Place.FEED), ("行业新闻", Place.NEWS))
_ADMIN = (
    ("待办事项", Place.MINE),
    ("企业认证", Place.VERIFICATIONS),
    ("举报处理", Place.REPORTS),
    ("行业新闻", Place.NEWS_DESK),
)

_GUARDED = {
    Place.REQUESTS: Permission.REQUEST_WRITE,
    Place.OFFERS: Permission.OFFER_WRITE,
    Place.CLAIM_SALE: Permission.CLAIM_WRITE,
    Place.MARKET: Permission.MARKET_READ,
    Place.CRITERIA: Permission.CRITERIA_WRITE,
}
"""The entries that not everybody of a business opens; the first one that somebody may open is where a business begins."""

STANDING_LABELS = {
    Standing.REGISTERING: "注册中",
    Standing.PENDING: "待审核",
    Standing.VERIFIED: "已认证",
    Standing.RETURNED: "已退回",
    Standing.SUSPENDED: "已暂停",
}


def layout_for(request: Request[Any, Any, Any], *, title: str, place: Place, with_error: bool = False) -> Layout:
    """The frame of a page; needs no session, so that it serves unknown addresses too."""
    actor = visitor_of(request)
    spot = _SPOTS[place]
    kind, unread = (actor.kind, unread_label(actor.unread.total)) if actor else (None, "")
    opened = tuple(place for place, permission in _GUARDED.items() if actor and may(actor, permission))
    return Layout(
        title=title,
        section=spot.section,
        business=spot.business,
        actor=_shown(actor) if actor else None,
        unread=unread,
        public_bar=(Item("首页", "/", current=spot.section == "home"),),
        second_bar=_second_bar(kind, spot, opened) if spot.section == "work" else (),
        nav=_messages_nav(actor, spot) if actor and spot.section == "messages" else _nav(kind, spot, opened),
        notices=notices.shown(request.cookies.get(notices.COOKIE, "")),
        error_prefix="错误：" if with_error else "",
        csrf_token=csrf_token_of(request),
    )


def csrf_token_of(request: Request[Any, Any, Any]) -> str:
    """The token that every form carries; empty where no middleware ran (an unknown address)."""
    token = ScopeState.from_scope(request.scope).csrf_token
    return token if isinstance(token, str) else ""


def unread_label(count: int) -> str:
    """The badge's text: nothing, the number, or 99+."""
    return "" if count == 0 else "99+" if count > 99 else str(count)


def _shown(actor: Actor) -> ShownActor:
    return ShownActor(
        name=actor.name or actor.email,
        organization_name=actor.organization_name or "（企业信息未填写）",
        kind=str(actor.kind),
        status_label=STANDING_LABELS[actor.standing],
        is_verified=actor.standing is Standing.VERIFIED,
    )


@cache
def _second_bar(kind: Kind | None, spot: _Spot, opened: tuple[Place, ...]) -> tuple[Item, ...]:
    if kind is None or kind is Kind.PLATFORM:
        return ()
    return (
        Item("工作台", "/work", current=spot.business == "mine"),
        Item("合作伙伴", "/partners", current=spot.business == "partners"),
        Item("借贷业务", _SPOTS[_start(_LENDING, opened)].href, current=spot.business == "lending"),
        Item("债权交易", _SPOTS[_start(_CLAIMS, opened)].href, current=spot.business == "claims"),
    )


def _start(links: tuple[tuple[str, Place], ...], opened: tuple[Place, ...]) -> Place:
    """Where a business begins: what one came for, a form or the market, else its applications."""
    return next((place for _, place in links if place in opened), links[-1][1])


@cache
def _nav(kind: Kind | None, spot: _Spot, opened: tuple[Place, ...]) -> tuple[Item, ...]:
    if kind is None:
        return ()
    if spot.business == "lending":
        return _items(_LENDING, spot, lambda place: place in opened or place not in _GUARDED)
    if spot.business == "claims":
        return _items(_CLAIMS, spot, lambda place: place in opened or place not in _GUARDED)
    if spot.business == "partners":
        # Admins read the news that they write; the network is not theirs.
        return _items(_PARTNERS, spot, lambda place: kind is not Kind.PLATFORM or place is Place.NEWS)
    if spot.section == "admin" or (kind is Kind.PLATFORM and spot is _SPOTS[Place.MINE]):
        return _items(_ADMIN, spot)
    return ()


def _items(
    links: tuple[tuple[str, Place], ...], spot: _Spot, shown: Callable[[Place], bool] = lambda _: True
) -> tuple[Item, ...]:
    return tuple(
        Item(label, _SPOTS[place].href, current=_SPOTS[place] is spot) for label, place in links if shown(place)
    )


def _messages_nav(actor: Actor, spot: _Spot) -> tuple[Item, ...]:
    """The parts of 消息中心 with what is unread in each; admins have no partners and no conversations."""
    unread = actor.unread
    links = [
        ("好友申请", Place.PARTNER_REQUESTS, unread.partners),
        ("业务进程", Place.MESSAGES, unread.progress),
        ("会话", Place.CONVERSATIONS, unread.conversations),
        ("系统公告", Place.ANNOUNCEMENTS, unread.system),
        ("邮件提醒", Place.MAIL_CHOICE, 0),
    ]
    business = {Place.PARTNER_REQUESTS, Place.CONVERSATIONS}
    return tuple(
        Item(label, _SPOTS[place].href, current=_SPOTS[place] is spot, count=unread_label(count))
        for label, place, count in links
        if actor.kind is not Kind.PLATFORM or place not in business
    )
