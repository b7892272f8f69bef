"""合同确认 as pages: everything wrong is told in one round, wrong passwords count, and both sides read the evidence."""

from datetime import timedelta

from cases import make_deal, make_filing
from cast import PASSWORD, Cast
from pages.applications.test_answers import FILING, SCAN, dated, enter
from visitor import Visitor, canonical, parse_fragment
from zczr import db
from zczr.domain import clock
from zczr.domain.applications.expiry import expire_due

WRONG = "Wrong-2026"
TOMORROW = {"signed_on": 1, "starts_on": 0, "ends_on": 0}


def days(ahead: dict[str, int]) -> dict[str, str]:
    """Days as typed, counted from today."""
    today = clock.today()
    return {name: (today + timedelta(days=count)).isoformat() for name, count in ahead.items()}


async def blank(visitor: Visitor, cast: Cast) -> str:
    """The lender before the empty form of an approved application; the application's address."""
    deal = await make_deal(cast.borrower, cast.lender, status="approved")
    await enter(visitor, cast.lender)
    await visitor.open(f"/lending/applications/{deal}/filings/new")
    return f"/lending/applications/{deal}"


async def test_what_the_domain_refuses_is_told_at_each_field_in_one_round(visitor: Visitor, cast: Cast) -> None:
    await blank(visitor, cast)
    wrong = {**FILING, **days(TOMORROW), "amount": "300000", "rate": "13", "default_rate": "20", "password": WRONG}
    page = await visitor.press("提交合同确认", wrong, files=SCAN, expect=422)
    for said in (
        "签订日期不能晚于今天", "不能早于签订日期", "晚于开始日期", "不能超过双方发布的上限", "年利率超过", "逾期利率超过",
        "登录密码不正确",
    ):  # fmt: skip
        assert any(said in error for error in page.errors()), (said, page.errors())
    assert len(page.errors()) == 7
    assert "合同扫描.pdf" in page.text


async def test_a_form_with_a_field_missing_says_the_days_and_the_password_too(visitor: Visitor, cast: Cast) -> None:
    await blank(visitor, cast)
    wrong = {**FILING, **days(TOMORROW), "rate": "", "password": WRONG}
    page = await visitor.press("提交合同确认", wrong, files=SCAN, expect=422)
    assert len(page.errors()) == 5, page.errors()
    page = await visitor.press("提交合同确认", {**wrong, "signed_on": "", "password": PASSWORD}, expect=422)
    assert [error for error in page.errors() if "签订日期不能" in error or "密码不正确" in error] == []
    assert any("晚于开始日期" in error for error in page.errors())


async def test_a_missing_scan_is_told_together_with_the_days(plain: Visitor, cast: Cast) -> None:
    await blank(plain, cast)
    page = await plain.press("提交合同确认", {**FILING, **days(TOMORROW)}, expect=422)
    assert [any(said in error for error in page.errors()) for said in ("扫描件", "不能晚于今天")] == [True, True]


async def test_a_wrong_password_among_other_mistakes_counts(plain: Visitor, cast: Cast) -> None:
    await blank(plain, cast)
    for attempt in range(10):
        # By turns refused by the domain, and by the form alone.
        mistake = {"rate": "13"} if attempt % 2 else {"number": ""}
        files = {} if attempt else SCAN
        page = await plain.press(
            "提交合同确认", {**dated(FILING), **mistake, "password": WRONG}, files=files, expect=422
        )
        assert any("登录密码不正确" in error for error in page.errors())
    page = await plain.press("提交合同确认", {**dated(FILING), "password": PASSWORD}, expect=422)
    assert "分钟后再试" in page.errors()[0]


async def test_a_form_without_a_password_forgives_no_wrong_one(plain: Visitor, cast: Cast) -> None:
    await blank(plain, cast)
    for attempt in range(9):
        await plain.press(
            "提交合同确认", {**dated(FILING), "password": WRONG}, files={} if attempt else SCAN, expect=422
        )
    await plain.press("提交合同确认", {**dated(FILING), "rate": "13", "password": ""}, expect=422)
    await plain.press("提交合同确认", {**dated(FILING), "password": WRONG}, expect=422)
    page = await plain.press("提交合同确认", dated(FILING), expect=422)
    assert "分钟后再试" in page.errors()[0]


async def test_a_right_password_beside_other_mistakes_does_not_count(plain: Visitor, cast: Cast) -> None:
    address = await blank(plain, cast)
    for attempt in range(12):
        mistake = {"rate": "13"} if attempt % 2 else {"number": ""}
        await plain.press("提交合同确认", {**dated(FILING), **mistake}, files={} if attempt else SCAN, expect=422)
    await plain.press("提交合同确认", dated(FILING))
    assert plain.now.path == address


async def test_both_sides_read_who_did_what_and_neither_reads_an_address(visitor: Visitor, cast: Cast) -> None:
    address = await blank(visitor, cast)
    await visitor.press("提交合同确认", dated(FILING), files=SCAN)
    await enter(visitor, cast.checker)
    await visitor.open(address)
    await visitor.press("退回并通知对方", {"return_reason": "利率应为 5.2%"})
    rows = await db.fetch("SELECT sha256, statement FROM contract_evidence ORDER BY id")
    assert len(rows) == 2
    for side in (cast.borrower, cast.lender):
        await enter(visitor, side)
        page = await visitor.open(address)
        assert f"{cast.lender.organization_name} · {cast.lender.name}（管理员）" in page.text
        assert f"{cast.borrower.organization_name} · {cast.checker.name}（复核）" in page.text
        assert all(f"存证编号 {row['sha256']}" in page.text for row in rows)
        assert "利率应为 5.2%" in page.text
        assert "不等同于可靠电子签名" in page.text
        assert "127.0.0.1" not in page.text
    assert all('"address":"127.0.0.1"' in row["statement"] for row in rows)


async def test_a_contract_that_expired_was_closed_by_the_system(plain: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed", confirm_due_at=clock.now())
    await make_filing(deal, cast.borrower)
    await expire_due()
    await enter(plain, cast.lender)
    sheet = (await plain.open(f"/lending/applications/{deal}")).text
    assert "过期系统" in sheet.replace(" ", "")


async def test_the_form_alone_is_the_form_in_the_page(plain: Visitor, cast: Cast) -> None:
    address = await blank(plain, cast)
    partial = f"/partials{address}/filing-form"
    (alone,) = parse_fragment((await plain.fragment(partial)).text)
    assert canonical(alone) == plain.now.html_of("filing-form")
    bare = await plain.raw("GET", partial)
    assert (bare.status_code, bare.headers["location"]) == (303, f"{address}/filings/new")


async def test_the_form_alone_is_refused_like_its_page(plain: Visitor, cast: Cast) -> None:
    address = await blank(plain, cast)
    partial = f"/partials{address}/filing-form"
    await db.execute("UPDATE application SET status = 'pending'")
    assert (await plain.fragment(partial)).status_code == 409
    for who, status in ((cast.stranger, 404), (cast.checker, 403)):
        await enter(plain, who)
        assert (await plain.fragment(partial)).status_code == status
