"""The lifecycle of a posting: 借款, 贷款, a claim on sale and 收购意向 (product.md section 5, 我的发布)."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Posting(StrEnum):
    """Where a posting stands. Only a claim is reserved, for one buyer, or split into slices."""

    DRAFT = "draft"
    ACTIVE = "active"
    RESERVED = "reserved"
    MATCHED = "matched"
    SPLIT = "split"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LABELS: Mapping[Posting, str] = {
    Posting.DRAFT: "草稿",
    Posting.ACTIVE: "发布中",
    Posting.RESERVED: "已被预订",
    Posting.MATCHED: "已成交",
    Posting.SPLIT: "已拆分",
    Posting.CLOSED: "已关闭",
    Posting.WITHDRAWN: "已撤回",
    Posting.EXPIRED: "已到期",
}

_ENDED = {Posting.MATCHED, Posting.CLOSED, Posting.WITHDRAWN, Posting.EXPIRED}

# Several may be asked about one loan or one offer: it stays open until a contract is confirmed.
_SHARED: Mapping[StrEnum, frozenset[StrEnum]] = {
    Posting.DRAFT: frozenset({Posting.ACTIVE, Posting.WITHDRAWN}),
    Posting.ACTIVE: frozenset(_ENDED),
    # What was applied for while it was open may still be confirmed after it closed.
    Posting.EXPIRED: frozenset({Posting.MATCHED}),
    Posting.CLOSED: frozenset({Posting.MATCHED}),
    Posting.MATCHED: frozenset(),
    Posting.WITHDRAWN: frozenset(),
}

# One claim is never sold twice: only what is reserved for a buyer can be sold, and only to that one.
_EXCLUSIVE: Mapping[StrEnum, frozenset[StrEnum]] = {
    Posting.DRAFT: frozenset({Posting.ACTIVE, Posting.WITHDRAWN}),
    Posting.ACTIVE: frozenset({Posting.RESERVED, Posting.SPLIT, Posting.CLOSED, Posting.WITHDRAWN, Posting.EXPIRED}),
    Posting.RESERVED: frozenset({Posting.ACTIVE, Posting.MATCHED, Posting.EXPIRED}),
    Posting.SPLIT: frozenset({Posting.ACTIVE}),
    Posting.MATCHED: frozenset(),
    Posting.CLOSED: frozenset(),
    Posting.WITHDRAWN: frozenset(),
    Posting.EXPIRED: frozenset(),
}

_ACTS: Mapping[str, str] = {
    "create": "新建这项发布",
    "edit": "修改这项发布",
    "publish": "提交这项发布",
    "reserve": "预订这笔债权",
    "release": "结束预订，这笔债权重新在售",
    "end_quotes": "结束询价",
    "split": "拆分这笔债权",
    "rejoin": "取消拆分，这笔债权重新整笔在售",
    "withdraw": "撤回这项发布",
    "close": "关闭这项发布",
    "match": "确认合同，这项发布成交",
    "expire": "这项发布到期",
}


def lifecycle_of(table: str, *, exclusive: bool = False) -> Lifecycle:
    """The lifecycle of the postings of a table; exclusive ones are reserved for one before they are sold."""
    return Lifecycle(subject_kind=table, transitions=_EXCLUSIVE if exclusive else _SHARED, acts=_ACTS)
