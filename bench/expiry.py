"""Expiry of 100,000 due applications, against bare set-based SQL that writes the same rows (issue: at most 3 times)."""

from datetime import UTC, datetime, timedelta

import asyncpg

from bench.ground import Ground, ratio, timed
from bench.world import fill_applications
from zczr import db
from zczr.domain.applications.expiry import expire_due
from zczr.domain.invariants import broken

COUNT = 100_000

# The same rows as the job writes: states, history, filings, ledger, scores, messages with who has not read them, e-mail; one transaction.
BARE = """
    CREATE TEMP TABLE due ON COMMIT DROP AS
        SELECT id, status AS before, applicant_id, respondent_id, title FROM application
        WHERE status IN ('approved', 'approved_unconfirmed') AND confirm_due_at <= now();
    UPDATE application a SET status = 'expired', closed_at = now(), reason = '60 天内双方未完成合同确认'
        FROM due WHERE a.id = due.id;
    INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, reason, at)
        SELECT 'application', id, before, 'expired', 'expire', '60 天内双方未完成合同确认', now() FROM due;
    UPDATE contract_filing c SET status = 'expired' FROM due WHERE c.application_id = due.id AND c.status = 'filed';
    CREATE TEMP TABLE side ON COMMIT DROP AS
        SELECT id, title, applicant_id AS organization_id FROM due UNION ALL SELECT id, title, respondent_id FROM due;
    INSERT INTO credit_entry (organization_id, reason, points, subject_kind, subject_id, note, at)
        SELECT organization_id, 'unconfirmed_contract', -2, 'application', id, title, now() FROM side;
    UPDATE organization o SET credit_score = credit_score + s.points
        FROM (SELECT organization_id, -2 * count(*) AS points FROM side GROUP BY 1) s WHERE o.id = s.organization_id;
    INSERT INTO notice (organization_id, category, title, body, href, once_key, at)
        SELECT organization_id, 'progress', '合同逾期未确认：' || title,
               '60 天内双方未完成合同确认，申请已过期，双方各扣 2 分信用分。', '/lending/applications/' || id,
               'application:' || id || ':expired', now() FROM side;
    INSERT INTO notice_unread (member_id, category, notice_id)
        SELECT m.id, n.category, n.id FROM notice n JOIN member m USING (organization_id) WHERE m.active;
    INSERT INTO mail (once_key, recipient, subject, body, due_at, created_at)
        SELECT 'notice:' || n.id || ':' || m.email, m.email, '【智产智融】' || n.title,
               n.body || E'\\n\\n{site}' || n.href, now(), now()
        FROM notice n JOIN member m ON m.organization_id = n.organization_id;
"""


async def measure(ground: Ground) -> list[dict[str, object]]:
    """The job and the bare SQL, each on its own copy of the same rows."""
    seeded = await ground.fresh("bench_expiry")
    past = datetime.now(UTC) - timedelta(days=61)
    await fill_applications(seeded, COUNT, status="approved", approved_at=past)

    await ground.fresh("bench_expiry_bare", template="bench_expiry")
    connection = await asyncpg.connect(ground.url("bench_expiry_bare"))

    async def bare() -> None:
        async with connection.transaction():
            await connection.execute(BARE)

    theirs = await timed(bare)
    await connection.close()

    await ground.fresh("bench_expiry_ours", template="bench_expiry")
    await db.open_pool(ground.url("bench_expiry_ours"))
    ours = await timed(expire_due)
    left = await db.fetch_value("SELECT count(*) FROM application WHERE status <> 'expired'")
    wrong = [line for line in await broken() if "credit" in line or "expired" in line]
    again = await timed(expire_due)
    await db.close_pool()
    return [
        {"what": f"{COUNT:,} 份到期申请", "ours_s": f"{ours:.2f}", "bare_s": f"{theirs:.2f}", "ratio": ratio(ours, theirs),
         "left": left, "broken_invariants": len(wrong), "second_run_s": f"{again:.3f}"}
    ]  # fmt: skip
