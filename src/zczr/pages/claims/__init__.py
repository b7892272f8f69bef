"""债权交易: selling claims, the market, buying, who sees the papers, what debtors are asked and told."""

from typing import Any

from zczr.pages.claims import (
    confirmations,
    criteria,
    imports,
    market,
    matches,
    notices,
    papers,
    purchases,
    quotes,
    registrations,
    sales,
    saved_filters,
    slices,
)

HANDLERS: list[Any] = [
    *sales.HANDLERS,
    *criteria.HANDLERS,
    *imports.HANDLERS,
    *matches.HANDLERS,
    *market.HANDLERS,
    *saved_filters.HANDLERS,
    *purchases.HANDLERS,
    *papers.HANDLERS,
    *quotes.HANDLERS,
    *slices.HANDLERS,
    *confirmations.HANDLERS,
    *notices.HANDLERS,
    *registrations.HANDLERS,
]
