"""The lifecycle of an application (product.md section 5), and what each state permits."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Stage(StrEnum):
    """待处理 to 已确认, with the exits at the side."""

    PENDING = "pending"
    APPROVED = "approved"
    APPROVED_UNCONFIRMED = "approved_unconfirmed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LABELS: Mapping[Stage, str] = {
    Stage.PENDING: "待处理",
    Stage.APPROVED: "已通过",
    Stage.APPROVED_UNCONFIRMED: "已通过未确认",
    Stage.CONFIRMED: "已确认",
    Stage.REJECTED: "已拒绝",
    Stage.WITHDRAWN: "已撤回",
    Stage.EXPIRED: "已过期",
}

ENDED = frozenset({str(Stage.REJECTED), str(Stage.WITHDRAWN), str(Stage.EXPIRED)})
"""Codes of the states in which an application has come to nothing."""

APPLICATION = Lifecycle(
    subject_kind="application",
    transitions={
        Stage.PENDING: frozenset({Stage.APPROVED, Stage.REJECTED, Stage.WITHDRAWN, Stage.EXPIRED}),
        Stage.APPROVED: frozenset({Stage.APPROVED_UNCONFIRMED, Stage.EXPIRED}),
        Stage.APPROVED_UNCONFIRMED: frozenset({Stage.APPROVED, Stage.CONFIRMED, Stage.EXPIRED}),
        Stage.CONFIRMED: frozenset(),
        Stage.REJECTED: frozenset(),
        Stage.WITHDRAWN: frozenset(),
        Stage.EXPIRED: frozenset(),
    },
    acts={
        "apply": "发起申请",
        "approve": "通过申请",
        "reject": "拒绝申请",
        "withdraw": "撤回申请",
        "decline": "申请自动结束",
        "file": "提交合同确认",
        "confirm": "确认合同",
        "return": "退回合同确认",
        "expire": "申请过期",
    },
)


class Act(StrEnum):
    """What a party may do about an application."""

    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    DRAW_UP = "draw_up"
    FILE = "file"
    CONFIRM = "confirm"
    RETURN = "return"


class Side(StrEnum):
    """Where a party stands: who applied, who answers; who filed, who has to confirm."""

    APPLICANT = "applicant"
    RESPONDENT = "respondent"
    FILER = "filer"
    OTHER = "other"


PERMITS: Mapping[Stage, Mapping[Act, frozenset[Side]]] = {
    Stage.PENDING: {
        Act.APPROVE: frozenset({Side.RESPONDENT}),
        Act.REJECT: frozenset({Side.RESPONDENT}),
        Act.WITHDRAW: frozenset({Side.APPLICANT}),
    },
    Stage.APPROVED: {
        Act.DRAW_UP: frozenset({Side.APPLICANT, Side.RESPONDENT}),
        Act.FILE: frozenset({Side.APPLICANT, Side.RESPONDENT}),
    },
    Stage.APPROVED_UNCONFIRMED: {
        Act.DRAW_UP: frozenset({Side.APPLICANT, Side.RESPONDENT}),
        Act.CONFIRM: frozenset({Side.OTHER}),
        Act.RETURN: frozenset({Side.OTHER}),
    },
    Stage.CONFIRMED: {Act.DRAW_UP: frozenset({Side.APPLICANT, Side.RESPONDENT})},
    Stage.REJECTED: {},
    Stage.WITHDRAWN: {},
    Stage.EXPIRED: {},
}

SERVED_ELSEWHERE = "这笔业务已与其他单位成交"
ENDED_BY_OTHER = "这份申请自动结束，不影响双方信用分。"
"""What an application is told that another one's contract has ended."""
ANSWER_WITHIN = timedelta(days=30)
CONFIRM_WITHIN = timedelta(days=60)
REMIND_AT = (30, 7, 1)
"""Days before the end of the sixty at which both sides are reminded."""


def permits(stage: Stage, act: Act, sides: frozenset[Side]) -> bool:
    """Whether somebody on these sides may do this in that state."""
    return bool(PERMITS[stage].get(act, frozenset()) & sides)
