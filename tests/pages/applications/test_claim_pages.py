"""An application about a claim as pages: what both sides see, the contract filed, confirmed and returned, the papers."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from cases import make_deal, make_upload
from cast import PASSWORD, Cast
from claim_cases import make_claim_deal, make_claim_filing, make_transfer
from pages.applications.test_answers import SCAN, enter
from scene import store_paper
from visitor import Visitor, canonical, parse_fragment
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.files.commands import give
from zczr.partials.applications.answer_panel import ClaimConfirmForm

TICKS = {**{field.name: "y" for field in ClaimConfirmForm().ticks}, "password": PASSWORD}


def typed(**more: str) -> dict[str, str]:
    """The contract as a clerk types it: 560,000 for the claim of 590,000 that falls due in 240 days."""
    today = clock.today()

    def day(ahead: int) -> str:
        return (today + timedelta(days=ahead)).isoformat()

    return {
        "number": "ZR-2026-018", "signed_on": day(0), "starts_on": day(2), "ends_on": day(240), "amount": "590,000",
        "price": "56万元", "pays_on": day(7), "recourse": "without", "notifier": "seller", "notify_by": day(9),
        "accessory_rights": "设备抵押权", "payee_account": "工商银行广州分行 3602 0001", "main_terms": "收到价款后三日内移交资料",
        "password": PASSWORD, **more,
    }  # fmt: skip


def value_of(visitor: Visitor, name: str) -> str:
    """What stands in a field."""
    return str(visitor.now.one(f"//input[@name='{name}']").get("value"))


async def test_the_seller_files_the_buyer_confirms_and_the_claim_is_sold(visitor: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    address = f"/claims/applications/{application}"
    await enter(visitor, cast.clerk)
    await visitor.open(address)
    assert "转让方" in visitor.now.text
    assert "请在 60 天内确认" in visitor.now.text
    await visitor.follow("填写合同确认")
    assert value_of(visitor, "amount") == "590000"
    page = await visitor.press("提交合同确认", typed(amount="600,000", price="591,000", signed_on=""), expect=422)
    for said in ("请填写合同签订日期", "债权金额应为平台登记的 590,000 元", "不能高于债权金额", "合同扫描件"):
        assert any(said in error for error in page.errors()), (said, page.errors())
    await visitor.press("提交合同确认", typed(), files=SCAN)
    assert (visitor.now.path, "已通过未确认" in visitor.now.text) == (address, True)
    for shown in ("560,000.00 元", "设备抵押权", "工商银行广州分行 3602 0001", "由转让方在", "8.22%/年", "存证编号"):
        assert shown in visitor.now.text, shown

    await enter(visitor, cast.lender_checker)
    await visitor.open(address)
    assert "追索权：无追索权，年化收益率 8.22%/年（4 倍 LPR 为 12.00%/年）" in visitor.now.text
    page = await visitor.press("确认合同", {"password": PASSWORD}, expect=422)
    assert len(page.errors()) == 7
    await visitor.press("确认合同", TICKS)
    assert "合同已由双方确认" in visitor.now.text
    assert "还款计划" not in visitor.now.text
    assert await db.fetch_value("SELECT price FROM claim_transfer WHERE application_id = $1", application) == 560_000
    assert await invariants.broken() == []


async def test_who_approves_shortly_before_the_claim_falls_due_reads_the_days_there_are(
    visitor: Visitor, cast: Cast
) -> None:
    soon = {"due_on": clock.today() + timedelta(days=1)}
    application = await make_claim_deal(cast.borrower, cast.lender, claim=soon)
    await enter(visitor, cast.borrower)
    page = await visitor.open(f"/claims/applications/{application}")
    assert re.search(r"双方须在 [12] 天内完成合同确认", page.text)
    await visitor.press("通过申请", {"understood": "y"})
    assert re.search(r"请在 [12] 天内确认", visitor.now.text)


async def test_a_returned_filing_comes_back_as_it_was_typed(visitor: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    address = f"/claims/applications/{application}"
    await enter(visitor, cast.lender)
    await visitor.open(f"{address}/filings/new")
    await visitor.press("提交合同确认", typed(), files=SCAN)
    await enter(visitor, cast.borrower)
    await visitor.open(address)
    await visitor.press("退回并通知对方", {"return_reason": "价款应为 56.5 万元"})
    await enter(visitor, cast.lender)
    await visitor.open(f"{address}/filings/new")
    assert "退回原因：价款应为 56.5 万元" in visitor.now.text
    assert (value_of(visitor, "price"), value_of(visitor, "accessory_rights")) == ("560000", "设备抵押权")
    await visitor.press("提交合同确认", {"price": "565000", "password": PASSWORD}, files=SCAN)
    prices = await db.fetch("SELECT price FROM contract_filing ORDER BY id")
    assert [row["price"] for row in prices] == [560_000, 565_000]


async def test_a_yield_past_the_cap_is_ticked_before_it_is_filed(visitor: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    await enter(visitor, cast.lender)
    await visitor.open(f"/claims/applications/{application}/filings/new")
    page = await visitor.press("提交合同确认", typed(price="500000"), files=SCAN, expect=422)
    assert "超过 4 倍 LPR（12.00%）" in page.text
    await visitor.press("提交合同确认", typed(price="500000", cost_known="y"))
    assert "27.61%" in visitor.now.text
    assert "无追索权的真实转让，不受此上限约束" in visitor.now.text


async def test_what_is_otherwise_than_agreed_is_told_to_both_sides(plain: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    await make_claim_filing(application, cast.lender, price=560_000, recourse="with")
    await db.execute("UPDATE claim SET debtor_state = 'disputed'")
    for side in (cast.borrower, cast.lender):
        await enter(plain, side)
        page = await plain.open(f"/claims/applications/{application}")
        assert "转让价款 560,000 元与申请时的价格 500,000 元不同" in page.text
        assert "合同约定有追索权，出售时为无追索权" in page.text
        assert "债务方对这笔债权提出了争议" in page.text
        assert "有争议（申请时未通知）" in page.text


async def test_the_terms_are_those_that_stood_when_it_was_asked(plain: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.institution)
    await db.execute("UPDATE claim SET debtor_situation = '后来改的', asking_price = 1")
    await enter(plain, cast.institution)
    text = (await plain.open(f"/claims/applications/{application}")).text
    for shown in (
        "590,000.00 元",
        "500,000.00 元",
        "27.37%/年",
        "15.25%",
        "广州市宏达机械有限公司",
        "应收账款",
        "无追索权",
    ):
        assert shown in text, shown
    assert "后来改的" not in text


@pytest.mark.parametrize("who", ["stranger", "partner", "institution"])
async def test_a_stranger_finds_nothing(plain: Visitor, cast: Cast, who: str) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing = await make_claim_filing(application, cast.lender)
    await enter(plain, getattr(cast, who))
    address = f"/claims/applications/{application}"
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    for path in (
        "",
        "/filings/new",
        "/contract.pdf",
        "/contract.docx",
        "/assignment-notice.pdf",
        "/assignment-notice.docx",
    ):
        assert (await plain.raw("GET", f"{address}{path}")).status_code == 404, path
    for path in (
        "/approval",
        "/rejection",
        "/withdrawal",
        "/filings",
        f"/filings/{filing}/confirmation",
        f"/filings/{filing}/return",
    ):
        answer = await plain.raw("POST", f"{address}{path}", data={"_csrf_token": token})
        assert answer.status_code == 404, path


async def test_each_business_has_its_applications_under_its_own_path(plain: Visitor, cast: Cast) -> None:
    claim = await make_claim_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing = await make_claim_filing(claim, cast.lender)
    loan = await make_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.borrower)
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    for path in ("", "/contract.pdf", "/filings"):
        assert (await plain.raw("GET", f"/lending/applications/{claim}{path}")).status_code == 404, path
        assert (await plain.raw("GET", f"/claims/applications/{loan}{path}")).status_code == 404, path
    assert (await plain.raw("GET", f"/claims/applications/{loan}/assignment-notice.pdf")).status_code == 404
    for path in (
        f"/filings/{filing}/confirmation",
        f"/filings/{filing}/return",
        "/approval",
        "/rejection",
        "/withdrawal",
    ):
        answer = await plain.raw(
            "POST", f"/lending/applications/{claim}{path}", data={"_csrf_token": token, "reason": "x"}
        )
        assert answer.status_code == 404, path
    assert await db.fetch_value("SELECT status FROM contract_filing") == "filed"


async def _downloaded(visitor: Visitor, path: str) -> tuple[str, str]:
    answer = await visitor.raw("GET", path)
    assert answer.status_code == 200, (path, answer.status_code)
    text = (
        "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        if path.endswith("pdf")
        else ""
    )
    return "".join(text.split()), unquote(answer.headers["content-disposition"].partition("''")[2])


async def test_the_papers_of_a_claim_are_its_contract_and_its_notice(plain: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.lender)
    page = await plain.open(f"/claims/applications/{application}")
    names = {}
    for label in (
        "下载谈判稿（Word）",
        "下载签署稿（Word）",
        "下载签署稿（PDF）",
        "下载转让通知书（Word）",
        "下载转让通知书（PDF）",
    ):
        text, names[label] = await _downloaded(plain, page.link(label))
        if label == "下载签署稿（PDF）":
            assert "债权转让合同" in text
            assert "590,000元" in text
        if label == "下载转让通知书（PDF）":
            assert "广州市宏达机械有限公司：" in text
            assert "回执" in text
    assert names["下载签署稿（PDF）"].startswith("债权转让合同-关于广州市宏达机械有限公司对于")
    assert names["下载签署稿（PDF）"].endswith("-签署稿.pdf")
    assert names["下载转让通知书（Word）"].startswith("债权转让通知书-")


async def test_once_confirmed_there_is_the_contract_and_the_notice(plain: Visitor, cast: Cast) -> None:
    application = await make_transfer(cast.borrower, cast.lender)
    await enter(plain, cast.borrower)
    page = await plain.open(f"/claims/applications/{application}")
    assert "谈判稿" not in page.text
    assert page.link("下载合同（PDF）").endswith("/contract.pdf")
    _, name = await _downloaded(plain, page.link("下载合同（Word）"))
    assert "签署稿" not in name
    text, _ = await _downloaded(plain, page.link("下载转让通知书（PDF）"))
    assert "另行书面告知" in text


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn", "expired"])
async def test_there_are_no_papers_to_sign_where_nothing_is_agreed(plain: Visitor, cast: Cast, status: str) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status=status)
    await enter(plain, cast.lender)
    assert "下载" not in (await plain.open(f"/claims/applications/{application}")).text
    for name in ("contract-draft.docx", "contract.pdf", "assignment-notice.pdf"):
        assert (await plain.raw("GET", f"/claims/applications/{application}/{name}")).status_code == 409, name


@pytest.mark.parametrize(
    ("status", "asked_by", "sees"),
    [
        ("pending", "buyer", False),
        ("pending", "seller", True),
        ("approved", "buyer", True),
        ("confirmed", "buyer", True),
        ("rejected", "seller", False),
        ("expired", "buyer", False),
    ],
)
async def test_the_buyer_sees_the_sellers_papers_once_they_are_open_to_it(
    plain: Visitor, cast: Cast, status: str, asked_by: str, sees: bool
) -> None:
    applicant = cast.borrower if asked_by == "seller" else cast.lender
    application = await make_claim_deal(cast.borrower, cast.lender, status=status, applicant=applicant)
    claim_id = await db.fetch_value("SELECT claim_id FROM application WHERE id = $1", application)
    paper = await store_paper(cast.borrower, slot="evidence")
    await give(cast.borrower, [paper], subject_kind="claim", subject_id=claim_id)
    for actor, may_see in ((cast.lender, sees), (cast.borrower, True), (cast.stranger, False)):
        await enter(plain, actor)
        if actor is not cast.stranger:
            page = await plain.open(f"/claims/applications/{application}")
            assert ("债权相关合同以及证据证明" in page.text) is may_see
        assert (await plain.raw("GET", f"/files/{paper}")).status_code == (200 if may_see else 404)


async def test_the_fragments_alone_are_those_in_the_page(plain: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.lender)
    for name, owner in (("answer-panel", ""), ("registration-box", ""), ("filing-form", "/filings/new")):
        page = await plain.open(f"/claims/applications/{application}{owner}")
        partial = f"/partials/claims/applications/{application}/{name}"
        (alone,) = parse_fragment((await plain.fragment(partial)).text)
        assert canonical(alone) == page.html_of(name)
        bare = await plain.raw("GET", partial)
        assert (bare.status_code, bare.headers["location"]) == (303, f"/claims/applications/{application}{owner}")
        assert (await plain.fragment(partial.replace("claims", "lending"))).status_code == 404


async def test_who_comes_too_late_is_told_what_stands_and_keeps_what_was_typed(plain: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.lender)
    await plain.open(f"/claims/applications/{application}/filings/new")
    await make_claim_filing(application, cast.borrower, price=570_000, scan_id=await make_upload(cast.borrower))
    await db.execute("UPDATE application SET status = 'approved_unconfirmed' WHERE id = $1", application)
    page: Any = await plain.press("提交合同确认", typed(), files=SCAN, expect=409)
    assert "转让价款：现为“570000”，您填写的是“56万元”" in page.text
    assert "您填写的内容没有提交，保留在下面" in page.text
