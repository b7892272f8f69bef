"""The order of a result list: best score first, ties by a hash that changes daily, so no one is always first."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


def tie_key(item_id: int, user_id: int, day: date) -> str:
    """A stable hash of (item, user, date): the same all day, another order tomorrow and for another user."""
    return sha256(f"{item_id}:{user_id}:{day.isoformat()}".encode()).hexdigest()


def ranked(
    candidates: Iterable[T],
    *,
    total: Callable[[T], Decimal],
    item_id: Callable[[T], int],
    user_id: int,
    day: date,
) -> list[T]:
    """Sort candidates by total, highest first, ties by `tie_key`."""
    return sorted(candidates, key=lambda each: (-total(each), tie_key(item_id(each), user_id, day)))
