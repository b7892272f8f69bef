"""债权交易 at a screen with scripts: the list follows what is typed and ticked, the address with it, and Back leads back."""

import re

from litestar import Litestar
from playwright.async_api import expect

from cast import PASSWORD, Cast
from market_cases import open_market
from screens import Launcher, at_a_screen


async def test_the_list_follows_what_is_typed_ticked_and_chosen(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    await open_market(cast)
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/login/institution")
        await person.press("登录", {"email": cast.reviewer.email, "password": PASSWORD})
        await person.open("/claims/market")
        page = person.page
        rows = page.locator("#market-list tbody tr")
        await expect(rows).to_have_count(4)
        await page.locator("#title").press_sequentially("丙方", delay=40)
        await expect(rows).to_have_count(1)
        await expect(page).to_have_url(re.compile(r"\?title=%E4%B8%99%E6%96%B9$"))
        await expect(page.locator("#title")).to_be_focused()
        await page.locator("#title").fill("")
        await expect(rows).to_have_count(4)

        await page.get_by_label("票据").check()
        await expect(rows).to_have_count(1)
        await page.get_by_label("租金").check()
        await expect(rows).to_have_count(2)
        await expect(page).to_have_url(re.compile(r"\?kind=bill&kind=rent$"))
        await page.locator("#sort-amount").click()
        await expect(page.locator("th[aria-sort='descending']")).to_have_text("债权金额（元）")
        await page.locator("#days-max").fill("100")
        await expect(rows).to_have_count(1)
        await expect(page, "the order is kept").to_have_url(re.compile(r"kind=bill&kind=rent&order=desc&sort=amount$"))
        await page.locator("#days-max").fill("很久")
        await expect(page.locator("#market-list [data-error-summary]")).to_contain_text("债权期限上限：请用数字填写")
        await page.go_back()
        await expect(rows).to_have_count(1)


async def test_the_cities_follow_the_province_in_place(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    await open_market(cast)
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/login/enterprise")
        await person.press("登录", {"email": cast.lender.email, "password": PASSWORD})
        await person.open("/claims/market")
        page = person.page
        await page.get_by_text("更多条件").click()
        await page.locator("#province").select_option("440000")
        await expect(page.locator("#market-list tbody tr")).to_have_count(3)
        await page.locator("#city").select_option("440600")
        await expect(page.locator("#market-list tbody tr")).to_have_count(1)
        await expect(page).to_have_url(re.compile(r"\?city=440600&province=440000$"))
        await page.locator("#market-list summary").click()
        await expect(page.locator("img.chart")).to_be_visible()
        drawn = "img => img.decode().then(() => img.naturalWidth)"
        assert await page.locator("img.chart").evaluate(drawn) == 640
