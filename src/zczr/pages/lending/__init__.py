"""借贷业务: postings, their matches, and the list of one's own."""

from typing import Any

from zczr.pages.lending import matches, offers, postings, requests

HANDLERS: list[Any] = [*requests.HANDLERS, *offers.HANDLERS, *postings.HANDLERS, *matches.HANDLERS]
