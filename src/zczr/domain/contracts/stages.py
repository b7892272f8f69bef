"""The lifecycle of a filed contract: what the other side, or the time, makes of it (product.md section 5)."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class FilingStage(StrEnum):
    """Where a contract confirmation stands."""

    FILED = "filed"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    EXPIRED = "expired"


LABELS: Mapping[FilingStage, str] = {
    FilingStage.FILED: "待确认",
    FilingStage.CONFIRMED: "已确认",
    FilingStage.RETURNED: "已退回",
    FilingStage.EXPIRED: "已过期",
}

FILING = Lifecycle(
    subject_kind="contract_filing",
    transitions={
        FilingStage.FILED: frozenset({FilingStage.CONFIRMED, FilingStage.RETURNED, FilingStage.EXPIRED}),
        FilingStage.CONFIRMED: frozenset(),
        FilingStage.RETURNED: frozenset(),
        FilingStage.EXPIRED: frozenset(),
    },
    acts={"file": "提交合同确认", "confirm": "确认合同", "return": "退回合同确认", "expire": "合同确认过期"},
)
