"""合作伙伴 and 消息中心: every address, asked by each who is no partner, shows and changes nothing that is not theirs."""

import re
from typing import Any

import pytest
from litestar import Litestar
from routes import Route, routes_of

from articles import make_article
from cases import make_assessed_request
from cast import PASSWORD, Cast
from conversation_cases import converse, said
from feed_cases import make_entry, make_report
from visitor import Visitor
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.messages.commands import tell
from zczr.domain.partners import commands, directory
from zczr.domain.permissions import ADMINS_ONLY

SECRET = "精密零件扩产"
MOBILE = "139 1234 5678"
AREAS = ("/partners", "/messages", "/admin/reports", "/admin/news", "/partials/partners", "/partials/messages",
         "/partials/conversations", "/partials/admin/report-queue", "/partials/admin/news", "/partials/work/partner-news")  # fmt: skip
OUTSIDERS = ("stranger", "refused", "removed", "blocked", "institution", "admin", "newcomer")
# What may be done about an organization that one is no partner of; who is kept away finds none of it there.
ABOUT_OTHERS = {"/partners/{partner_id}/requests", "/partners/{partner_id}/removal", "/partners/{partner_id}/block",
                "/partners/{partner_id}/unblocking"}  # fmt: skip


@pytest.fixture
def routes(app: Litestar) -> list[Route]:
    """The routes of the areas this issue is about."""
    return [route for route in routes_of(app) if route.path.startswith(AREAS)]


async def _world(cast: Cast) -> dict[str, Any]:
    """What the borrower has with its partner, by the names of the parameters."""
    await db.execute(
        "UPDATE organization SET contact_mobile = '+8613912345678' WHERE id = $1", cast.borrower.organization_id
    )
    await directory.fill()
    entry_id = await make_entry(cast.borrower, "loan_request", await make_assessed_request(cast.borrower))
    conversation_id = await converse(cast.partner, cast.borrower, writing=said(f"关于{SECRET}"))
    await commands.remove(cast.borrower, cast.lender.organization_id)
    await commands.ask(cast.lender, cast.borrower.organization_id, message=SECRET)
    async with db.transaction():
        await tell(cast.borrower.organization_id, key="secret", title=SECRET)
    return {
        "partner_id": cast.borrower.organization_id,
        "ask_id": await db.fetch_value("SELECT max(id) FROM partner_request"),
        "entry_id": entry_id,
        "report_id": await make_report(cast.partner, entry_id, reason=SECRET),
        "conversation_id": conversation_id,
        "notice_id": await db.fetch_value("SELECT max(id) FROM notice"),
        "article_id": await make_article(cast.admin, publish=False, title=SECRET),
        "category": "partners",
    }


async def _outsider(cast: Cast, who: str) -> Actor:
    """Somebody who is no partner of the borrower, and how it came to that."""
    target = cast.borrower.organization_id
    if who in {"refused", "removed", "blocked"}:
        await commands.ask(cast.stranger, target, message="")
        request_id = await db.fetch_value("SELECT max(id) FROM partner_request")
        await (commands.refuse if who == "refused" else commands.accept)(cast.borrower, request_id)
    if who == "removed":
        await commands.remove(cast.borrower, cast.stranger.organization_id)
    if who == "blocked":
        await commands.block(cast.borrower, cast.stranger.organization_id)
    found: Actor = getattr(cast, who, cast.stranger)
    return found


async def _sign_in(visitor: Visitor, actor: Actor) -> None:
    doors = {"enterprise": "/login/enterprise", "institution": "/login/institution", "platform": "/admin/login"}
    await visitor.open(doors[str(actor.kind)])
    await visitor.press("登录", {"email": actor.email, "password": PASSWORD})


