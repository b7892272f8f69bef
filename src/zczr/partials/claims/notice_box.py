"""债权转让通知 beside a confirmed transfer: when it was sent, arrived and was acknowledged, and sending it once more."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.parties import parties_for
from zczr.domain.claims.debtor_links import ON_PLATFORM
from zczr.domain.claims.notices import Delivery, SentTo, delivery_of
from zczr.domain.claims.stages import NOTICE_LABELS, Notice
from zczr.domain.permissions import Permission, may
from zczr.domain.refusals import NotFound
from zczr.partials.claims.confirmation_box import AskForm
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import instant

_BADGES = {
    Notice.PREPARED: "warning",
    Notice.SENT: "info",
    Notice.ARRIVED: "success",
    Notice.ACKNOWLEDGED: "success",
}
_LEADS = {
    Notice.PREPARED: "通知尚未发出。通知到达之前，债务方向转让方付款仍然有效，请填写债务方的邮箱发送。",
    Notice.SENT: "通知已发出，债务方尚未打开。通知到达之前，债务方向转让方付款仍然有效。",
    Notice.ARRIVED: "通知已到达，债务方应向受让方付款；尚未签收。",
    Notice.ACKNOWLEDGED: "债务方已签收，应向受让方付款。",
}


@dataclass(frozen=True)
class NoticeBox:
    """How far the notice has come; ready strings."""

    badge: str
    state: str
    lead: str
    facts: tuple[Term, ...]
    form: AskForm | None
    """None where it is acknowledged, or for who may not send it."""
    on_platform: bool
    """The debtor is a member: it is told on the platform, and no mailbox is asked for."""
    action: str


async def load_notice_box(actor: Actor, application_id: int, form: AskForm | None = None) -> NoticeBox | None:
    """The box of a confirmed transfer, its form as typed; None before there is a notice."""
    found = await delivery_of(actor, application_id)
    if found is None:
        return None
    sends = may(actor, Permission.APPLICATION_APPLY) and found.stage is not Notice.ACKNOWLEDGED
    return NoticeBox(
        badge=_BADGES[found.stage],
        state=NOTICE_LABELS[found.stage],
        lead=_LEADS[found.stage],
        facts=_facts(found),
        form=(form or AskForm(data={"email": found.email})) if sends else None,
        on_platform=found.on_platform,
        action=f"{Business.CLAIM.path}/{application_id}/notice",
    )


def _facts(found: Delivery) -> tuple[Term, ...]:
    times = (("首次到达时间", found.arrived_at), ("签收时间", found.acknowledged_at))
    who = f"{found.acknowledged_name}（{found.acknowledged_title}）" if found.acknowledged_at else ""
    return (
        Term("生成时间", instant(found.prepared_at), figure=True),
        *(Term(f"第 {number} 次发送", _way_of(each)) for number, each in enumerate(found.sent_to, start=1)),
        *((Term("发送至", "未填写"),) if not found.sent_to else ()),
        *(Term(label, instant(at), figure=True) for label, at in times if at),
        *((Term("签收人", who),) if who else ()),
    )


def _way_of(sending: SentTo) -> str:
    """An address with its own times, so that none stands beside those of another."""
    to = sending.email or ON_PLATFORM
    if sending.sent_at is None:
        waits = "等待发出" if sending.link_lives else "已由后一次发送取代"
        return f"{to}：{instant(sending.begun_at)} 提交，{waits}"
    opened = f"{instant(sending.arrived_at)} 打开" if sending.arrived_at else "尚未打开"
    if sending.email and not sending.link_lives and not sending.arrived_at:
        opened = "未打开，链接已失效"
    return f"{to}：{instant(sending.sent_at)} 发出，{opened}"


@get(
    "/partials/claims/applications/{application_id:int}/notice-box",
    opt={"permission": Permission.APPLICATION_READ},
)
async def notice_box(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The box alone."""
    await parties_for(actor, application_id)
    box = await load_notice_box(actor, application_id)
    if box is None:
        raise NotFound(application=application_id)
    owner = f"{Business.CLAIM.path}/{application_id}"
    return fragment(request, "claims/_notice_box.html", owner=owner, notice_box=box)


HANDLERS = [notice_box]
