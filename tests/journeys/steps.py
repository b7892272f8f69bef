"""Steps that journeys share, for a person of any of the four ways."""

from typing import Any

from cast import PASSWORD, Cast
from pages.accounts.test_register import COMPANY, CONTACT, PAPERS, code_for
from zczr import db

COMPANY_NAME = COMPANY["name"]
EMAIL = "feng@qiming.example"


async def sign_in(person: Any, email: str, *, door: str = "/login/enterprise") -> None:
    """Through a door."""
    await person.open(door)
    await person.press("登录", {"email": email, "password": PASSWORD})


async def sign_out(person: Any) -> None:
    """退出登录, from the account menu."""
    await person.press("退出登录")


async def register(person: Any) -> None:
    """All three steps of 注册, then out."""
    await db.execute("UPDATE organization SET uscc = 'X' WHERE uscc = $1", COMPANY["uscc"])
    await person.open("/register")
    await person.press(
        "注册并验证邮箱", {"email": EMAIL, "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"}
    )
    await person.press("验证", {"code": await code_for(EMAIL)})
    assert person.now.title == "填写企业信息"
    # The selects below follow the ones above, by script or by 更新.
    await person.choose("province_code", "440000")
    await person.choose("city_code", "440100")
    await person.press("保存并继续", {**COMPANY, "established_on": "2018-05-20"})
    assert person.now.title == "联系人与资质资料"
    await person.press("提交", CONTACT, files=PAPERS)
    assert "待审核" in person.now.text
    await sign_out(person)


async def verify(person: Any, cast: Cast) -> None:
    """The admin finds everything in order."""
    await sign_in(person, cast.admin.email, door="/admin/login")
    await person.follow("企业认证")
    await person.follow(COMPANY_NAME)
    assert "执照.pdf" in person.now.text
    await person.press("通过认证", agree=True)
    await sign_out(person)
