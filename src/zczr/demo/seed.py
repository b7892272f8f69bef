"""Writing the demo world into an empty platform, once."""

import structlog
from argon2 import PasswordHasher

from zczr import db
from zczr.demo import cast
from zczr.demo.accounts import PASSWORD
from zczr.demo.deals import DEALS
from zczr.demo.registry import newcomers, register
from zczr.demo.story import tell_story
from zczr.demo.world import make_world
from zczr.domain import clock
from zczr.domain.accounts.passwords import hash_password
from zczr.domain.files import store
from zczr.settings import Settings

_log = structlog.get_logger(__name__)
_MARK = cast.ENTERPRISES[0].people[0].email
_READ_AFTER = 5
"""Days after which everybody has read a message."""


async def seed(settings: Settings) -> None:
    """Write the world, its deals and their history; nothing where it is there already.

    One transaction under a lock: of two processes the second finds everything done, and a killed one leaves nothing.
    """
    store.use_folder(settings.uploads_dir)
    async with db.transaction():
        await db.execute("SELECT pg_advisory_xact_lock(hashtext('zczr-demo'))")
        if await db.fetch_value("SELECT 1 FROM member WHERE email = $1", _MARK):
            return
        began = clock.now()
        world = make_world()
        standings = newcomers(world, {key for deal in DEALS for key in (deal.borrower, deal.lender)})
        # Contracts are signed with the password many times: that is quick with a cheap hash, which nobody ever sees.
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        registry = await register(world, standings, cheap)
        await tell_story(world, registry, DEALS, PASSWORD)
        await db.execute(
            "UPDATE member SET password_hash = $2 WHERE password_hash = $1", cheap, await hash_password(PASSWORD)
        )
        await _settle_in()
    _log.info("demo_seeded", seconds=round((clock.now() - began).total_seconds(), 1))


async def _settle_in() -> None:
    """Old messages have been read, and the letters about them have left."""
    for unread, told, key in (
        ("notice_unread", "notice", "notice_id"),
        ("conversation_unread", "conversation_message", "message_id"),
    ):
        await db.execute(
            f"""DELETE FROM {unread} u USING {told} n
                WHERE n.id = u.{key} AND n.at < $1::timestamptz - make_interval(days => $2)""",  # noqa: S608 -- our own tables
            clock.now(),
            _READ_AFTER,
        )
    await db.execute("UPDATE mail SET sent_at = greatest(created_at, due_at) WHERE sent_at IS NULL")
