"""The worker is killed while it expires applications, and what is left is the state of one run; claims that they held are free."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg

from faults.conftest import Site
from zczr.embedded import Embedded

REQUESTS, OFFERS, CLAIMS = 150, 80, 3000
# Closed copies of the demo's postings, so that there are pairs enough and no matching looks at them.
_COPY = """
    INSERT INTO {table} ({columns}) SELECT {values}
    FROM (SELECT * FROM {table} WHERE status <> 'draft' ORDER BY id LIMIT 20) t, generate_series(1, $1) n"""
_DUE = """
    WITH made AS (
        INSERT INTO application (business, submission_id, request_id, offer_id, applicant_id, respondent_id, borrower_id,
            lender_id, applied_by, title, amount, status, created_at, answer_due_at, approved_at, confirm_due_at)
        SELECT 'loan', gen_random_uuid(), r.id, f.id, r.organization_id, f.organization_id, r.organization_id,
               f.organization_id, r.member_id, '到期的申请', 100000, 'approved', $1, $1, $1, $2
        FROM loan_request r, loan_offer f
        WHERE r.status = 'closed' AND f.status = 'closed' AND r.organization_id <> f.organization_id
          AND r.id > $3 AND f.id > $4
        RETURNING id
    ), told AS (
        INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, at)
        SELECT 'application', id, '', 'approved', 'apply', $1 FROM made
    )
    SELECT count(*) FROM made"""
# Claims reserved for buyers who, with their sellers, have let the sixty days go by.
_HELD = """
    WITH copied AS (
        INSERT INTO claim ({columns}) SELECT {values}
        FROM (SELECT * FROM claim WHERE status = 'active' AND sale_mode = 'fixed' AND whole_id IS NULL ORDER BY id LIMIT 1) t,
             generate_series(1, $1) n
        RETURNING id, organization_id, member_id, title
    ), made AS (
        INSERT INTO application (business, submission_id, claim_id, seller_id, buyer_id, applicant_id, respondent_id, applied_by, title,
            amount, status, created_at, answer_due_at, approved_at, confirm_due_at)
        SELECT 'claim', gen_random_uuid(), c.id, c.organization_id, b.organization_id, b.organization_id, c.organization_id, b.id,
               '到期的申请', 100000, 'approved', $2, $2, $2, $3
        FROM copied c, (SELECT m.id, m.organization_id FROM member m JOIN organization o ON o.id = m.organization_id
            WHERE o.kind = 'institution' ORDER BY m.id LIMIT 1) b
        RETURNING id
    )
    INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, at)
    SELECT 'claim', id, 'active', 'reserved', 'reserve', $2::timestamptz FROM copied
    UNION ALL SELECT 'application', id, '', 'approved', 'apply', $2 FROM made"""
_FREE = "SELECT count(*) FROM claim WHERE contract_number LIKE '到期-%' AND status = 'active'"
_EXPIRED = "SELECT count(*) FROM application WHERE title = '到期的申请' AND status = 'expired'"


async def copy(connection: asyncpg.Connection, table: str, count: int) -> int:
    """Closed copies of postings; the highest id before them."""
    before = await connection.fetchval(f"SELECT max(id) FROM {table}")
    columns, values = await columns_of(connection, table, {"status": "'closed'"})
    await connection.execute(_COPY.format(table=table, columns=columns, values=values), -(-count // 20))
    return int(before)


async def columns_of(connection: asyncpg.Connection, table: str, instead: dict[str, str]) -> tuple[str, str]:
    """The columns of a table, and what a copy has in them: a submission of its own, and `instead`."""
    rows = await connection.fetch(
        """SELECT column_name FROM information_schema.columns
           WHERE table_name = $1 AND column_name <> 'id' AND is_generated = 'NEVER'""",
        table,
    )
    new = {"submission_id": "gen_random_uuid()", **instead}
    return ", ".join(row[0] for row in rows), ", ".join(new.get(row[0], f"t.{row[0]}") for row in rows)


async def hold_claims(connection: asyncpg.Connection, count: int, began: datetime, ended: datetime) -> None:
    """Claims that are held by applications whose time is over."""
    new = {"status": "'reserved'", "contract_number": "'到期-' || n", "invoice_numbers": "'{}'"}
    columns, values = await columns_of(connection, "claim", new)
    await connection.execute(_HELD.format(columns=columns, values=values), count, began, ended)


async def test_the_worker_is_killed_during_expiry_and_both_sides_lose_two_points_once(site: Site) -> None:
    connection = await asyncpg.connect(Embedded(site.folder).database_url)
    requests = await copy(connection, "loan_request", REQUESTS)
    offers = await copy(connection, "loan_offer", OFFERS)
    now = datetime.now(UTC)
    # First in the order of their ids, and more than a batch: the worker dies among them.
    await hold_claims(connection, CLAIMS, now - timedelta(days=61), now - timedelta(days=1))
    count = await connection.fetchval(_DUE, now - timedelta(days=61), now - timedelta(days=1), requests, offers)
    assert count > 8000, count
    count += CLAIMS
    (worker,) = site.workers()
    # Whatever it does just now, it begins anew with what is due; and is killed again in the middle of it.
    site.slay("worker")
    expired = 0
    async with asyncio.timeout(90):
        while not 0 < expired < count:
            assert expired < count, "it was over before it could be killed"
            await asyncio.sleep(0.005)
            expired = await connection.fetchval(_EXPIRED)
        (second,) = site.workers()
        assert second != worker
        site.slay("worker")
        assert await connection.fetchval(_EXPIRED) < count, "it was killed too late to show anything"
        while await connection.fetchval(_EXPIRED) < count:
            await asyncio.sleep(0.1)
    charged = await connection.fetch(
        """SELECT count(*) AS many, sum(e.points) AS points, count(DISTINCT (e.subject_id, e.organization_id)) AS sides
           FROM credit_entry e JOIN application a ON a.id = e.subject_id AND e.subject_kind = 'application'
           WHERE a.title = '到期的申请'"""
    )
    assert tuple(charged[0]) == (2 * count, -4 * count, 2 * count)
    told = await connection.fetchval("SELECT count(*) FROM notice WHERE title = '合同逾期未确认：到期的申请'")
    assert told == 2 * count
    assert await connection.fetchval(_FREE) == CLAIMS
    await connection.close()
    site.check()
