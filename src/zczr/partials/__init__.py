"""Fragments under their own addresses; GET only."""

from typing import Any

from zczr.partials import (
    applications,
    claims,
    conversations,
    feed,
    home,
    lending,
    messages,
    news,
    news_desk,
    news_form,
    partners,
    regions,
    reports,
    verifications,
    work,
)

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *work.HANDLERS,
    *applications.HANDLERS,
    *claims.HANDLERS,
    *lending.HANDLERS,
    *messages.HANDLERS,
    *partners.HANDLERS,
    *news.HANDLERS,
    *news_desk.HANDLERS,
    *news_form.HANDLERS,
    *conversations.HANDLERS,
    *regions.HANDLERS,
    *verifications.HANDLERS,
    *feed.HANDLERS,
    *reports.HANDLERS,
]
