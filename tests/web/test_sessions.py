"""Sessions: made and rotated at login, ended at logout, never planted, never brought back."""

import json

import pytest
from litestar import Litestar

from cast import PASSWORD, Cast
from visitor import Visitor
from zczr import db


def cookie(visitor: Visitor) -> str:
    """The session id a browser holds."""
    return str(visitor._client.cookies.get("sid") or "")


async def enter(visitor: Visitor, email: str = "borrower@zczr.test") -> str:
    """Sign in; the session id."""
    await visitor.open("/login/enterprise")
    await visitor.press("登录", {"email": email, "password": PASSWORD})
    return cookie(visitor)


async def is_in(visitor: Visitor, sid: str) -> bool:
    """Whether that id opens the work area."""
    visitor._client.cookies.set("sid", sid, domain="zczr.test")
    answer = await visitor.raw("GET", "/work")
    return answer.status_code == 200


async def test_nobody_has_a_session_before_login_and_its_cookie_is_closed_to_scripts(
    plain: Visitor, cast: Cast
) -> None:
    await plain.open("/")
    assert cookie(plain) == ""
    await plain.open("/login/enterprise")
    page = await plain.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
    assert page.status == 200
    assert len(cookie(plain)) == 64


async def test_the_cookie_is_http_only_and_same_site(plain: Visitor, cast: Cast) -> None:
    page = await plain.open("/login/enterprise")
    token = page.one("//form[@action='/login/enterprise']//input[@name='_csrf_token']").get("value")
    answer = await plain.raw(
        "POST", "/login/enterprise", data={"email": cast.borrower.email, "password": PASSWORD, "_csrf_token": token}
    )
    (sent,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("sid=")]
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in sent.split(";")}


async def test_an_id_somebody_planted_is_not_taken_over_at_login(plain: Visitor, cast: Cast) -> None:
    planted = "a" * 64
    plain._client.cookies.set("sid", planted, domain="zczr.test")
    await plain.open("/login/enterprise")
    await plain.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
    answer = await plain.raw("GET", "/work", headers={"Cookie": f"sid={planted}"})
    assert answer.status_code == 303


async def test_a_second_login_ends_the_session_before(plain: Visitor, cast: Cast) -> None:
    first = await enter(plain)
    page = await plain.open("/login/enterprise")
    token = page.one("//form[@action='/login/enterprise']//input[@name='_csrf_token']").get("value")
    await plain.raw(
        "POST", "/login/enterprise", data={"email": cast.lender.email, "password": PASSWORD, "_csrf_token": token}
    )
    assert cookie(plain) != first
    assert not await is_in(plain, first)


async def test_logout_ends_the_session_for_every_copy_of_its_cookie(plain: Visitor, cast: Cast) -> None:
    sid = await enter(plain)
    await plain.press("退出登录")
    assert cookie(plain) == ""
    assert not await is_in(plain, sid)


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE member SET session_epoch = session_epoch + 1 WHERE id = $1",
        "UPDATE member SET active = false WHERE id = $1",
    ],
)
async def test_a_member_whose_sessions_were_ended_is_out_at_once(plain: Visitor, cast: Cast, ending: str) -> None:
    sid = await enter(plain)
    assert await is_in(plain, sid)
    await db.execute(ending, cast.borrower.member_id)
    assert not await is_in(plain, sid)


async def test_a_session_lasts_eight_idle_hours(plain: Visitor, cast: Cast, app: Litestar) -> None:
    sid = await enter(plain)
    left = await app.state.valkey.ttl(f"session:{sid}")
    assert 8 * 3600 - 60 < left <= 8 * 3600


@pytest.mark.parametrize(("days", "alive"), [(13, True), (15, False)])
async def test_a_session_ends_after_two_weeks_however_busy(
    plain: Visitor, cast: Cast, app: Litestar, days: int, alive: bool
) -> None:
    sid = await enter(plain)
    kept = json.loads(await app.state.valkey.get(f"session:{sid}"))
    kept["opened_at"] -= days * 24 * 3600
    await app.state.valkey.set(f"session:{sid}", json.dumps(kept))
    assert await is_in(plain, sid) is alive


@pytest.mark.parametrize("sid", ["", "x", "0" * 63, "0" * 65, "../" + "0" * 61, "0" * 64])
async def test_an_id_nobody_gave_out_is_nobody(plain: Visitor, database: object, sid: str) -> None:
    answer = await plain.raw("GET", "/work", headers={"Cookie": f"sid={sid}"})
    assert answer.status_code == 303


async def test_after_login_one_comes_back_to_where_one_wanted_to_go_but_never_to_another_site(
    plain: Visitor, cast: Cast
) -> None:
    page = await plain.open("/messages?show=unread")
    assert "登录" in page.title
    await plain.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
    assert plain.now.path == "/messages?show=unread"
    for wanted in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = await plain.raw("GET", "/login", params={"next": wanted})
        assert answer.headers["location"] == "/work", wanted
