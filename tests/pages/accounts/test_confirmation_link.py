"""The link of the letter that confirms an address: pressed once, told at once when it leads nowhere, never by a GET."""

import re
from datetime import timedelta

from cast import PASSWORD
from pages.accounts.test_register import code_for
from visitor import Visitor
from zczr import db
from zczr.domain import clock

EMAIL = "a@b.cn"


async def open_account(visitor: Visitor) -> str:
    """Step 1; the address of the link in the letter."""
    await visitor.open("/register")
    await visitor.press(
        "注册并验证邮箱", {"email": EMAIL, "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"}
    )
    return await link_to(EMAIL)


async def link_to(email: str) -> str:
    """The address of the link in the last letter to somebody."""
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", email)
    found = re.search(r"/register/confirmation/\S+", body)
    assert found is not None
    return found.group()


async def is_confirmed() -> bool:
    """Whether the one account has its address confirmed."""
    return bool(await db.fetch_value("SELECT email_confirmed_at IS NOT NULL FROM member"))


async def test_opening_the_link_confirms_nothing_and_pressing_its_button_does(visitor: Visitor) -> None:
    link = await open_account(visitor)
    assert (await visitor.raw("HEAD", link)).status_code == 200
    assert "完成验证" in (await visitor.open(link)).text
    assert not await is_confirmed()
    await visitor.press("完成验证")
    assert visitor.now.title == "填写企业信息"
    assert "邮箱验证成功" in visitor.now.text


async def test_a_link_that_is_no_longer_good_says_at_once_what_to_do(plain: Visitor) -> None:
    link = await open_account(plain)
    for gone in (link + "x", "/register/confirmation/guessed"):
        page = await plain.open(gone, expect=422)
        assert "登录后点击“重新发送”" in page.text
    clock.travel(timedelta(hours=24, seconds=1))
    page = await plain.open(link, expect=422)
    assert ("链接已失效" in page.text, "登录后点击“重新发送”" in page.text) == (True, True)
    assert not page.tree.xpath("//form[contains(@action, '/register/confirmation')]")
    clock.travel(timedelta())
    await plain.open("/register")
    await plain.press("没有收到？重新发送")
    newer = await link_to(EMAIL)
    assert "最新的一封验证邮件" in (await plain.open(link, expect=422)).text
    assert "完成验证" in (await plain.open(newer)).text
    assert not await is_confirmed()


async def test_a_link_that_goes_out_of_date_while_its_page_is_open_is_refused_when_pressed(plain: Visitor) -> None:
    await plain.open(await open_account(plain))
    clock.travel(timedelta(hours=25))
    page = await plain.press("完成验证", expect=422)
    assert "登录后点击“重新发送”" in page.text
    assert not await is_confirmed()


async def test_the_link_of_an_address_that_is_confirmed_says_so_and_leads_on(visitor: Visitor) -> None:
    older = await open_account(visitor)
    await visitor.press("没有收到？重新发送")
    newer = await link_to(EMAIL)
    await visitor.press("验证", {"code": await code_for(EMAIL)})
    clock.travel(timedelta(hours=48))
    for link in (older, newer):
        assert (await visitor.open(link)).title == "填写企业信息"
        assert "邮箱已经验证" in visitor.now.text
    await visitor.press("退出登录")
    assert (await visitor.open(newer)).title == "企业用户登录"
    assert "邮箱已经验证" in visitor.now.text


async def test_a_double_press_of_the_links_button_is_one_confirmation(plain: Visitor) -> None:
    await plain.open(await open_account(plain))
    await plain.press("完成验证", twice=True)
    assert plain.now.title == "填写企业信息"
    assert "邮箱验证成功" in plain.now.text


async def test_a_letter_to_an_address_given_up_confirms_no_other(plain: Visitor) -> None:
    link = await open_account(plain)
    await plain.open(link)
    page = plain.page
    await plain.open("/register/account")
    await plain.press("保存修改", {"email": "new@b.cn", "password": PASSWORD})
    plain.page = page
    assert "链接已失效" in (await plain.press("完成验证", expect=422)).text
    await plain.open(link, expect=422)
    assert not await is_confirmed()
