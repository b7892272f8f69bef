"""Whole pages, and every POST."""

from typing import Any

from zczr.pages import (
    applications,
    files,
    home,
    lending,
    login,
    mail_choice,
    messages,
    news,
    news_desk,
    register,
    verifications,
)

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *login.HANDLERS,
    *register.HANDLERS,
    *verifications.HANDLERS,
    *messages.HANDLERS,
    *mail_choice.HANDLERS,
    *news.HANDLERS,
    *news_desk.HANDLERS,
    *lending.HANDLERS,
    *applications.HANDLERS,
    *files.HANDLERS,
]
