"""What time brings: expiry without and with points, reminders, runs that are repeated, killed or run side by side."""

import asyncio
import os
import signal
import sys
from datetime import timedelta

import pytest
from due import make_due, scores_that_are_wrong

from cases import make_deal, make_filing
from cast import Cast
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.expiry import expire_due, remind

MINUTE = timedelta(minutes=1)


async def status_of(application_id: int) -> str:
    return str(await db.fetch_value("SELECT status FROM application WHERE id = $1", application_id))


async def score_of(actor: Actor) -> int:
    return int(await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", actor.organization_id))


async def titles_for(actor: Actor) -> list[str]:
    rows = await db.fetch("SELECT title FROM notice WHERE organization_id = $1 ORDER BY id", actor.organization_id)
    return [row["title"].partition("：")[0] for row in rows]


async def test_thirty_days_without_an_answer_expire_without_penalty(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    clock.travel(timedelta(days=30) - MINUTE)
    assert await expire_due() == 0
    clock.travel(timedelta(days=30))
    assert await expire_due() == 1
    assert await status_of(application_id) == "expired"
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (100, 100)
    assert await titles_for(cast.borrower) == await titles_for(cast.lender) == ["申请已过期"]
    assert await invariants.broken() == []


@pytest.mark.parametrize("applicant", ["borrower", "lender"])
async def test_sixty_days_without_confirmation_cost_both_sides_two_points_once(cast: Cast, applicant: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved", applicant=getattr(cast, applicant))
    clock.travel(timedelta(days=60) - MINUTE)
    assert await expire_due() == 0
    assert await status_of(application_id) == "approved"
    clock.travel(timedelta(days=60))
    assert await expire_due() == 1
    assert await expire_due() == 0
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (98, 98)
    assert await titles_for(cast.borrower) == await titles_for(cast.lender) == ["合同逾期未确认"]
    last = (await history.events_of("application", application_id))[-1]
    assert (last.before, last.after, last.act, last.member_name) == ("approved", "expired", "expire", "")
    assert await invariants.broken() == []


async def test_a_filed_contract_expires_too_and_its_filing_closes(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing_id = await make_filing(application_id, cast.borrower)
    clock.travel(timedelta(days=60))
    assert await expire_due() == 1
    assert await db.fetch_value("SELECT status FROM contract_filing WHERE id = $1", filing_id) == "expired"
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (98, 98)
    assert await invariants.broken() == []


@pytest.mark.parametrize("status", ["confirmed", "rejected", "withdrawn", "expired"])
async def test_what_is_final_never_expires_again(cast: Cast, status: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=status)
    clock.travel(timedelta(days=400))
    assert await expire_due() == 0
    assert await status_of(application_id) == status
    assert await score_of(cast.borrower) == 100


async def test_one_organization_pays_for_each_of_its_applications(cast: Cast) -> None:
    count = await make_due(cast, requests=2, offers=3)
    assert await expire_due(batch=4) == count
    assert await score_of(cast.borrower) == 100 - 2 * count
    assert await scores_that_are_wrong() == []
    assert await invariants.broken() == []


async def test_a_letter_goes_to_every_confirmed_address_of_both_sides(cast: Cast) -> None:
    await db.execute("UPDATE member SET email_confirmed_at = NULL WHERE id = $1", cast.clerk.member_id)
    await make_deal(cast.borrower, cast.lender, status="approved")
    clock.travel(timedelta(days=60))
    await expire_due()
    rows = await db.fetch("SELECT recipient, body FROM mail")
    expected = {cast.borrower.email, cast.checker.email, cast.lender.email, cast.lender_checker.email}
    assert {row["recipient"] for row in rows} == expected
    assert all("{site}/lending/applications/" in row["body"] for row in rows)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=30) + MINUTE, []),
        (timedelta(days=30), ["请在 30 天内确认合同"]),
        (timedelta(days=7) + MINUTE, ["请在 8 天内确认合同"]),
        (timedelta(days=7), ["请在 7 天内确认合同"]),
        (timedelta(days=1) + MINUTE, ["请在 2 天内确认合同"]),
        (timedelta(days=1), ["请在 1 天内确认合同"]),
        (MINUTE, ["请在 1 天内确认合同"]),
        (-MINUTE, []),
    ],
    ids=str,
)
async def test_a_reminder_goes_out_30_7_and_1_days_ahead_and_a_missed_one_is_not_made_up(
    cast: Cast, left: timedelta, said: list[str]
) -> None:
    await make_deal(cast.borrower, cast.lender, status="approved")
    clock.travel(timedelta(days=60) - left)
    await remind()
    assert await titles_for(cast.borrower) == said
    assert await titles_for(cast.lender) == said


