"""What the parties of an application see: the lists, one application, and the forms to answer it."""

from typing import Any

from zczr.partials.applications import answer_panel, filing_form, listing

HANDLERS: list[Any] = [*listing.HANDLERS, *answer_panel.HANDLERS, *filing_form.HANDLERS]
