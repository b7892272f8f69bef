"""批量导入 at a screen with scripts: the page follows its import by itself, and stops asking once nothing is at work."""

import re

from litestar import Litestar
from playwright.async_api import expect

from cast import PASSWORD, Cast
from import_cases import checked, lines, take, workbook
from screens import Launcher, at_a_screen
from zczr import db
from zczr.domain.claims.imports import checking


async def test_the_page_follows_its_import(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    import_id = await take(cast.borrower, workbook(lines(3, {3: {"due_on": "昨天"}})))
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/login/enterprise")
        await person.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
        await person.open(f"/claims/imports/{import_id}")
        state = person.page.locator("#import-state")
        await expect(state).to_contain_text("正在打开工作簿")
        await db.execute("UPDATE claim_import SET total_rows = 2000, done_rows = 500 WHERE id = $1", import_id)
        await expect(state).to_contain_text("已核对 500 行，共 2,000 行", timeout=15_000)
        assert await state.locator("progress").evaluate("bar => bar.value") == 25
        await checking.check(import_id)
        await expect(state).to_contain_text("第 3 行，I 列 债权期限到期日", timeout=15_000)
        await expect(person.page.locator("[data-poll][data-hx-get*='import-state']")).to_have_count(0)


async def test_the_list_of_mistakes_is_turned_in_place(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    import_id = await checked(
        cast.borrower, workbook(lines(80, {number: {"due_on": "昨天"} for number in range(2, 42)}))
    )
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.open("/login/enterprise")
        await person.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
        await person.open(f"/claims/imports/{import_id}")
        rows = person.page.locator("#import-state tbody tr")
        await expect(rows).to_have_count(25)
        await person.page.get_by_role("link", name="下一页").click()
        await expect(rows).to_have_count(15)
        await expect(person.page).to_have_url(re.compile(r"\?page=2$"))
        await person.page.go_back()
        await expect(rows).to_have_count(25)
