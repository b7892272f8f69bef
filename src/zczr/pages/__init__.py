"""Whole pages, and every POST."""

from typing import Any

from zczr.pages import applications, files, home, lending, login, messages, news, news_desk, register, verifications

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *login.HANDLERS,
    *register.HANDLERS,
    *verifications.HANDLERS,
    *messages.HANDLERS,
    *news.HANDLERS,
    *news_desk.HANDLERS,
    *lending.HANDLERS,
    *applications.HANDLERS,
    *files.HANDLERS,
]
