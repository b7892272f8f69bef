"""Whole pages, and every POST."""

from typing import Any

from zczr.pages import applications, feed, files, home, lending, login, messages, register, reports, verifications

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *login.HANDLERS,
    *register.HANDLERS,
    *verifications.HANDLERS,
    *messages.HANDLERS,
    *lending.HANDLERS,
    *applications.HANDLERS,
    *files.HANDLERS,
    *feed.HANDLERS,
    *reports.HANDLERS,
]
