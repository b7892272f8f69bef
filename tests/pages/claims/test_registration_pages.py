"""登记 on the page of a transfer: the sheet, what the buyer writes down, and what the seller sees of it."""

from datetime import timedelta

from cast import Cast
from claim_cases import make_claim_deal, make_transfer
from lending_cases import sign_in
from visitor import Page, Visitor
from zczr import db
from zczr.domain import clock

NUMBER = "06478234000732854731"


def _number(page: Page) -> str:
    return str(page.one("//input[@name='number']").get("value"))


async def test_a_buyer_searches_registers_and_renews(visitor: Visitor, cast: Cast) -> None:
    application_id = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    today, due_on = clock.today(), await db.fetch_value("SELECT due_on FROM claim")
    page = f"/claims/applications/{application_id}"
    await sign_in(visitor, cast.lender)
    assert "未登记" in (await visitor.open(page)).text
    await visitor.press("保存登记信息", {"number": "0647"}, expect=422)
    for sentence in ("请填写登记日期", "请填写登记到期日", "由 8 至 40 位数字、字母或连字符组成"):
        assert sentence in visitor.now.text
    assert _number(visitor.now) == "0647"
    await visitor.press("保存登记信息", {"number": "", "searched_on": today.isoformat()})
    assert "登记信息已保存" in visitor.now.text
    assert "已查询，未登记" in visitor.now.text
    early = {
        "number": NUMBER,
        "registered_on": today.isoformat(),
        "expires_on": (due_on - timedelta(days=1)).isoformat(),
    }
    await visitor.press("保存登记信息", early)
    assert "登记期限短于债权期限" in visitor.now.text
    await visitor.press("保存登记信息", {"expires_on": due_on.isoformat()})
    assert f"{today} 至 {due_on}" in visitor.now.text
    assert "先前的记录" in visitor.now.text
    assert f"登记证明编号 {NUMBER}，{today} 至 {due_on - timedelta(days=1)}" in visitor.now.text
    assert "登记期限短于债权期限" not in visitor.now.text
    assert _number(visitor.now) == NUMBER
    clock.travel(due_on - today + timedelta(days=1))
    await sign_in(visitor, cast.lender)
    assert "登记已到期" in (await visitor.open(page)).text


async def test_a_seller_reads_it_and_a_stranger_finds_nothing(plain: Visitor, cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender)
    page = f"/claims/applications/{application_id}"
    await sign_in(plain, cast.lender)
    await plain.open(page)
    await plain.press("保存登记信息", {"searched_on": clock.today().isoformat()})
    await sign_in(plain, cast.borrower)
    assert "已查询，未登记" in (await plain.open(page)).text
    assert "保存登记信息" not in plain.now.text
    assert (await plain.open(f"{page}/registration")).path == page
    sent = {"_csrf_token": plain.now.one("(//input[@name='_csrf_token'])[1]").get("value"), "searched_on": "2026-11-01"}
    assert (await plain.raw("POST", f"{page}/registration", data=sent)).status_code == 403
    for kind in ("docx", "pdf"):
        assert (await plain.raw("GET", f"{page}/registration-sheet.{kind}")).status_code == 200
    await sign_in(plain, cast.partner)
    for rest in ("/registration", "/registration-sheet.docx", "/registration-sheet.pdf"):
        assert (await plain.raw("GET", page + rest)).status_code == 404


async def test_a_bill_and_an_open_request_have_no_sheet(plain: Visitor, cast: Cast) -> None:
    bill = await make_transfer(cast.borrower, cast.lender, claim={"kind": "bill"})
    pending = await make_claim_deal(cast.borrower, cast.lender)
    await sign_in(plain, cast.lender)
    assert "转让登记" not in (await plain.open(f"/claims/applications/{bill}")).text
    for application_id, status in ((bill, 404), (pending, 409)):
        answer = await plain.raw("GET", f"/claims/applications/{application_id}/registration-sheet.pdf")
        assert answer.status_code == status
