"""Fragments under their own addresses; GET only."""

from typing import Any

from zczr.partials import (
    applications,
    home,
    lending,
    messages,
    news,
    news_desk,
    news_form,
    regions,
    verifications,
    work,
)

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *work.HANDLERS,
    *applications.HANDLERS,
    *lending.HANDLERS,
    *messages.HANDLERS,
    *news.HANDLERS,
    *news_desk.HANDLERS,
    *news_form.HANDLERS,
    *regions.HANDLERS,
    *verifications.HANDLERS,
]
