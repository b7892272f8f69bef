"""好友申请: requests received and sent, with what may be done about each."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.partners import queries
from zczr.domain.partners.queries import RequestLine
from zczr.domain.partners.stages import LABELS, Ask
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, regions
from zczr.partials.partners.hits import REFUSAL_ASKS
from zczr.web.layout import unread_label
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.templating import instant

OWNER = "/messages/partner-requests"
NOTICES = "/messages/partner-requests/notices"
PARTIAL = "/partials/messages/partner-request-list"
_BADGES = {
    Ask.PENDING: "warning",
    Ask.ACCEPTED: "success",
    Ask.REFUSED: "neutral",
    Ask.WITHDRAWN: "neutral",
    Ask.ENDED: "neutral",
}


class Row(NamedTuple):
    """One request; ready strings."""

    id: int
    name: str
    href: str
    facts: str
    message: str
    badge: str
    state: str
    when: str
    unread: bool
    waits: bool
    refusal_asks: str = REFUSAL_ASKS


@dataclass(frozen=True)
class PartnerRequestList:
    """The requests of one side."""

    sent: bool
    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    paging: Paging
    may_answer: bool


async def load_partner_request_list(actor: Actor, query: Any) -> PartnerRequestList:
    """The requests that the page's query asks for; without one those received."""
    sent = query.get("side") == "sent"
    lines, total, number = await open_page(
        lambda page: queries.requests_of(actor, sent=sent, page=page), query, size=queries.PAGE
    )
    return PartnerRequestList(
        sent=sent,
        tabs=await request_tabs(actor, "sent" if sent else "received", swap=True),
        rows=tuple(request_row(line) for line in lines),
        paging=Paging.of(Doors.of(OWNER, PARTIAL, query), number=number, size=queries.PAGE, total=total),
        may_answer=may(actor, Permission.PARTNERS_WRITE),
    )


async def request_tabs(actor: Actor, current: str, *, swap: bool) -> tuple[Tab, ...]:
    """The views of 好友申请: received, sent, notices; `swap` where the list of requests is there to be swapped."""
    waiting = await queries.waiting_requests(actor)
    partial = PARTIAL if swap else ""
    return (
        Tab("收到的申请", OWNER, current == "received", str(waiting or ""), partial),
        Tab("发出的申请", f"{OWNER}?side=sent", current == "sent", "", f"{partial}?side=sent" if swap else ""),
        Tab("通知", NOTICES, current == "notices", unread_label(actor.unread.partners)),
    )


def request_row(line: RequestLine) -> Row:
    """A request as its lists show it."""
    place = (regions.city_name(line.city_code), industries.name_of(line.industry_section))
    return Row(
        id=line.id,
        name=line.other_name,
        href=f"/partners/{line.other_id}" if line.reached else "",
        facts=" · ".join(each for each in place if each),
        message=line.message,
        badge=_BADGES[line.status],
        state=LABELS[line.status],
        when=f"申请于 {instant(line.created_at)}"
        + (f"，{LABELS[line.status]}于 {instant(line.answered_at)}" if line.answered_at else ""),
        unread=line.unread,
        waits=line.status is Ask.PENDING,
    )


@get(PARTIAL, opt={"permission": Permission.PARTNERS_READ})
async def partner_request_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The requests alone, for their tabs and pager."""
    loaded = await load_partner_request_list(actor, request.query_params)
    return fragment(
        request, "messages/_partner_request_list.html", owner=OWNER, url=loaded.paging.here, partner_request_list=loaded
    )


HANDLERS = [partner_request_list]
