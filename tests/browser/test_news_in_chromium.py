"""行业新闻 with scripts on: a search while typing, and a preview that leaves the form alone."""

import re

from litestar import Litestar
from playwright.async_api import expect

from articles import make_article
from cast import PASSWORD, Cast
from screens import Launcher, at_a_screen


async def test_a_search_swaps_in_while_typing_and_a_tab_pressed_right_after_it_wins(
    app: Litestar, chromium: Launcher, cast: Cast
) -> None:
    await make_article(cast.admin, title="担保政策", category="policy")
    await make_article(cast.admin, title="担保期间", category="guarantee")
    await make_article(cast.admin, title="利率政策", category="policy", summary="", body="正文")
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/login/enterprise")
        await person.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
        await person.open("/partners/news?category=policy")
        page, box = person.page, person.page.locator("[name=q]")
        await box.press_sequentially("担保", delay=30)
        await page.get_by_text("利率政策").wait_for(state="detached")
        await expect(page.locator(".news-title")).to_have_text(["担保政策"])
        await expect(page).to_have_url(re.compile("category=policy&q="))
        # The box is left by this press; nothing may take the tab away under the pointer.
        await page.locator("nav.tabs a", has_text="担保").click()
        await page.get_by_text("担保期间").wait_for()
        await expect(page.locator(".news-title")).to_have_text(["担保期间"])
        await expect(page).to_have_url(re.compile("category=guarantee&q="))
        await box.fill("期间")
        await box.press("Enter")
        await page.wait_for_url("**category=guarantee&q=%E6%9C%9F%E9%97%B4")
        await expect(page.locator(".news-title")).to_have_text(["担保期间"])
        await page.go_back()
        await expect(box).to_have_value("担保")


async def test_enter_in_a_field_previews_and_touches_nothing_else(
    app: Litestar, chromium: Launcher, cast: Cast
) -> None:
    article_id = await make_article(cast.admin, publish=False)
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/admin/login")
        await person.press("登录", {"email": cast.admin.email, "password": PASSWORD})
        await person.open(f"/admin/news/{article_id}")
        page = person.page
        await page.locator("[name=body]").fill("**改过的**正文")
        await page.locator("[name=title]").fill("改过的标题")
        await page.locator("[name=title]").press("Enter")
        await page.locator("#news-preview strong", has_text="改过的").wait_for()
        await expect(page.locator("#news-preview")).to_be_focused()
        assert await page.locator("[name=body]").input_value() == "**改过的**正文"
        assert await page.locator("h1").inner_text() != "改过的标题", "nothing was kept"
