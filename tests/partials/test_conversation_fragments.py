"""The fragments of 会话: alone under their own address what the page shows, and quiet while nothing comes."""

import pytest

from cast import Cast
from conversation_cases import converse, said, unread_of
from lending_cases import sign_in
from visitor import Visitor, canonical, parse_fragment
from zczr.domain.conversations.commands import write
from zczr.domain.conversations.queries import MESSAGES

_LIST = "/messages/conversations"


@pytest.mark.parametrize(
    ("page", "partial"),
    [
        (_LIST, "/partials/conversations/conversation-list"),
        (f"{_LIST}?q=远航&show=unread", "/partials/conversations/conversation-list"),
        (f"{_LIST}/{{id}}", "/partials/conversations/{id}/message-thread"),
        (f"{_LIST}/{{id}}?before={{first}}", "/partials/conversations/{id}/message-thread"),
        (f"{_LIST}/{{id}}", "/partials/conversations/{id}/message-form"),
        (f"{_LIST}/new?to={{partner}}", "/partials/conversations/new/message-form"),
    ],
)
async def test_a_fragment_alone_is_the_one_in_the_page(plain: Visitor, cast: Cast, page: str, partial: str) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    for _ in range(MESSAGES):
        await write(cast.lender, conversation_id, said())
    await sign_in(plain, cast.borrower)
    ids = {"id": conversation_id, "first": 2, "partner": cast.partner.organization_id}
    await plain.open(page.format(**ids))
    whole = await plain.open(page.format(**ids))  # what is new is so once
    address = partial.format(**ids)
    query = f"?{page.format(**ids).partition('?')[2]}".removesuffix("?")
    (alone,) = parse_fragment((await plain.fragment(address + query)).text)
    assert canonical(alone) == whole.html_of(address.rpartition("/")[2])
    bare = await plain.raw("GET", address + query)
    assert bare.status_code == 303
    assert bare.headers["location"].partition("?")[0] == page.format(**ids).partition("?")[0]


async def test_the_list_pushes_the_address_of_what_it_shows(plain: Visitor, cast: Cast) -> None:
    await converse(cast.lender, cast.borrower)
    await sign_in(plain, cast.borrower)
    response = await plain.fragment("/partials/conversations/conversation-list?show=unread&q=")
    assert response.headers["hx-push-url"] == f"{_LIST}?show=unread"


async def test_a_poll_brings_what_came_marks_it_read_and_is_quiet_else(plain: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"{_LIST}/{conversation_id}")
    thread = page.one("//*[@id='message-thread']")
    assert (thread.get("data-poll"), thread.get("data-hx-trigger")) == ("15", "zczr:poll")
    # What is typed stands outside of what a poll replaces.
    assert not thread.xpath(".//textarea | .//form")
    quiet = await plain.fragment(thread.get("data-hx-get"))
    assert (quiet.status_code, quiet.text) == (204, "")
    await write(cast.lender, conversation_id, said("再问一句"))
    (alone,) = parse_fragment((await plain.fragment(thread.get("data-hx-get"))).text)
    assert "再问一句" in alone.xpath("string()")
    assert "新" in [each.text for each in alone.xpath(".//*[@class='message-new']")]
    assert await unread_of(cast.borrower) == 0
    assert (await plain.fragment(alone.get("data-hx-get"))).status_code == 204
    # Asked by nobody's poll, it is shown whatever it holds.
    assert (await plain.fragment(thread.get("data-hx-get").partition("?")[0])).status_code == 200
