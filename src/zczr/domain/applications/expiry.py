"""What time brings to applications: reminders, and expiry with two points from both sides, once.

Set-based, in batches, each batch one transaction: a killed run loses at most the batch it was in, and the next run finds it.
The same rows cannot be taken twice: they are locked and leave the state they were found in (product.md sections 5 and 10).
"""

from collections.abc import Callable
from datetime import datetime

from zczr import db
from zczr.domain import clock
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.claims import release_all
from zczr.domain.applications.stages import REMIND_AT, Stage
from zczr.domain.contracts import chain
from zczr.domain.credit.commands import Reason
from zczr.domain.messages.commands import Told, tell_many

_BATCH = 2000
_NOT_CONFIRMED = "双方未在期限内完成合同确认"

# Claims are held before their applications, as everywhere; those that somebody works on now are left for the next run.
_HOLD_CLAIMS = """
    SELECT id FROM claim WHERE id IN (SELECT claim_id FROM application WHERE claim_id IS NOT NULL AND {condition} LIMIT $2)
    ORDER BY id FOR UPDATE SKIP LOCKED
"""
# One statement takes the due rows, moves them and writes their history, so that no move is without its line.
_TAKE = """
    WITH due AS (
        SELECT id, status FROM application WHERE (claim_id IS NULL OR claim_id = ANY($4)) AND {condition}
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    ), moved AS (
        UPDATE application a SET status = 'expired', closed_at = $1, reason = $3 FROM due WHERE a.id = due.id
        RETURNING a.id, due.status AS before, a.applicant_id, a.respondent_id, a.title, a.business, a.claim_id,
                  due.status <> 'pending' OR a.applicant_id = a.buyer_id AS held
    ), told AS (
        INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, reason, at)
        SELECT 'application', id, before, 'expired', 'expire', $3, $1 FROM moved
    )
    SELECT id, applicant_id, respondent_id, title, business, claim_id, held FROM moved
"""
_UNANSWERED = "status = 'pending' AND answer_due_at <= $1"
_UNCONFIRMED = "status IN ('approved', 'approved_unconfirmed') AND confirm_due_at <= $1"

# Organizations are locked in the order of their ids, as everywhere where two are changed: no two commands wait for each other.
_LOCK = "SELECT id FROM organization WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"

_CHARGE = """
    WITH charged AS (
        INSERT INTO credit_entry (organization_id, reason, points, subject_kind, subject_id, note, at)
        SELECT organization_id, $4, $5, 'application', application_id, title, $6
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS each (organization_id, application_id, title)
        ON CONFLICT ON CONSTRAINT credit_entry_once DO NOTHING RETURNING organization_id, points
    ), sums AS (SELECT organization_id, sum(points) AS points FROM charged GROUP BY organization_id)
    UPDATE organization o SET credit_score = o.credit_score + sums.points FROM sums WHERE o.id = sums.organization_id
"""


async def expire_due(*, batch: int = _BATCH) -> int:
    """Expire every application whose time is over; how many there were."""
    total = 0
    while count := await _expire_unanswered(batch):
        total += count
    while count := await _expire_unconfirmed(batch):
        total += count
    return total


async def _take(condition: str, batch: int, reason: str, now: datetime) -> list[db.Record]:
    """Expire due applications; the claims that they held return to the market with `_release`."""
    held = await db.fetch(_HOLD_CLAIMS.format(condition=condition), now, batch)
    return await db.fetch(_TAKE.format(condition=condition), now, batch, reason, [row["id"] for row in held])


async def _release(rows: list[db.Record]) -> None:
    """Put the claims that were held back on the market, which takes their sellers FOR SHARE (put_claims_on_sale).

    Whoever changes organizations besides locks both sides first: a seller before a buyer with a lower id would be out of order.
    """
    await release_all([row["claim_id"] for row in rows if row["claim_id"] and row["held"]])


async def _expire_unanswered(batch: int) -> int:
    """Thirty days without an answer, or fewer where a claim falls due sooner: expired, no penalty."""
    async with db.transaction():
        rows = await _take(_UNANSWERED, batch, "期限内未答复", clock.now())
        await _release(rows)
        await _tell(rows, lambda _: "申请已过期", "期限内没有答复，申请已自动过期，不影响双方信用分。", "expired")
    return len(rows)


async def _expire_unconfirmed(batch: int) -> int:
    """Sixty days without both confirmations, or fewer where a claim falls due sooner: expired, two points from each side."""
    async with db.transaction():
        now = clock.now()
        rows = await _take(_UNCONFIRMED, batch, _NOT_CONFIRMED, now)
        if not rows:
            return 0
        await chain.expire([row["id"] for row in rows], at=now, reason=_NOT_CONFIRMED)
        organizations, applications, titles = _both_sides(rows)
        await db.fetch(_LOCK, sorted(set(organizations)))
        await _release(rows)
        entry = Reason.UNCONFIRMED_CONTRACT.value
        await db.execute(_CHARGE, organizations, applications, titles, entry.code, entry.points, now)
        await _tell(
            rows, lambda _: "合同逾期未确认", "双方未在期限内完成合同确认，申请已过期，双方各扣 2 分信用分。", "expired"
        )
    return len(rows)


async def remind() -> int:
    """Tell both sides of open confirmations that 30, 7 or 1 days are left, each once; how many applications were in reach."""
    reached = 0
    shorter = 0
    for days in sorted(REMIND_AT):
        async with db.transaction():
            rows = await db.fetch(
                """SELECT id, applicant_id, respondent_id, title, business, confirm_due_at FROM application
                   WHERE status = ANY($1) AND confirm_due_at > $2::timestamptz + make_interval(days => $3)
                     AND confirm_due_at <= $2::timestamptz + make_interval(days => $4) ORDER BY id""",
                [str(Stage.APPROVED), str(Stage.APPROVED_UNCONFIRMED)], clock.now(), shorter, days,
            )  # fmt: skip
            await _tell(rows, _confirm_within, "逾期未由双方确认，双方各扣 2 分信用分。", f"remind-{days}")
        reached += len(rows)
        shorter = days
    return reached


def _both_sides(rows: list[db.Record]) -> tuple[list[int], list[int], list[str]]:
    organizations = [row[side] for row in rows for side in ("applicant_id", "respondent_id")]
    return (
        organizations,
        [row["id"] for row in rows for _ in range(2)],
        [row["title"] for row in rows for _ in range(2)],
    )


def _confirm_within(row: db.Record) -> str:
    # The days that are left: a claim that falls due soon never had as many as the reminder is named after.
    return f"请在 {clock.days_until(row['confirm_due_at'], clock.now())} 天内确认合同"


async def _tell(rows: list[db.Record], what: Callable[[db.Record], str], body: str, key: str) -> None:
    told = [
        Told(
            row[side],
            f"application:{row['id']}:{key}",
            f"{what(row)}：{row['title']}",
            f"{Business(row['business']).path}/{row['id']}",
        )
        for row in rows
        for side in ("applicant_id", "respondent_id")
    ]
    await tell_many(told, body)
