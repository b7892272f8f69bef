"""The worker as it runs: takes jobs from the queue, calls what the clock calls, ends when its parent is gone."""

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from cases import make_assessed_request, make_deal
from cast import Cast
from makers import make_offer
from worker import own_valkey
from zczr import db
from zczr.jobs.queue import Queue
from zczr.jobs.worker import CRON, FUNCTIONS

# One corner of Valkey serves all of these, so one test process runs them, one after the other.
pytestmark = [pytest.mark.committed, pytest.mark.xdist_group("worker")]


@pytest.fixture
async def environment(servers: tuple[str, str], database_url: str, tmp_path: Path) -> dict[str, str]:
    """Settings of a worker on this test's database, with an empty queue of its own."""
    redis_url = own_valkey(servers[1], spare=True)
    valkey = Redis.from_url(redis_url)
    await valkey.flushdb()
    await valkey.aclose()
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ZCZR_DATA": str(tmp_path),
        "ZCZR_LOG_FORMAT": "json",
    }


@asynccontextmanager
async def working(
    environment: dict[str, str], log: Path, run: tuple[str, str] = ("-m", "zczr")
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """A worker in a process of its own, with the end of the pipe that its parent holds."""
    read_end, write_end = os.pipe()
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *run, "worker", str(read_end), pass_fds=(read_end,), env=environment, stderr=output,
        )  # fmt: skip
    os.close(read_end)
    try:
        yield process, write_end
    except BaseException:
        print(log.read_text(errors="replace"))  # what the worker said, beside the failure
        raise
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until(sql: str, *values: object) -> None:
    """Wait until a query is true."""
    async with asyncio.timeout(20):
        while not await db.fetch_value(sql, *values):
            await asyncio.sleep(0.05)


async def test_a_worker_does_what_was_queued_and_what_is_due_and_ends_with_its_parent(
    cast: Cast, environment: dict[str, str], tmp_path: Path
) -> None:
    overdue = await make_deal(cast.borrower, cast.lender, status="approved")
    await db.execute("UPDATE application SET confirm_due_at = now() - interval '1 minute' WHERE id = $1", overdue)
    request_id, offer_id = await make_assessed_request(cast.borrower), await make_offer(cast.lender)
    # A letter whose job was lost, as when Valkey was away at the commit: the sweep finds it.
    await db.execute(
        """INSERT INTO mail (once_key, recipient, subject, body, due_at)
           VALUES ('lost', 'a@b.cn', '主题', '正文', now() - interval '1 minute')"""
    )
    queue = Queue(environment["REDIS_URL"])
    await queue.send("matching.run_request", (request_id,))
    async with working(environment, tmp_path / "log") as (process, parent):
        await until("SELECT status = 'expired' FROM application WHERE id = $1", overdue)
        found = "SELECT EXISTS (SELECT FROM loan_match WHERE request_id = $1 AND offer_id = $2)"
        await until(found, request_id, offer_id)
        await until("SELECT sent_at IS NOT NULL FROM mail WHERE once_key = 'lost'")
        os.close(parent)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    await queue.close()
    said = (tmp_path / "log").read_text()
    assert '"event": "job_done"' in said
    assert "job_failed" not in said


SLOW_TO_NOTE = """
import asyncio
from arq.worker import Worker
from zczr.__main__ import main

finish = Worker.finish_job

async def slowly(self, *result):
    await asyncio.sleep(2)
    await finish(self, *result)

Worker.finish_job = slowly
main()
"""


async def test_a_worker_stopped_while_a_job_is_noted_as_done_ends_cleanly(
    cast: Cast, environment: dict[str, str], tmp_path: Path
) -> None:
    request_id, offer_id = await make_assessed_request(cast.borrower), await make_offer(cast.lender)
    queue = Queue(environment["REDIS_URL"])
    await queue.send("matching.run_request", (request_id,))
    async with working(environment, tmp_path / "log", ("-c", SLOW_TO_NOTE)) as (process, parent):
        found = "SELECT EXISTS (SELECT FROM loan_match WHERE request_id = $1 AND offer_id = $2)"
        await until(found, request_id, offer_id)
        os.close(parent)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    await queue.close()
    assert "worker_stopped" in (tmp_path / "log").read_text()


async def test_a_stopped_worker_ends_cleanly(cast: Cast, environment: dict[str, str], tmp_path: Path) -> None:
    async with working(environment, tmp_path / "log") as (process, parent):
        async with asyncio.timeout(20):
            while "worker_started" not in (tmp_path / "log").read_text():
                await asyncio.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
        os.close(parent)


async def test_a_worker_without_valkey_says_so_and_ends_with_one(environment: dict[str, str], tmp_path: Path) -> None:
    nowhere = {**environment, "REDIS_URL": f"unix://{tmp_path}/none.sock"}
    async with working(nowhere, tmp_path / "log") as (process, parent):
        async with asyncio.timeout(20):
            assert await process.wait() == 1
        os.close(parent)
    assert "worker_failed" in (tmp_path / "log").read_text()


async def test_the_same_job_about_the_same_rows_waits_only_once(environment: dict[str, str], database: object) -> None:
    queue, posting_id = Queue(environment["REDIS_URL"]), uuid.uuid4().int % 10**9
    for ids in ((posting_id,), (posting_id,), (posting_id + 1,)):
        await queue.send("matching.run_offer", ids)
    assert queue._pool is not None
    waiting = {job.decode() for job in await queue._pool.zrange("arq:queue", 0, -1)}
    await queue.close()
    assert {f"matching.run_offer:{posting_id}", f"matching.run_offer:{posting_id + 1}"} <= waiting


def test_every_job_says_how_long_it_may_take_and_keeps_no_result() -> None:
    for job in (*FUNCTIONS, *CRON):
        assert job.timeout_s is not None, job.name
        assert job.max_tries is not None, job.name
        assert job.keep_result_s == 0, job.name
    names = [job.name for job in (*FUNCTIONS, *CRON)]
    assert len(names) == len(set(names))
