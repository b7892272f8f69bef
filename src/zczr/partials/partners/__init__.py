"""合作伙伴: the list with its search, the business card, suggestions, and requests."""

from typing import Any

from zczr.partials.partners import card, partner_list, requests, suggestions

HANDLERS: list[Any] = [*partner_list.HANDLERS, *card.HANDLERS, *suggestions.HANDLERS, *requests.HANDLERS]