def _address(path: str, values: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), path)


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nothing_of_others_is_shown_at_any_address(
    plain: Visitor, cast: Cast, routes: list[Route], who: str
) -> None:
    actor = await _outsider(cast, who)
    values = await _world(cast)
    await _sign_in(plain, actor)
    queries = ("", f"?card={values['partner_id']}&q=华锐", f"?to={values['partner_id']}")
    for route in (each for each in routes if each.method == "GET"):
        for query in queries:
            for headers in ({}, {"HX-Request": "true"}):
                answer = await plain.raw("GET", _address(route.path, values) + query, headers=headers)
                assert answer.status_code in {200, 303, 403, 404, 409}, (route, query, answer.status_code)
                owned = "_id}" in route.path and route.path != "/partners/{partner_id}"
                own = who == "admin" and route.permission in ADMINS_ONLY
                if owned and not own:
                    assert answer.status_code in {403, 404} or (answer.status_code == 303 and "partials" in route.path), (
                        route, query, answer.status_code,
                    )  # fmt: skip
                assert MOBILE not in answer.text, (route, query)
                assert own or SECRET not in answer.text, (route, query)
                if who == "blocked":
                    assert "华锐精密" not in answer.text.replace("华锐精密科技有限公司 已", ""), (route, query)


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nothing_of_others_is_changed_at_any_address(
    plain: Visitor, cast: Cast, routes: list[Route], who: str
) -> None:
    actor = await _outsider(cast, who)
    values = await _world(cast)
    await _sign_in(plain, actor)
    token = plain.now.tree.xpath("//input[@name='_csrf_token']/@value")[0]
    before = await _state(cast)
    start = {"_csrf_token": token, "to": str(values["partner_id"]), "about": "", "id": "", "body": "您好"}
    posting_id = await db.fetch_value("SELECT posting_id FROM feed_entry WHERE id = $1", values["entry_id"])
    for more in ({}, {"about": "loan_request", "id": str(posting_id)}):
        answer = await plain.raw("POST", "/messages/conversations", data={**start, **more})
        assert answer.status_code in {403, 404}, (more, answer.status_code)
    for route in (each for each in routes if each.method == "POST" and "_id}" in each.path):
        if (route.path in ABOUT_OTHERS and who != "blocked") or (who == "admin" and route.permission in ADMINS_ONLY):
            continue
        answer = await plain.raw(
            "POST",
            _address(route.path, values),
            data={"_csrf_token": token, "confirmed": "yes", "body": "x", "reason": "x"},
        )
        expected = {303, 403, 404} if route.path.endswith("/unblocking") else {403, 404}
        assert answer.status_code in expected, (route, answer.status_code)
    assert await _state(cast) == before


async def _state(cast: Cast) -> list[Any]:
    """How many rows of each kind there are, and what is undecided or unread of the borrower's."""
    counted = (
        "partnership",
        "partner_request",
        "partner_block",
        "conversation_message",
        "abuse_report",
        "history",
        "article",
    )
    rows = [await db.fetch_value(f"SELECT count(*) FROM {table}") for table in counted]
    for sql in (
        "SELECT count(*) FROM partner_request WHERE status = 'pending'",
        "SELECT count(*) FROM notice_unread WHERE member_id = $1",
        "SELECT count(*) FROM conversation_unread WHERE member_id = $1",
    ):
        rows.append(await db.fetch_value(sql, *([cast.borrower.member_id] if "$1" in sql else [])))
    return rows


async def test_who_is_not_signed_in_is_led_to_the_login_and_changes_nothing(
    plain: Visitor, cast: Cast, routes: list[Route]
) -> None:
    values = await _world(cast)
    await plain.open("/login/enterprise")
    token = plain.now.tree.xpath("//input[@name='_csrf_token']/@value")[0]
    before = await _state(cast)
    for route in routes:
        path = _address(route.path, values)
        if route.method == "GET":
            answer = await plain.raw("GET", path)
            assert answer.status_code == 303, route
            assert answer.headers["location"].startswith("/login?next="), route
        else:
            answer = await plain.raw("POST", path, data={"_csrf_token": token, "confirmed": "yes"})
            assert answer.status_code == 401, route
        assert SECRET not in answer.text, route
    assert await _state(cast) == before


async def test_a_partner_sees_what_the_others_do_not(plain: Visitor, cast: Cast) -> None:
    values = await _world(cast)
    await _sign_in(plain, cast.partner)
    assert MOBILE in (await plain.open(f"/partners/{values['partner_id']}")).text
    assert SECRET in (await plain.open(f"/messages/conversations/{values['conversation_id']}")).text
    # The partner itself has reported the entry: from then on it is hidden from it, and from nobody else.
    await plain.open(f"/partners/feed/{values['entry_id']}", expect=404)
    await db.execute("DELETE FROM abuse_report")
    assert SECRET in (await plain.open(f"/partners/feed/{values['entry_id']}")).text
