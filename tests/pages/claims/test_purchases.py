"""购买 at its pages: what one agrees to, what changed meanwhile, who comes too late, who may not buy."""

import re
from datetime import timedelta
from typing import Any

import pytest

from cast import Cast
from claim_makers import by_quotes, make_claim
from lending_cases import sign_in
from visitor import Visitor
from zczr import db
from zczr.domain import clock
from zczr.domain.partners import commands as partners


async def _before(visitor: Visitor, cast: Cast, who: str = "lender", **more: object) -> int:
    """Somebody before the page that asks."""
    claim_id = await make_claim(cast.borrower, **more)
    await sign_in(visitor, getattr(cast, who), "institution" if who in {"institution", "reviewer"} else "enterprise")
    await visitor.open(f"/claims/market/{claim_id}/purchase")
    return claim_id


async def test_a_purchase_that_is_not_ticked_keeps_what_was_typed(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _before(visitor, cast)
    page = await visitor.press("确认购买", {"message": "资金已备好"}, expect=422)
    assert page.errors() == ["已核对债权信息和价格：请核对后勾选"]
    assert "资金已备好" in page.text
    page = await visitor.press("确认购买", {"understood": "y"})
    assert page.path == f"/claims/applications/{await db.fetch_value('SELECT id FROM application')}"
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "reserved"


@pytest.mark.parametrize("nonsense", ["sNaN", "NaN", "Infinity", "-1", "1e999999", "", "九"])
@pytest.mark.parametrize("field", ["price", "version"])
async def test_nonsense_for_what_was_seen_is_what_nobody_sells(
    visitor: Visitor, cast: Cast, field: str, nonsense: str
) -> None:
    claim_id = await _before(visitor, cast)
    page = await visitor.press("确认购买", {"understood": "y", field: nonsense}, expect=422)
    assert any("请" in error for error in page.errors())
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "active"


async def test_a_buyer_reads_the_days_that_the_seller_has(visitor: Visitor, cast: Cast) -> None:
    await _before(visitor, cast)
    assert "出售方在 30 天内答复" in visitor.now.text
    soon = await make_claim(
        cast.borrower, due_on=clock.today() + timedelta(days=1), contract_number="B", invoice_numbers=()
    )
    page = await visitor.open(f"/claims/market/{soon}/purchase")
    assert re.search(r"出售方在 [12] 天内答复", page.text)


async def test_a_new_price_is_shown_and_agreed_to_again(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _before(visitor, cast)
    await db.execute("UPDATE claim SET asking_price = 510000, version = 2 WHERE id = $1", claim_id)
    page = await visitor.press("确认购买", {"understood": "y", "message": "尽快办理"}, expect=422)
    assert any("把定价从 500,000 元改为 510,000 元" in error for error in page.errors())
    assert "510,000.00" in page.text
    assert "500,000.00" not in page.text
    assert not page.one("//input[@name='understood']").get("checked")
    await visitor.press("确认购买", {"understood": "y"})
    row = await db.fetch_row("SELECT amount, message FROM application")
    assert tuple(row) == (510_000, "尽快办理")


async def test_who_comes_too_late_is_led_back_to_the_market(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _before(visitor, cast)
    await db.execute("UPDATE claim SET status = 'closed' WHERE id = $1", claim_id)
    await visitor.press("确认购买", {"understood": "y"}, expect=404)
    other = await make_claim(cast.borrower, contract_number="B", invoice_numbers=())
    await visitor.open(f"/claims/market/{other}/purchase")
    await db.execute("UPDATE claim SET status = 'reserved' WHERE id = $1", other)
    page = await visitor.press("确认购买", {"understood": "y"}, expect=409)
    assert "刚刚被其他单位预订" in page.text
    assert page.link("返回债权市场") == "/claims/market"


@pytest.mark.parametrize(
    ("who", "more", "says"),
    [
        ("borrower", {}, "这是贵单位自己出售的债权"),
        ("stranger", {"debtor_uscc": "91441900MA51QJ0001"}, "贵单位是这笔债权的债务方"),
        ("lender", {"recourse": "with"}, "只有持牌机构可以购买"),
        ("lender", by_quotes(), "通过询价出售"),
    ],
)
async def test_who_cannot_buy_is_told_before_anything_is_filled_in(
    plain: Visitor, cast: Cast, who: str, more: dict[str, Any], says: str
) -> None:
    await _before(plain, cast, who, **more)
    assert says in plain.now.text
    assert "确认购买" not in plain.now.text


async def test_a_claim_is_seen_by_verified_members_that_do_not_keep_apart(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    for who, door, status in (
        ("newcomer", "enterprise", 403), ("stranger", "enterprise", 200), ("institution", "institution", 200),
    ):  # fmt: skip
        await sign_in(plain, getattr(cast, who), door)
        await plain.open(f"/claims/market/{claim_id}", expect=status)
    await partners.block(cast.borrower, cast.stranger.organization_id)
    await sign_in(plain, cast.stranger)
    await plain.open(f"/claims/market/{claim_id}", expect=404)
    await plain.open(f"/claims/market/{claim_id}/purchase", expect=404)
