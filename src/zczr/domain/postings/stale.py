"""An edit that somebody else's overtook: who saved the posting meanwhile, and when."""

from typing import Any

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.history import last_event
from zczr.domain.refusals import RuleBroken

_KEPT = "您填写的内容已保留。请核对标出的不同之处，再次提交将以您填写的为准。"


class StaleEdit(RuleBroken):
    """Somebody else saved the posting meanwhile; `values` are its columns now, by name."""

    def __init__(self, changed: str, values: dict[str, Any], version: int) -> None:
        super().__init__(f"{changed}，{_KEPT}")
        self.values = values
        self.version = version


async def changed_by(actor: Actor, subject_kind: str, posting_id: int) -> str:
    """Who saved an own posting last, and when, as the actor is told it."""
    last = await last_event(subject_kind, posting_id)
    if last is None or last.act not in {"edit", "publish"}:
        # A draft that was saved before the history kept that.
        return "这项发布在您打开之后被修改过"
    when = clock.shown(last.at)
    if last.member_id == actor.member_id:
        return f"您已于 {when} 在另一个窗口修改过这项发布"
    return f"{last.member_name or '贵单位的其他成员'}已于 {when} 修改过这项发布"
