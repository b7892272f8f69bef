"""债权交易: selling claims, the market, buying, what debtors are asked and told."""

from typing import Any

from zczr.pages.claims import confirmations, market, notices, purchases, sales

HANDLERS: list[Any] = [
    *sales.HANDLERS,
    *market.HANDLERS,
    *purchases.HANDLERS,
    *confirmations.HANDLERS,
    *notices.HANDLERS,
]
