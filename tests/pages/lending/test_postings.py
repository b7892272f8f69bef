"""我的发布: the list, withdrawing and closing."""

import pytest

from cast import Cast
from lending_cases import sign_in
from makers import make_offer, make_request
from visitor import Visitor
from zczr import db
from zczr.domain.lending.matching import run_for_request


async def test_both_kinds_are_listed_by_state(plain: Visitor, cast: Cast) -> None:
    await make_request(cast.borrower)
    await make_request(cast.borrower, status="draft", project="模具翻新", amount_max=None)
    await make_offer(cast.borrower, project="闲钱出借")
    await make_request(cast.stranger, project="别家的")
    await sign_in(plain, cast.borrower)
    page = await plain.open("/lending/postings")
    assert "广州市精密零件扩产项目借款120,000元" in page.text
    assert "闲钱出借（5 — 10 万元）" in page.text
    assert "别家的" not in page.text
    page = await plain.open("/lending/postings?status=draft")
    assert "广州市模具翻新项目借款（金额）元" in page.text
    assert "精密零件扩产" not in page.text


async def test_an_empty_list_says_what_to_do(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.institution, "institution")
    page = await plain.open("/lending/postings?status=nonsense&page=-3")
    assert "这里还没有发布" in page.text
    assert "我要借款" not in page.text


@pytest.mark.parametrize(
    ("button", "state", "says"), [("撤回", "withdrawn", "发布已撤回"), ("关闭发布", "closed", "发布已关闭")]
)
async def test_an_open_request_is_ended_after_one_question(
    visitor: Visitor, cast: Cast, button: str, state: str, says: str
) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender)
    assert await run_for_request(request_id) == 1
    await sign_in(visitor, cast.clerk)
    await visitor.open(f"/lending/requests/{request_id}")
    await visitor.press(button)
    if not visitor.htmx:
        assert visitor.now.title == f"确认{button}"
        assert await db.fetch_value("SELECT status FROM loan_request") == "active"
        await visitor.press(button)
    assert says in visitor.now.text
    assert await db.fetch_value("SELECT status FROM loan_request") == state
    assert await db.fetch_value("SELECT count(*) FROM loan_match") == 0
    last = await db.fetch_row("SELECT from_state, to_state, member_id FROM history ORDER BY id DESC LIMIT 1")
    assert tuple(last) == ("active", state, cast.clerk.member_id)


async def test_an_offer_is_withdrawn_and_a_draft_cannot_be_closed(plain: Visitor, cast: Cast) -> None:
    offer_id = await make_offer(cast.lender, status="draft")
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/lending/offers/{offer_id}")
    assert "关闭发布" not in page.text
    token = page.one("//form[@id='loan-offer']/input[@name='_csrf_token']").get("value")
    sent = {"_csrf_token": token, "confirmed": "yes"}
    assert (await plain.raw("POST", f"/lending/offers/{offer_id}/closure", data=sent)).status_code == 409
    assert (await plain.raw("POST", f"/lending/offers/{offer_id}/withdrawal", data=sent)).status_code == 303
    assert (await plain.raw("POST", f"/lending/offers/{offer_id}/withdrawal", data=sent)).status_code == 409
    assert await db.fetch_value("SELECT status FROM loan_offer") == "withdrawn"
