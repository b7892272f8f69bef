"""Who sees whose papers, and for how long; and what an old form or another's filing comes to."""

import pytest

from cases import make_deal, make_filing
from cast import PASSWORD, Cast
from makers import make_request
from pages.applications.test_answers import FILING, SCAN, dated, enter
from scene import store_paper
from visitor import Visitor
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.files.commands import give


async def with_paper(owner: Actor) -> tuple[int, int]:
    """A request with a paper: the ids of both."""
    request = await make_request(owner)
    paper = await store_paper(owner)
    await give(owner, [paper], subject_kind="loan_request", subject_id=request)
    return request, paper


@pytest.mark.parametrize(
    ("status", "asked_by", "sees"),
    [
        ("pending", "borrower", True),
        ("pending", "lender", False),
        ("approved", "lender", True),
        ("approved_unconfirmed", "borrower", True),
        ("confirmed", "borrower", True),
        ("rejected", "borrower", False),
        ("withdrawn", "lender", False),
        ("expired", "borrower", False),
    ],
)
async def test_the_lender_sees_the_borrowers_papers_while_there_is_something_to_decide(
    plain: Visitor, cast: Cast, status: str, asked_by: str, sees: bool
) -> None:
    request, paper = await with_paper(cast.borrower)
    applicant = getattr(cast, asked_by)
    deal = await make_deal(cast.borrower, cast.lender, status=status, applicant=applicant, request_id=request)
    await enter(plain, cast.lender)
    await plain.open(f"/lending/applications/{deal}")
    assert ("营业执照.pdf" in plain.now.text) is sees
    assert ("风险及额度评估" in plain.now.text) is False
    for path in (f"/files/{paper}", f"/files/{paper}/view"):
        assert (await plain.raw("GET", path)).status_code == (200 if sees else 404)


async def test_terms_are_shown_as_they_stood_when_it_was_applied_for(plain: Visitor, cast: Cast) -> None:
    request, _ = await with_paper(cast.borrower)
    deal = await make_deal(cast.borrower, cast.lender, status="rejected", request_id=request)
    await db.execute("UPDATE loan_request SET max_rate = 0.11, reason = '后来改的' WHERE id = $1", request)
    await enter(plain, cast.lender)
    await plain.open(f"/lending/applications/{deal}")
    assert "6.00%/年" in plain.now.text
    assert "后来改的" not in plain.now.text


async def test_a_filing_is_answered_under_its_own_application_only(plain: Visitor, cast: Cast) -> None:
    mine = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    other = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing = await make_filing(other, cast.lender)
    await make_filing(mine, cast.lender)
    await enter(plain, cast.borrower)
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    answer = await plain.raw(
        "POST",
        f"/lending/applications/{mine}/filings/{filing}/return",
        data={"_csrf_token": token, "return_reason": "编号不对"},
    )
    assert answer.status_code == 404
    assert await db.fetch_value("SELECT status FROM contract_filing WHERE id = $1", filing) == "filed"


async def test_an_old_form_righted_after_the_return_files_anew(plain: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.lender)
    form = await plain.open(f"/lending/applications/{deal}/filings/new")
    await plain.press("提交合同确认", dated(FILING), files=SCAN)
    await enter(plain, cast.borrower)
    await plain.open(f"/lending/applications/{deal}")
    await plain.press("退回并通知对方", {"return_reason": "利率应为 5.2%"})
    await enter(plain, cast.lender)
    plain.page = form
    await plain.press("提交合同确认", {**dated(FILING), "rate": "5.2"}, files=SCAN)
    rates = await db.fetch("SELECT status, rate FROM contract_filing WHERE application_id = $1 ORDER BY id", deal)
    assert [(row["status"], str(row["rate"])) for row in rates] == [("returned", "0.055000"), ("filed", "0.052000")]


@pytest.mark.parametrize("status", ["pending", "rejected", "expired", "confirmed"])
async def test_the_form_is_not_offered_where_nothing_can_be_filed(plain: Visitor, cast: Cast, status: str) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status=status)
    await enter(plain, cast.lender)
    page = await plain.open(f"/lending/applications/{deal}/filings/new", expect=409)
    assert "状态已经变化" in page.text


async def test_many_wrong_passwords_are_stopped_and_the_form_is_kept(plain: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.lender)
    await plain.open(f"/lending/applications/{deal}/filings/new")
    for attempt in range(10):
        scan = SCAN if attempt == 0 else {}
        await plain.press("提交合同确认", {**dated(FILING), "password": "Wrong-2026"}, files=scan, expect=422)
    page = await plain.press("提交合同确认", {**dated(FILING), "password": PASSWORD}, expect=422)
    assert "分钟后再试" in page.errors()[0]
    assert page.one("//input[@name='number']").get("value") == "HT-2026-018"


@pytest.mark.parametrize(("password", "stopped"), [("Wrong-2026", True), (PASSWORD, False)])
async def test_a_closed_application_forgives_tries_only_to_who_knows_the_password(
    plain: Visitor, cast: Cast, password: str, stopped: bool
) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.lender)
    form = await plain.open(f"/lending/applications/{deal}/filings/new")
    for attempt in range(9):
        scan = SCAN if attempt == 0 else {}
        form = await plain.press("提交合同确认", {**dated(FILING), "password": "Wrong-2026"}, files=scan, expect=422)
    closed = await make_deal(cast.partner, cast.lender, status="approved")
    await plain.open(f"/lending/applications/{closed}/filings/new")
    await db.execute("UPDATE application SET status = 'withdrawn', closed_at = now() WHERE id = $1", closed)
    await plain.press("提交合同确认", {**dated(FILING), "password": password}, files=SCAN, expect=409)
    plain.page = form
    page = await plain.press("提交合同确认", {**dated(FILING), "password": "Wrong-2026"}, expect=422)
    assert ("分钟后再试" in page.errors()[0]) is stopped


async def test_behind_the_last_page_the_first_one_is_shown(plain: Visitor, cast: Cast) -> None:
    await make_deal(cast.borrower, cast.lender)
    await enter(plain, cast.borrower)
    page = await plain.open("/lending/applications?side=sent&page=7")
    assert "还没有发起申请" not in page.text
    assert "共 1 条" in page.text


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil", "/中文", "http://evil"]
)
async def test_login_leads_nowhere_else(plain: Visitor, cast: Cast, wanted: str) -> None:
    await plain.open("/login/enterprise")
    token = plain.now.one("//main//input[@name='_csrf_token']").get("value")
    answer = await plain.raw(
        "POST",
        "/login/enterprise",
        data={"_csrf_token": token, "email": cast.borrower.email, "password": PASSWORD, "next": wanted},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/work")


async def test_a_reset_without_a_good_link_never_reaches_the_hash(plain: Visitor, cast: Cast) -> None:
    await plain.open("/password-resets/new")
    token = plain.now.one("//main//input[@name='_csrf_token']").get("value")
    answer = await plain.raw(
        "POST", "/password-resets/nonsense", data={"_csrf_token": token, "password": PASSWORD, "again": PASSWORD}
    )
    assert answer.status_code == 422
