"""好友管理 at a screen with scripts: found while typing, the card beside, answered in place."""

import re

from litestar import Litestar
from playwright.async_api import expect

from cast import PASSWORD, Cast
from screens import Launcher, at_a_screen
from zczr.domain.partners import commands, directory


async def test_the_list_follows_what_is_typed_and_the_card_opens_beside_it(
    app: Litestar, chromium: Launcher, cast: Cast
) -> None:
    await directory.fill()
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/login/enterprise")
        await person.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
        await person.open("/partners")
        page = person.page
        box = page.locator("#q")
        await box.press_sequentially("dingsh", delay=40)
        await page.locator("#partner-list", has_text="东莞市鼎盛电子有限公司").wait_for()
        await page.wait_for_function("location.search === '?q=dingsh'")
        assert await box.input_value() == "dingsh"
        assert await page.evaluate("document.activeElement.id") == "q", "whoever types goes on typing"

        await page.locator("#partner-list").get_by_role("link", name="东莞市鼎盛电子有限公司").click()
        await page.locator("#enterprise-card", has_text="联系方式只在互为合作伙伴后可见").wait_for()
        await page.wait_for_function("location.search.includes('card=') && location.search.includes('q=dingsh')")
        await page.go_back()
        await page.wait_for_function("location.search === '?q=dingsh'")


async def test_a_request_is_answered_without_leaving_the_page(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    await commands.ask(cast.stranger, cast.borrower.organization_id, message="")
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/login/enterprise")
        await person.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
        await person.open("/messages/partner-requests")
        await person.page.evaluate("window.stillHere = true")
        await person.page.get_by_role("button", name=re.compile("^接受")).click()
        await person.page.get_by_text("双方已成为合作伙伴").wait_for()
        assert await person.page.evaluate("window.stillHere"), "no page was loaded anew"
        await expect(person.page.locator("#unread-count .count")).to_have_count(0)
