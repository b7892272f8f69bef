"""Whole pages, and every POST."""

from typing import Any

from zczr.pages import applications, conversations, files, home, lending, login, messages, register, verifications

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *login.HANDLERS,
    *register.HANDLERS,
    *verifications.HANDLERS,
    *messages.HANDLERS,
    *conversations.HANDLERS,
    *lending.HANDLERS,
    *applications.HANDLERS,
    *files.HANDLERS,
]
