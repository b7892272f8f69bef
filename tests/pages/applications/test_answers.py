"""One application: seen by its parties, answered by the one whose turn it is, its contract filed and confirmed."""

from datetime import timedelta

import pytest

from cast import PASSWORD, Cast
from lending_cases import TICKS
from makers import make_application
from visitor import Visitor, upload
from zczr import db
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.invariants import broken

FILING = {
    "number": "HT-2026-018",
    "signed_on": "2026-11-20",
    "starts_on": "2026-11-25",
    "ends_on": "2027-05-25",
    "amount": "100,000",
    "rate": "5.5",
    "default_rate": "8",
    "other_charges": "0",
    "repayment_method": "bullet",
    "purpose": "采购原材料",
    "main_terms": "以设备抵押",
    "password": PASSWORD,
}
SCAN = {"scan": [upload("合同扫描.pdf")]}


async def enter(visitor: Visitor, actor: Actor) -> None:
    """Sign in as one of the cast."""
    door = {"enterprise": "/login/enterprise", "institution": "/login/institution", "platform": "/admin/login"}[
        actor.kind
    ]
    if visitor.page is not None and visitor.now.tree.xpath("//form[@action='/logout']"):
        await visitor.press("退出登录")
    await visitor.open(door)
    await visitor.press("登录", {"email": actor.email, "password": PASSWORD})


def dated(values: dict[str, str]) -> dict[str, str]:
    """The filing's days, moved to today."""
    today = clock.today()
    days = {"signed_on": 0, "starts_on": 2, "ends_on": 180}
    return {**values, **{name: (today + timedelta(days=ahead)).isoformat() for name, ahead in days.items()}}


async def stage_of(application_id: int) -> str:
    return str(await db.fetch_value("SELECT status FROM application WHERE id = $1", application_id))


async def test_the_lender_approves_and_both_confirm_the_contract(visitor: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender)
    await enter(visitor, cast.lender)
    await visitor.open("/lending/applications?side=received")
    await visitor.follow("广州市精密零件扩产项目借款120,000元")
    assert "请在 30 天内答复" in visitor.now.text
    await visitor.press("通过申请", {"understood": "y", "own_funds": "y"})
    assert "请在 60 天内确认" in visitor.now.text

    await visitor.follow("填写合同确认")
    await visitor.press("提交合同确认", dated(FILING), files=SCAN)
    assert "已通过未确认" in visitor.now.text
    assert "等待对方确认" in visitor.now.text

    await enter(visitor, cast.borrower)
    await visitor.open(f"/lending/applications/{application}")
    page = await visitor.press("确认合同", {"password": PASSWORD}, expect=422)
    assert len(page.errors()) == 6
    page = await visitor.press("确认合同", {"password": "Wrong-2026"}, expect=422)
    assert len(page.errors()) == 7
    page = await visitor.press("确认合同", {**TICKS, "password": "Wrong-2026"}, expect=422)
    assert "登录密码不正确" in page.errors()[0]
    await visitor.press("确认合同", TICKS)
    assert "合同已由双方确认" in visitor.now.text
    assert await stage_of(application) == "confirmed"
    outstanding = await db.fetch_value("SELECT outstanding FROM loan_position WHERE application_id = $1", application)
    assert outstanding == 100_000
    assert await broken() == []


async def test_a_rejection_needs_a_reason_and_tells_it(visitor: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender)
    await enter(visitor, cast.lender_checker)
    await visitor.open(f"/lending/applications/{application}")
    page = await visitor.press("拒绝并通知对方", {"reason": " "}, expect=422)
    assert "请写明拒绝的原因" in page.errors()[0]
    await visitor.press("拒绝并通知对方", {"reason": "资金已安排给其他项目"})
    assert await stage_of(application) == "rejected"
    await enter(visitor, cast.borrower)
    await visitor.open("/messages")
    assert "资金已安排给其他项目" in visitor.now.text
    await visitor.press("查看")
    assert "已拒绝" in visitor.now.text


async def test_the_applicant_withdraws(visitor: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender)
    await enter(visitor, cast.clerk)
    await visitor.open(f"/lending/applications/{application}")
    await visitor.press("撤回申请", agree=True)
    assert await stage_of(application) == "withdrawn"


@pytest.mark.parametrize("who", ["partner", "stranger", "institution", "newcomer"])
async def test_others_do_not_find_it(plain: Visitor, cast: Cast, who: str) -> None:
    application = await make_application(cast.borrower, cast.lender, status="approved")
    await enter(plain, getattr(cast, who))
    for path in ("", "/contract-draft.docx", "/contract.docx", "/contract.pdf", "/filings/new"):
        response = await plain.raw("GET", f"/lending/applications/{application}{path}")
        assert response.status_code == (403 if who == "newcomer" and path == "/filings/new" else 404), path
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    for path in ("approval", "rejection", "withdrawal"):
        response = await plain.raw(
            "POST",
            f"/lending/applications/{application}/{path}",
            data={"_csrf_token": token, "confirmed": "yes", "reason": "x"},
        )
        assert response.status_code == (403 if who == "newcomer" else 404), path
    assert await stage_of(application) == "approved"


async def test_a_maker_may_not_decide_and_a_checker_may_not_apply(plain: Visitor, cast: Cast) -> None:
    received = await make_application(cast.borrower, cast.lender, applicant=cast.lender)
    await enter(plain, cast.clerk)
    await plain.open(f"/lending/applications/{received}")
    assert "由贵单位的复核人员或管理员处理" in plain.now.text
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    response = await plain.raw(
        "POST", f"/lending/applications/{received}/approval", data={"_csrf_token": token, "confirmed": "yes"}
    )
    assert response.status_code == 403
    assert await stage_of(received) == "pending"


