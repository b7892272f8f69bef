"""注册 to 已认证, four ways."""

from typing import Any

from cast import Cast
from journeys.steps import EMAIL, register, sign_in, verify


async def test_an_enterprise_registers_and_is_verified(person: Any, cast: Cast) -> None:
    await register(person)
    await verify(person, cast)
    await sign_in(person, EMAIL)
    assert "已认证" in person.now.text
    await person.open("/messages/announcements")
    assert "认证已通过" in person.now.text
