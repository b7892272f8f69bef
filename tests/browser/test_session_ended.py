"""A session that ended while a form was filled in: without scripts too, nothing typed is lost."""

from pathlib import Path

from litestar import Litestar

from browser.chromium import Chromium
from cast import PASSWORD, Cast
from screens import Launcher, at_a_screen
from visitor import pdf
from zczr import db


async def sign_in(person: Chromium, cast: Cast) -> None:
    await person.open("/login/enterprise")
    await person.press("登录", {"email": cast.lender.email, "password": PASSWORD})


async def test_reloading_sends_everything_once_more_after_signing_in_elsewhere(
    app: Litestar, chromium: Launcher, cast: Cast, tmp_path: Path
) -> None:
    async with at_a_screen(chromium, app, scripts=False) as person:
        await sign_in(person, cast)
        await person.open("/lending/offers/new")
        page = person.page
        for name, typed in {"project": "闲置资金", "amount_min": "5", "amount_max": "9", "min_rate": "5.5"}.items():
            await page.locator(f"[name={name}]").fill(typed)
        paper = tmp_path / "存款证明.pdf"
        paper.write_bytes(pdf("deposit"))
        await page.locator("[name=funds_proof]").set_input_files(paper)
        await page.context.clear_cookies(name="sid")
        await page.get_by_role("button", name="保存草稿").click()
        await page.get_by_text("再回到本页按“刷新”").wait_for()
        async with page.context.expect_page() as opened:
            await page.get_by_role("link", name="在新标签页登录").click()
        elsewhere = await opened.value
        await elsewhere.locator("[name=email]").fill(cast.lender.email)
        await elsewhere.locator("[name=password]").fill(PASSWORD)
        await elsewhere.get_by_role("button", name="登录").click()
        await elsewhere.get_by_text("退出登录").first.wait_for(state="attached")
        await page.reload()
        await page.get_by_text("草稿已保存").wait_for()
        assert await page.locator("[name=min_rate]").input_value() == "5.5"
    row = await db.fetch_row("SELECT status, project, amount_min, amount_max, min_rate FROM loan_offer")
    assert row is not None
    assert [str(each) for each in row] == ["draft", "闲置资金", "50000.00", "90000.00", "0.055000"]
    assert await db.fetch_value("SELECT file_name FROM upload WHERE subject_kind = 'loan_offer'") == "存款证明.pdf"
