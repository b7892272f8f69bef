"""Fragments under their own addresses; GET only."""

from typing import Any

from zczr.partials import applications, messages, regions, verifications

HANDLERS: list[Any] = [*applications.HANDLERS, *messages.HANDLERS, *regions.HANDLERS, *verifications.HANDLERS]
