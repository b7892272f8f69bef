"""申请详情: what was sent and what was received, by state."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import queries
from zczr.domain.applications.stages import LABELS, Stage
from zczr.domain.permissions import Permission
from zczr.partials.applications.stage_view import StageView, stage_view
from zczr.web.layout import Item
from zczr.web.paging import Paging, page_number
from zczr.web.respond import fragment
from zczr.web.templating import instant, money

OWNER = "/lending/applications"
PARTIAL = "/partials/lending/applications/application-list"


@dataclass(frozen=True)
class Row:
    """One line of the list; ready strings."""

    title: str
    href: str
    counterparty: str
    amount: str
    stage: StageView
    created: str


@dataclass(frozen=True)
class Tab(Item):
    """A tab with the fragment's own address."""

    partial: str = ""


@dataclass(frozen=True)
class ApplicationList:
    """One tab of the applications."""

    received: bool
    tabs: tuple[Tab, ...]
    states: tuple[Tab, ...]
    rows: tuple[Row, ...]
    paging: Paging


async def load_application_list(actor: Actor, query: Any) -> ApplicationList:
    """The page of the list that the query asks for."""
    received = query.get("side") == "received"
    stage = next((each for each in Stage if str(each) == query.get("status")), None)
    number = page_number(query)
    lines, total = await queries.applications_of(actor, received=received, stage=stage, page=number)
    if not lines and number > 1:  # behind the last page: show the first
        number = 1
        lines, total = await queries.applications_of(actor, received=received, stage=stage, page=number)
    counts = await queries.counts_by_stage(actor, received=received)
    side = "side=received" if received else "side=sent"
    return ApplicationList(
        received=received,
        tabs=(_tab("已发起", "side=sent", current=not received), _tab("已收到", "side=received", current=received)),
        states=(
            _tab("全部", side, current=stage is None, count=sum(counts.values())),
            *(
                _tab(LABELS[each], f"{side}&status={each}", current=each is stage, count=counts[each])
                for each in Stage
                if counts.get(each)
            ),
        ),
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(
            OWNER, query, number=number, size=queries.PAGE, total=min(total, 10_000), capped=total > 10_000
        ),
    )


def _tab(label: str, query: str, *, current: bool, count: int = 0) -> Tab:
    return Tab(label, f"{OWNER}?{query}", current, str(count) if count else "", f"{PARTIAL}?{query}")


def _row(line: queries.ListLine) -> Row:
    return Row(
        title=line.title,
        href=f"{OWNER}/{line.id}",
        counterparty=line.counterparty,
        amount=money(line.amount),
        stage=stage_view(line.stage, line.answer_due_at, line.confirm_due_at),
        created=instant(line.created_at),
    )


@get(PARTIAL, opt={"permission": Permission.APPLICATION_READ})
async def application_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for tabs and pager."""
    loaded = await load_application_list(actor, request.query_params)
    return fragment(
        request, "applications/_application_list.html", owner=OWNER, url=loaded.paging.here, application_list=loaded
    )


HANDLERS = [application_list]
