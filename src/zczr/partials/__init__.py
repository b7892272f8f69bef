"""Fragments under their own addresses; GET only."""

from typing import Any

from zczr.partials import messages, regions, verifications

HANDLERS: list[Any] = [*messages.HANDLERS, *regions.HANDLERS, *verifications.HANDLERS]
