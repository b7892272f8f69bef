"""The life of a request to see the papers of a claim on sale, and when one may ask again."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Access(StrEnum):
    """Where a request stands; granted, it lives as long as the claim is on sale, unless it is taken back."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


LABELS: Mapping[Access, str] = {
    Access.ASKED: "等待出售方答复",
    Access.GRANTED: "可以查看",
    Access.REFUSED: "未获同意",
    Access.WITHDRAWN: "已撤回",
    Access.REVOKED: "已收回",
}

ACCESS = Lifecycle(
    subject_kind="paper_access",
    transitions={
        Access.ASKED: frozenset({Access.GRANTED, Access.REFUSED, Access.WITHDRAWN}),
        # Who is let in leaves again by keeping away from the seller.
        Access.GRANTED: frozenset({Access.REVOKED, Access.WITHDRAWN}),
        Access.REFUSED: frozenset(),
        Access.WITHDRAWN: frozenset(),
        Access.REVOKED: frozenset(),
    },
    acts={
        "ask": "申请查看资料",
        "grant": "同意查看资料",
        "refuse": "拒绝查看资料",
        "withdraw": "撤回查看申请",
        "revoke": "收回资料查看",
    },
)
ASK_AGAIN_AFTER = timedelta(days=7)
"""Who was refused, or whose access was taken back, asks about the same claim again only after this time."""
