"""Orders of a list: what a query asks for, and the headings that are links to the other orders; the address is the state."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zczr.domain.ordering import Order
from zczr.web.paging import Doors

_WAYS = {"asc": False, "desc": True}


class Heading(NamedTuple):
    """A heading; with a column the list can be ordered by it, and if `falls` the first press puts the largest first."""

    label: str
    column: str = ""
    falls: bool = False
    numeric: bool = False


class Column(NamedTuple):
    """A heading as the table shows it."""

    label: str
    key: str
    numeric: bool
    href: str
    partial: str
    sorted: str
    """ascending, descending or empty"""


def order_of(query: Mapping[str, Any], headings: Sequence[Heading], default: Order) -> Order:
    """The order a query asks for; the default for nonsense."""
    asked = query.get("sort")
    found = next((each for each in headings if each.column and each.column == asked), None)
    return Order(found.column, _WAYS.get(str(query.get("order")), found.falls)) if found else default


def columns_of(headings: Sequence[Heading], order: Order, default: Order, doors: Doors) -> tuple[Column, ...]:
    """The headings with their links: to the first page in that order, or for the present column turned round.

    Where the list's own order has no heading, a third press leads back to it.
    """
    plain = doors.without("page", "sort", "order")
    unnamed = all(heading.column != default.column for heading in headings)
    return tuple([_column(heading, order, default, plain, unnamed) for heading in headings])


def _column(heading: Heading, order: Order, default: Order, doors: Doors, unnamed: bool) -> Column:
    if not heading.column:
        return Column(heading.label, "", heading.numeric, "", "", "")
    present = heading.column == order.column
    falls = not order.descending if present else heading.falls
    turned = present and order.descending is not heading.falls
    usual = (unnamed and turned) or (heading.column == default.column and falls is default.descending)
    href, partial = doors.to("" if usual else f"sort={heading.column}&order={'desc' if falls else 'asc'}")
    shown = ("descending" if order.descending else "ascending") if present else ""
    return Column(heading.label, heading.column, heading.numeric, href, partial, shown)
