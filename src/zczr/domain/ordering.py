"""The order a list is asked for in, and its SQL from a fixed table of columns: what was typed never reaches a statement."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """A column of a list by its name, and whether the largest comes first."""

    column: str
    descending: bool


def order_by(columns: Mapping[str, str], order: Order, **names: str) -> str:
    """The ORDER BY terms of a list, ending in what no two rows share.

    `{way}` in a column's SQL stands for the direction; `names` are those of our own tables that differ from list to list.
    """
    return columns[order.column].format(way="DESC" if order.descending else "ASC", **names)


def by_name(expression: str) -> str:
    """SQL that orders Chinese names as their readers do: the bytes of GB 18030 put the common characters in the order of their pinyin."""
    return f"convert_to({expression}, 'GB18030')"
