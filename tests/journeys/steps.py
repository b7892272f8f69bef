"""Steps that journeys share, for a person of any of the four ways."""

from typing import Any

from cast import PASSWORD
from pages.accounts.test_register import COMPANY


async def sign_in(person: Any, email: str, *, door: str = "/login/enterprise") -> None:
    """Through a door."""
    await person.open(door)
    await person.press("登录", {"email": email, "password": PASSWORD})


async def sign_out(person: Any) -> None:
    """退出登录, from the account menu."""
    await person.press("退出登录")


async def fill_in_company(person: Any) -> None:
    """Step 2; the selects below follow the ones above, by script or by 更新."""
    await person.choose("province_code", "440000")
    await person.choose("city_code", "440100")
    await person.press("保存并继续", {**COMPANY, "established_on": "2018-05-20"})
