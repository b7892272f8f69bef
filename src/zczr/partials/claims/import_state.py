"""Where an import stands: how far it is, what is wrong with its cells, what it comes to, and what may be done about it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import history
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports import queries
from zczr.domain.claims.imports.queries import ClaimImport, papers_of
from zczr.domain.claims.imports.stages import ACCEPTS_WORKBOOK, IMPORT, LABELS, RUNS, Import
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.files.queries import StoredFile
from zczr.domain.permissions import Permission
from zczr.domain.postings.commands import not_yet
from zczr.partials.claims.import_fields import ConfirmForm, WorkbookForm
from zczr.partials.claims.import_form import OWNER
from zczr.partials.claims.import_list import BADGES
from zczr.web.paging import Doors, Paging, open_page
from zczr.web.pieces import Event, Term
from zczr.web.respond import fragment
from zczr.web.sorting import Heading
from zczr.web.templating import instant, money

_PATH = "/partials/claims/imports/{import_id:int}/import-state"
_COLUMNS = (Heading("位置"), Heading("问题"))
_LEADS = {
    Import.CHECKING: "系统正在逐格核对，还没有写入任何债权。可以离开本页，稍后从“批量导入”回来查看。",
    Import.REFUSED: "没有写入任何债权。请按下面的提示修改工作簿，重新上传。",
    Import.READY: "全部核对无误，还没有写入。请核对下面的合计，选择后确认写入。",
    Import.IMPORTING: "正在写入：全部写完才生效，中途停下不会留下任何一笔。",
    Import.WITHDRAWN: "这次导入已放弃，没有写入任何债权。",
}
_ON_SALE = "全部债权已在“债权交易”中出售。"
_MATCHING = "系统正在逐笔匹配买方，完成后会通知贵单位。"
_DRAFTS = "全部债权已存为草稿，可以在“我的发布”中逐笔核对后提交。"


# So many rows are named, of those that were kept.
_NAMED = 10


WITHDRAWAL_ASKS = "放弃后这次导入不能恢复，没有写入的债权不会写入。"


class Wrong(NamedTuple):
    """A line of what is wrong."""

    address: str
    sentence: str


@dataclass(frozen=True)
class ImportState:
    """All that the page of an import shows; ready strings."""

    href: str
    name: str
    badge: str
    state: str
    lead: str
    refusal: str
    poll: str
    """Where it asks how far it is by now; empty once nothing is at work."""
    unchanged: bool
    percent: str
    progress: str
    facts: tuple[Term, ...]
    caution: str
    wrong_lead: str
    columns: tuple[Heading, ...]
    wrong: tuple[Wrong, ...]
    paging: Paging
    marked_href: str
    confirm: ConfirmForm | None
    confirm_action: str
    not_yet: str
    workbook: WorkbookForm | None
    workbook_action: str
    withdraw_action: str
    withdrawal_asks: str
    claims_href: str
    papers: tuple[StoredFile, ...]
    events: tuple[Event, ...]


async def load_import_state(
    actor: Actor, found: ClaimImport, query: Any, *, confirm: ConfirmForm | None = None, workbook: WorkbookForm | None = None
) -> ImportState:  # fmt: skip
    """An own import, with its forms as sent, or empty."""
    href, stage = f"{OWNER}/{found.id}", found.stage
    partial = _PATH.replace("{import_id:int}", str(found.id))
    kept = await queries.kept_mistakes(found.id) if found.mistakes else 0
    lines, number = await _page_of_mistakes(found, kept, query)
    seen = f"{stage}-{found.done_rows}-{found.total_rows}"
    form = confirm or ConfirmForm(attempt=str(found.attempt))
    waits = not_yet(actor, CLAIMS)
    if waits:
        form.publish.choices = [choice for choice in form.publish.choices if choice[0] != "sale"]
    return ImportState(
        href=href,
        name=found.file_name,
        badge=BADGES[stage],
        state=LABELS[stage],
        lead=_lead(found),
        refusal=found.refusal,
        poll=f"{partial}?seen={seen}" if stage in RUNS else "",
        unchanged=stage in RUNS and query.get("seen") == seen,
        percent=str(min(100, 100 * found.done_rows // found.total_rows)) if found.total_rows else "0",
        progress=_progress(found),
        facts=_facts(found),
        caution=_caution(found) if stage in ACCEPTS_WORKBOOK else "",
        wrong_lead=_wrong_lead(found, kept),
        columns=_COLUMNS,
        wrong=lines,
        paging=Paging.of(
            Doors.of(href, partial, query).without("seen"), number=number, size=queries.MISTAKES_PAGE, total=kept
        ),
        marked_href=f"{href}/mistakes.xlsx" if kept else "",
        confirm=form if stage is Import.READY else None,
        confirm_action=f"{href}/confirmation",
        not_yet=waits,
        workbook=(workbook or WorkbookForm(attempt=str(found.attempt))) if stage in ACCEPTS_WORKBOOK else None,
        workbook_action=f"{href}/workbook",
        withdraw_action=f"{href}/withdrawal" if IMPORT.allows(stage, Import.WITHDRAWN) else "",
        withdrawal_asks=WITHDRAWAL_ASKS,
        claims_href=f"/claims/postings?status={'active' if found.publish else 'draft'}" if stage is Import.DONE else "",
        papers=await papers_of(found.id),
        events=tuple(
            Event.of(event, IMPORT.acts.get(event.act, LABELS[Import(event.after)]), danger=event.act == "send_back")
            for event in await history.events_of(IMPORT.subject_kind, found.id)
        ),
    )


async def _page_of_mistakes(found: ClaimImport, kept: int, query: Any) -> tuple[tuple[Wrong, ...], int]:
    async def load(page: int) -> tuple[tuple[Wrong, ...], int]:
        some = await queries.mistakes_of(found.id, page)
        return tuple(Wrong(each.address, each.sentence) for each in some), kept

    if not kept:
        return (), 1
    lines, _, number = await open_page(load, query, size=queries.MISTAKES_PAGE)
    return lines, number


def _lead(found: ClaimImport) -> str:
    if found.stage is not Import.DONE:
        return _LEADS[found.stage]
    if not found.publish:
        return _DRAFTS
    return _ON_SALE if found.matched_at else _ON_SALE + _MATCHING


def _progress(found: ClaimImport) -> str:
    verb = "写入" if found.stage is Import.IMPORTING else "核对"
    if not found.total_rows:
        return f"正在打开工作簿，准备{verb}"
    return f"已{verb} {found.done_rows:,} 行，共 {found.total_rows:,} 行"


def _facts(found: ClaimImport) -> tuple[Term, ...]:
    facts = [Term("债权", f"{found.total_rows:,} 笔", figure=True)] if found.total_rows else []
    if found.face_total is not None:
        facts.append(Term("债权金额合计", f"{money(found.face_total)} 元", figure=True))
        facts.append(Term("债权定价合计", f"{money(found.price_total)} 元", figure=True))
    if found.done_at:
        facts.append(Term("写入时间", instant(found.done_at), figure=True))
    return tuple(facts)


def _caution(found: ClaimImport) -> str:
    if not found.doubtful_rows:
        return ""
    named = found.doubtful_rows[:_NAMED]
    rows = "、".join(map(str, named)) + (" 等" if len(found.doubtful_rows) > len(named) else "")
    return f"债务方的统一社会信用代码校验位不符，请对照合同或发票核对：第 {rows} 行。与执照一致的不必修改。"


def _wrong_lead(found: ClaimImport, kept: int) -> str:
    if not kept:
        return ""
    said = f"共 {found.mistakes:,} 处需要修改。"
    return said if kept == found.mistakes else f"{said}下面列出前 {kept:,} 处，改好后重新上传即可看到其余的。"


@get(_PATH, opt={"permission": Permission.CLAIM_WRITE})
async def import_state(request: Request[Any, Any, Any], actor: Actor, import_id: FromPath[int]) -> Response[str]:
    """The state alone, for polling and for the pager."""
    found = await queries.own_import(actor, import_id)
    loaded = await load_import_state(actor, found, request.query_params)
    url = loaded.paging.here if loaded.wrong else ""
    return fragment(
        request, "claims/_import_state.html", owner=f"{OWNER}/{import_id}", url=url, unchanged=loaded.unchanged, import_state=loaded
    )  # fmt: skip


HANDLERS = [import_state]
