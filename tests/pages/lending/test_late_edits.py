"""Edits that come too late: somebody saved the posting meanwhile, or ended it."""

import re
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from cast import Cast
from lending_cases import E1, sign_in
from visitor import Visitor, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.lending import queries, requests
from zczr.domain.lending.postings import Kept

NEW = "/lending/requests/new"


async def test_a_stale_edit_is_refused_with_what_changed_and_nothing_is_lost(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    mine = await visitor.press("保存草稿", E1)
    await db.execute("UPDATE loan_request SET amount_max = 150000, version = version + 1")
    visitor.page = mine
    page = await visitor.press("保存草稿", {"reason": "改为采购轴承"}, expect=422, form="loan-request")
    assert "这项发布在您打开之后被修改过" in page.errors()[0]
    assert "融资金额上限：现为“15”，您填写的是“12”。" in page.errors()
    assert not any("项目概述" in error for error in page.errors())
    assert page.one("//textarea[@name='reason']").text.strip() == "改为采购轴承"
    await visitor.press("保存草稿", form="loan-request")
    assert tuple(await db.fetch_row("SELECT amount_max, reason FROM loan_request")) == (120000, "改为采购轴承")


@pytest.mark.parametrize("who", ["clerk", "borrower"])
async def test_a_stale_edit_says_who_and_when_and_links_each_field_that_differs(
    visitor: Visitor, cast: Cast, who: str
) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    mine = await visitor.press("保存草稿", E1)
    own = await queries.own_request(cast.borrower, await db.fetch_value("SELECT id FROM loan_request"))
    changed = replace(own.terms, amount_max=Decimal(150_000), financials=replace(own.terms.financials, sales=None))
    await requests.save_draft(getattr(cast, who), Kept(uuid.uuid4(), own.id, own.version), changed, [])
    visitor.page = mine
    page = await visitor.press("保存草稿", {"reason": "改为采购轴承"}, expect=422, form="loan-request")
    when = clock.today().isoformat()
    said = "李小敏已于 {} .{5} 修改过这项发布，" if who == "clerk" else "您已于 {} .{5} 在另一个窗口修改过这项发布，"
    assert re.match(said.replace("{}", when), page.errors()[0]), page.errors()[0]
    links = {link.get("href"): text_of(link) for link in page.tree.xpath("//*[@data-error-summary]//li/a")}
    assert links == {
        "#amount_max": "融资金额上限：现为“15”，您填写的是“12”。",
        "#reason": "借款原因：现为“采购精密轴承钢”，您填写的是“改为采购轴承”。",
        "#sales": "上年销售收入：现为“未填写”，您填写的是“120”。",
    }
    assert "现为“15”，您填写的是“12”。" in text_of(page.one("//*[@id='amount_max-error']"))
    await visitor.press("保存草稿", form="loan-request")
    assert await db.fetch_value("SELECT amount_max FROM loan_request") == 120_000
