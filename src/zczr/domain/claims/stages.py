"""The lifecycles of what a debtor is sent: the request to confirm a claim, and the notice of its assignment."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Confirmation(StrEnum):
    """Where a 确权 request stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CALLED_OFF = "called_off"
    LAPSED = "lapsed"


CONFIRMATION_LABELS: Mapping[Confirmation, str] = {
    Confirmation.ASKED: "等待债务方答复",
    Confirmation.CONFIRMED: "已确认",
    Confirmation.DISPUTED: "有争议",
    Confirmation.CALLED_OFF: "已撤回",
    Confirmation.LAPSED: "未在期限内答复",
}

CONFIRMATION = Lifecycle(
    subject_kind="debtor_confirmation",
    transitions={
        Confirmation.ASKED: frozenset(
            {Confirmation.CONFIRMED, Confirmation.DISPUTED, Confirmation.CALLED_OFF, Confirmation.LAPSED}
        ),
        Confirmation.CONFIRMED: frozenset(),
        Confirmation.DISPUTED: frozenset(),
        Confirmation.CALLED_OFF: frozenset(),
        Confirmation.LAPSED: frozenset(),
    },
    acts={
        "ask": "请债务方确权",
        "confirm": "确认债权",
        "dispute": "提出争议",
        "call_off": "撤回确权请求",
        "lapse": "确权请求到期",
    },
)
ANSWER_WITHIN = timedelta(days=30)
"""款项支付条例 Art. 16: who owes confirms within thirty days of being asked."""


class Notice(StrEnum):
    """Where a notice of assignment stands."""

    PREPARED = "prepared"
    SENT = "sent"
    ARRIVED = "arrived"
    ACKNOWLEDGED = "acknowledged"


NOTICE_LABELS: Mapping[Notice, str] = {
    Notice.PREPARED: "待发送",
    Notice.SENT: "已发送",
    Notice.ARRIVED: "已到达",
    Notice.ACKNOWLEDGED: "已签收",
}

NOTICE = Lifecycle(
    subject_kind="assignment_notice",
    transitions={
        Notice.PREPARED: frozenset({Notice.SENT}),
        Notice.SENT: frozenset({Notice.ARRIVED}),
        Notice.ARRIVED: frozenset({Notice.ACKNOWLEDGED}),
        Notice.ACKNOWLEDGED: frozenset(),
    },
    acts={
        "prepare": "生成债权转让通知",
        "send": "发送债权转让通知",
        "leave": "债权转让通知已发出",
        "arrive": "债权转让通知到达债务方",
        "acknowledge": "债务方签收债权转让通知",
    },
)
