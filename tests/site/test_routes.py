"""Routes: each asks for a permission, none disappears, and none shows a stranger what is not his."""

import re
from typing import Any

import pytest
from litestar import Litestar
from routes import Route, routes_of, saved_lines

from articles import make_article
from cases import make_deal, make_filing, make_match, make_upload
from cast import PASSWORD, Cast
from claim_cases import make_transfer
from claim_makers import make_claim, make_criteria
from conversation_cases import converse
from feed_cases import make_entry, make_report
from import_cases import checked, line, workbook
from makers import make_organization
from market_cases import put_on_sale, save_filter
from paper_cases import make_access, put_paper
from quote_cases import make_quoted_claim, quote_for
from visitor import Visitor, parse_fragment
from zczr import db
from zczr.domain.claims import confirmations, notices
from zczr.domain.messages.commands import tell
from zczr.domain.partners import commands as partners
from zczr.domain.permissions import Permission

_SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
_PARAMETER = re.compile(r"\{[a-z]+(_[a-z]+)*:(int|str|uuid|path)\}")
SECRET = "精密零件扩产"
"""What every row of the borrower carries, and no other page."""


@pytest.fixture
def routes(app: Litestar) -> list[Route]:
    """All routes."""
    return routes_of(app)


def test_every_route_declares_a_permission(routes: list[Route]) -> None:
    assert not [str(route) for route in routes if not isinstance(route.permission, Permission)]


def test_no_route_disappears_or_changes_its_permission_by_accident(routes: list[Route]) -> None:
    gone = set(saved_lines()) - set(map(str, routes))
    assert not gone, "if meant, save the list anew: python tests/site/routes.py > tests/site/routes.txt"


def test_every_route_stands_in_the_saved_list(routes: list[Route]) -> None:
    new = set(map(str, routes)) - set(saved_lines())
    assert not new, "save the list anew: python tests/site/routes.py > tests/site/routes.txt"


def test_what_is_public_is_named_here(routes: list[Route]) -> None:
    public = {route.path for route in routes if route.permission is Permission.PUBLIC}
    assert public == {
        "/", "/assets/{name}", "/health", "/outbox", "/login", "/login/{door}", "/admin/login", "/register",
        "/register/confirmation/{token}", "/password-resets", "/password-resets/new", "/password-resets/{token}", "/logout",
        "/partials/home/figures", "/confirmations/{token}", "/assignment-notices/{token}",
    }  # fmt: skip


def test_paths_are_kebab_case_and_parameters_typed(app: Litestar) -> None:
    segments = {segment for route in app.routes for segment in route.path.strip("/").split("/") if segment}
    assert not {each for each in segments if not (_PARAMETER if "{" in each else _SEGMENT).fullmatch(each)}


def test_partials_are_only_read_and_everything_that_changes_something_is_a_page(routes: list[Route]) -> None:
    for route in routes:
        if route.module.startswith("zczr.partials"):
            assert route.method == "GET", route
        assert route.path.startswith("/partials/") is route.module.startswith("zczr.partials"), route
        if route.method != "GET":
            assert route.module.startswith("zczr.pages"), route
        assert route.method in {"GET", "POST"}, route


def test_a_post_that_answers_says_200(routes: list[Route]) -> None:
    assert not [str(route) for route in routes if route.method == "POST" and route.handler.status_code != 200]


