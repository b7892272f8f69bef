"""每日汇总: once a day what was told and not read, one letter a member, whatever happens to the run."""

import asyncio
import os
import signal
import sys
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from cast import Cast
from makers import make_member
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.messages.commands import mark_read, tell
from zczr.domain.messages.digest import MOST_LINES, last_cut, send_digests
from zczr.domain.messages.preferences import MailChoice, choose_mail, mail_choice_of
from zczr.domain.refusals import NotAllowed

_DAY = timedelta(days=1)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A time of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=clock.SHANGHAI)


def go_to(instant: datetime) -> None:
    clock.travel(timedelta())
    clock.travel(instant - clock.now())


async def told(actor: Actor, key: str, *, category: str = "progress", href: str = "/work") -> None:
    async with db.transaction():
        await tell(actor.organization_id, key=key, title=f"标题 {key}", href=href, category=category)


async def letters() -> list[tuple[str, str, str]]:
    """Daily letters: to whom, about what, what they say."""
    rows = await db.fetch("SELECT recipient, subject, body FROM mail WHERE once_key LIKE 'digest:%' ORDER BY id")
    return [tuple(row) for row in rows]


async def daily(actor: Actor, when: datetime) -> None:
    """Let the actor have chosen the daily letter."""
    go_to(when)
    await choose_mail(actor, MailChoice.DAILY)


@pytest.mark.parametrize(
    ("now", "cut"),
    [
        (at(25, 8), at(25, 8)),
        (at(25, 7, 59, 59), at(24, 8)),
        (at(25, 0), at(24, 8)),
        (at(24, 23, 59), at(24, 8)),
        (at(1, 7), datetime(2026, 10, 31, 8, tzinfo=clock.SHANGHAI)),
        # Midnight of the other clocks says nothing.
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), at(25, 8)),
        (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), at(24, 8)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), at(24, 8)),
    ],
)
def test_the_day_of_the_letter_ends_at_eight_in_shanghai(now: datetime, cut: datetime) -> None:
    assert last_cut(now) == cut


async def test_a_letter_lists_by_section_what_was_told_since_the_last_one(cast: Cast) -> None:
    await daily(cast.clerk, at(23, 12))
    await told(cast.borrower, "甲")
    await told(cast.borrower, "乙", category="system", href="")
    await told(cast.borrower, "丙", category="partners", href="/partners/7")
    go_to(at(24, 7))
    await told(cast.borrower, "丁")
    go_to(at(24, 8, 2))
    await told(cast.borrower, "戊")
    assert await send_digests() == 1
    ((recipient, subject, body),) = await letters()
    assert (recipient, subject) == (cast.clerk.email, "【智产智融】每日汇总：4 条未读消息")
    assert body.split("\n") == [
        "【好友申请】",
        "· 2026-11-23 12:00 标题 丙",
        "  {site}/partners/7",
        "",
        "【业务进程】",
        "· 2026-11-24 07:00 标题 丁",
        "  {site}/work",
        "· 2026-11-23 12:00 标题 甲",
        "  {site}/work",
        "",
        "【系统公告】",
        "· 2026-11-23 12:00 标题 乙",
        "",
        "您选择了每日汇总。要更改邮件提醒，请打开：",
        "",
        "{site}/messages/mail-choice",
    ]
    go_to(at(25, 8, 2))
    assert await send_digests() == 1
    ((_, _, _), (_, subject, body)) = await letters()
    assert subject.endswith("1 条未读消息")
    assert "标题 戊" in body
    assert "标题 丁" not in body


async def test_run_again_it_sends_nothing_and_the_mark_stays_at_the_cut(cast: Cast) -> None:
    await daily(cast.clerk, at(23, 12))
    await told(cast.borrower, "甲")
    go_to(at(24, 8, 2))
    assert [await send_digests(), await send_digests()] == [1, 0]
    go_to(at(25, 7, 59))
    assert await send_digests() == 0
    mark = await db.fetch_value("SELECT digested_to FROM member WHERE id = $1", cast.clerk.member_id)
    assert mark == at(24, 8)


@pytest.mark.parametrize(("now", "sent"), [((8, 0, 59), 0), ((8, 1, 0), 1), ((23, 59, 0), 1)])
async def test_a_letter_waits_a_minute_for_what_was_being_told_at_the_cut(
    cast: Cast, now: tuple[int, int, int], sent: int
) -> None:
    await daily(cast.clerk, at(23, 12))
    await told(cast.borrower, "甲")
    go_to(at(24, *now))
    assert await send_digests() == sent


