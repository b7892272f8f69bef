"""Fragments under their own addresses; GET only."""

from typing import Any

from zczr.partials import applications, lending, messages, regions, verifications

HANDLERS: list[Any] = [*applications.HANDLERS, *lending.HANDLERS, *messages.HANDLERS, *regions.HANDLERS, *verifications.HANDLERS]
