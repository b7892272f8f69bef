"""Jobs leave when the outermost transaction has committed, and never for what was rolled back."""

import asyncio

import pytest
from structlog.testing import capture_logs

from makers import make_organization
from zczr import db

Jobs = list[tuple[str, tuple[int, ...]]]


async def command(*, fails: bool = False) -> None:
    """Something nested that asks for jobs."""
    async with db.transaction():
        db.after_commit("area.first", 1)
        async with db.transaction():
            db.after_commit("area.second", 2)
            db.after_commit("area.second", 2)
        if fails:
            raise ZeroDivisionError


async def test_jobs_leave_once_each_after_the_outermost_commit(jobs: Jobs) -> None:
    async with db.transaction():
        await command()
        assert jobs == []
    assert jobs == [("area.first", (1,)), ("area.second", (2,))]


async def test_a_rolled_back_command_leaves_neither_rows_nor_jobs(jobs: Jobs) -> None:
    async def failing() -> None:
        async with db.transaction():
            await make_organization(name="不会留下")
            await command(fails=True)

    with pytest.raises(ZeroDivisionError):
        await failing()
    assert jobs == []
    assert await db.fetch_value("SELECT count(*) FROM organization WHERE name = '不会留下'") == 0


async def test_a_job_outside_of_a_transaction_is_a_mistake_of_the_program(jobs: Jobs) -> None:
    with pytest.raises(AssertionError):
        db.after_commit("area.first", 1)


async def test_commands_side_by_side_keep_their_jobs_apart(jobs: Jobs) -> None:
    async def one(number: int) -> None:
        async with db.transaction():
            db.after_commit("area.verb", number)
            await asyncio.sleep(0)

    await asyncio.gather(*(one(number) for number in range(5)))
    assert sorted(jobs) == [("area.verb", (number,)) for number in range(5)]


async def test_what_was_committed_stays_done_when_the_queue_is_away(database: Jobs) -> None:
    async def away(job: str, ids: tuple[int, ...]) -> None:
        raise ConnectionError("away")

    db.send_jobs_with(away)
    with capture_logs() as lines:
        async with db.transaction():
            organization_id = await make_organization()
            db.after_commit("area.verb", organization_id)
    assert [line["event"] for line in lines] == ["job_not_sent"]
    assert await db.fetch_value("SELECT 1 FROM organization WHERE id = $1", organization_id) == 1
