"""申请: the lists, one application, its answers, and its contract."""

from typing import Any

from zczr.pages.applications import answers, contracts, documents, listing

HANDLERS: list[Any] = [*listing.HANDLERS, *answers.HANDLERS, *contracts.HANDLERS, *documents.HANDLERS]
