"""Paging: nonsense is page one, behind the last page is the last, the address keeps what it said."""

import pytest

from zczr.web.paging import Doors, Paging, open_page, page_number


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("1", 1), ("7", 7), ("10000", 10_000), ("99999", 10_000), ("0", 1), ("-1", 1), ("1.5", 1), ("", 1), ("x", 1),
        ("２", 1), ("1" * 30, 1), ("1 OR 1=1", 1),
    ],
)  # fmt: skip
def test_a_page_number_is_read_or_is_one(asked: str, number: int) -> None:
    assert page_number({"page": asked}) == number


def test_without_a_page_it_is_the_first() -> None:
    assert page_number({}) == 1


def of(number: int, total: int, **query: str) -> Paging:
    return Paging.of(Doors.of("/list", "/partials/list", query), number=number, size=20, total=total)


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [(1, 0, ("0", "0")), (1, 1, ("1", "1")), (1, 20, ("1", "20")), (2, 21, ("21", "21")), (2, 45, ("21", "40"))],
)
def test_first_and_last_line_are_counted(number: int, total: int, shown: tuple[str, str]) -> None:
    paging = of(number, total)
    assert (paging.first, paging.last) == shown


@pytest.mark.parametrize(("total", "links"), [(0, []), (20, []), (21, ["1", "2"]), (61, ["1", "2", "3", "4"])])
def test_one_page_needs_no_links(total: int, links: list[str]) -> None:
    assert [link.label for link in of(2 if links else 1, total).pages] == links


def test_a_long_list_shows_both_ends_and_the_neighbours() -> None:
    paging = of(10, 400)
    assert [link.label for link in paging.pages] == ["1", "…", "8", "9", "10", "11", "12", "…", "20"]
    assert [link.href for link in paging.pages if link.label == "…"] == ["", ""]
    assert [link.label for link in paging.pages if link.current] == ["10"]
    assert (paging.previous_href, paging.next_href) == ("/list?page=9", "/list?page=11")


def test_the_ends_have_no_way_further_and_page_one_has_the_plain_address() -> None:
    assert (of(1, 41).previous_href, of(3, 41).next_href, of(2, 41).previous_href) == ("", "", "/list")


def test_the_rest_of_the_query_is_kept_and_quoted() -> None:
    paging = of(1, 41, status="pending", q="华锐 & 子", empty="", page="9")
    assert paging.next_href == "/list?q=%E5%8D%8E%E9%94%90+%26+%E5%AD%90&status=pending&page=2"


def test_each_link_has_the_address_of_the_fragment_beside_that_of_the_page() -> None:
    paging = of(2, 60, q="a")
    assert (paging.next_href, paging.next_partial) == ("/list?q=a&page=3", "/partials/list?q=a&page=3")
    assert (paging.previous_href, paging.previous_partial) == ("/list?q=a", "/partials/list?q=a")
    assert [link.partial for link in paging.pages] == [
        "/partials/list?q=a", "/partials/list?q=a&page=2", "/partials/list?q=a&page=3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "more", "href"),
    [
        ({}, "", "/list"),
        ({}, "show=new", "/list?show=new"),
        ({"q": "子", "page": "3"}, "", "/list?q=%E5%AD%90"),
        ({"q": "子", "page": "3"}, "show=new", "/list?q=%E5%AD%90&show=new"),
    ],
)
def test_a_tab_keeps_what_was_said_but_for_what_it_changes(query: dict[str, str], more: str, href: str) -> None:
    tab = Doors.of("/list", "/partials/list", query).without("page").tab("新的", more, current=False, count=0)
    assert (tab.href, tab.partial, tab.count) == (href, f"/partials{href}", "")


@pytest.mark.parametrize("knows", [True, False], ids=["total-known", "total-only-with-lines"])
@pytest.mark.parametrize(
    ("asked", "total", "opened"),
    [
        ("1", 0, 1),
        ("9999", 0, 1),
        ("2", 20, 1),
        ("2", 21, 2),
        ("3", 21, 2),
        ("9999", 45, 3),
        ("2", 45, 2),
        ("x", 45, 1),
    ],
)
async def test_behind_the_last_page_is_the_last_page(asked: str, total: int, opened: int, knows: bool) -> None:
    asks: list[int] = []

    async def load(page: int) -> tuple[tuple[int, ...], int]:
        asks.append(page)
        lines = tuple(range((page - 1) * 20, min(page * 20, total)))
        return lines, total if lines or knows else 0

    lines, found, number = await open_page(load, {"page": asked}, size=20)
    assert (found, number) == (total, opened)
    assert lines == tuple(range((opened - 1) * 20, min(opened * 20, total)))
    assert len(asks) <= (2 if knows else 3)


def of_many(number: int, **query: str) -> Paging:
    return Paging.of_many(Doors.of("/list", "/partials/list", query), number=number, size=20, most=200)


@pytest.mark.parametrize(
    ("number", "links"),
    [
        (1, "1* 2 3 … 末页"),
        (2, "1 2* 3 4 … 末页"),
        (5, "1 … 3 4 5* 6 7 … 末页"),
        (10, "1 … 8 9 10* … 末页"),
        (-1, "1 … 倒数第3页 倒数第2页 末页*"),
        (-5, "1 … 倒数第7页 倒数第6页 倒数第5页* 倒数第4页 倒数第3页 … 末页"),
        (-10, "1 … 倒数第10页* 倒数第9页 倒数第8页 … 末页"),
    ],
)
def test_a_list_too_long_to_be_counted_is_paged_from_both_ends(number: int, links: str) -> None:
    shown = [link.label.replace(" ", "") + "*" * link.current for link in of_many(number).pages]
    assert " ".join(shown) == links


@pytest.mark.parametrize(
    ("number", "before", "after"),
    [
        (1, "", "/list?page=2"),
        (2, "/list", "/list?page=3"),
        (10, "/list?page=9", ""),
        (-1, "/list?page=-2", ""),
        (-10, "", "/list?page=-9"),
    ],
)
def test_from_the_back_before_is_further_from_the_end(number: int, before: str, after: str) -> None:
    paging = of_many(number)
    assert (paging.previous_href, paging.next_href) == (before, after)
    assert (paging.over, paging.from_end, paging.total) == (True, number < 0, "200")
