"""Each job called as the worker calls it: run twice it leaves the state of one run."""

from datetime import timedelta
from typing import Any

import pytest
from arq import Retry
from structlog.testing import capture_logs

from cases import make_assessed_request, make_deal
from cast import Cast
from claim_cases import make_transfer
from claim_makers import make_claim, make_criteria
from makers import make_offer
from market_cases import put_on_sale, save_filter
from quote_cases import end_quoting, make_quoted_claim, quote_for
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.claims import confirmations, notices
from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.messages.commands import tell
from zczr.domain.messages.outbox import queue_mail
from zczr.jobs.worker import CRON, FUNCTIONS, _logged
from zczr.settings import Settings

JOBS = {job.name: job.coroutine for job in (*FUNCTIONS, *CRON)}


@pytest.fixture
def context(settings: Settings) -> dict[str, Any]:
    """What the worker gives every job."""
    return {"settings": settings, "job_try": 1}


async def state_of_everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, but for when matching last looked."""
    tables = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    state = {}
    for table in (row["tablename"] for row in tables):
        rows = await db.fetch(f"SELECT to_jsonb(t) - 'computed_at' - 'matched_at' AS row FROM {table} t ORDER BY 1")
        state[table] = [tuple(row) for row in rows]
    return state


async def make_a_day(cast: Cast) -> None:
    """Something for every job to do."""
    async with db.transaction():
        await queue_mail("a@b.cn", key="k", subject="主题", body="正文")
    request_id, offer_id = await make_assessed_request(cast.borrower), await make_offer(cast.lender)
    await make_deal(cast.borrower, cast.lender, request_id=request_id, offer_id=offer_id)
    await make_deal(cast.borrower, cast.partner, status="approved", confirm_due_at=clock.now() + timedelta(hours=2))
    await make_deal(cast.borrower, cast.institution, status="approved", confirm_due_at=clock.now() + timedelta(days=5))
    await put_on_sale(cast.partner)
    await save_filter(cast.stranger, kinds=(ClaimKind.RECEIVABLE,))
    await db.execute(
        """UPDATE claim_on_sale SET yield_on = yield_on - 5,
               annual_yield = claim_yield(face_amount, asking_price, due_on - yield_on + 5)"""
    )
    quoted = await make_quoted_claim(cast.stranger, contract_number="Q", invoice_numbers=())
    await quote_for(cast.partner, quoted)
    await end_quoting(quoted)
    await make_offer(cast.partner, expires_on=clock.today() - timedelta(days=1))
    claim_id = await make_claim(cast.borrower)
    await confirmations.ask(cast.borrower, claim_id, email="a@b.cn")
    await db.execute("UPDATE debtor_confirmation SET due_at = now() - interval '3 days'")
    async with db.transaction():
        await notices.prepare(await make_transfer(cast.lender, cast.partner))
    await db.execute("UPDATE mail SET sent_at = created_at WHERE once_key LIKE 'assignment-notice:%'")
    await make_criteria(cast.lender)
    await make_criteria(cast.partner, expires_on=clock.today() - timedelta(days=1))
    await db.execute(
        "UPDATE member SET mail_choice = 'daily', digested_to = now() - interval '3 days' WHERE id = $1",
        cast.stranger.member_id,
    )
    clock.travel(timedelta(days=-2))
    async with db.transaction():
        await tell(cast.stranger.organization_id, key="k", title="两天前")
    clock.travel(timedelta(hours=3))


ARGUMENTS = {
    "messages.deliver": "SELECT id FROM mail LIMIT 1",
    "matching.run_request": "SELECT id FROM loan_request WHERE status = 'active' ORDER BY id LIMIT 1",
    "matching.run_offer": "SELECT id FROM loan_offer WHERE status = 'active' ORDER BY id LIMIT 1",
    "matching.run_claim": "SELECT id FROM claim WHERE status = 'active' ORDER BY id DESC LIMIT 1",
    "matching.run_criteria": "SELECT id FROM purchase_criteria WHERE status = 'active' ORDER BY id LIMIT 1",
}


@pytest.mark.parametrize("name", JOBS)
async def test_a_job_run_twice_leaves_the_state_of_one_run(cast: Cast, context: dict[str, Any], name: str) -> None:
    await make_a_day(cast)
    ids = [await db.fetch_value(ARGUMENTS[name])] if name in ARGUMENTS else []
    before = await state_of_everything()
    await JOBS[name](context, *ids)
    once = await state_of_everything()
    await JOBS[name](context, *ids)
    assert await state_of_everything() == once
    idle = {"files.drop_orphans", "invariants.check"}
    assert (once == before) is (name in idle), "the job had something to do"
    assert await invariants.broken() == []


async def test_a_job_about_a_row_that_is_gone_does_nothing(cast: Cast, context: dict[str, Any]) -> None:
    before = await state_of_everything()
    for name in ARGUMENTS:
        await JOBS[name](context, 10**9)
    assert await state_of_everything() == before


async def test_what_breaks_an_invariant_is_logged_as_an_error(cast: Cast, context: dict[str, Any]) -> None:
    await db.execute("UPDATE organization SET credit_score = 7 WHERE id = $1", cast.borrower.organization_id)
    with capture_logs() as lines:
        await JOBS["invariants.check"](context)
    (broken,) = [line for line in lines if line["event"] == "invariant_broken"]
    assert broken["log_level"] == "error"
    assert "信用分等于" in broken["sentence"]


@pytest.mark.parametrize(("attempt", "again"), [(1, True), (2, True), (3, False)])
async def test_a_job_that_fails_is_tried_again_while_tries_are_left(attempt: int, again: bool) -> None:
    async def broken(context: dict[str, Any], row_id: int) -> None:
        raise ConnectionError("away")

    with capture_logs() as lines, pytest.raises(Retry if again else ConnectionError):
        await _logged("area.broken", broken, 3)({"job_try": attempt}, 5)
    (line,) = lines
    assert (line["event"], line["job"], line["ids"], line["again"]) == ("job_failed", "area.broken", (5,), again)
