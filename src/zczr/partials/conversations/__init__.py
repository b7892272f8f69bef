"""会话 as fragments: the list, what was written, and the form to write in."""

from typing import Any

from zczr.partials.conversations import listing, thread, writing

HANDLERS: list[Any] = [*listing.HANDLERS, *thread.HANDLERS, *writing.HANDLERS]
