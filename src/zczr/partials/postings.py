"""An own posting around its form, or in full where it may no longer be edited; the same for every sort."""

from dataclasses import dataclass
from typing import NamedTuple

from zczr.domain import history
from zczr.domain.accounts.actor import Actor
from zczr.domain.files.queries import files_of
from zczr.domain.lending.labels import title_of_state
from zczr.domain.permissions import may
from zczr.domain.postings.commands import APPLIED_FOR
from zczr.domain.postings.own import Own
from zczr.domain.postings.stages import LABELS, Posting
from zczr.web.forms import Form
from zczr.web.notices import Notice
from zczr.web.pieces import Event, Paper, Term
from zczr.web.templating import day
from zczr.web.uploads import fill, slots_of

BADGES = {
    Posting.DRAFT: "neutral",
    Posting.ACTIVE: "success",
    Posting.RESERVED: "info",
    Posting.MATCHED: "info",
    Posting.SPLIT: "neutral",
    Posting.CLOSED: "neutral",
    Posting.WITHDRAWN: "neutral",
    Posting.EXPIRED: "warning",
}
CLOSE_ASKS = "已在别处办妥或不再需要时关闭。关闭后不再参与匹配，不能恢复。"
WITHDRAW_ASKS = "撤回后不再参与匹配，不能恢复。"
DISCARD_ASKS = "放弃后这份草稿不能恢复。"
_HELD = {Posting.ACTIVE, Posting.RESERVED}
_ACTS = {
    "create": "新建",
    "import": "批量导入",
    "edit": "修改",
    "match": "双方确认合同，成交",
    "expire": "到期，不再参与匹配",
    "reserve": "被一家买方预订",
    "release": "预订结束，重新在售",
    "end_quotes": "结束询价，不再接受报价",
    "split": "拆分出售",
    "rejoin": "取消拆分，整笔出售",
}


@dataclass(frozen=True)
class PostingView:
    """An own posting: what it is called, where it stands, what may be done with it, and its history."""

    title: str
    kind: str
    badge: str
    state: str
    expires: str
    href: str
    list_href: str
    matches_href: str
    held_because: str
    may_withdraw: bool
    withdraw_label: str
    withdraw_asks: str
    may_close: bool
    close_asks: str
    facts: tuple[Term, ...]
    papers: tuple[Paper, ...]
    events: tuple[Event, ...]


async def posting_view(
    actor: Actor, own: Own, *, title: str, kind: str, facts: tuple[Term, ...], slots: Form, list_href: str
) -> PostingView:
    """An own posting with its files, in the slots of its form, and its history."""
    events = await history.events_of(own.sort.table, own.id)
    fill(slots, await files_of(own.sort.table, own.id))
    href = f"{own.sort.path}/{own.id}"
    changeable = may(actor, own.sort.write) and not (own.applied_for or own.held_because)
    return PostingView(
        title=title,
        kind=kind,
        badge=BADGES[own.status],
        state=LABELS[own.status],
        expires=day(own.expires_on) if own.status is Posting.ACTIVE else "",
        href=href,
        list_href=list_href,
        matches_href=f"{href}/matches" if own.status is Posting.ACTIVE else "",
        held_because=(APPLIED_FOR if own.applied_for else own.held_because) if own.status in _HELD else "",
        may_withdraw=changeable and own.sort.lifecycle.allows(own.status, Posting.WITHDRAWN),
        withdraw_label=withdrawing(own.status).label,
        withdraw_asks=withdrawing(own.status).asks,
        may_close=changeable and own.sort.lifecycle.allows(own.status, Posting.CLOSED),
        close_asks=CLOSE_ASKS,
        facts=facts,
        papers=tuple(Paper(slot.label.text, slot.attached) for slot in slots_of(slots) if slot.attached),
        events=tuple(Event.of(event, _ACTS.get(event.act, title_of_state(event.after))) for event in events),
    )


class Withdrawing(NamedTuple):
    """What taking back a posting is called, what it asks first, and what it says then."""

    label: str
    asks: str
    notice: Notice


def withdrawing(status: Posting) -> Withdrawing:
    """The words for taking back a posting: nobody has seen a draft."""
    if status is Posting.DRAFT:
        return Withdrawing("放弃草稿", DISCARD_ASKS, Notice.DRAFT_DISCARDED)
    return Withdrawing("撤回", WITHDRAW_ASKS, Notice.POSTING_WITHDRAWN)
