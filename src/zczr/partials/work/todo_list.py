"""What waits for the actor's organization, or for an admin the platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from zczr.domain import clock
from zczr.domain.accounts import queries as accounts
from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.applications.queries import Waiting, waiting_for
from zczr.domain.claims.papers.queries import waiting_accesses
from zczr.domain.claims.queries import to_confirm
from zczr.domain.claims.quotes.queries import to_choose
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.lending import queries as lending
from zczr.domain.lending.queries import PostingLine
from zczr.domain.partners.queries import waiting_requests
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.stages import Posting
from zczr.domain.reports import queries as reports
from zczr.domain.reports.stages import Report
from zczr.web.layout import unread_label
from zczr.web.respond import fragment
from zczr.web.templating import instant, money

OWNER = "/work"
_URGENT = 3
_SOON = 7
_SHOWN_DRAFTS = 5
_WAITS = {"answer": "答复申请", "confirm": "确认合同", "file": "签订并提交合同"}
_DEADLINES = {"answer": "请在 {} 天内答复", "confirm": "请在 {} 天内确认", "file": "请在 {} 天内确认"}


@dataclass(frozen=True)
class Todo:
    """One thing that waits; `days` says how long there is, empty where no clock runs."""

    text: str
    href: str
    days: str
    kind: str
    note: str


@dataclass(frozen=True)
class TodoList:
    """Everything that waits for the actor's organization, the most urgent first."""

    items: tuple[Todo, ...]


async def load_todo_list(actor: Actor) -> TodoList:
    """What the actor's organization, or for an admin the platform, has to do."""
    if actor.kind is Kind.PLATFORM:
        return TodoList(await _reviews(actor))
    registration = await _registration(actor)
    waiting = tuple(_waiting(each) for each in await waiting_for(actor))
    friends = await _friends(actor)
    claims = await _claims(actor) + await _accesses(actor)
    drafts, _ = (
        await lending.own_postings(actor, (Posting.DRAFT,), 1) if may(actor, Permission.OFFER_WRITE) else ((), 0)
    )
    return TodoList(registration + waiting + claims + friends + tuple(_draft(line) for line in drafts[:_SHOWN_DRAFTS]))


async def _reviews(actor: Actor) -> tuple[Todo, ...]:
    found = []
    lines, total = await accounts.verification_queue(actor, standing=Standing.PENDING, page=1)
    if lines:
        note = f"最早提交于 {instant(lines[0].submitted_at)}"
        found.append(Todo(f"审核 {total} 家单位的注册资料", "/admin/verifications", "", "warning", note))
    filed, total = await reports.report_queue(actor, status=Report.OPEN, page=1)
    if filed:
        note = f"最早提交于 {instant(filed[0].created_at)}"
        found.append(Todo(f"处理 {total} 件举报", "/admin/reports", "", "warning", note))
    return tuple(found)


async def _registration(actor: Actor) -> tuple[Todo, ...]:
    if actor.standing is Standing.REGISTERING:
        return (Todo("继续完成注册", "/register", "", "warning", "资料提交并通过审核后即可发布和申请"),)
    if actor.standing is Standing.RETURNED:
        profile = await accounts.own_profile(actor)
        return (Todo("补充被退回的注册资料", "/register", "", "danger", f"退回原因：{profile.returned_reason}"),)
    return ()


def _waiting(each: Waiting) -> Todo:
    return _until(f"{_WAITS[each.what]}：{each.title}", each.href, _DEADLINES[each.what], each.due_at)


def _until(text: str, href: str, days: str, due_at: datetime) -> Todo:
    left = clock.days_until(due_at, clock.now())
    kind = "danger" if left <= _URGENT else "warning" if left <= _SOON else "info"
    return Todo(text=text, href=href, days=days.format(left), kind=kind, note="")


async def _claims(actor: Actor) -> tuple[Todo, ...]:
    """What the actor's organization, as a debtor, is asked to confirm; and the quotes it may choose from."""
    if not may(actor, Permission.CONTRACT_ANSWER):
        return ()
    choices = tuple(
        _until(
            f"选择报价（{each.given} 份）：{each.title}",
            f"/claims/sales/{each.claim_id}",
            "请在 {} 天内选择",
            clock.end_of(each.until),
        )
        for each in (await to_choose(actor) if may(actor, Permission.APPLICATION_DECIDE) else ())
    )
    return choices + tuple(
        _until(
            f"确认债权：{each.creditor}，{money(each.face_amount)} 元",
            f"/claims/confirmations/{each.id}",
            "请在 {} 天内答复",
            each.due_at,
        )
        for each in await to_confirm(actor)
    )


async def _accesses(actor: Actor) -> tuple[Todo, ...]:
    """Who asks to see papers of the actor's organization, for who may let it in."""
    if not may(actor, Permission.APPLICATION_DECIDE):
        return ()
    return tuple(
        Todo(
            f"答复资料查看申请：{each.organization_name}，{each.title}",
            f"{CLAIMS.path}/{each.claim_id}",
            "",
            "info",
            f"申请于 {instant(each.asked_at)}",
        )
        for each in await waiting_accesses(actor)
    )


async def _friends(actor: Actor) -> tuple[Todo, ...]:
    """Requests to be partners for who may answer them, and conversations that are not read."""
    found = []
    asked = await waiting_requests(actor) if may(actor, Permission.PARTNERS_WRITE) else 0
    if asked:
        found.append(
            Todo(f"答复 {asked} 份好友申请", "/messages/partner-requests", "", "info", "接受后双方看到彼此的联系方式")
        )
    if actor.unread.conversations:
        label = unread_label(actor.unread.conversations)
        found.append(Todo(f"查看会话中 {label} 条未读", "/messages/conversations?show=unread", "", "info", ""))
    return tuple(found)


def _draft(line: PostingLine) -> Todo:
    return Todo(f"填写完草稿：{line.title}", f"{line.sort.path}/{line.id}", "", "info", "尚未提交，对方看不到")


@get("/partials/work/todo-list", opt={"permission": Permission.SIGNED_IN})
async def todo_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What waits, alone."""
    return fragment(request, "home/_todo_list.html", owner=OWNER, todo_list=await load_todo_list(actor))


HANDLERS = [todo_list]
