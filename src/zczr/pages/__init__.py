"""Whole pages, and every POST."""

from typing import Any

from zczr.pages import (
    applications,
    claims,
    conversations,
    feed,
    files,
    home,
    lending,
    login,
    mail_choice,
    messages,
    news,
    news_desk,
    partner_requests,
    partners,
    register,
    reports,
    verifications,
)

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *login.HANDLERS,
    *register.HANDLERS,
    *verifications.HANDLERS,
    *messages.HANDLERS,
    *partner_requests.HANDLERS,
    *partners.HANDLERS,
    *mail_choice.HANDLERS,
    *news.HANDLERS,
    *news_desk.HANDLERS,
    *conversations.HANDLERS,
    *lending.HANDLERS,
    *claims.HANDLERS,
    *applications.HANDLERS,
    *files.HANDLERS,
    *feed.HANDLERS,
    *reports.HANDLERS,
]
