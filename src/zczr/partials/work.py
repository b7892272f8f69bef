"""我的业务 as it opens: what waits for the actor, the open postings with their best matches, and where it stands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from litestar import Request, Response, get

from zczr.domain import clock
from zczr.domain.accounts import queries as accounts
from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.applications.queries import Waiting, waiting_for
from zczr.domain.credit.queries import ledger
from zczr.domain.lending import queries as lending
from zczr.domain.lending.labels import range_text
from zczr.domain.lending.postings import REQUESTS
from zczr.domain.lending.queries import MatchLine, PostingLine
from zczr.domain.lending.stages import Posting
from zczr.domain.messages import queries as messages
from zczr.domain.money import two_places, wan_text
from zczr.domain.permissions import Permission, may
from zczr.domain.positions.queries import OpenPositions, open_positions
from zczr.domain.rates import percent_text
from zczr.domain.reference import regions
from zczr.domain.reports import queries as reports
from zczr.domain.reports.stages import Report
from zczr.partials.applications.stage_view import days_until
from zczr.web.respond import fragment
from zczr.web.templating import day, day_of, instant, wan

OWNER = "/work"
_URGENT = 3
_SOON = 7
_SHOWN_POSTINGS = 5
_SHOWN_MATCHES = 3
_SHOWN_LINES = 4
_POSTINGS = "/lending/postings"
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
    drafts, _ = (
        await lending.own_postings(actor, (Posting.DRAFT,), 1) if may(actor, Permission.OFFER_WRITE) else ((), 0)
    )
    return TodoList(registration + waiting + tuple(_draft(line) for line in drafts[:_SHOWN_POSTINGS]))


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
    left = days_until(each.due_at, clock.now())
    kind = "danger" if left <= _URGENT else "warning" if left <= _SOON else "info"
    return Todo(
        text=f"{_WAITS[each.what]}：{each.title}",
        href=f"/lending/applications/{each.application_id}",
        days=_DEADLINES[each.what].format(left),
        kind=kind,
        note="",
    )


def _draft(line: PostingLine) -> Todo:
    return Todo(f"填写完草稿：{line.title}", f"/lending/{line.sort.path}/{line.id}", "", "info", "尚未提交，对方看不到")


@dataclass(frozen=True)
class PostingRow:
    """An open posting; `matches` links to its match page."""

    title: str
    href: str
    amount: str
    rate: str
    term: str
    matches: str
    applications: str
    until: str


@dataclass(frozen=True)
class MatchCard:
    """A counterparty worth applying to."""

    name: str
    href: str
    score: str
    posting: str
    facts: tuple[dict[str, str], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Positions:
    """Running loans as text, amounts in 万."""

    borrowed: str
    lent: str
    count: str
    next_end: str


@dataclass(frozen=True)
class MyBusiness:
    """Running loans (None where there are none), open postings and their best matches."""

    positions: Positions | None
    rows: tuple[PostingRow, ...]
    more: str
    all_href: str
    matches: tuple[MatchCard, ...]
    may_borrow: bool
    may_lend: bool


async def load_my_business(actor: Actor) -> MyBusiness:
    """What the actor's organization has published, and whom matching found for it."""
    lines, total = await lending.own_postings(actor, (Posting.ACTIVE,), 1)
    return MyBusiness(
        positions=_positions(await open_positions(actor)),
        rows=tuple(_row(line) for line in lines[:_SHOWN_POSTINGS]),
        more=f"全部 {total} 项" if total > _SHOWN_POSTINGS else "",
        all_href=_POSTINGS,
        matches=await _best_matches(actor, lines[:_SHOWN_POSTINGS]),
        may_borrow=may(actor, Permission.REQUEST_WRITE),
        may_lend=may(actor, Permission.OFFER_WRITE),
    )


def _positions(found: OpenPositions) -> Positions | None:
    if not found.count:
        return None
    return Positions(wan(found.borrowed), wan(found.lent), str(found.count), day(found.next_end))


