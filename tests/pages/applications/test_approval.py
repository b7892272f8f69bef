"""通过申请: what follows is ticked, and whoever lends declares that the money is its own."""

from cast import Cast
from lending_cases import sign_in
from makers import make_application, make_offer, make_request
from positions import make_position
from visitor import Visitor
from zczr import db
from zczr.domain.lending.matching import run_for_offer

TICKS = {"understood": "y", "own_funds": "y"}


async def test_a_lender_ticks_both(visitor: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender)
    await sign_in(visitor, cast.lender)
    await visitor.open(f"/lending/applications/{application}")
    page = await visitor.press("通过申请", expect=422)
    first, second = page.errors()
    assert first.endswith("已核对对方资料和业务条件：请核对后勾选")
    assert second.endswith("请确认并勾选：本笔出借资金为自有资金。借来的资金不能转贷")
    page = await visitor.press("通过申请", {"understood": "y"}, expect=422)
    assert "本笔出借资金为自有资金" in page.errors()[0]
    assert page.one("//input[@name='understood']").get("checked") is not None
    assert "声明为自有资金" not in page.text
    await visitor.press("通过申请", TICKS)
    assert "请在 60 天内确认" in visitor.now.text
    assert "出借方声明为自有资金（" in visitor.now.text


async def test_a_borrower_is_asked_nothing_about_the_money(visitor: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender, applicant=cast.lender)
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"/lending/applications/{application}")
    assert not page.tree.xpath("//input[@name='own_funds']")
    await visitor.press("通过申请", {"understood": "y"})
    assert "请在 60 天内确认" in visitor.now.text


async def test_a_lender_who_owes_is_reminded_before_it_approves(plain: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/lending/applications/{application}")
    assert "不得转贷" not in page.text
    await make_position(cast.lender, cast.partner, status="performing")
    page = await plain.open(f"/lending/applications/{application}")
    assert "贵单位在平台尚有未还清的借款。出借资金须为自有资金，不得转贷。" in page.text


async def test_a_lender_who_applies_declares_with_the_application(visitor: Visitor, cast: Cast) -> None:
    offer = await make_offer(cast.lender)
    request = await make_request(cast.borrower)
    await run_for_offer(offer)
    await sign_in(visitor, cast.lender)
    await visitor.open(f"/lending/offers/{offer}/matches")
    page = await visitor.press("发起申请", {"counterparties": [str(request)], "amount": "9"}, form="apply", expect=422)
    assert "本笔出借资金为自有资金" in page.errors()[0]
    await visitor.press("发起申请", {"own_funds": "y"}, form="apply")
    assert await db.fetch_value("SELECT own_funds_by FROM application") == cast.lender.member_id