async def _borrowers_rows(cast: Cast) -> dict[str, Any]:
    """For each parameter of a path a value that belongs to the borrower and the lender, or to nobody."""
    application_id = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing_id = await make_filing(application_id, cast.borrower)
    row = await db.fetch_row("SELECT request_id, offer_id FROM application WHERE id = $1", application_id)
    await make_match(row["request_id"], row["offer_id"])
    upload_id = await make_upload(cast.borrower, subject_kind="loan_request", subject_id=row["request_id"])
    await partners.ask(cast.borrower, await make_organization(name="另一家企业有限公司"), message=SECRET)
    entry_id = await make_entry(cast.borrower, "loan_request", row["request_id"])
    async with db.transaction():
        await tell(cast.borrower.organization_id, key="k", title=SECRET)
    debts = {
        "debtor_uscc": await db.fetch_value(
            "SELECT uscc FROM organization WHERE id = $1", cast.borrower.organization_id
        )
    }
    owed = await make_claim(cast.lender, contract_number=SECRET, invoice_numbers=(), **debts)
    sold = await make_transfer(cast.lender, cast.partner, claim={**debts, "contract_number": f"{SECRET}甲"})
    async with db.transaction():
        await notices.prepare(sold)
    # Asked for and granted on the market: its papers are for the seller and for who was let in, and named to nobody else.
    offered = await put_on_sale(cast.borrower)
    await put_paper(cast.borrower, offered, name=f"{SECRET}.pdf")
    await make_access(cast.borrower, cast.lender, offered, status="granted", message=SECRET)
    return {
        "confirmation_id": await confirmations.ask(cast.lender, owed, email=""),
        "assignment_notice_id": await db.fetch_value("SELECT id FROM assignment_notice"),
        "application_id": application_id,
        "filing_id": filing_id,
        "request_id": row["request_id"],
        "offer_id": row["offer_id"],
        "posting_id": row["request_id"],
        "claim_id": await make_claim(cast.borrower, status="draft", origin=SECRET),
        "quote_id": await quote_for(
            cast.borrower, await make_quoted_claim(cast.lender, contract_number="Q", invoice_numbers=()), message=SECRET
        ),
        "criteria_id": await make_criteria(cast.borrower, status="draft", debtor_requirement=SECRET),
        "access_id": await make_access(cast.borrower, cast.partner, offered, message=SECRET),
        "upload_id": upload_id,
        "notice_id": await db.fetch_value("SELECT id FROM notice LIMIT 1"),
        "partner_id": cast.borrower.organization_id,
        "ask_id": await db.fetch_value("SELECT id FROM partner_request LIMIT 1"),
        "organization_id": cast.borrower.organization_id,
        "token": "guessed",
        "door": "enterprise",
        "name": "css/app.css",
        "category": "progress",
        "entry_id": entry_id,
        "report_id": await make_report(cast.lender, entry_id),
        "filter_id": await save_filter(cast.borrower, SECRET),
        "import_id": await checked(cast.borrower, workbook([line(1, due_on="昨天", origin=SECRET)]), f"{SECRET}.xlsx"),
        "article_id": await make_article(cast.admin, publish=False, title=SECRET),
        "conversation_id": await converse(cast.lender, cast.borrower, about_application=application_id),
    }


def _address(path: str, values: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), path)


def _pages(routes: list[Route]) -> list[Route]:
    return [route for route in routes if route.method == "GET"]


async def test_somebody_who_is_not_signed_in_sees_public_pages_and_else_the_login(
    plain: Visitor, cast: Cast, routes: list[Route]
) -> None:
    values = await _borrowers_rows(cast)
    for route in _pages(routes):
        path = _address(route.path, values)
        answer = await plain.raw("GET", path)
        if route.permission is Permission.PUBLIC:
            assert answer.status_code in {200, 303, 404, 422}, (path, answer.status_code)
        else:
            assert answer.status_code == 303, (path, answer.status_code)
            assert answer.headers["location"].startswith("/login?next="), path
        # The outbox of a demo is everybody's; elsewhere there is none.
        assert SECRET not in answer.text or path == "/outbox", path


