"""Sorting: nonsense is the list's own order, a second press turns it round, the address keeps the rest and begins at page one."""

import pytest

from zczr.domain.ordering import Order
from zczr.web.paging import Doors
from zczr.web.sorting import Column, Heading, columns_of, order_of

HEADINGS = (Heading("名称", "name"), Heading("金额", "amount", falls=True, numeric=True), Heading("操作"))
NEWEST = Order("amount", descending=True)


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ({}, NEWEST),
        ({"sort": "name"}, Order("name", descending=False)),
        ({"sort": "name", "order": "desc"}, Order("name", descending=True)),
        ({"sort": "name", "order": "sideways"}, Order("name", descending=False)),
        ({"sort": "amount"}, Order("amount", descending=True)),
        ({"sort": "amount", "order": "asc"}, Order("amount", descending=False)),
        ({"sort": "password_hash", "order": "asc"}, NEWEST),
        ({"sort": "name; DROP TABLE member", "order": "asc"}, NEWEST),
        ({"sort": "", "order": "asc"}, NEWEST),
        ({"order": "asc"}, NEWEST),
    ],
)
def test_an_order_is_read_or_is_the_list_s_own(query: dict[str, str], order: Order) -> None:
    assert order_of(query, HEADINGS, NEWEST) == order


def columns(**query: str) -> list[Column]:
    order = order_of(query, HEADINGS, NEWEST)
    return list(columns_of(HEADINGS, order, NEWEST, Doors.of("/list", "/partials/list", query)))


def test_each_heading_leads_to_its_order_and_the_present_one_round() -> None:
    name, amount, act = columns(status="new", page="4")
    assert (name.href, name.sorted) == ("/list?status=new&sort=name&order=asc", "")
    assert (amount.href, amount.sorted) == ("/list?status=new&sort=amount&order=asc", "descending")
    assert (act.href, act.partial, act.sorted) == ("", "", "")
    assert [each.partial for each in (name, amount)] == [f"/partials{each.href}" for each in (name, amount)]


def test_a_second_press_turns_the_order_round() -> None:
    name, _, _ = columns(sort="name", order="asc")
    assert (name.href, name.sorted) == ("/list?sort=name&order=desc", "ascending")
    name, _, _ = columns(sort="name", order="desc")
    assert (name.href, name.sorted) == ("/list?sort=name&order=asc", "descending")


def test_a_third_press_leads_back_to_an_order_that_has_no_heading() -> None:
    newest = Order("created", descending=True)

    def first(**query: str) -> Column:
        doors = Doors.of("/list", "/partials/list", query)
        return columns_of(HEADINGS, order_of(query, HEADINGS, newest), newest, doors)[0]

    hrefs = [first().href, first(sort="name", order="asc").href, first(sort="name", order="desc").href]
    assert hrefs == ["/list?sort=name&order=asc", "/list?sort=name&order=desc", "/list"]


def test_the_way_back_to_the_list_s_own_order_is_the_plain_address() -> None:
    _, amount, _ = columns(sort="amount", order="asc")
    assert (amount.href, amount.sorted) == ("/list", "ascending")
    _, amount, _ = columns(sort="name")
    assert (amount.href, amount.sorted) == ("/list", "")
