"""Fragments of 借贷业务."""

from typing import Any

from zczr.partials.lending import assessment_panel, match_list, request_form

HANDLERS: list[Any] = [*request_form.HANDLERS, *assessment_panel.HANDLERS, *match_list.HANDLERS]
