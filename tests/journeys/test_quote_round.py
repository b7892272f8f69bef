"""询价 whole: put on sale for sealed quotes, three of them, one changed, opened, one chosen; four ways."""

from datetime import timedelta
from typing import Any

from cast import Cast
from journeys.steps import sign_in, sign_out
from journeys.test_claim import sale
from visitor import upload
from zczr import db
from zczr.domain import clock
from zczr.domain.invariants import broken

DOORS = {"institution": "/login/institution"}


async def put_on_sale(person: Any, cast: Cast) -> str:
    """The seller sets a day, a reserve, and leaves out nothing that it is told it has left out; the claim's title."""
    await sign_in(person, cast.borrower.email)
    await person.open("/claims/sales/new")
    wrong = {**sale(), "sale_mode": "quotes", "quotes_until": clock.today().isoformat(), "reserve_price": "60万"}
    await person.press("直接提交", wrong, files={"evidence": [upload("购销合同.pdf")]}, expect=422)
    assert "报价截止日应在明天至 30 天之内" in person.now.text
    assert "底价不能高于债权金额" in person.now.text
    until = (clock.today() + timedelta(days=5)).isoformat()
    await person.press("直接提交", {"quotes_until": until, "reserve_price": "500,000", "quote_scope": "open"})
    assert person.now.title == "匹配结果"
    await sign_out(person)
    return str(await db.fetch_value("SELECT title FROM claim"))


async def quote(person: Any, cast: Cast, who: str, title: str, price: str) -> None:
    """One buyer finds it on the market and quotes."""
    await sign_in(person, getattr(cast, who).email, door=DOORS.get(who, "/login/enterprise"))
    await person.open("/claims/market")
    await person.follow(title)
    assert "截止前报价密封" in person.now.text
    await person.follow("参与询价")
    await person.press("提交报价", {"price": price}, expect=422)
    await person.press("提交报价", {"price": price, "understood": "y"})
    assert "报价已提交" in person.now.text


async def test_of_three_quotes_the_seller_chooses_one(person: Any, cast: Cast) -> None:
    title = await put_on_sale(person, cast)
    for who, price in (("stranger", "53万"), ("institution", "490,000")):
        await quote(person, cast, who, title, price)
        await sign_out(person)
    await quote(person, cast, "lender", title, "520000")
    await person.follow("修改报价")
    await person.press("修改报价", {"price": "540000", "message": "三日内付款。", "understood": "y"})
    assert "540,000.00 元" in person.now.text
    await sign_out(person)

    claim_id = await db.fetch_value("SELECT id FROM claim")
    await sign_in(person, cast.borrower.email)
    await person.open(f"/claims/sales/{claim_id}")
    assert "3 份" in person.now.text
    for sealed in ("540,000", "530,000", "490,000", cast.lender.organization_name):
        assert sealed not in person.now.text
    await sign_out(person)

    clock.travel(timedelta(days=6))
    try:
        await sign_in(person, cast.borrower.email)
        await person.open(f"/claims/sales/{claim_id}")
        assert "报价已开启" in person.now.text
        assert "低于底价" in person.now.text
        await person.press("选择报价", form=await _choice(cast, claim_id), agree=True)
        assert "已选择这份报价" in person.now.text
        assert "540,000.00" in person.now.text
        await sign_out(person)

        await sign_in(person, cast.stranger.email)
        await person.open("/claims/quotes")
        assert "未选中" in person.now.text
        await sign_out(person)
    finally:
        clock.travel(timedelta())
    row = await db.fetch_row("SELECT status, amount, buyer_id FROM application")
    assert row is not None
    assert tuple(row) == ("approved", 540_000, cast.lender.organization_id)
    assert await broken() == []


async def _choice(cast: Cast, claim_id: int) -> str:
    """The address of the lender's row."""
    quote_id = await db.fetch_value("SELECT id FROM quote WHERE buyer_id = $1", cast.lender.organization_id)
    return f"/claims/sales/{claim_id}/quotes/{quote_id}/choice"
