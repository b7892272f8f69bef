"""Passwords: argon2id, hashed in a thread, few at a time (64 MiB each)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LONGEST = 128
_hasher = PasswordHasher()
_turns = asyncio.Semaphore(2)
# Checked when the account does not exist, so that the answer takes as long as for one that does.
_DUMMY = "$argon2id$v=19$m=65536,t=3,p=4$5Rct5qW6pwWgE2MWDI1mCA$1RemoauqTX7w1KwLllJYU57w/U5nsvItHs+lXmvkTJ4"


async def hash_password(password: str) -> str:
    """A hash to keep."""
    async with _turns:
        return await asyncio.to_thread(_hasher.hash, password)


async def is_right(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the hash; takes as long for no account."""
    async with _turns:
        right = await asyncio.to_thread(_verify, kept or _DUMMY, password)
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
