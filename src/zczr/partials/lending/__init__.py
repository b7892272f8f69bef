"""Fragments of 借贷业务."""

from typing import Any

from zczr.partials.lending import assessment_panel, match_list, offer_form, posting_list, request_form

HANDLERS: list[Any] = [
    *request_form.HANDLERS,
    *assessment_panel.HANDLERS,
    *offer_form.HANDLERS,
    *match_list.HANDLERS,
    *posting_list.HANDLERS,
]
