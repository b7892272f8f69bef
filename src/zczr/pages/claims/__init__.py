"""债权交易: selling claims, the market, buying."""

from typing import Any

from zczr.pages.claims import confirmations, market, notices, sales

HANDLERS: list[Any] = [*sales.HANDLERS, *market.HANDLERS, *confirmations.HANDLERS, *notices.HANDLERS]
