"""What the scripts add, when things go wrong: nothing typed is lost, no button is dead, every failure says so."""

from typing import Any

import pytest
from litestar import Litestar

from browser.chromium import Chromium
from cast import PASSWORD, Cast
from screens import Launcher, at_a_screen
from zczr import db


async def at_the_form(person: Chromium, cast: Cast) -> Any:
    """Signed in, with a project typed into the form of 借款."""
    await person.open("/login/enterprise")
    await person.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
    await person.open("/lending/requests/new")
    await person.page.locator("[name=project]").fill("自动化装配线")
    await person.page.locator("[name=reason]").fill("采购原材料")
    await person.page.wait_for_timeout(600)  # the title has followed
    return person.page


async def test_retry_sends_the_button_that_was_pressed(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await at_the_form(person, cast)
        await page.route("**/lending/requests", lambda route: route.abort())
        await page.get_by_role("button", name="保存草稿").click()
        await page.get_by_text("网络不通").wait_for()
        await page.unroute("**/lending/requests")
        await page.get_by_role("button", name="重试").click()
        await page.get_by_text("草稿已保存").wait_for()
    saved = await db.fetch_row("SELECT status, project FROM loan_request")
    assert saved is not None
    assert tuple(saved) == ("draft", "自动化装配线")


@pytest.mark.parametrize(("cookie", "says"), [("csrf", "页面停留过久"), ("sid", "请在新标签页重新登录")])
async def test_a_refusal_keeps_the_form_and_says_what_to_do(
    app: Litestar, chromium: Launcher, cast: Cast, cookie: str, says: str
) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await at_the_form(person, cast)
        await page.context.clear_cookies(name=cookie)
        await page.locator("[name=project]").fill("自动化装配线二期")
        await page.get_by_role("button", name="保存草稿").click()
        await page.locator(".request-failed", has_text=says).wait_for()
        await page.wait_for_timeout(600)
        assert await page.locator(".request-failed", has_text=says).is_visible()
        assert await page.locator("[aria-busy=true]").count() == 0
        assert not await page.get_by_role("button", name="重试").is_visible()  # it would be refused again
        assert await page.locator("[name=project]").input_value() == "自动化装配线二期"
        assert page.url.endswith("/lending/requests/new")


async def test_what_broke_on_the_server_can_be_sent_again(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await at_the_form(person, cast)
        await page.route("**/lending/requests", lambda route: route.fulfill(status=503))
        await page.get_by_role("button", name="保存草稿").click()
        await page.get_by_text("服务器暂时无法处理").wait_for()
        assert await page.get_by_role("button", name="重试").is_visible()


async def test_the_page_that_follows_is_read_from_its_beginning(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await at_the_form(person, cast)
        await page.get_by_role("button", name="保存草稿").click()
        await page.get_by_text("草稿已保存").wait_for()
        await page.wait_for_function("document.activeElement.id === 'page-main'")
        assert await page.evaluate("window.scrollY") == 0


async def test_a_double_click_saves_one_draft(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await at_the_form(person, cast)
        await page.get_by_role("button", name="保存草稿").dblclick()
        await page.get_by_text("草稿已保存").wait_for()
    assert await db.fetch_value("SELECT count(*) FROM loan_request") == 1
