"""消息: one for each key, read by each member for itself, seen by its own organization only."""

from dataclasses import replace

import pytest

from cast import Cast
from makers import make_member
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.messages.commands import mark_read, tell
from zczr.domain.messages.outbox import newest_letters
from zczr.domain.messages.queries import PAGE, inbox, message_for
from zczr.domain.refusals import NotFound


async def told(actor: Actor, key: str = "k", **more: str) -> None:
    """A message for an organization."""
    async with db.transaction():
        await tell(actor.organization_id, key=key, title=f"标题 {key}", body="内容", href="/work", **more)


async def unread(actor: Actor) -> int:
    fresh = await actor_of_session(actor.member_id, 0)
    assert fresh is not None
    return fresh.unread.total


async def test_an_organization_is_told_once_for_each_key(cast: Cast) -> None:
    for key in ("one", "one", "two"):
        await told(cast.borrower, key)
    messages, total = await inbox(cast.borrower, category="progress", page=1, only_unread=False)
    assert total == 2
    assert [message.title for message in messages] == ["标题 two", "标题 one"]
    assert await unread(cast.lender) == 0


async def test_every_active_member_with_a_confirmed_address_gets_a_letter(cast: Cast) -> None:
    await db.execute("UPDATE member SET active = false WHERE id = $1", cast.checker.member_id)
    await make_member(cast.borrower.organization_id, email="new@zczr.test", email_confirmed_at=None)
    await told(cast.borrower)
    rows = await db.fetch("SELECT recipient FROM mail ORDER BY 1")
    assert [row["recipient"] for row in rows] == sorted([cast.borrower.email, cast.clerk.email])


async def test_reading_is_each_members_own(cast: Cast) -> None:
    await told(cast.borrower)
    await mark_read(cast.borrower)
    assert (await unread(cast.borrower), await unread(cast.clerk)) == (0, 1)
    assert (await inbox(cast.borrower, category="progress", page=1, only_unread=True))[1] == 0
    await mark_read(cast.borrower)
    assert await db.fetch_value("SELECT count(*) FROM notice_unread WHERE member_id = $1", cast.borrower.member_id) == 0


async def test_one_message_can_be_marked_alone_and_a_strangers_not_at_all(cast: Cast) -> None:
    for key in ("one", "two"):
        await told(cast.borrower, key)
    ids = [message.id for message in (await inbox(cast.borrower, category="progress", page=1, only_unread=False))[0]]
    await mark_read(cast.stranger, notice_id=ids[0])
    assert await unread(cast.borrower) == 2
    await mark_read(cast.borrower, notice_id=ids[0])
    assert await unread(cast.borrower) == 1


async def test_a_message_of_another_organization_does_not_exist(cast: Cast) -> None:
    await told(cast.borrower)
    message = (await inbox(cast.borrower, category="progress", page=1, only_unread=False))[0][0]
    assert (await message_for(cast.clerk, message.id)).title == "标题 k"
    with pytest.raises(NotFound):
        await message_for(cast.stranger, message.id)
    with pytest.raises(NotFound):
        await message_for(cast.borrower, message.id + 1)


async def test_the_inbox_comes_in_pages(cast: Cast) -> None:
    for number in range(PAGE + 3):
        await told(cast.borrower, str(number))
    first, total = await inbox(cast.borrower, category="progress", page=1, only_unread=False)
    second, _ = await inbox(cast.borrower, category="progress", page=2, only_unread=False)
    assert (len(first), len(second), total) == (PAGE, 3, PAGE + 3)
    assert not {message.id for message in first} & {message.id for message in second}


async def test_unread_messages_are_counted_to_a_hundred(cast: Cast) -> None:
    for number in range(101):
        await told(cast.borrower, str(number), category="system")
    assert await unread(cast.borrower) == 100


async def test_the_outbox_shows_letters_of_one_recipient_or_of_all(cast: Cast) -> None:
    await told(cast.borrower)
    await told(cast.stranger)
    everything = await newest_letters()
    assert {mail.recipient for mail in everything} > {cast.stranger.email}
    assert [mail.recipient for mail in await newest_letters(cast.stranger.email)] == [cast.stranger.email]
    assert await newest_letters(replace(cast.stranger, email="x@y.cn").email) == ()
