"""The ledger of 信用分: the only way in which a score changes (product.md section 6)."""

from dataclasses import dataclass
from enum import Enum

from zczr import db
from zczr.domain import clock


@dataclass(frozen=True)
class _Entry:
    code: str
    points: int
    label: str


class Reason(Enum):
    """Why points are given or taken."""

    UNCONFIRMED_CONTRACT = _Entry("unconfirmed_contract", -2, "合同逾期未确认")
    CONFIRMED_CONTRACT = _Entry("confirmed_contract", 1, "合同由双方确认")
    VERIFIED = _Entry("verified", 0, "通过企业认证")
    UPHELD_REPORT = _Entry("upheld_report", -5, "发布内容被举报，经核实成立")


def label_of(code: str) -> str:
    """What a reason is called."""
    return next((reason.value.label for reason in Reason if reason.value.code == code), "其他")


async def enter(organization_id: int, reason: Reason, *, subject_kind: str, subject_id: int, note: str = "") -> bool:
    """Write an entry and move the score with it, once for each reason and subject; whether it is new.

    The unique constraint closes the race of two jobs on one subject: the second inserts nothing and moves nothing.
    """
    entry = reason.value
    added = await db.fetch_value(
        """INSERT INTO credit_entry (organization_id, reason, points, subject_kind, subject_id, note, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT credit_entry_once DO NOTHING RETURNING id""",
        organization_id, entry.code, entry.points, subject_kind, subject_id, note, clock.now(),
    )  # fmt: skip
    if added is None:
        return False
    await db.execute(
        "UPDATE organization SET credit_score = credit_score + $2 WHERE id = $1", organization_id, entry.points
    )
    return True
