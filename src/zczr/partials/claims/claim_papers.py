"""资料 of a claim on sale: what there is, asking to see it, and once let in the papers themselves."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.papers.queries import OwnAccess, ask_again_at, debtor_asks, last_access
from zczr.domain.claims.papers.stages import LABELS, Access
from zczr.domain.claims.queries import ClaimOnSale
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.files.queries import paper_counts, papers_for
from zczr.domain.permissions import Permission, may
from zczr.partials.claims.offer import MARKET
from zczr.partials.papers import by_slot, slot_label
from zczr.web import forms
from zczr.web.pieces import Paper
from zczr.web.respond import fragment
from zczr.web.templating import instant

BADGES = {
    Access.ASKED: "info",
    Access.GRANTED: "success",
    Access.REFUSED: "warning",
    Access.WITHDRAWN: "neutral",
    Access.REVOKED: "warning",
}
WITHDRAWAL_ASKS = "撤回后出售方不再答复，需要时可以重新申请。确定撤回吗？"
_RECORDED = "副本带有贵单位名称和您的姓名，每次查看都会留下记录，出售方可以看到。"


class PaperRequestForm(forms.Form):
    """What the asker says to the seller."""

    word = forms.text("给出售方的话", forms.at_most(200), description="例如：资金用途、希望核对哪些内容")


@dataclass(frozen=True)
class ClaimPapers:
    """The papers of a claim as a member sees them; ready strings."""

    badge: str
    state: str
    """Where the own request stands; empty where there is none."""
    lead: str
    counts: tuple[tuple[str, str], ...]
    """What there is: slots, and how many papers each."""
    papers: tuple[Paper, ...]
    recorded: str
    """What who is let in has to know before it looks."""
    said: str
    form: PaperRequestForm | None
    """None for who cannot ask now."""
    action: str
    may_withdraw: bool
    withdraw_href: str
    withdrawal_asks: str
    own_href: str
    """Where the seller answers; empty for everybody else."""


async def load_claim_papers(actor: Actor, claim: ClaimOnSale, form: PaperRequestForm | None = None) -> ClaimPapers:
    """The section of a claim on sale, its form as typed."""
    counts = await paper_counts(claim.id)
    last = None if claim.own else await last_access(actor, claim.id)
    stage = last.stage if last else None
    asks = may(actor, Permission.APPLICATION_APPLY)
    barred = await _barred(actor, claim, last) if counts else ""
    open_ = stage in {Access.ASKED, Access.GRANTED}
    href = f"{MARKET}/{claim.id}/paper-request"
    shown = last is not None and stage is not Access.WITHDRAWN
    return ClaimPapers(
        badge=BADGES[last.stage] if last and shown else "",
        state=LABELS[last.stage] if last and shown else "",
        lead=_lead(claim, stage, any_=bool(counts)),
        counts=tuple((slot_label(slot), f"{many} 份") for slot, many in counts),
        papers=by_slot(await papers_for(actor, claim.id)) if stage is Access.GRANTED else (),
        recorded=_RECORDED if stage is Access.GRANTED else "",
        said=_said(last, barred),
        form=form or (PaperRequestForm() if counts and asks and not (claim.own or open_ or barred) else None),
        action=href,
        may_withdraw=asks and stage is Access.ASKED,
        withdraw_href=f"{href}/withdrawal",
        withdrawal_asks=WITHDRAWAL_ASKS,
        own_href=f"{CLAIMS.path}/{claim.id}" if claim.own else "",
    )


def _lead(claim: ClaimOnSale, stage: Access | None, *, any_: bool) -> str:
    if not any_:
        return "出售方没有上传资料，可以通过“对话”向出售方了解。"
    if claim.own:
        return "其他单位经贵单位同意后才能查看。"
    if stage is Access.GRANTED:
        return "出售方已同意贵单位查看。"
    return "经出售方同意后，可以在线查看带水印的副本。"


async def _barred(actor: Actor, claim: ClaimOnSale, last: OwnAccess | None) -> str:
    """Why the actor cannot ask now, whatever it says; empty where it can, or need not."""
    if claim.own or (last is not None and last.stage in {Access.ASKED, Access.GRANTED}):
        return ""
    if await debtor_asks(actor, claim.id):
        return "贵单位是这笔债权的债务方，不能申请查看资料。"
    if not may(actor, Permission.APPLICATION_APPLY):
        return "查看申请由贵单位的经办人员或管理员发起。"
    again = ask_again_at(last)
    return f"{instant(again)} 以后可以再次申请。" if again is not None and clock.now() < again else ""


def _said(last: OwnAccess | None, barred: str) -> str:
    """What became of the own request, and what stands in the way of a new one."""
    if last is None:
        return barred
    match last.stage:
        case Access.ASKED:
            return f"已于 {instant(last.asked_at)} 申请查看，出售方答复后会通知贵单位。"
        case Access.REFUSED:
            why = f"，原因：{last.reason}" if last.reason else ""
            return f"出售方已于 {instant(last.ended_at)} 拒绝{why}。{barred}"
        case Access.REVOKED:
            return f"出售方已于 {instant(last.ended_at)} 收回查看。{barred}"
        case _:
            return barred


@get("/partials/claims/market/{claim_id:int}/claim-papers", opt={"permission": Permission.MARKET_READ})
async def claim_papers(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The section alone."""
    claim = await queries.claim_on_sale(actor, claim_id)
    loaded = await load_claim_papers(actor, claim)
    return fragment(request, "claims/_claim_papers.html", owner=f"{MARKET}/{claim_id}", claim_papers=loaded)


HANDLERS = [claim_papers]
