"""Fragments under their own addresses; GET only."""

from typing import Any

from zczr.partials import applications, feed, home, lending, messages, partners, regions, reports, verifications, work

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *work.HANDLERS,
    *applications.HANDLERS,
    *lending.HANDLERS,
    *messages.HANDLERS,
    *partners.HANDLERS,
    *regions.HANDLERS,
    *verifications.HANDLERS,
    *feed.HANDLERS,
    *reports.HANDLERS,
]
