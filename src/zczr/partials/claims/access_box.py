"""资料查看 beside an own claim: who asks to see its papers, who is let in, and who looked last."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.papers.queries import AccessLine, ViewLine, open_accesses, views_of
from zczr.domain.claims.papers.stages import Access
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.credit.grades import grade_of
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.stages import Posting
from zczr.domain.reference import regions
from zczr.partials.applications.answer_panel import ReasonForm
from zczr.partials.applications.filings import ROLES
from zczr.web.pieces import Event
from zczr.web.respond import fragment
from zczr.web.templating import instant

REVOCATION_ASKS = "收回后对方不能再查看资料，此前的查看记录仍然保留。确定收回吗？"
_SHARED = "这笔债权的资料与同一次批量导入的其他债权共用：同意其中一笔，对方看到的是同一份；要完全收回，须逐笔收回。"
_SHOWN_VIEWS = 5
_ON_SALE = {Posting.ACTIVE, Posting.RESERVED}


class Asker(NamedTuple):
    """An organization that waits, or is let in; `form` is the one to refuse it."""

    name: str
    href: str
    facts: str
    message: str
    action: str
    form: ReasonForm


@dataclass(frozen=True)
class AccessBox:
    """Who sees the papers of a claim; ready strings."""

    badge: str
    state: str
    lead: str
    waiting: tuple[Asker, ...]
    let_in: tuple[Asker, ...]
    may_answer: bool
    revocation_asks: str
    views: tuple[Event, ...]
    views_total: str
    views_href: str


def reason_form_id(access_id: int) -> str:
    """What the names of a refusal's fields begin with: several stand on one page."""
    return f"access-{access_id}"


async def load_access_box(actor: Actor, own: OwnClaim, refused: tuple[int, ReasonForm] | None = None) -> AccessBox:
    """The box of an own claim; `refused` is a refusal as typed, and whose it is."""
    lines = await open_accesses(own.id) if own.status in _ON_SALE else ()
    views, total = await views_of(own.id, 1, _SHOWN_VIEWS)
    waiting = [line for line in lines if line.stage is Access.ASKED]
    href = f"{CLAIMS.path}/{own.id}"
    return AccessBox(
        badge="warning" if waiting else "neutral",
        state=f"{len(waiting)} 家等待答复" if waiting else "",
        lead=_lead(own, bool(lines)),
        waiting=tuple(_asker(line, href, refused) for line in waiting),
        let_in=tuple(_asker(line, href, None) for line in lines if line.stage is Access.GRANTED),
        may_answer=may(actor, Permission.APPLICATION_DECIDE),
        revocation_asks=REVOCATION_ASKS,
        views=tuple(map(view_event, views)),
        views_total=f"{total:,}",
        views_href=f"{href}/views" if total else "",
    )


def _lead(own: OwnClaim, any_: bool) -> str:
    if own.status is Posting.SPLIT:
        return "这笔债权已拆分出售，请在各份的页面答复查看申请；各份共用这里的资料。"
    if own.status not in _ON_SALE:
        return "这笔债权已不在售，资料不再供申请查看的单位查看。"
    shared = _SHARED if own.import_id else ""
    if any_:
        return f"同意后对方可以查看带水印的副本；下架、成交或收回后不能再看。{shared}"
    return f"目前没有待答复或已同意的单位。资料经贵单位同意后才能查看，副本带水印，每次查看都有记录。{shared}"


def _asker(line: AccessLine, href: str, refused: tuple[int, ReasonForm] | None) -> Asker:
    prefix = reason_form_id(line.id)
    typed = refused[1] if refused and refused[0] == line.id else None
    return Asker(
        name=line.organization_name,
        href=f"/partners/{line.organization_id}",
        facts=_facts(line),
        message=line.message,
        action=f"{href}/paper-access/{line.id}",
        form=typed or ReasonForm(prefix=prefix),
    )


def _facts(line: AccessLine) -> str:
    if line.answered_at is not None:
        looked = f"查看 {line.views} 次" if line.views else "尚未查看"
        return f"{instant(line.answered_at)} 同意，{looked}"
    place = f"{regions.city_name(line.city_code)}，信用等级 {grade_of(line.credit_score).label}"
    return f"{place}，{line.member_name} 于 {instant(line.asked_at)} 申请"


def view_event(line: ViewLine) -> Event:
    """One look as a line of a timeline."""
    who = f"{line.organization_name} · {line.member_name}（{ROLES[str(line.role)]}）"
    return Event(instant(line.at), who, f"{manner(line)}：{line.file_name}", "", "done")


def manner(line: ViewLine) -> str:
    """How a paper was looked at."""
    return "查看副本" if line.marked else "下载原件"


@get("/partials/claims/sales/{claim_id:int}/access-box", opt={"permission": Permission.CLAIM_READ})
async def access_box(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The box alone."""
    own = await queries.own_claim(actor, claim_id)
    box = await load_access_box(actor, own)
    return fragment(request, "claims/_access_box.html", owner=f"{CLAIMS.path}/{claim_id}", access_box=box)


HANDLERS = [access_box]