async def test_a_day_that_was_missed_is_made_up_for_in_one_letter(cast: Cast) -> None:
    await daily(cast.clerk, at(20, 12))
    for day in (20, 21, 22):
        go_to(at(day, 15))
        await told(cast.borrower, str(day))
    go_to(at(23, 17))
    assert await send_digests() == 1
    ((_, subject, body),) = await letters()
    assert subject.endswith("3 条未读消息")
    assert all(f"标题 {day}" in body for day in (20, 21, 22))


async def test_what_was_read_or_told_to_others_is_not_told_again_and_nothing_is_no_letter(cast: Cast) -> None:
    await daily(cast.clerk, at(23, 12))
    await told(cast.stranger, "别人的")
    go_to(at(24, 8, 2))
    assert await send_digests() == 0
    await told(cast.borrower, "读过的")
    await mark_read(cast.clerk)
    await told(cast.borrower, "没读的")
    await mark_read(cast.borrower)
    go_to(at(25, 8, 2))
    assert await send_digests() == 1
    ((_, _, body),) = await letters()
    assert "没读的" in body
    assert "读过的" not in body
    assert await db.fetch_value("SELECT digested_to FROM member WHERE id = $1", cast.clerk.member_id) == at(25, 8)


async def test_of_many_the_newest_thirty_are_listed_and_the_rest_counted(cast: Cast) -> None:
    await daily(cast.clerk, at(23, 12))
    for number in range(MOST_LINES + 3):
        await told(cast.borrower, f"第{number}条", category="system" if number % 2 else "progress")
    go_to(at(24, 8, 2))
    await send_digests()
    ((_, subject, body),) = await letters()
    assert subject.endswith("33 条未读消息")
    assert body.count("· ") == MOST_LINES
    assert "另有 3 条，请在消息中心查看：{site}/messages" in body
    assert "标题 第32条" in body
    assert "标题 第2条" not in body


async def test_conversations_with_something_new_are_counted(cast: Cast) -> None:
    await daily(cast.clerk, at(23, 12))
    low, high = sorted((cast.borrower.organization_id, cast.stranger.organization_id))
    for number, hours in ((1, 1), (2, 2), (3, -2)):
        talk = await db.fetch_value(
            """INSERT INTO conversation (low_id, high_id, subject_kind, subject_id, started_by)
               VALUES ($1, $2, 'application', $3, $4) RETURNING id""",
            low, high, number, cast.stranger.member_id,
        )  # fmt: skip
        for _ in range(2):
            message = await db.fetch_value(
                """INSERT INTO conversation_message (conversation_id, organization_id, member_id, submission_id, body, at)
                   VALUES ($1, $2, $3, $4, '您好', $5) RETURNING id""",
                talk, cast.stranger.organization_id, cast.stranger.member_id, uuid.uuid4(), at(23, 12 + hours),
            )  # fmt: skip
            await db.execute("INSERT INTO conversation_unread VALUES ($1, $2, $3)", cast.clerk.member_id, talk, message)
    go_to(at(24, 8, 2))
    assert await send_digests() == 1
    ((_, subject, body),) = await letters()
    assert subject.endswith("每日汇总：2 个会话有新内容")
    assert "2 个会话有未读内容：{site}/messages/conversations" in body
    go_to(at(25, 8, 2))
    assert await send_digests() == 0, "what is old is not told every day"


async def test_nobody_else_gets_a_daily_letter(cast: Cast) -> None:
    go_to(at(23, 12))
    for more in ({"active": False}, {"email_confirmed_at": None}):
        member = await make_member(cast.borrower.organization_id, mail_choice="daily", digested_to=at(22, 9))
        ((column, value),) = more.items()
        await db.execute(f"UPDATE member SET {column} = $2 WHERE id = $1", member.member_id, value)
    await choose_mail(cast.checker, MailChoice.NONE)
    await told(cast.borrower, "甲")
    go_to(at(24, 8, 2))
    assert await send_digests() == 0
    rows = await db.fetch("SELECT recipient FROM mail")
    assert {row["recipient"] for row in rows} == {cast.borrower.email, cast.clerk.email}, "their copies left at once"


async def test_whoever_turns_to_the_daily_letter_is_told_from_then_on(cast: Cast) -> None:
    go_to(at(22, 12))
    await told(cast.borrower, "前天的")
    await daily(cast.clerk, at(23, 12))
    await told(cast.borrower, "今天的")
    # Chosen again, it leaves nothing out.
    await daily(cast.clerk, at(23, 13))
    go_to(at(24, 8, 2))
    assert await send_digests() == 1
    ((_, _, body),) = await letters()
    assert "今天的" in body
    assert "前天的" not in body