@pytest.mark.parametrize("who", ["stranger", "institution", "newcomer"])
async def test_a_stranger_finds_nothing_of_others_at_any_address(
    plain: Visitor, cast: Cast, routes: list[Route], who: str
) -> None:
    values = await _borrowers_rows(cast)
    actor = getattr(cast, who)
    await plain.open(f"/login/{'institution' if who == 'institution' else 'enterprise'}")
    await plain.press("登录", {"email": actor.email, "password": PASSWORD})
    for route in _pages(routes):
        if route.permission is Permission.PUBLIC:
            continue
        path = _address(route.path, values)
        for headers in ({}, {"HX-Request": "true"}):
            answer = await plain.raw("GET", path, headers=headers)
            # Everybody signed in may open a card; what it shows to whom is tested where it is built.
            others = "_id}" in route.path and route.path != "/partners/{partner_id}"
            redirected = route.module.startswith("zczr.partials") and not headers
            allowed = {403, 404} | ({303} if redirected else set()) if others else {200, 204, 303, 403, 404, 409}
            assert answer.status_code in allowed, (path, headers, answer.status_code)
            assert SECRET not in answer.text, path


@pytest.mark.parametrize("who", ["borrower", "lender", "admin"])
async def test_a_fragment_served_alone_is_one_element_named_like_its_address(
    plain: Visitor, cast: Cast, routes: list[Route], who: str
) -> None:
    values = await _borrowers_rows(cast)
    await plain.open("/admin/login" if who == "admin" else "/login/enterprise")
    await plain.press("登录", {"email": getattr(cast, who).email, "password": PASSWORD})
    served = 0
    for route in _pages(routes):
        if not route.path.startswith("/partials/"):
            continue
        alone = await plain.fragment(_address(route.path, values))
        assert alone.status_code in {200, 204, 403, 404, 409}, (route, alone.status_code)
        if alone.status_code == 200:
            (root,) = parse_fragment(alone.text)
            assert root.get("id") == route.path.rpartition("/")[2], route
            served += 1
        bare = await plain.raw("GET", _address(route.path, values))
        assert (bare.status_code == 303) is (alone.status_code == 200), route
    assert served > 0


async def test_every_post_without_a_token_of_its_form_is_refused(
    plain: Visitor, cast: Cast, routes: list[Route]
) -> None:
    values = await _borrowers_rows(cast)
    await plain.open("/login/enterprise")
    await plain.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
    for route in routes:
        if route.method == "POST":
            answer = await plain.raw("POST", _address(route.path, values), data={"a": "b"})
            assert answer.status_code == 403, route
            assert "刷新后重新提交" in answer.text, route


async def test_an_address_that_only_takes_a_form_opened_anew_leads_to_a_page(
    plain: Visitor, database: object, routes: list[Route]
) -> None:
    # One value for all parameters, as the same place in a path has one name on a page and another in a command.
    pages = {re.sub(r"\{\w+\}", "1", route.path) for route in _pages(routes)}
    only_taken = {re.sub(r"\{\w+\}", "1", route.path) for route in routes} - pages
    assert only_taken
    for path in only_taken:
        answer = await plain.raw("GET", path)
        assert answer.status_code == 303, path
        assert answer.headers["location"] in pages, (path, answer.headers["location"])


async def test_an_address_that_does_not_exist_is_a_designed_page(
    plain: Visitor, cast: Cast, routes: list[Route]
) -> None:
    await plain.open("/login/enterprise")
    await plain.press("登录", {"email": cast.borrower.email, "password": PASSWORD})
    # The largest id that a row can have, and one that no column holds.
    ids = [str(10**18), "9" * 20, "-1", "abc"]
    paths = [
        re.sub(r"\{\w+_id\}", each, route.path) for route in _pages(routes) for each in ids if "_id}" in route.path
    ]
    for path in ("/nowhere", *(path for path in paths if not path.startswith("/partials"))):
        page = await plain.open(path, expect=404)
        assert page.title == "没有找到页面", path


async def test_security_headers_are_on_every_answer(plain: Visitor, database: object) -> None:
    for path in ("/", "/nowhere", "/work", "/health"):
        answer = await plain.raw("GET", path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff", path
