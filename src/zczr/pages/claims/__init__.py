"""Pages of 债权交易."""

from typing import Any

from zczr.pages.claims import market

HANDLERS: list[Any] = [*market.HANDLERS]
