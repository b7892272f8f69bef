"""A conversation at a screen: it keeps itself up to date and leaves what is typed, focused and scrolled to alone."""

from litestar import Litestar
from playwright.async_api import expect

from cast import PASSWORD, Cast
from conversation_cases import converse, said
from screens import Launcher, at_a_screen
from zczr.domain.conversations.commands import write

_SCROLLED = "document.querySelector('.thread-frame').scrollTop"


async def test_what_comes_appears_and_what_is_typed_stays(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    for number in range(12):
        await write(cast.lender, conversation_id, said(f"第{number}条"))
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = person.page
        await page.clock.install()
        await person.open("/login/enterprise")
        await person.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
        await person.open(f"/messages/conversations/{conversation_id}")
        # It opens at its end.
        assert await page.get_by_text("第11条").evaluate(
            "e => e.getBoundingClientRect().bottom < document.querySelector('.thread-frame').getBoundingClientRect().bottom"
        )
        await page.evaluate(f"{_SCROLLED} = -200")
        await page.locator("#body").focus()
        await page.keyboard.type("正在打的字")
        await write(cast.lender, conversation_id, said("刚刚来的"))
        async with page.expect_response("**/message-thread?*"):
            await page.clock.fast_forward(21_000)
        await page.get_by_text("刚刚来的").wait_for()
        assert await page.locator("#body").input_value() == "正在打的字"
        assert await page.evaluate("document.activeElement.id") == "body"
        assert await page.evaluate(_SCROLLED) == -200
        # Sent in place: the message is there, and the next one can be typed at once.
        await page.get_by_role("button", name="发送").click()
        await page.get_by_text("已发送").wait_for()
        await expect(page.locator(".said-own")).not_to_be_empty()
        await expect(page.locator("#body")).to_have_value("")
        await expect(page.locator("#body")).to_be_focused()
