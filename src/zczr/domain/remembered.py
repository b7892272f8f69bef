"""What was found to be so a short while ago, kept by this process alone."""

from collections.abc import Hashable
from datetime import datetime, timedelta

from zczr.domain import clock

_MOST = 1000


class Remembered:
    """A set that forgets each of its members after some time, and the oldest ones where they become too many."""

    def __init__(self, lasting: timedelta) -> None:
        self._lasting = lasting
        self._until: dict[Hashable, datetime] = {}

    def add(self, what: Hashable) -> None:
        """Keep it, from its first time on: what is asked for again and again is looked at anew as well."""
        if what in self:
            return
        self._until.pop(what, None)
        self._until[what] = clock.now() + self._lasting
        if len(self._until) > _MOST:
            # In the order of their first times, so that the first one is the oldest.
            del self._until[next(iter(self._until))]

    def __contains__(self, what: Hashable) -> bool:
        return what in self._until and clock.now() < self._until[what]