async def test_whoever_turns_back_gets_nothing_twice(cast: Cast) -> None:
    await daily(cast.clerk, at(23, 12))
    await told(cast.borrower, "甲")
    go_to(at(24, 8, 2))
    await send_digests()
    await choose_mail(cast.clerk, MailChoice.INSTANT)
    await told(cast.borrower, "乙")
    await daily(cast.clerk, at(24, 9))
    go_to(at(25, 8, 2))
    assert await send_digests() == 0
    rows = await db.fetch("SELECT once_key FROM mail WHERE recipient = $1 ORDER BY id", cast.clerk.email)
    assert [row["once_key"].partition(":")[0] for row in rows] == ["digest", "notice"]


async def test_the_choice_is_each_members_own(cast: Cast) -> None:
    assert await mail_choice_of(cast.clerk) is MailChoice.INSTANT
    await choose_mail(cast.clerk, MailChoice.NONE)
    assert await mail_choice_of(cast.clerk) is MailChoice.NONE
    assert await mail_choice_of(cast.borrower) is MailChoice.INSTANT


async def test_who_may_not_read_messages_chooses_nothing(cast: Cast) -> None:
    await db.execute("UPDATE organization SET status = 'suspended' WHERE id = $1", cast.stranger.organization_id)
    suspended = await actor_of_session(cast.stranger.member_id, 0)
    assert suspended is not None
    with pytest.raises(NotAllowed, match="暂停"):
        await choose_mail(suspended, MailChoice.NONE)
    assert await db.fetch_value("SELECT mail_choice FROM member WHERE id = $1", suspended.member_id) == "instant"


async def _many(cast: Cast, count: int) -> int:
    """Members who wait for a letter since yesterday's cut; how many."""
    cut = last_cut(clock.now())
    for _ in range(count):
        await make_member(cast.borrower.organization_id, mail_choice="daily", digested_to=cut - 2 * _DAY)
    clock.travel(cut - timedelta(hours=1) - clock.now())
    await told(cast.borrower, "甲")
    clock.travel(timedelta())
    # Until a minute past eight the cut before this one counts.
    clock.travel(timedelta(minutes=2))
    return count


async def _once_each(count: int) -> None:
    rows = await db.fetch("SELECT recipient, count(*) FROM mail WHERE once_key LIKE 'digest:%' GROUP BY 1")
    assert [row[1] for row in rows] == [1] * count


@pytest.mark.committed
async def test_two_runs_at_once_send_one_letter_each(cast: Cast) -> None:
    count = await _many(cast, 20)
    assert sum(await asyncio.gather(*(send_digests() for _ in range(4)))) == count
    await _once_each(count)


@pytest.mark.committed
async def test_a_letter_and_a_change_of_mind_at_once_are_one_or_the_other(cast: Cast) -> None:
    await _many(cast, 0)
    await db.execute(
        "UPDATE member SET mail_choice = 'daily', digested_to = $2 WHERE id = $1",
        cast.clerk.member_id, last_cut(clock.now()) - 2 * _DAY,
    )  # fmt: skip
    sent, _ = await asyncio.gather(send_digests(), choose_mail(cast.clerk, MailChoice.NONE))
    assert len(await letters()) == sent <= 1
    assert await send_digests() == 0


_RUN = """
import asyncio, os
from datetime import timedelta
from zczr import db
from zczr.domain import clock
from zczr.domain.messages.digest import send_digests

async def main():
    await db.open_pool(os.environ["DATABASE_URL"], smallest=1, largest=2)
    clock.travel(timedelta(minutes=2))
    print(await send_digests())
    await db.close_pool()

asyncio.run(main())
"""
_BUSY = """SELECT count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
_SENT = "SELECT count(*) FROM mail WHERE once_key LIKE 'digest:%'"


@pytest.mark.committed
async def test_a_run_killed_half_way_and_run_again_sends_one_letter_each(cast: Cast, database_url: str) -> None:
    count = await _many(cast, 300)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _RUN, env={**os.environ, "DATABASE_URL": database_url}
    )
    while await db.fetch_value(_SENT) == 0 and process.returncode is None:
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    # The server may still be at the killed one's last statement: it commits it or takes it back.
    while await db.fetch_value(_BUSY):
        await asyncio.sleep(0.01)
    sent = await db.fetch_value(_SENT)
    assert 0 < sent < count, "it was killed too early or too late to show anything"
    assert sent + await send_digests() == count
    await _once_each(count)
