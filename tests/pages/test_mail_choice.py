"""邮件提醒: each member's own choice."""

import pytest

from cast import PASSWORD, Cast
from lending_cases import sign_in
from visitor import Page, Visitor
from zczr import db

PATH = "/messages/mail-choice"


def chosen(page: Page) -> str:
    return str(page.one("//input[@name='choice'][@checked]").get("value"))


async def test_a_member_chooses_for_itself(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.clerk)
    page = await visitor.open(PATH)
    assert chosen(page) == "instant"
    assert f"发到 {cast.clerk.email}" in page.text
    assert "验证邮箱、重置密码等与账户有关的邮件不受影响" in page.text
    for choice in ("daily", "none", "instant"):
        page = await visitor.press("保存", {"choice": choice})
        assert (chosen(page), "邮件提醒已按您的选择设置" in page.text) == (choice, True)
    await visitor.press("保存", {"choice": "daily"})
    rows = await db.fetch("SELECT mail_choice FROM member WHERE id <> $1", cast.clerk.member_id)
    assert {row["mail_choice"] for row in rows} == {"instant"}


@pytest.mark.parametrize("sent", ["", "hourly"])
async def test_something_else_is_refused(visitor: Visitor, cast: Cast, sent: str) -> None:
    await sign_in(visitor, cast.clerk)
    await visitor.open(PATH)
    page = await visitor.press("保存", {"choice": sent}, expect=422)
    assert len(page.errors()) == 1
    assert await db.fetch_value("SELECT count(*) FROM member WHERE mail_choice <> 'instant'") == 0


@pytest.mark.parametrize("who", ["admin", "institution", "newcomer"])
async def test_everybody_with_messages_may_choose(plain: Visitor, cast: Cast, who: str) -> None:
    door = {"admin": "/admin/login", "institution": "/login/institution"}.get(who, "/login/enterprise")
    await plain.open(door)
    await plain.press("登录", {"email": getattr(cast, who).email, "password": PASSWORD})
    await plain.open("/messages")
    await plain.follow("邮件提醒")
    page = await plain.press("保存", {"choice": "none"})
    assert chosen(page) == "none"
