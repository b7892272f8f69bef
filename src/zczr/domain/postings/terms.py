"""The terms of a posting by column, as the database takes and gives them."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, ClassVar, Protocol

from zczr import db


class Terms(Protocol):
    """What a form filled in: a frozen dataclass whose fields are the columns; drafts may leave things out."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def columns_of(terms: Terms) -> dict[str, Any]:
    """The terms by column, as the database takes them; what has `to_json` is kept as JSON."""
    return {each.name: _column(getattr(terms, each.name)) for each in fields(terms)}


def _column(value: Any) -> Any:
    if hasattr(value, "to_json"):
        return value.to_json()
    return list(value) if isinstance(value, tuple) else value


def columns_now(row: db.Record, terms: Terms, names: Iterable[str]) -> dict[str, Any]:
    """What a row says in these columns, as `columns_of` says it."""
    return {name: _now(row[name], getattr(terms, name, None)) for name in names}


def _now(kept: Any, given: Any) -> Any:
    # JSON comes back with other spaces than it was written with.
    return type(given).from_json(kept).to_json() if hasattr(given, "from_json") else kept
