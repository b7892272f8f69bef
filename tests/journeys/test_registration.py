"""注册 to 已认证, four ways."""

from typing import Any

from cast import PASSWORD, Cast
from journeys.steps import fill_in_company, sign_in, sign_out
from pages.accounts.test_register import COMPANY, CONTACT, PAPERS, code_for
from zczr import db


async def test_an_enterprise_registers_and_is_verified(person: Any, cast: Cast) -> None:
    await db.execute("UPDATE organization SET uscc = 'X' WHERE uscc = $1", COMPANY["uscc"])
    await person.open("/register")
    await person.press(
        "注册并验证邮箱",
        {"email": "feng@qiming.example", "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"},
    )
    await person.press("验证", {"code": await code_for("feng@qiming.example")})
    assert person.now.title == "填写企业信息"
    await fill_in_company(person)
    assert person.now.title == "联系人与资质资料"
    await person.press("提交", CONTACT, files=PAPERS)
    assert "待审核" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.admin.email, door="/admin/login")
    await person.follow("广州市启明智能装备有限公司")
    assert "执照.pdf" in person.now.text
    await person.press("通过认证")
    await sign_out(person)

    await sign_in(person, "feng@qiming.example")
    assert "已认证" in person.now.text
    await person.open("/messages")
    assert "认证已通过" in person.now.text
