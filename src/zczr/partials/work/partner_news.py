"""What partners bring: requests to be answered in place, and the newest entries of 伙伴动态."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.feed.queries import feed_of
from zczr.domain.partners.queries import requests_of
from zczr.domain.permissions import Permission, may
from zczr.partials.feed import FeedCard, card_of
from zczr.partials.partners.requests import Row, request_row
from zczr.web.respond import fragment

OWNER = "/work"
_SHOWN = 3


@dataclass(frozen=True)
class PartnerNews:
    """Requests that wait, and what partners published; each the newest few."""

    requests: tuple[Row, ...]
    more_requests: str
    entries: tuple[FeedCard, ...]
    may_answer: bool
    back: str = OWNER


async def load_partner_news(actor: Actor) -> PartnerNews:
    """What is new among the actor's partners and those who want to be."""
    lines, total = await requests_of(actor, sent=False, page=1, only_pending=True)
    entries, _ = await feed_of(actor, kind="", page=1)
    others = [card_of(actor, each) for each in entries if not each.own]
    return PartnerNews(
        requests=tuple(request_row(line) for line in lines[:_SHOWN]),
        more_requests=f"全部 {total} 份" if total > _SHOWN else "",
        entries=tuple(others[:_SHOWN]),
        may_answer=may(actor, Permission.PARTNERS_WRITE),
    )


@get("/partials/work/partner-news", opt={"permission": Permission.PARTNERS_READ})
async def partner_news(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The news, alone."""
    return fragment(request, "home/_partner_news.html", owner=OWNER, partner_news=await load_partner_news(actor))


HANDLERS = [partner_news]
