"""Pages of 债权交易."""

from typing import Any

from zczr.pages.claims import market, saved_filters

HANDLERS: list[Any] = [*market.HANDLERS, *saved_filters.HANDLERS]
