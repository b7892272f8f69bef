"""The summary of what has to be righted names the fields in the order in which they stand on the page."""

from collections.abc import Awaitable, Callable

import pytest

from cast import PASSWORD
from pages.accounts.test_register import COMPANY, begin
from visitor import Page, Visitor

NONSENSE = "？" * 1001
"""No field takes this."""


async def new(visitor: Visitor) -> str:
    """Step 1."""
    await visitor.open("/register")
    return "注册并验证邮箱"


async def changed(visitor: Visitor) -> str:
    """Step 1 gone back to."""
    await begin(visitor)
    await visitor.open("/register/account")
    return "保存修改"


async def company(visitor: Visitor) -> str:
    """Step 2 of an enterprise."""
    await begin(visitor)
    return "保存并继续"


async def institution(visitor: Visitor) -> str:
    """Step 2 of an institution."""
    await changed(visitor)
    await visitor.press("保存修改", {"kind": "institution", "password": PASSWORD})
    return "保存并继续"


async def contact(visitor: Visitor) -> str:
    """Step 3."""
    await begin(visitor)
    await visitor.press("保存并继续", COMPANY)
    return "提交"


def all_as(page: Page, typed: str) -> dict[str, str]:
    """The same in every field of the page that something can be typed into or chosen in."""
    controls = page.tree.xpath("//main//form[@method='post']//*[self::input or self::textarea or self::select]")
    left_out = {"hidden", "file", "checkbox", "radio"}
    return {control.get("name"): typed for control in controls if control.get("type") not in left_out}


@pytest.mark.parametrize("typed", ["", NONSENSE], ids=["empty", "nonsense"])
@pytest.mark.parametrize(("form", "least"), [(new, 3), (changed, 2), (company, 13), (institution, 15), (contact, 7)])
async def test_errors_are_told_in_the_order_of_the_page(
    visitor: Visitor, form: Callable[[Visitor], Awaitable[str]], least: int, typed: str
) -> None:
    button = await form(visitor)
    page = await visitor.press(button, all_as(visitor.now, typed), expect=422)
    told = [link.get("href")[1:] for link in page.tree.xpath("//*[@data-error-summary]//a")]
    places = [element.get("id") for element in page.tree.xpath("//form//*[@id]")]
    assert told == sorted(told, key=places.index)
    assert len(told) >= least, told
