"""确权 beside an own claim: where it stands, and asking the debtor."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.confirmations import ASKABLE
from zczr.domain.claims.debtor_links import ON_PLATFORM, debtor_on_platform
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.queries import ConfirmationFacts, OwnClaim
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.stages import CONFIRMATION_LABELS, Confirmation
from zczr.domain.permissions import Permission, may
from zczr.domain.refusals import NotFound
from zczr.partials.claims.states import STATE_BADGES
from zczr.web import forms
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import instant


class AskForm(forms.Form):
    """To whom the request goes."""

    email = forms.line("债务方联系邮箱", forms.at_most(200), forms.email_address, narrow=True)


@dataclass(frozen=True)
class ConfirmationBox:
    """Where the claim stands with its debtor; ready strings."""

    badge: str
    state: str
    lead: str
    facts: tuple[Term, ...]
    form: AskForm | None
    """None where nobody can be asked now, or not by this member."""
    on_platform: bool
    """The debtor is a member: it is asked on the platform, and no mailbox is asked for."""
    action: str
    may_call_off: bool
    call_off_href: str
    call_off_asks: str


_LEADS = {
    DebtorState.UNNOTIFIED: "债务方确认后，买方更愿意购买，参考价格也更高。",
    DebtorState.NOTIFIED: "债务方已打开确权请求，尚未答复。",
    DebtorState.CONFIRMED: "债务方已确认金额、到期日，以及没有抵销和在先转让。",
    DebtorState.DISPUTED: "债务方提出了争议。请与债务方核对清楚，再重新请其确权。",
}
CALL_OFF_ASKS = "撤回后债务方不能再答复，可以重新发送。确定撤回吗？"


async def load_confirmation_box(actor: Actor, own: OwnClaim, form: AskForm | None = None) -> ConfirmationBox | None:
    """The box of an own claim, its form as typed; None where its debtor cannot be asked and never was."""
    asked = await queries.confirmation_of(own.id)
    if asked is None and own.status not in ASKABLE:
        return None
    waits = asked is not None and asked.stage is Confirmation.ASKED
    acts = may(actor, Permission.CLAIM_PUBLISH) and own.status in ASKABLE
    asks = acts and not waits and own.debtor_state is not DebtorState.CONFIRMED
    href = f"{CLAIMS.path}/{own.id}/confirmation"
    return ConfirmationBox(
        badge=STATE_BADGES[own.debtor_state],
        state=own.debtor_state.label,
        lead=_LEADS[own.debtor_state],
        facts=_facts(asked) if asked else (),
        form=(form or AskForm(data={"email": own.terms.debtor_email})) if asks else None,
        on_platform=asks and await debtor_on_platform(own.terms.debtor_uscc) is not None,
        action=href,
        may_call_off=acts and waits,
        call_off_href=f"{href}/withdrawal",
        call_off_asks=CALL_OFF_ASKS,
    )


def _facts(asked: ConfirmationFacts) -> tuple[Term, ...]:
    to = "、".join(filter(None, (asked.email, ON_PLATFORM if asked.on_platform else "")))
    lines = [Term("发送至", to), Term("发送时间", instant(asked.asked_at), figure=True)]
    if asked.opened_at:
        lines.append(Term("债务方打开时间", instant(asked.opened_at), figure=True))
    if asked.stage is Confirmation.ASKED:
        lines.append(
            Term("答复期限", f"{instant(asked.due_at)}（还有 {clock.days_until(asked.due_at, clock.now())} 天）")
        )
    elif asked.stage is Confirmation.CALLED_OFF and asked.reason:
        lines.append(Term("结果", f"已结束：{asked.reason}"))
    else:
        lines.append(Term("结果", CONFIRMATION_LABELS[asked.stage]))
    if asked.answered_at:
        who = f"{asked.answered_name}（{asked.answered_title}），{instant(asked.answered_at)}"
        lines.append(Term("答复", f"{who}：{asked.reason}" if asked.reason else who))
    return tuple(lines)


@get(
    "/partials/claims/sales/{claim_id:int}/confirmation-box",
    opt={"permission": Permission.CLAIM_READ},
)
async def confirmation_box(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The box alone."""
    own = await queries.own_claim(actor, claim_id)
    box = await load_confirmation_box(actor, own)
    if box is None:
        raise NotFound(claim=claim_id)
    return fragment(request, "claims/_confirmation_box.html", owner=f"{CLAIMS.path}/{claim_id}", confirmation_box=box)


HANDLERS = [confirmation_box]
