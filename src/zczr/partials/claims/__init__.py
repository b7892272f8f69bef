"""Fragments of 债权交易."""

from typing import Any

from zczr.partials.claims import market_list, market_region

HANDLERS: list[Any] = [*market_list.HANDLERS, *market_region.HANDLERS]
