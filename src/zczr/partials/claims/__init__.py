"""Fragments of 债权交易."""

from typing import Any

from zczr.partials.claims import (
    access_box,
    claim_papers,
    confirmation_box,
    criteria_form,
    criteria_list,
    market_list,
    market_region,
    match_list,
    notice_box,
    pricing_panel,
    purchase_form,
    quote_form,
    quote_list,
    quotes_box,
    sale_form,
    sale_list,
    slices_box,
    slices_form,
    view_list,
)

HANDLERS: list[Any] = [
    *sale_form.HANDLERS,
    *pricing_panel.HANDLERS,
    *sale_list.HANDLERS,
    *criteria_form.HANDLERS,
    *criteria_list.HANDLERS,
    *match_list.HANDLERS,
    *confirmation_box.HANDLERS,
    *notice_box.HANDLERS,
    *market_list.HANDLERS,
    *market_region.HANDLERS,
    *purchase_form.HANDLERS,
    *claim_papers.HANDLERS,
    *access_box.HANDLERS,
    *view_list.HANDLERS,
    *quote_form.HANDLERS,
    *quote_list.HANDLERS,
    *quotes_box.HANDLERS,
    *slices_box.HANDLERS,
    *slices_form.HANDLERS,
]
