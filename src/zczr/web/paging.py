"""Paging: the page number of a query, the links of pager and tabs, and the rule for pages that do not exist; the address is the state."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import quote_plus

from zczr.web.layout import Item

_LAST = 10_000
_Line = TypeVar("_Line")


def page_number(query: Mapping[str, Any]) -> int:
    """The page a query asks for; 1 for nonsense."""
    text = str(query.get("page", "1"))
    return min(int(text), _LAST) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


async def open_page(
    load: Callable[[int], Awaitable[tuple[tuple[_Line, ...], int]]], query: Mapping[str, Any], *, size: int
) -> tuple[tuple[_Line, ...], int, int]:
    """The lines of the page a query asks for, how many there are in all, and the page: the last one for a page behind it.

    `load` gives the lines of a page and the total; where it finds no lines it need not know the total.
    """
    number = page_number(query)
    lines, total = await load(number)
    if not lines and number > 1:
        if not total:
            lines, total = await load(1)
        number = _pages(total, size)
        if number > 1 or (total and not lines):
            lines, total = await load(number)
    return lines, total, number


def _pages(total: int, size: int) -> int:
    return max(1, -(-total // size))


@dataclass(frozen=True)
class Tab(Item):
    """One view of a list, with the fragment's own address."""

    partial: str = ""


class Doors:
    """The two addresses of a list, the page's and the fragment's, with what a query says."""

    def __init__(self, owner: str, partial: str, pairs: list[tuple[str, str]]) -> None:
        self._owner, self._partial, self._pairs = owner, partial, pairs
        self._kept = "&".join([pair for _, pair in pairs])

    @classmethod
    def of(cls, owner: str, partial: str, query: Mapping[str, Any]) -> Self:
        """The addresses with all that a query says."""
        items = query.multi_items() if hasattr(query, "multi_items") else query.items()
        # The framework hands a query's pairs out in any order: sorted, one view has one address.
        pairs = sorted([(str(key), str(value)) for key, value in items if value != ""])
        return cls(owner, partial, [(key, f"{quote_plus(key)}={quote_plus(value)}") for key, value in pairs])

    def without(self, *keys: str) -> "Doors":
        """The same addresses without some of what the query says."""
        return Doors(self._owner, self._partial, [pair for pair in self._pairs if pair[0] not in keys])

    def at(self, partial: str) -> "Doors":
        """The same page with the address of another of its fragments."""
        return Doors(self._owner, partial, self._pairs)

    def to(self, more: str = "") -> tuple[str, str]:
        """Both addresses with `more` (already encoded) added."""
        said = (
            f"?{self._kept}&{more}" if self._kept and more else f"?{self._kept or more}" if self._kept or more else ""
        )
        return self._owner + said, self._partial + said

    def below(self, path: str, more: str = "") -> str:
        """The address of something of the page's, under its own, with what the query says and `more` (already encoded)."""
        return self._owner + path + self.to(more)[0].removeprefix(self._owner)

    def tab(self, label: str, more: str = "", *, current: bool, count: int | str = "") -> Tab:
        """The tab that adds `more`; a count of 0 is not shown."""
        href, partial = self.to(more)
        return Tab(label, href, current, str(count or ""), partial)


class PageLink(NamedTuple):
    """One numbered link; without an address it stands for pages left out."""

    label: str
    href: str
    current: bool
    partial: str
    worded: bool = False
    """The label is no number but says by itself which page it is."""


@dataclass(frozen=True)
class Paging:
    """What a pager shows; ready strings. `over` where there are more than the total says, `from_end` where it counts from the back."""

    total: str
    first: str
    last: str
    here: str
    previous_href: str
    previous_partial: str
    next_href: str
    next_partial: str
    pages: tuple[PageLink, ...]
    over: bool = False
    from_end: bool = False

    @classmethod
    def of(cls, doors: Doors, *, number: int, size: int, total: int) -> Self:
        """The pager of the list behind these doors."""
        plain = doors.without("page")

        def to(page: int) -> tuple[str, str]:
            return plain.to(f"page={page}" if page > 1 else "")

        pages = _pages(total, size)
        nowhere = ("", "")
        return cls(
            f"{total:,}",
            str((number - 1) * size + 1) if total else "0",
            str(min(number * size, total)),
            to(number)[0],
            *(to(number - 1) if number > 1 else nowhere),
            *(to(number + 1) if number < pages else nowhere),
            tuple(_links(number, pages, to)) if pages > 1 else (),
        )

    @classmethod
    def of_many(cls, doors: Doors, *, number: int, size: int, most: int) -> Self:
        """The pager of a list too long to be counted: `most` lines can be reached from the front, and as many from the back.

        A negative number is a page from the back, -1 the last.
        """
        plain, deepest = doors.without("page"), most // size
        behind = abs(number)

        def to(page: int) -> tuple[str, str]:
            return plain.to(f"page={page}" if page != 1 else "")

        nowhere = ("", "")
        before = number - 1 if number > 1 or -deepest < number < 0 else 0
        after = number + 1 if number < -1 or 0 < number < deepest else 0
        return cls(
            f"{most:,}",
            f"{(behind - 1) * size + 1:,}",
            f"{behind * size:,}",
            to(number)[0],
            *(to(before) if before else nowhere),
            *(to(after) if after else nowhere),
            tuple(_links_from_both_ends(number, deepest, to)),
            over=True,
            from_end=number < 0,
        )


def _links_from_both_ends(number: int, deepest: int, to: Callable[[int], tuple[str, str]]) -> list[PageLink]:
    near = [
        page for page in range(number - 2, number + 3) if page and abs(page) <= deepest and (page > 0) is (number > 0)
    ]
    gap = PageLink("…", "", current=False, partial="")
    links = [_link(page, page == number, to) for page in near]
    if number > 0:
        front = [] if near[0] == 1 else [_link(1, False, to), *([gap] if near[0] > 2 else [])]
        return [*front, *links, gap, _link(-1, False, to)]
    back = [] if near[-1] == -1 else [*([gap] if near[-1] < -2 else []), _link(-1, False, to)]
    return [_link(1, False, to), gap, *links, *back]


def _link(page: int, current: bool, to: Callable[[int], tuple[str, str]]) -> PageLink:
    href, partial = to(page)
    if page > 0:
        return PageLink(str(page), href, current, partial)
    return PageLink("末页" if page == -1 else f"倒数第 {-page} 页", href, current, partial, worded=True)


def _links(number: int, pages: int, to: Callable[[int], tuple[str, str]]) -> list[PageLink]:
    links, before = [], 0
    for page in sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)}):
        if page - before > 1:
            links.append(PageLink("…", "", current=False, partial=""))
        href, partial = to(page)
        links.append(PageLink(str(page), href, page == number, partial))
        before = page
    return links
