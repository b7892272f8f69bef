"""Paging: the page number of a query, and the links of the pager; the address is the state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

_LAST = 10_000


def page_number(query: Mapping[str, Any]) -> int:
    """The page a query asks for; 1 for nonsense."""
    text = str(query.get("page", "1"))
    return min(int(text), _LAST) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


@dataclass(frozen=True)
class PageLink:
    """One numbered link."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Paging:
    """What a pager shows; ready strings."""

    total: str
    first: str
    last: str
    here: str
    previous_href: str
    next_href: str
    pages: tuple[PageLink, ...]

    @classmethod
    def of(
        cls, path: str, query: Mapping[str, Any], *, number: int, size: int, total: int, capped: bool = False
    ) -> Self:
        """The pager of a list at `path`; `capped` says that there are more than were counted."""
        kept = [(key, value) for key, value in _pairs(query) if key != "page"]

        def href(page: int) -> str:
            pairs = [*kept, ("page", str(page))] if page > 1 else kept
            return f"{path}?{urlencode(pairs)}" if pairs else path

        pages = max(1, -(-total // size))
        near = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
        return cls(
            total=f"超过 {total:,}" if capped else f"{total:,}",
            first=str((number - 1) * size + 1) if total else "0",
            last=str(min(number * size, total)),
            here=href(number),
            previous_href=href(number - 1) if number > 1 else "",
            next_href=href(number + 1) if number < pages else "",
            pages=tuple(PageLink(str(page), href(page), page == number) for page in near) if pages > 1 else (),
        )


def _pairs(query: Any) -> list[tuple[str, str]]:
    items = query.multi_items() if hasattr(query, "multi_items") else query.items()
    return [(str(key), str(value)) for key, value in items if value != ""]
