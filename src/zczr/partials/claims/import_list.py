"""The imports of the organization, the newest first."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports import queries
from zczr.domain.claims.imports.queries import ImportLine
from zczr.domain.claims.imports.stages import LABELS, Import
from zczr.domain.permissions import Permission
from zczr.partials.claims.import_form import OWNER
from zczr.web.paging import Doors, Paging, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Heading
from zczr.web.templating import instant

PARTIAL = "/partials/claims/import-list"
COLUMNS = (
    Heading("工作簿"), Heading("笔数", numeric=True), Heading("状态"), Heading("上传"), Heading("操作"),
)  # fmt: skip
BADGES = {
    Import.CHECKING: "info",
    Import.REFUSED: "danger",
    Import.READY: "warning",
    Import.IMPORTING: "info",
    Import.DONE: "success",
    Import.WITHDRAWN: "neutral",
}


class Row(NamedTuple):
    """One line of the list; ready strings."""

    href: str
    name: str
    claims: str
    badge: str
    state: str
    note: str
    uploaded: str


@dataclass(frozen=True)
class ImportList:
    """A page of the list."""

    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]
    paging: Paging


async def load_import_list(actor: Actor, query: Any) -> ImportList:
    """The page of the list that the query asks for."""
    lines, total, number = await open_page(lambda page: queries.own_imports(actor, page), query, size=queries.PAGE)
    doors = Doors.of(OWNER, PARTIAL, query)
    return ImportList(
        columns=COLUMNS,
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )


def _row(line: ImportLine) -> Row:
    found = line.found
    return Row(
        href=f"{OWNER}/{found.id}",
        name=found.file_name,
        claims=f"{found.total_rows:,}" if found.total_rows else "—",
        badge=BADGES[found.stage],
        state=LABELS[found.stage],
        note=f"{found.mistakes:,} 处有误" if found.stage is Import.REFUSED and found.mistakes else "",
        uploaded=f"{line.member_name} {instant(found.created_at)}",
    )


@get(PARTIAL, opt={"permission": Permission.CLAIM_WRITE})
async def import_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for the pager."""
    loaded = await load_import_list(actor, request.query_params)
    return fragment(request, "claims/_import_list.html", owner=OWNER, url=loaded.paging.here, import_list=loaded)


HANDLERS = [import_list]
