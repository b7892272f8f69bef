"""Step 3 sent in: what becomes of the files of other windows, and of the same sent twice."""

from dataclasses import replace
from io import BytesIO

import pytest

from cast import Cast
from domain.accounts.test_registering import in_turn
from domain.accounts.test_verification import CONTACT, registrant, status_of
from visitor import pdf
from zczr import db
from zczr.domain import history
from zczr.domain.accounts.actor import Actor, Standing
from zczr.domain.accounts.registration import keep_draft, send_in
from zczr.domain.accounts.steps import Step
from zczr.domain.files import commands as files
from zczr.domain.files.queries import files_of
from zczr.domain.refusals import WrongState


async def paper(actor: Actor, slot: str = "business_licence", text: str = "执照") -> int:
    """A file that a window has just sent."""
    return (await files.keep(actor, slot=slot, file_name=f"{text}.pdf", file=BytesIO(pdf(text)))).id


async def held(actor: Actor) -> list[int]:
    """The files of the organization."""
    return [file.id for file in await files_of("organization", actor.organization_id)]


async def test_a_file_that_another_window_kept_meanwhile_is_sent_in_too(cast: Cast) -> None:
    actor = await registrant()
    first, other, last = [await paper(actor, text=text) for text in ("一", "二", "三")]
    await keep_draft(actor, Step.CONTACT, {}, [first])
    await keep_draft(actor, Step.CONTACT, {}, [other])
    await send_in(actor, CONTACT, [last], [first])
    assert await held(actor) == [other, last]


async def test_a_copy_of_a_file_that_is_kept_stays_out(cast: Cast) -> None:
    actor = await registrant()
    first, copy, elsewhere, again = [await paper(actor, slot) for slot in ("a", "a", "b", "a")]
    for each in (first, copy, elsewhere):
        await keep_draft(actor, Step.CONTACT, {}, [each])
    assert await held(actor) == [first, elsewhere]
    # Taken out and sent once more with the same press.
    await send_in(actor, CONTACT, [elsewhere, again], [first])
    assert await held(actor) == [elsewhere, again]


async def acts(actor: Actor) -> list[str]:
    """What was done with the organization."""
    return [event.act for event in await history.events_of("organization", actor.organization_id)]


@pytest.mark.parametrize("status", ["registering", "returned"])
async def test_the_same_sent_in_again_is_the_success_it_was(cast: Cast, status: str) -> None:
    actor = await registrant(status=status)
    old = await paper(actor, text="旧")
    await keep_draft(actor, Step.CONTACT, {}, [old])
    # Each press uploads its own copy, and says that the old one goes.
    copies = [[await paper(actor), await paper(actor, "account_permit", "许可")] for _ in range(2)]
    for each in copies:
        await send_in(actor, CONTACT, each, [old])
    # A window that was opened later knows the files that are kept.
    await send_in(replace(actor, standing=Standing.PENDING), CONTACT, copies[0])
    assert (await held(actor), await acts(actor)) == (copies[0], ["send_in"])


async def test_anything_else_sent_in_again_is_told_that_it_was_not_taken(cast: Cast) -> None:
    actor = await registrant()
    kept = [await paper(actor), await paper(actor, "account_permit", "许可")]
    await send_in(actor, CONTACT, kept)
    before = await db.fetch_row("SELECT * FROM organization WHERE id = $1", actor.organization_id)
    for facts, sent, removed in (
        (replace(CONTACT, contact_title="经理"), kept, []),
        (CONTACT, [*kept, await paper(actor, "certification", "认证")], []),
        (CONTACT, [await paper(actor, text="另一份"), kept[1]], []),
        (CONTACT, [await paper(actor, "certification"), kept[1]], []),  # the licence, but in another slot
        (CONTACT, kept[:1], kept[1:]),
    ):
        with pytest.raises(WrongState, match="没有保存"):
            await send_in(actor, facts, sent, removed)
    assert await db.fetch_row("SELECT * FROM organization WHERE id = $1", actor.organization_id) == before
    assert await held(actor) == kept


@pytest.mark.parametrize("status", ["verified", "suspended"])
async def test_what_is_decided_is_not_sent_in_again(cast: Cast, status: str) -> None:
    actor = await registrant()
    await send_in(actor, CONTACT, [])
    await db.execute("UPDATE organization SET status = $2 WHERE id = $1", actor.organization_id, status)
    with pytest.raises(WrongState):
        await send_in(actor, CONTACT, [])


@pytest.mark.committed
@pytest.mark.parametrize(("title", "answer"), [("总经理", type(None)), ("经理", WrongState)])
async def test_of_two_windows_at_once_the_same_is_a_success_and_another_is_told(
    database: object, title: str, answer: type
) -> None:
    actor = await registrant()
    one, other = await paper(actor), await paper(actor)
    results = await in_turn(
        lambda: send_in(actor, CONTACT, [one]),
        lambda: send_in(actor, replace(CONTACT, contact_title=title), [other]),
    )
    assert [type(result) for result in results] == [type(None), answer]
    assert (await status_of(actor), await held(actor), await acts(actor)) == ("pending", [one], ["send_in"])
