"""What an admin sees of 举报: the queue, and one report with its entry."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain import history
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit.commands import Reason
from zczr.domain.feed.queries import CLAIM, CRITERIA, OFFER, REQUEST, ReviewedEntry, entry_for_review
from zczr.domain.feed.stages import ENTRY, Entry
from zczr.domain.feed.stages import LABELS as ENTRY_LABELS
from zczr.domain.permissions import Permission
from zczr.domain.postings.stages import LABELS as POSTING_LABELS
from zczr.domain.postings.stages import Posting
from zczr.domain.reports import queries
from zczr.domain.reports.queries import FiledReport
from zczr.domain.reports.stages import CATEGORIES, LABELS, REPORT, Report
from zczr.partials.entry_facts import deal_facts
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.pieces import Event, Term
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import instant

OWNER = "/admin/reports"
PARTIAL = "/partials/admin/report-queue"
HEADINGS = (
    Heading("动态"),
    Heading("发布单位", "publisher"),
    Heading("举报类别", "category"),
    Heading("举报单位", "reporter"),
    Heading("举报时间", "created"),
    Heading("操作"),
)
_BADGES = {Report.OPEN: "warning", Report.UPHELD: "danger", Report.DISMISSED: "neutral"}
_ENTRY_BADGES = {Entry.LIVE: "success", Entry.ENDED: "neutral", Entry.REMOVED: "danger"}


_POINTS = -Reason.UPHELD_REPORT.value.points
UPHOLDING_ASKS = (
    f"认定成立后，动态立即移除，同一动态的举报一并成立；发布单位扣 {_POINTS} 分信用分，双方都会收到说明，不能撤销。"
)

DISMISSAL_ASKS = "认定不成立后，动态继续展示，仅对举报人隐藏；说明会发给举报单位，不能撤销。"


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    title: str
    href: str
    publisher: str
    category: str
    reporter: str
    created: str


@dataclass(frozen=True)
class ReportQueue:
    """The queue under one tab."""

    tabs: tuple[Tab, ...]
    columns: tuple[Column, ...]
    rows: tuple[QueueRow, ...]
    paging: Paging


async def load_report_queue(actor: Actor, query: Any) -> ReportQueue:
    """The page of the queue that the query asks for."""
    status = next((each for each in Report if str(each) == query.get("status")), Report.OPEN)
    default = queries.queue_order(status)
    order = order_of(query, HEADINGS, default)
    lines, total, number = await open_page(
        lambda page: queries.report_queue(actor, status=status, page=page, order=order), query, size=queries.PAGE
    )
    doors = Doors.of(OWNER, PARTIAL, query)
    views = doors.without("page", "status")
    return ReportQueue(
        tabs=tuple(views.tab(LABELS[each], f"status={each}", current=each is status) for each in Report),
        columns=columns_of(HEADINGS, order, default, doors),
        rows=tuple(
            QueueRow(
                line.title, f"{OWNER}/{line.id}", line.publisher, CATEGORIES[line.category], line.reporter,
                instant(line.created_at),
            )
            for line in lines
        ),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )  # fmt: skip


@dataclass(frozen=True)
class OtherReport:
    """Another report of the same entry."""

    href: str
    who: str
    category: str
    reason: str
    state: str
    badge: str


@dataclass(frozen=True)
class ReportFile:
    """A report with the entry as it stands, the other reports of it, and what happened."""

    title: str
    href: str
    badge: str
    state: str
    may_decide: bool
    entry_badge: str
    entry_state: str
    entry: tuple[Term, ...]
    report: tuple[Term, ...]
    others: tuple[OtherReport, ...]
    events: tuple[Event, ...]
    upholding_asks: str = UPHOLDING_ASKS
    dismissal_asks: str = DISMISSAL_ASKS


async def load_report_file(actor: Actor, report_id: int) -> ReportFile:
    """One report; NotFound for everybody but admins."""
    report = await queries.report_for(actor, report_id)
    entry = await entry_for_review(actor, report.entry_id)
    return ReportFile(
        title=entry.title,
        href=f"{OWNER}/{report.id}",
        badge=_BADGES[report.status],
        state=LABELS[report.status],
        may_decide=report.status is Report.OPEN,
        entry_badge=_ENTRY_BADGES[entry.status],
        entry_state=ENTRY_LABELS[entry.status],
        entry=_entry_terms(entry),
        report=_report_terms(report),
        others=tuple(_other(each) for each in await queries.others_about(actor, report)),
        events=await _events(report),
    )


_SAID = {
    REQUEST: ("项目", "项目概述", "借款原因", "还款来源说明"),
    OFFER: ("贷款名称", "说明", "", ""),
    CLAIM: ("", "对应债务方的情况", "持有债权的来历", ""),
    CRITERIA: ("意向名称", "债务方要求", "", ""),
}
"""What the words of a posting are called: its name, summary, reason and note; empty for what its kind does not have."""


def _entry_terms(entry: ReviewedEntry) -> tuple[Term, ...]:
    words = zip(_SAID[entry.posting_kind], (entry.project, entry.summary, entry.reason, entry.note), strict=True)
    return (
        Term("发布单位", entry.name),
        Term("信用分", str(entry.credit_score), figure=True),
        Term("业务", entry.sort.noun),
        Term("发布状态", POSTING_LABELS[Posting(entry.posting_status)]),
        *deal_facts(entry),
        Term("匹配", f"{entry.matches} 家"),
        Term("动态发布时间", instant(entry.published_at)),
        *(Term(name, said or "未填写") for name, said in words if name),
    )


def _report_terms(report: FiledReport) -> tuple[Term, ...]:
    facts = [
        Term("举报单位", report.organization_name),
        Term("举报人", report.member_name or "未填写"),
        Term("举报类别", CATEGORIES[report.category]),
        Term("举报时间", instant(report.created_at)),
        Term("举报理由", report.reason),
    ]
    if report.decision:
        facts.append(Term("处理说明", report.decision))
    return tuple(facts)


def _other(each: FiledReport) -> OtherReport:
    return OtherReport(
        href=f"{OWNER}/{each.id}",
        who=f"{each.organization_name} {each.member_name}，{instant(each.created_at)}",
        category=CATEGORIES[each.category],
        reason=each.reason,
        state=LABELS[each.status],
        badge=_BADGES[each.status],
    )


async def _events(report: FiledReport) -> tuple[Event, ...]:
    """What happened to the report and to its entry, in the order of time."""
    found = [
        (event, acts)
        for lifecycle, subject_id in ((ENTRY, report.entry_id), (REPORT, report.id))
        for acts in (lifecycle.acts,)
        for event in await history.events_of(lifecycle.subject_kind, subject_id)
    ]
    found.sort(key=lambda each: each[0].at)
    return tuple(
        Event.of(event, acts.get(event.act, "状态变化"), danger=event.after in {Report.UPHELD, Entry.REMOVED})
        for event, acts in found
    )


@get(PARTIAL, opt={"permission": Permission.REPORT_REVIEW})
async def report_queue(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The queue alone, for its tabs and pager."""
    loaded = await load_report_queue(actor, request.query_params)
    return fragment(request, "admin/_report_queue.html", owner=OWNER, url=loaded.paging.here, report_queue=loaded)


HANDLERS = [report_queue]
