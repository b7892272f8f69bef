"""Writing in a conversation: once for each form, unread by the other side, kept from everybody else."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from cases import make_deal, make_upload
from cast import Cast
from conversation_cases import block, converse, said, unread_of
from makers import make_member, make_partners
from zczr import db
from zczr.domain import invariants
from zczr.domain.accounts.actor import Actor, Standing
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.conversations.commands import mark_read, write
from zczr.domain.conversations.queries import (
    LIST,
    MESSAGES,
    PAGE,
    THREAD,
    conversation_for,
    conversations_of,
    messages_of,
)
from zczr.domain.files.queries import file_for
from zczr.domain.messages.outbox import newest_letters
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken


async def bodies(actor: Actor, conversation_id: int) -> list[str]:
    """What stands in a conversation."""
    messages, _ = await messages_of(actor, await conversation_for(actor, conversation_id), before=None)
    return [message.body for message in messages]


async def test_any_member_of_either_side_writes_and_the_other_side_has_it_unread(cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender, writing=said("一"))
    for number, writer in enumerate((cast.clerk, cast.checker, cast.lender_checker)):
        await write(writer, conversation_id, said(f"第{number}条"))
    assert await bodies(cast.clerk, conversation_id) == ["一", "第0条", "第1条", "第2条"]
    assert [await unread_of(each) for each in (cast.borrower, cast.clerk, cast.lender, cast.lender_checker)] == [
        1,
        1,
        3,
        3,
    ]
    fresh = await actor_of_session(cast.lender.member_id, 0)
    assert fresh is not None
    assert fresh.unread.conversations == 3


async def test_reading_is_each_members_own_and_goes_as_far_as_was_shown(cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender)
    await write(cast.borrower, conversation_id, said())
    messages, _ = await messages_of(cast.lender, await conversation_for(cast.lender, conversation_id), before=None)
    assert [message.unread for message in messages] == [True, True]
    await mark_read(cast.lender, conversation_id, up_to=messages[0].id)
    assert (await unread_of(cast.lender), await unread_of(cast.lender_checker)) == (1, 2)
    with pytest.raises(NotAllowed):
        await mark_read(cast.admin, conversation_id, up_to=messages[1].id)


async def test_for_everybody_else_there_is_no_conversation(cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender)
    for actor in (cast.stranger, cast.partner, cast.institution):
        with pytest.raises(NotFound):
            await conversation_for(actor, conversation_id)
        with pytest.raises(NotFound):
            await write(actor, conversation_id, said())
    assert await db.fetch_value("SELECT count(*) FROM conversation_message") == 1


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.RETURNED, Standing.SUSPENDED])
async def test_who_is_not_verified_any_more_writes_nothing(cast: Cast, standing: Standing) -> None:
    conversation_id = await converse(cast.borrower, cast.lender)
    with pytest.raises(NotAllowed):
        await write(replace(cast.lender, standing=standing), conversation_id, said())
    assert await bodies(cast.lender, conversation_id) == [said().body]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [("pending", True), ("approved", True), ("approved_unconfirmed", True), ("confirmed", False), ("withdrawn", False)],
)
async def test_kept_apart_they_write_only_about_an_open_application(cast: Cast, status: str, allowed: bool) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=status)
    conversation_id = await converse(cast.borrower, cast.lender, about_application=application_id)
    plain = await converse(cast.borrower, cast.lender)
    await block(cast.borrower, cast.lender)
    for writer in (cast.borrower, cast.lender):
        if allowed:
            await write(writer, conversation_id, said())
        else:
            with pytest.raises(RuleBroken, match="暂时不能互发消息"):
                await write(writer, conversation_id, said())
        with pytest.raises(RuleBroken):
            await write(writer, plain, said())
    assert len(await bodies(cast.lender, conversation_id)) == (3 if allowed else 1)
    assert len(await bodies(cast.lender, plain)) == 1


async def test_the_same_form_again_is_the_same_message(cast: Cast) -> None:
    papers = [await make_upload(cast.borrower, slot="attachments")]
    writing = said("请看附件。", file_ids=papers)
    conversation_id = await converse(cast.borrower, cast.lender, writing=writing)
    await write(cast.borrower, conversation_id, writing)
    # A retry brings its own copies of the files.
    copy = await make_upload(cast.borrower, slot="attachments")
    await db.execute(
        "UPDATE upload SET sha256 = (SELECT sha256 FROM upload WHERE id = $1) WHERE id = $2", papers[0], copy
    )
    await write(cast.borrower, conversation_id, replace(writing, file_ids=[copy]))
    # Blocked in between, what was sent has been sent.
    await block(cast.lender, cast.borrower)
    await write(cast.borrower, conversation_id, writing)
    assert await db.fetch_value("SELECT count(*) FROM conversation_message") == 1
    assert await unread_of(cast.lender) == 1


@pytest.mark.parametrize("change", [{"body": "另一句话"}, {"file_ids": []}])
async def test_a_form_that_was_changed_is_not_lost_as_a_retry(cast: Cast, change: dict[str, Any]) -> None:
    writing = said("请看附件。", file_ids=[await make_upload(cast.borrower, slot="attachments")])
    conversation_id = await converse(cast.borrower, cast.lender, writing=writing)
    with pytest.raises(RuleBroken, match="已经发送过一次") as refusal:
        await write(cast.borrower, conversation_id, replace(writing, **change))
    assert refusal.value.field == "submission_id"
    with pytest.raises(RuleBroken, match="已经发送过一次"):
        await converse(cast.borrower, cast.partner, writing=writing)
    # A submission id is a member's own.
    await write(cast.lender, conversation_id, said("收到"))
    await write(cast.clerk, conversation_id, replace(writing, file_ids=[]))
    assert await db.fetch_value("SELECT count(*) FROM conversation") == 1
    assert len(await bodies(cast.lender, conversation_id)) == 3


async def test_a_message_without_anything_in_it_is_refused_whole(cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender)
    gone = await make_upload(cast.borrower, subject_kind="loan_request", subject_id=7)
    for writing in (said(""), said("", file_ids=[gone]), said("字" * 2001)):
        with pytest.raises(RuleBroken):
            await write(cast.borrower, conversation_id, writing)
    assert len(await bodies(cast.lender, conversation_id)) == 1
    assert await unread_of(cast.lender) == 1


@pytest.mark.committed
async def test_fifty_identical_messages_at_once_are_one(cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender)
    writing = said("催一下", file_ids=[await make_upload(cast.borrower, slot="attachments")])
    await asyncio.gather(*(write(cast.borrower, conversation_id, writing) for _ in range(50)))
    assert await bodies(cast.lender, conversation_id) == [said().body, "催一下"]
    assert (await unread_of(cast.lender), await unread_of(cast.lender_checker)) == (2, 2)
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_one_form_sent_to_two_organizations_at_once_is_one_message(cast: Cast) -> None:
    for _ in range(5):
        writing = said()
        ended = await asyncio.gather(
            converse(cast.borrower, cast.lender, writing=writing),
            converse(cast.borrower, cast.partner, writing=writing),
            return_exceptions=True,
        )
        assert sorted(type(each).__name__ for each in ended) == ["RuleBroken", "int"]
    assert await db.fetch_value("SELECT count(*) FROM conversation_message") == 5
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_a_block_at_the_same_time_lets_a_message_through_whole_or_not_at_all(cast: Cast) -> None:
    for _ in range(5):
        conversation_id = await converse(cast.borrower, cast.lender)
        before = await unread_of(cast.lender)
        writing = [write(cast.borrower, conversation_id, said()) for _ in range(3)]
        ended = await asyncio.gather(
            *writing[:1], block(cast.lender, cast.borrower), *writing[1:], return_exceptions=True
        )
        refused = [each for each in ended if each is not None]
        assert {type(each) for each in refused} <= {RuleBroken}
        assert await unread_of(cast.lender) == before + 3 - len(refused)
        with pytest.raises(RuleBroken):
            await write(cast.borrower, conversation_id, said())
        await db.execute("DELETE FROM partner_block")
        await make_partners(cast.borrower.organization_id, cast.lender.organization_id)
    assert await invariants.broken() == []


async def test_attachments_are_seen_by_both_sides_and_nobody_else(cast: Cast) -> None:
    upload = await make_upload(cast.borrower, slot="attachments")
    conversation_id = await converse(cast.borrower, cast.lender, writing=said("", file_ids=[upload]))
    (message,), _ = await messages_of(cast.lender, await conversation_for(cast.lender, conversation_id), before=None)
    assert [file.id for file in message.files] == [upload]
    for actor in (cast.borrower, cast.clerk, cast.lender, cast.lender_checker):
        assert (await file_for(actor, upload)).id == upload
    for actor in (cast.partner, cast.stranger, cast.institution, cast.admin):
        with pytest.raises(NotFound):
            await file_for(actor, upload)


async def test_somebody_elses_file_is_not_sent_along(cast: Cast) -> None:
    upload = await make_upload(cast.partner, slot="attachments")
    conversation_id = await converse(cast.borrower, cast.lender, writing=said("看这个", file_ids=[upload]))
    (message,), _ = await messages_of(cast.lender, await conversation_for(cast.lender, conversation_id), before=None)
    assert message.files == ()


async def test_a_letter_comes_once_until_it_was_read_and_does_not_carry_the_text(cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender, writing=said("底价是八万"))
    await write(cast.clerk, conversation_id, said("在吗"))
    (letter,) = await newest_letters(cast.lender.email)
    assert "广州市华锐精密科技有限公司的陈志强" in letter.body
    assert letter.body.endswith(f"{{site}}/messages/conversations/{conversation_id}")
    assert "八万" not in letter.body + letter.subject
    newest = await db.fetch_value("SELECT max(id) FROM conversation_message")
    await mark_read(cast.lender, conversation_id, up_to=newest)
    await write(cast.clerk, conversation_id, said("明天可以吗"))
    assert [len(await newest_letters(each.email)) for each in (cast.lender, cast.lender_checker)] == [2, 1]
    # What is unread elsewhere is another matter.
    await converse(cast.borrower, cast.lender, about_application=await make_deal(cast.borrower, cast.lender))
    assert [len(await newest_letters(each.email)) for each in (cast.lender, cast.lender_checker, cast.borrower)] == [
        3,
        2,
        0,
    ]


async def test_letters_are_for_those_who_want_them_at_once(cast: Cast) -> None:
    quiet = await make_member(cast.lender.organization_id, email="quiet@zczr.test", mail_choice="none")
    daily = await make_member(cast.lender.organization_id, email="daily@zczr.test", mail_choice="daily")
    unsure = await make_member(cast.lender.organization_id, email="unsure@zczr.test", email_confirmed_at=None)
    await db.execute("UPDATE member SET active = false WHERE id = $1", cast.lender_checker.member_id)
    await converse(cast.borrower, cast.lender)
    assert [mail.recipient for mail in await newest_letters()] == [cast.lender.email]
    assert [await unread_of(each) for each in (quiet, daily, unsure, cast.lender_checker)] == [1, 1, 1, 0]


async def test_the_list_shows_the_newest_first_with_what_is_unread(cast: Cast) -> None:
    one = await converse(cast.borrower, cast.lender, writing=said("甲"))
    two = await converse(cast.partner, cast.borrower, writing=said("乙"))
    await write(cast.lender, one, said("丙\n第二行"))
    lines, total = await conversations_of(cast.borrower, only_unread=False, name="", page=1)
    assert [(line.id, line.excerpt, line.own, line.unread) for line in lines] == [
        (one, "丙\n第二行", False, 1),
        (two, "乙", False, 1),
    ]
    assert total == 2
    await mark_read(cast.borrower, two, up_to=10**9)
    lines, total = await conversations_of(cast.borrower, only_unread=True, name="", page=1)
    assert ([line.id for line in lines], total) == ([one], 1)
    assert (await conversations_of(cast.clerk, only_unread=True, name="", page=1))[1] == 2
    (line,), _ = await conversations_of(cast.lender, only_unread=False, name="", page=1)
    assert (line.own, line.unread) == (True, 1)
    assert await conversations_of(cast.stranger, only_unread=False, name="", page=1) == ((), 0)


@pytest.mark.parametrize(
    ("name", "found"), [("恒信", 1), ("远航", 1), ("有限公司", 2), ("华锐", 0), ("%", 0), ("_", 0)]
)
async def test_the_list_is_searched_by_the_name_of_the_other_side(cast: Cast, name: str, found: int) -> None:
    await converse(cast.borrower, cast.lender)
    await converse(cast.borrower, cast.partner)
    assert (await conversations_of(cast.borrower, only_unread=False, name=name, page=1))[1] == found


async def test_list_and_thread_come_in_pages(cast: Cast) -> None:
    for _ in range(PAGE + 1):
        await converse(cast.borrower, cast.lender, about_application=await make_deal(cast.borrower, cast.lender))
    lines, total = await conversations_of(cast.lender, only_unread=False, name="", page=2)
    assert (len(lines), total) == (1, PAGE + 1)
    for number in range(MESSAGES):
        await write(cast.borrower, lines[0].id, said(str(number)))
    found = await conversation_for(cast.lender, lines[0].id)
    newest, has_older = await messages_of(cast.lender, found, before=None)
    assert ([newest[0].body, newest[-1].body], has_older) == (["0", str(MESSAGES - 1)], True)
    older, has_older = await messages_of(cast.lender, found, before=newest[0].id)
    assert ([each.body for each in older], has_older) == ([said().body], False)


async def test_list_and_thread_are_read_from_indexes(cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender)
    async with db.transaction():
        await db.execute("SET LOCAL enable_seqscan = off")
        member = (cast.borrower.organization_id, cast.borrower.member_id)
        plans = [
            await db.fetch(f"EXPLAIN {LIST}", *member, False, "", PAGE, 0),
            await db.fetch(f"EXPLAIN {LIST}", *member, True, "远航", PAGE, 0),
            await db.fetch(f"EXPLAIN {THREAD}", conversation_id, cast.borrower.member_id, None, MESSAGES),
        ]
    for plan in plans:
        text = "\n".join(row[0] for row in plan)
        assert "Seq Scan" not in text, text
