"""Fragments under their own addresses; GET only."""

from typing import Any

from zczr.partials import applications, conversations, home, lending, messages, regions, verifications, work

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *work.HANDLERS,
    *applications.HANDLERS,
    *lending.HANDLERS,
    *messages.HANDLERS,
    *conversations.HANDLERS,
    *regions.HANDLERS,
    *verifications.HANDLERS,
]
