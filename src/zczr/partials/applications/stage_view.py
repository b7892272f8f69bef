"""How an application's state and its clock are shown."""

from dataclasses import dataclass
from datetime import datetime

from zczr.domain import clock
from zczr.domain.applications.stages import LABELS, Stage

_BADGES = {
    Stage.PENDING: "warning",
    Stage.APPROVED: "info",
    Stage.APPROVED_UNCONFIRMED: "warning",
    Stage.CONFIRMED: "success",
    Stage.REJECTED: "danger",
    Stage.WITHDRAWN: "neutral",
    Stage.EXPIRED: "neutral",
}


@dataclass(frozen=True)
class StageView:
    """A badge and, while a clock runs, the days left."""

    badge: str
    label: str
    days_left: str
    """Only the number: 35 天; empty where no clock runs."""
    demand: str
    """请在 35 天内确认; empty where no clock runs."""
    urgent: bool


def stage_view(stage: Stage, answer_due_at: datetime, confirm_due_at: datetime | None) -> StageView:
    """The state as a badge, with its clock."""
    due, verb = None, ""
    if stage is Stage.PENDING:
        due, verb = answer_due_at, "答复"
    elif stage in {Stage.APPROVED, Stage.APPROVED_UNCONFIRMED}:
        due, verb = confirm_due_at, "确认"
    if due is None:
        return StageView(_BADGES[stage], LABELS[stage], "", "", urgent=False)
    left = clock.days_until(due, clock.now())
    return StageView(_BADGES[stage], LABELS[stage], f"{left} 天", f"请在 {left} 天内{verb}", urgent=left <= 7)
