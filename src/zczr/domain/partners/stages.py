"""The life of a 好友申请, and when somebody may ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Ask(StrEnum):
    """Where a request stands; accepted, it lives as long as the partnership."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


REQUEST = Lifecycle(
    "partner_request",
    {
        Ask.PENDING: frozenset({Ask.ACCEPTED, Ask.REFUSED, Ask.WITHDRAWN}),
        Ask.ACCEPTED: frozenset({Ask.ENDED}),
        Ask.REFUSED: frozenset(),
        Ask.WITHDRAWN: frozenset(),
        Ask.ENDED: frozenset(),
    },
    acts={
        "ask": "申请添加",
        "accept": "接受申请",
        "meet": "双方互相申请，成为合作伙伴",
        "refuse": "婉拒申请",
        "withdraw": "撤回申请",
        "remove": "解除合作伙伴关系",
    },
)
LABELS = {
    Ask.PENDING: "待答复",
    Ask.ACCEPTED: "已接受",
    Ask.REFUSED: "已婉拒",
    Ask.WITHDRAWN: "已撤回",
    Ask.ENDED: "已解除",
}
ASK_AGAIN_AFTER = timedelta(days=30)
"""Who was refused asks the same organization again only after this time; the other side may ask at once."""


class Tie(StrEnum):
    """How an organization stands to another one, as it is shown."""

    SELF = "self"
    PARTNER = "partner"
    SENT = "sent"
    RECEIVED = "received"
    REFUSED = "refused"
    BLOCKED = "blocked"
    NONE = "none"


@dataclass(frozen=True)
class LastRequest:
    """The newest request between two organizations, as the viewer sees it."""

    id: int
    status: Ask
    sent_by_viewer: bool
    message: str
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class Relation:
    """How the viewer's organization stands to another."""

    itself: bool
    partners: bool
    blocked: bool
    """By the viewer; who is blocked by the other side does not see it at all."""
    last: LastRequest | None

    def tie(self, now: datetime) -> Tie:
        """What it comes to now; who was refused may ask again once the time is over."""
        if self.itself:
            return Tie.SELF
        if self.blocked:
            return Tie.BLOCKED
        if self.partners:
            return Tie.PARTNER
        last = self.last
        if last is None:
            return Tie.NONE
        if last.status is Ask.PENDING:
            return Tie.SENT if last.sent_by_viewer else Tie.RECEIVED
        waits = ask_again_at(last)
        return Tie.REFUSED if waits is not None and now < waits else Tie.NONE


def ask_again_at(last: LastRequest | None) -> datetime | None:
    """From when on the viewer may ask again; None where nothing stands against it."""
    if last is None or last.status is not Ask.REFUSED or not last.sent_by_viewer or last.answered_at is None:
        return None
    return last.answered_at + ASK_AGAIN_AFTER
