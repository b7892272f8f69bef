"""拆分出售 at its pages: the ten rows, what is wrong with them, the slices of a claim, and going together again."""

from typing import Any

import pytest

from cast import Cast
from claim_makers import make_claim
from lending_cases import sign_in
from visitor import Visitor
from zczr import db
from zczr.domain.invariants import broken

TWO = {
    "name_1": "第一份", "amount_1": "200,000", "price_1": "180,000",
    "name_2": "第二份", "amount_2": "39万元", "price_2": "340000",
}  # fmt: skip


async def _form(visitor: Visitor, cast: Cast) -> int:
    claim_id = await make_claim(cast.borrower)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/claims/sales/{claim_id}")
    await visitor.follow("拆分出售")
    return claim_id


async def test_a_claim_is_split_and_put_together_again(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _form(visitor, cast)
    page = await visitor.press("拆分出售", TWO)
    assert "债权已拆分" in page.text
    assert "已拆分" in page.text
    assert "390,000.00" in page.text
    await visitor.follow("查看第二份")
    assert "这是整笔债权中的一份" in visitor.now.text
    assert "保存修改" not in visitor.now.text
    await visitor.follow("查看整笔债权")
    await visitor.press("取消拆分", agree=True)
    assert "债权重新整笔在售" in visitor.now.text
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "active"
    assert await broken() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name_2": ""}, "第 2 份名称：此项必填"),
        ({"price_1": ""}, "第 1 份定价：此项必填"),
        ({"amount_1": "二十万"}, "请用数字填写"),
        ({"amount_1": "999"}, "1,000 元至 10 亿元"),
        ({"amount_1": "390000"}, "第 2 份金额：与第 1 份的金额相同"),
        ({"name_2": "第一份"}, "第 2 份名称：与第 1 份的名称相同"),
        ({"amount_2": "390,000.01"}, "超过债权金额 590,000 元"),
        ({"price_2": "390,000.01"}, "定价不能高于这一份的金额"),
        ({"name_2": "", "amount_2": "", "price_2": ""}, "请填写 2 至 10 份"),
        ({"name_1": "长" * 21}, "不能超过 20 个字"),
    ],
)
async def test_a_wrong_row_is_told_and_everything_typed_is_kept(
    visitor: Visitor, cast: Cast, typed: dict[str, Any], says: str
) -> None:
    await _form(visitor, cast)
    sent = {**TWO, **typed}
    page = await visitor.press("拆分出售", sent, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    for name, value in sent.items():
        assert page.one(f"//input[@name='{name}']").get("value") == value
    assert await db.fetch_value("SELECT count(*) FROM claim") == 1


async def test_a_double_click_splits_once(plain: Visitor, cast: Cast) -> None:
    await _form(plain, cast)
    await plain.press("拆分出售", TWO, twice=True)
    assert "债权已拆分" in plain.now.text
    assert await db.fetch_value("SELECT count(*) FROM claim") == 3


async def test_who_has_no_right_to_it(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    for who, status in (("stranger", 404), ("checker", 403)):
        await sign_in(plain, getattr(cast, who))
        await plain.open(f"/claims/sales/{claim_id}/slices", expect=status)
        token = plain.now.tree.xpath("//input[@name='_csrf_token']/@value")[0]
        for path in ("slices", "slices/withdrawal"):
            sent = {"_csrf_token": token, "confirmed": "yes", "version": "1", **TWO}
            answer = await plain.raw("POST", f"/claims/sales/{claim_id}/{path}", data=sent)
            assert answer.status_code == status
    assert await db.fetch_value("SELECT count(*) FROM claim") == 1


async def test_what_cannot_be_split_says_so(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, status="reserved")
    await sign_in(plain, cast.borrower)
    await plain.open(f"/claims/sales/{claim_id}/slices")
    assert "现在不能拆分" in plain.now.text
