"""查看记录: who looked at the papers of an own claim."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.papers.queries import PAGE, ViewLine, views_of
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.partials.applications.filings import ROLES
from zczr.partials.claims.access_box import manner
from zczr.partials.papers import slot_label
from zczr.web.exports import Batches, Cell, ExportLinks, by_pages
from zczr.web.paging import Doors, Paging, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Heading
from zczr.web.templating import instant

COLUMNS = ("时间", "单位", "查看人", "身份", "资料", "文件", "方式")


class Row(NamedTuple):
    """One look; ready strings."""

    when: str
    organization: str
    member: str
    role: str
    slot: str
    file: str
    manner: str


@dataclass(frozen=True)
class ViewList:
    """A page of the looks, newest first."""

    columns: tuple[Heading, ...]
    exports: ExportLinks
    rows: tuple[Row, ...]
    paging: Paging


async def load_view_list(own: OwnClaim, query: Any) -> ViewList:
    """The page that the query asks for."""
    lines, total, number = await open_page(lambda page: views_of(own.id, page), query, size=PAGE)
    doors = Doors.of(f"{CLAIMS.path}/{own.id}/views", f"/partials/claims/sales/{own.id}/view-list", query)
    return ViewList(
        columns=tuple(map(Heading, COLUMNS)),
        exports=ExportLinks.of(doors),
        rows=tuple(map(_row, lines)),
        paging=Paging.of(doors, number=number, size=PAGE, total=total),
    )


def view_rows(own: OwnClaim) -> Batches:
    """All looks, for a file."""

    async def load(page: int, size: int) -> tuple[ViewLine, ...]:
        return (await views_of(own.id, page, size))[0]

    return by_pages(load, _cells)


def _cells(line: ViewLine) -> tuple[Cell, ...]:
    return tuple(_row(line))


def _row(line: ViewLine) -> Row:
    return Row(
        instant(line.at),
        line.organization_name,
        line.member_name,
        ROLES[str(line.role)],
        slot_label(line.slot),
        line.file_name,
        manner(line),
    )


@get("/partials/claims/sales/{claim_id:int}/view-list", opt={"permission": Permission.CLAIM_READ})
async def view_list(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The list alone, for the pager."""
    own = await queries.own_claim(actor, claim_id)
    loaded = await load_view_list(own, request.query_params)
    owner = f"{CLAIMS.path}/{claim_id}/views"
    return fragment(request, "claims/_view_list.html", owner=owner, url=loaded.paging.here, view_list=loaded)


HANDLERS = [view_list]