async def test_a_second_answer_is_told_that_somebody_was_faster(plain: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender)
    await enter(plain, cast.lender)
    await plain.open(f"/lending/applications/{application}")
    await db.execute("UPDATE application SET status = 'withdrawn', closed_at = now() WHERE id = $1", application)
    page = await plain.press("拒绝并通知对方", {"reason": "太晚"}, expect=409)
    assert "状态已经变化" in page.text
    assert await stage_of(application) == "withdrawn"


async def test_confirming_after_the_sixty_days_is_refused(visitor: Visitor, cast: Cast) -> None:
    from scene import file_contract

    application = await make_application(cast.borrower, cast.lender, status="approved_unconfirmed")
    await file_contract(cast.lender, application)
    clock.travel(timedelta(days=60, minutes=1))
    await enter(visitor, cast.borrower)
    await visitor.open(f"/lending/applications/{application}")
    page = await visitor.press("确认合同", TICKS, expect=409)
    assert "合同确认的期限" in page.text
    assert await stage_of(application) == "approved_unconfirmed"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("rate", "12.01", "法定上限 12.00%"),
        ("rate", "-1", "不能是负数"),
        ("rate", "五", "请用数字填写"),
        ("default_rate", "12.5", "法定上限"),
        ("other_charges", "90000", "合计折合年化"),
        ("amount", "0", "大于 0"),
        ("amount", "1000000000.01", "金额过大"),
        ("amount", "1000000", "不能超过双方发布的上限"),
        ("ends_on", "2020-01-01", "晚于开始日期"),
        ("signed_on", "2999-01-01", "不能晚于今天"),
        ("number", "", "请填写合同编号"),
        ("password", "Wrong-2026", "登录密码不正确"),
    ],
)
async def test_a_wrong_fact_of_the_contract_is_refused_and_the_rest_kept(
    visitor: Visitor, cast: Cast, field: str, typed: str, says: str
) -> None:
    application = await make_application(cast.borrower, cast.lender, status="approved")
    await enter(visitor, cast.lender)
    await visitor.open(f"/lending/applications/{application}/filings/new")
    page = await visitor.press("提交合同确认", {**dated(FILING), field: typed}, files=SCAN, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    assert "合同扫描.pdf" in page.text
    if field != "purpose":
        assert page.one("//input[@name='purpose']").get("value") == "采购原材料"
    assert await stage_of(application) == "approved"


async def test_a_returned_contract_is_filed_again_with_the_hash_of_the_first(visitor: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender, status="approved")
    await enter(visitor, cast.borrower)
    await visitor.open(f"/lending/applications/{application}/filings/new")
    await visitor.press("提交合同确认", dated(FILING), files=SCAN)
    await enter(visitor, cast.lender)
    await visitor.open(f"/lending/applications/{application}")
    await visitor.press("退回并通知对方", {"return_reason": "利率应为 5.2%"})
    assert "已退回" in visitor.now.text
    await visitor.follow("填写合同确认")
    await visitor.press("提交合同确认", {**dated(FILING), "rate": "5.2"}, files=SCAN)
    rows = await db.fetch("SELECT sha256, previous_sha256 FROM contract_filing ORDER BY id")
    assert rows[1]["previous_sha256"] == rows[0]["sha256"]
    assert rows[0]["sha256"] in visitor.now.text
    assert await broken() == []


async def test_a_double_click_files_once(plain: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.lender)
    await plain.open(f"/lending/applications/{application}/filings/new")
    await plain.press("提交合同确认", dated(FILING), files=SCAN, twice=True)
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 1


async def test_the_list_alone_is_the_list_in_the_page(plain: Visitor, cast: Cast) -> None:
    from visitor import canonical, parse_fragment

    await make_application(cast.borrower, cast.lender)
    await enter(plain, cast.borrower)
    page = await plain.open("/lending/applications?side=sent")
    alone = await plain.fragment("/partials/lending/applications/application-list?side=sent")
    assert canonical(parse_fragment(alone.text)[0]) == page.html_of("application-list")
    bare = await plain.raw("GET", "/partials/lending/applications/application-list?side=sent")
    assert (bare.status_code, bare.headers["location"]) == (303, "/lending/applications?side=sent")


@pytest.mark.parametrize(
    ("status", "act", "more", "says"),
    [
        ("rejected", "reject", {"reason": "额度已满"}, "对方拒绝了申请，原因：额度已满"),
        ("rejected", "decline", {"reason": "已与其他单位成交"}, "已与其他单位成交，这份申请自动结束，不影响双方信用分。"),
        ("withdrawn", "withdraw", {}, "贵单位撤回了申请"),
        ("expired", "expire", {"reason": "30 天内未答复"}, "30 天内未答复，不影响双方信用分。"),
        ("expired", "expire", {"reason": "60 天内未确认", "approved_at": clock.now()}, "未确认，双方各扣 2 分信用分。"),
    ],
)  # fmt: skip
async def test_what_ended_without_a_contract_says_how(
    plain: Visitor, cast: Cast, status: str, act: str, more: dict[str, object], says: str
) -> None:
    application = await make_application(cast.borrower, cast.lender, status=status, **more)
    await history.record("application", application, before="pending", after=status, act=act, by=history.SYSTEM)
    await enter(plain, cast.borrower)
    assert says in (await plain.open(f"/lending/applications/{application}")).text