@pytest.mark.parametrize("status", ["approved", "approved_unconfirmed"])
async def test_each_reminder_is_sent_once_however_often_the_job_runs(cast: Cast, status: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=status)
    if status == "approved_unconfirmed":
        await make_filing(application_id, cast.lender)
    for hour in range(0, 60 * 24, 12):
        clock.travel(timedelta(hours=hour, minutes=5))
        await remind()
    expected = ["请在 30 天内确认合同", "请在 7 天内确认合同", "请在 1 天内确认合同"]
    assert await titles_for(cast.borrower) == await titles_for(cast.lender) == expected


@pytest.mark.parametrize("status", ["pending", "confirmed", "rejected", "withdrawn", "expired"])
async def test_nobody_is_reminded_of_what_waits_for_no_contract(cast: Cast, status: str) -> None:
    await make_deal(cast.borrower, cast.lender, status=status)
    clock.travel(timedelta(days=55))
    await remind()
    assert await titles_for(cast.borrower) == []


@pytest.mark.committed
async def test_two_runs_at_once_end_in_the_state_of_one(cast: Cast) -> None:
    count = await make_due(cast, requests=12, offers=12)
    done = await asyncio.gather(*(expire_due(batch=10) for _ in range(4)))
    assert sum(done) == count
    assert await scores_that_are_wrong() == []
    assert await invariants.broken() == []


_RUN = """
import asyncio, os
from zczr import db
from zczr.domain.applications.expiry import expire_due

async def main():
    await db.open_pool(os.environ["DATABASE_URL"], smallest=1, largest=2)
    print(await expire_due(batch=5))
    await db.close_pool()

asyncio.run(main())
"""


_BUSY = """SELECT count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""


@pytest.mark.committed
async def test_a_run_killed_half_way_and_run_again_leaves_the_state_of_one_run(cast: Cast, database_url: str) -> None:
    count = await make_due(cast, requests=30, offers=30)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _RUN, env={**os.environ, "DATABASE_URL": database_url}
    )
    expired = 0
    while expired == 0 and process.returncode is None:
        await asyncio.sleep(0.01)
        expired = await db.fetch_value("SELECT count(*) FROM application WHERE status = 'expired'")
    process.send_signal(signal.SIGKILL)
    await process.wait()
    # The server may still be at the killed one's last statement: it commits it or takes it back.
    while await db.fetch_value(_BUSY):
        await asyncio.sleep(0.01)
    expired = await db.fetch_value("SELECT count(*) FROM application WHERE status = 'expired'")
    assert 0 < expired < count, "it was killed too early or too late to show anything"
    assert expired + await expire_due() == count
    assert await expire_due() == 0
    assert await scores_that_are_wrong() == []
    assert await invariants.broken() == []
    told = await db.fetch_value("SELECT count(*) FROM notice WHERE once_key LIKE 'application:%:expired'")
    assert told == 2 * count


@pytest.mark.committed
async def test_two_processes_at_once_end_in_the_state_of_one(cast: Cast, database_url: str) -> None:
    count = await make_due(cast, requests=20, offers=20)
    environment = {**os.environ, "DATABASE_URL": database_url}
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _RUN, env=environment, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    done = [int((await process.communicate())[0]) for process in processes]
    assert sum(done) == count
    assert await scores_that_are_wrong() == []
    assert await invariants.broken() == []
