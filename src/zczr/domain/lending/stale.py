"""An edit that somebody else's overtook: who saved the posting meanwhile, and when."""

from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
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
    row = await db.fetch_row(
        """SELECT h.act, h.member_id, coalesce(m.name, '') AS name, h.at
           FROM history h LEFT JOIN member m ON m.id = h.member_id
           WHERE h.subject_kind = $1 AND h.subject_id = $2 ORDER BY h.id DESC LIMIT 1""",
        subject_kind,
        posting_id,
    )
    if row is None or row["act"] not in {"edit", "publish"}:
        # A draft that was saved before the history kept that.
        return "这项发布在您打开之后被修改过"
    when = clock.shown(row["at"])
    if row["member_id"] == actor.member_id:
        return f"您已于 {when} 在另一个窗口修改过这项发布"
    return f"{row['name'] or '贵单位的其他成员'}已于 {when} 修改过这项发布"
