"""债权交易: selling claims, the market, buying."""

from typing import Any

from zczr.pages.claims import confirmations, criteria, market, matches, notices, sales

HANDLERS: list[Any] = [
    *sales.HANDLERS,
    *criteria.HANDLERS,
    *matches.HANDLERS,
    *market.HANDLERS,
    *confirmations.HANDLERS,
    *notices.HANDLERS,
]