def _row(line: PostingLine) -> PostingRow:
    assert line.rate is not None, "an open posting is complete"
    assert line.amount_min is not None, "an open posting is complete"
    assert line.amount_max is not None, "an open posting is complete"
    low, high = wan_text(line.amount_min), wan_text(line.amount_max)
    return PostingRow(
        title=line.title,
        href=_matches_href(line),
        amount=high if low == high else f"{low} — {high}",
        rate=f"{'≤' if line.sort is REQUESTS else '≥'} {percent_text(line.rate, 2)}",
        term=f"{line.term_months} 个月",
        matches=f"{line.matches} 笔" if line.matches else "暂无",
        applications=f"{line.open_applications} 份" if line.open_applications else "",
        until=day(line.expires_on),
    )


def _matches_href(line: PostingLine) -> str:
    return f"/lending/{line.sort.path}/{line.id}/matches"


async def _best_matches(actor: Actor, lines: tuple[PostingLine, ...]) -> tuple[MatchCard, ...]:
    """The best counterparties nobody has applied to yet, one for each posting before a second one."""
    found: list[tuple[int, MatchLine, PostingLine]] = []
    for line in lines:
        own = await lending.own_posting(actor, line.sort, line.id)
        free = [each for each in await lending.matches_of(actor, own) if each.application_id is None]
        found += [(place, each, line) for place, each in enumerate(free[:_SHOWN_MATCHES])]
    found.sort(key=lambda each: (each[0], -each[1].total))
    cards: dict[int, MatchCard] = {}
    for _, match, line in found:
        cards.setdefault(match.organization_id, _match_card(match, line))
    best = list(cards.values())[:_SHOWN_MATCHES]
    return tuple(sorted(best, key=lambda card: -Decimal(card.score)))


def _match_card(match: MatchLine, line: PostingLine) -> MatchCard:
    return MatchCard(
        name=match.name,
        href=_matches_href(line),
        score=two_places(match.total),
        posting=line.title,
        facts=(
            {"term": "地区", "text": regions.city_name(match.city_code)},
            {"term": "金额", "text": range_text(match.amount_min, match.amount_max)},
            {"term": "利率", "text": f"{percent_text(match.rate, 2)}/年"},
            {"term": "信用分", "text": str(match.credit_score)},
        ),
        reasons=tuple(match.terms["best"][:2]),
    )


@dataclass(frozen=True)
class CreditLine:
    """One entry of the ledger."""

    when: str
    what: str
    points: str
    note: str
    loss: bool


@dataclass(frozen=True)
class RecentMessage:
    """One of the newest messages."""

    id: int
    title: str
    when: str
    read: bool


@dataclass(frozen=True)
class StandingPanel:
    """Credit score with its last entries, and the newest messages."""

    score: str
    lines: tuple[CreditLine, ...]
    messages: tuple[RecentMessage, ...]
    shows_credit: bool


async def load_standing_panel(actor: Actor) -> StandingPanel:
    """Where the actor's organization stands."""
    score, lines = await ledger(actor)
    recent = await messages.newest(actor, _SHOWN_LINES)
    return StandingPanel(
        score=str(score),
        lines=tuple(
            CreditLine(
                day_of(line.at), line.label, f"{line.points:+d}" if line.points else "—", line.note, line.points < 0
            )
            for line in lines[:_SHOWN_LINES]
        ),
        messages=tuple(RecentMessage(each.id, each.title, instant(each.at), each.read) for each in recent),
        shows_credit=actor.kind is not Kind.PLATFORM,
    )


@get("/partials/work/todo-list", opt={"permission": Permission.SIGNED_IN})
async def todo_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What waits, alone."""
    return fragment(request, "home/_todo_list.html", owner=OWNER, todo_list=await load_todo_list(actor))


@get("/partials/work/my-business", opt={"permission": Permission.OFFER_READ})
async def my_business(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The open postings, alone."""
    return fragment(request, "home/_my_business.html", owner=OWNER, my_business=await load_my_business(actor))


@get("/partials/work/standing-panel", opt={"permission": Permission.WORK_READ})
async def standing_panel(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The panel, alone."""
    return fragment(request, "home/_standing_panel.html", owner=OWNER, standing_panel=await load_standing_panel(actor))


HANDLERS = [todo_list, my_business, standing_panel]
