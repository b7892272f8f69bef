"""The lifecycle of a posting: 借款 and 贷款 alike (product.md section 5, 我的发布)."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Posting(StrEnum):
    """Where a posting stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    MATCHED = "matched"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LABELS: Mapping[Posting, str] = {
    Posting.DRAFT: "草稿",
    Posting.ACTIVE: "发布中",
    Posting.MATCHED: "已成交",
    Posting.CLOSED: "已关闭",
    Posting.WITHDRAWN: "已撤回",
    Posting.EXPIRED: "已到期",
}

_TRANSITIONS: Mapping[StrEnum, frozenset[StrEnum]] = {
    Posting.DRAFT: frozenset({Posting.ACTIVE, Posting.WITHDRAWN}),
    Posting.ACTIVE: frozenset({Posting.MATCHED, Posting.CLOSED, Posting.WITHDRAWN, Posting.EXPIRED}),
    # What was applied for while it was open may still be confirmed after it closed.
    Posting.EXPIRED: frozenset({Posting.MATCHED}),
    Posting.CLOSED: frozenset({Posting.MATCHED}),
    Posting.MATCHED: frozenset(),
    Posting.WITHDRAWN: frozenset(),
}

_ACTS: Mapping[str, str] = {
    "create": "新建这项发布",
    "edit": "修改这项发布",
    "publish": "提交这项发布",
    "withdraw": "撤回这项发布",
    "close": "关闭这项发布",
    "match": "确认合同，这项发布成交",
    "expire": "这项发布到期",
}

REQUEST = Lifecycle(subject_kind="loan_request", transitions=_TRANSITIONS, acts=_ACTS)
OFFER = Lifecycle(subject_kind="loan_offer", transitions=_TRANSITIONS, acts=_ACTS)
