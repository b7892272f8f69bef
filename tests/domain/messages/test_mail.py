"""E-mail: one letter a key, sent once, tried again with growing pauses, given up after eight attempts."""

import asyncio
from datetime import timedelta

import pytest
from smtp_stub import mail_server

from zczr import db
from zczr.domain import clock
from zczr.domain.messages.outbox import deliver, due_mail, queue_mail

SENDER = "智产智融 <no-reply@zczr.example>"
SITE = "https://zczr.test"


async def queued(key: str = "k:1", recipient: str = "chen@huarui.example") -> int:
    """A letter in the outbox."""
    async with db.transaction():
        await queue_mail(recipient, key=key, subject="申请已通过", body="请查看。", href="/lending/applications/1")
    return int(await db.fetch_value("SELECT id FROM mail WHERE once_key = $1", key))


async def send(mail_id: int, url: str = "") -> bool:
    return await deliver(mail_id, smtp_url=url, sender=SENDER, site=SITE)


async def test_a_letter_leaves_once_with_subject_text_and_link(database: object) -> None:
    mail_id = await queued()
    async with mail_server() as server:
        assert [await send(mail_id, server.url), await send(mail_id, server.url)] == [True, False]
    (letter,) = server.letters
    assert letter["To"] == "chen@huarui.example"
    assert letter["Subject"] == "【智产智融】申请已通过"
    assert letter["From"] == SENDER
    assert letter.get_content().split() == ["请查看。", "https://zczr.test/lending/applications/1"]


async def test_the_job_is_sent_after_the_commit_and_a_second_letter_of_the_same_key_is_none(
    database: object, jobs: list[tuple[str, tuple[int, ...]]]
) -> None:
    mail_id = await queued()
    assert await queued() == mail_id
    assert jobs == [("messages.deliver", (mail_id,))]
    assert await db.fetch_value("SELECT count(*) FROM mail") == 1


async def test_a_letter_of_a_command_that_was_rolled_back_never_existed(
    database: object, jobs: list[tuple[str, tuple[int, ...]]]
) -> None:
    async def failing_command() -> None:
        async with db.transaction():
            await queue_mail("a@b.cn", key="k", subject="x", body="y")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing_command()
    assert jobs == []
    assert await db.fetch_value("SELECT count(*) FROM mail") == 0


async def test_without_a_mail_server_the_letter_stays_in_the_outbox_as_sent(database: object) -> None:
    mail_id = await queued()
    assert await send(mail_id)
    assert await db.fetch_value("SELECT sent_at IS NOT NULL FROM mail WHERE id = $1", mail_id)


async def test_a_refused_letter_is_tried_again_after_growing_pauses_and_given_up_after_eight(database: object) -> None:
    mail_id = await queued()
    pauses, ahead = [], timedelta()
    async with mail_server() as server:
        server.refusing = True
        for _ in range(8):
            before = clock.now()
            assert not await send(mail_id, server.url)
            due = await db.fetch_value("SELECT due_at FROM mail WHERE id = $1", mail_id)
            pauses.append(round((due - before) / timedelta(minutes=1)))
            assert not await send(mail_id, server.url), "it waits until it is due"
            ahead += timedelta(minutes=pauses[-1], seconds=1)
            clock.travel(ahead)
        server.refusing = False
        assert not await send(mail_id, server.url)
    assert server.letters == []
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    row = await db.fetch_row("SELECT attempts, failed_at IS NOT NULL, sent_at FROM mail WHERE id = $1", mail_id)
    assert tuple(row) == (8, True, None)


async def test_a_letter_goes_out_when_the_server_is_back(database: object) -> None:
    mail_id = await queued()
    async with mail_server() as server:
        server.refusing = True
        assert not await send(mail_id, server.url)
        server.refusing = False
        clock.travel(timedelta(minutes=2))
        assert await due_mail() == [mail_id]
        assert await send(mail_id, server.url)
    assert len(server.letters) == 1


async def test_no_server_at_all_is_an_attempt_like_any_other(database: object) -> None:
    mail_id = await queued()
    async with mail_server() as server:
        gone = server.url
    assert not await send(mail_id, gone)
    assert await db.fetch_value("SELECT attempts FROM mail WHERE id = $1", mail_id) == 1


async def test_a_letter_repeated_after_a_kill_between_sending_and_marking_carries_the_same_id(database: object) -> None:
    mail_id = await queued()
    async with mail_server() as server:
        assert await send(mail_id, server.url)
        # What a kill leaves: claimed and sent, but not marked.
        await db.execute("UPDATE mail SET sent_at = NULL WHERE id = $1", mail_id)
        assert not await send(mail_id, server.url), "nobody else has it before its next attempt is due"
        clock.travel(timedelta(minutes=2))
        assert await send(mail_id, server.url)
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_letter_becomes_due_for_the_sweep_when_its_job_was_lost(database: object) -> None:
    mail_id = await queued()
    assert await due_mail() == []
    clock.travel(timedelta(seconds=6))
    assert await due_mail() == [mail_id]
    await send(mail_id)
    assert await due_mail() == []


async def test_a_line_break_in_a_subject_adds_no_header(database: object) -> None:
    async with db.transaction():
        await queue_mail("a@b.cn", key="k", subject="你好\r\nBcc: x@y.cn", body="正文")
    mail_id = await db.fetch_value("SELECT id FROM mail")
    async with mail_server() as server:
        assert await send(mail_id, server.url)
    assert server.letters[0]["Bcc"] is None


@pytest.mark.committed
async def test_twenty_jobs_for_one_letter_send_it_once(database: object) -> None:
    mail_id = await queued()
    async with mail_server() as server:
        sent = await asyncio.gather(*(send(mail_id, server.url) for _ in range(20)))
    assert sum(sent) == 1
    assert len(server.letters) == 1
