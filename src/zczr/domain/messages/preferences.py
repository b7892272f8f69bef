"""How a member wants copies of messages by e-mail: at once, once a day, or not at all."""

from enum import StrEnum

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission, require


class MailChoice(StrEnum):
    """The choices; letters about the account itself leave whatever was chosen."""

    INSTANT = "instant"
    DAILY = "daily"
    NONE = "none"


async def mail_choice_of(actor: Actor) -> MailChoice:
    """What the actor chose."""
    require(actor, Permission.MESSAGES_READ)
    return MailChoice(await db.fetch_value("SELECT mail_choice FROM member WHERE id = $1", actor.member_id))


async def choose_mail(actor: Actor, choice: MailChoice) -> None:
    """Choose for oneself. Whoever turns to the daily letter is told from now on, not what came before."""
    require(actor, Permission.MESSAGES_READ)
    async with db.transaction():
        await db.execute(
            """UPDATE member SET mail_choice = $2,
                   digested_to = CASE WHEN $2 = 'daily' AND mail_choice <> 'daily' THEN $3 ELSE digested_to END
               WHERE id = $1""",
            actor.member_id, choice, clock.now(),
        )  # fmt: skip
