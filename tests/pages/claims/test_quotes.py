"""询价 at its pages: the form of a quote, own quotes, and what the seller sees and does."""

from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_makers import by_quotes, make_claim
from lending_cases import sign_in
from quote_cases import end_quoting, make_quoted_claim, quote_for, stage_of
from visitor import Visitor
from zczr import db


async def _door(visitor: Visitor, cast: Cast, who: str) -> None:
    await sign_in(visitor, getattr(cast, who), "institution" if who in {"institution", "reviewer"} else "enterprise")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "此项必填"),
        ({"price": "五十万"}, "请用数字填写"),
        ({"price": "0"}, "1,000 元至 10 亿元"),
        ({"price": "60万"}, "不能高于债权金额"),
        ({"price": "52万", "message": "长" * 201}, "不能超过 200 个字"),
        ({"price": "52万", "understood": []}, "请核对后勾选"),
    ],
)
async def test_a_wrong_field_is_refused_and_kept(
    visitor: Visitor, cast: Cast, typed: dict[str, Any], says: str
) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    await _door(visitor, cast, "lender")
    await visitor.open(f"/claims/market/{claim_id}/quote")
    page = await visitor.press("提交报价", {"understood": "y", **typed}, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    assert page.one("//input[@name='price']").get("value") == typed.get("price", "")
    assert await db.fetch_value("SELECT count(*) FROM quote") == 0


async def test_a_double_click_is_one_quote(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    await _door(plain, cast, "lender")
    await plain.open(f"/claims/market/{claim_id}/quote")
    await plain.press("提交报价", {"price": "52万", "understood": "y"}, twice=True)
    assert "报价已提交" in plain.now.text
    assert await db.fetch_value("SELECT count(*) FROM quote") == 1


async def test_a_claim_that_changed_meanwhile_is_shown_anew_with_what_was_typed(visitor: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    await _door(visitor, cast, "lender")
    await visitor.open(f"/claims/market/{claim_id}/quote")
    await db.execute("UPDATE claim SET version = 2, origin = '改了来历' WHERE id = $1", claim_id)
    page = await visitor.press("提交报价", {"price": "52万", "understood": "y"}, expect=422)
    assert "出售方刚刚修改了" in page.text
    assert "改了来历" in page.text
    assert page.one("//input[@name='price']").get("value") == "52万"
    await visitor.press("提交报价", {"understood": "y"})
    assert await db.fetch_value("SELECT price FROM quote") == 520_000


@pytest.mark.parametrize(
    ("who", "more", "says"),
    [
        ("borrower", {}, "这是贵单位自己出售的债权"),
        ("lender", {"quote_scope": "invited"}, "只接受受邀单位的报价"),
        ("lender", {"debtor_uscc": "91440101MA59FY009L"}, "贵单位是这笔债权的债务方"),
        ("lender", {"sale_mode": "fixed", "quotes_until": None, "quote_scope": ""}, "可以直接购买"),
    ],
)
async def test_who_cannot_quote_is_told_before_anything_is_filled_in(
    plain: Visitor, cast: Cast, who: str, more: dict[str, Any], says: str
) -> None:
    claim_id = await make_quoted_claim(cast.borrower, **more)
    await _door(plain, cast, who)
    await plain.open(f"/claims/market/{claim_id}/quote")
    assert says in plain.now.text
    assert "提交报价" not in plain.now.text


async def test_no_page_of_anybody_else_shows_a_sealed_quote_or_the_reserve(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower, reserve_price=510_001)
    given = await quote_for(cast.lender, claim_id, Decimal("523457"))
    for who in ("borrower", "checker", "stranger", "institution"):
        await _door(plain, cast, who)
        pages = [f"/claims/market/{claim_id}", "/claims/market", "/claims/quotes", "/messages", "/work"]
        for path in [*pages, *([f"/claims/sales/{claim_id}"] if who in {"borrower", "checker"} else [])]:
            html = (await plain.open(path)).response.text
            assert "523,457" not in html, (who, path)
            assert "523457" not in html, (who, path)
            if who not in {"borrower", "checker"}:
                assert "510,001" not in html, (who, path)
        await plain.open(f"/claims/quotes/{given}", expect=404)
        await plain.open(f"/claims/market/{claim_id}/quote", expect=403 if who == "checker" else 200)
        assert "510" not in plain.now.text


async def test_what_a_seller_may_do_about_quotes(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    await _door(plain, cast, "borrower")
    await plain.open(f"/claims/sales/{claim_id}")
    token = plain.now.tree.xpath("//input[@name='_csrf_token']/@value")[0]
    choice = f"/claims/sales/{claim_id}/quotes/{given}/choice"
    sent = {"_csrf_token": token, "confirmed": "yes"}
    # Sealed: not there before the day is over.
    assert (await plain.raw("POST", choice, data=sent)).status_code == 404
    await end_quoting(claim_id)
    for who, status in (("stranger", 404), ("clerk", 403)):
        await _door(plain, cast, who)
        token = plain.now.tree.xpath("//input[@name='_csrf_token']/@value")[0]
        assert (await plain.raw("POST", choice, data={**sent, "_csrf_token": token})).status_code == status
    assert await stage_of(given) == "given"
    await _door(plain, cast, "checker")
    await plain.open(f"/claims/sales/{claim_id}")
    await plain.press("选择报价", agree=True)
    assert "已选择这份报价" in plain.now.text


async def test_a_buyer_withdraws_and_a_stranger_does_not(visitor: Visitor, cast: Cast) -> None:
    given = await quote_for(cast.lender, await make_quoted_claim(cast.borrower))
    await _door(visitor, cast, "lender")
    await visitor.open(f"/claims/quotes/{given}")
    await visitor.press("撤回报价", agree=True)
    assert "报价已撤回" in visitor.now.text
    assert await stage_of(given) == "withdrawn"
    again = await quote_for(
        cast.lender, await make_claim(cast.partner, **by_quotes(contract_number="2", invoice_numbers=()))
    )
    await _door(visitor, cast, "stranger")
    token = visitor.now.tree.xpath("//input[@name='_csrf_token']/@value")[0]
    sent = {"_csrf_token": token, "confirmed": "yes"}
    assert (await visitor.raw("POST", f"/claims/quotes/{again}/withdrawal", data=sent)).status_code == 404
    assert await stage_of(again) == "given"


async def test_a_seller_ends_the_round_and_edits_again(visitor: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    await quote_for(cast.lender, claim_id)
    await _door(visitor, cast, "borrower")
    await visitor.open(f"/claims/sales/{claim_id}")
    assert "保存修改" not in visitor.now.text
    await visitor.press("结束询价", agree=True)
    assert "询价已结束" in visitor.now.text
    assert "保存修改并重新匹配" in visitor.now.text


async def test_who_is_too_late_with_a_quote_is_told_so(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    await _door(plain, cast, "lender")
    await plain.open(f"/claims/market/{claim_id}/quote")
    await end_quoting(claim_id)
    await plain.press("提交报价", {"price": "520,000", "understood": "y"}, expect=409)
    assert "报价已经截止，不能再提交或修改报价。" in plain.now.text


async def test_the_day_after_the_last_the_claim_is_off_the_market(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    await end_quoting(claim_id)
    await _door(plain, cast, "lender")
    assert "报价已经截止" in (await plain.open(f"/claims/market/{claim_id}", expect=404)).text
    assert "正在由出售方选择" in (await plain.open(f"/claims/quotes/{given}")).text
    await _door(plain, cast, "borrower")
    assert "选择报价（1 份）" in (await plain.open("/work")).text
