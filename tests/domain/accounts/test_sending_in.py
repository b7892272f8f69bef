"""Step 3 sent in: what becomes of the files of other windows, and of the same sent twice."""

from io import BytesIO

from cast import Cast
from domain.accounts.test_verification import CONTACT, registrant
from visitor import pdf
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.registration import keep_draft, send_in
from zczr.domain.accounts.steps import Step
from zczr.domain.files import commands as files
from zczr.domain.files.queries import files_of


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
