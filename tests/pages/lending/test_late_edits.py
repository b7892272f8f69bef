"""Edits that come too late: somebody saved the posting meanwhile, or ended it."""

import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cast import Cast
from lending_cases import E1, sign_in
from makers import make_application, make_offer, make_request
from visitor import Visitor, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.lending import queries, requests
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept, Sort
from zczr.domain.rounds import expire_postings

NEW = "/lending/requests/new"


async def test_a_stale_edit_is_refused_with_what_changed_and_nothing_is_lost(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    mine = await visitor.press("保存草稿", E1)
    await db.execute("UPDATE loan_request SET amount_max = 150000, version = version + 1")
    visitor.page = mine
    page = await visitor.press("保存草稿", {"reason": "改为采购轴承"}, expect=422, form="loan-request")
    assert "这项发布在您打开之后被修改过" in page.errors()[0]
    assert "融资金额上限：现为“15”，您填写的是“12”" in page.errors()
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
        "#amount_max": "融资金额上限：现为“15”，您填写的是“12”",
        "#reason": "借款原因：现为“采购精密轴承钢”，您填写的是“改为采购轴承”",
        "#sales": "上年销售收入：现为“未填写”，您填写的是“120”",
    }
    assert "现为“15”，您填写的是“12”" in text_of(page.one("//*[@id='amount_max-error']"))
    await visitor.press("保存草稿", form="loan-request")
    assert await db.fetch_value("SELECT amount_max FROM loan_request") == 120_000


Meanwhile = Callable[[Cast, Sort, int], Awaitable[object]]


async def withdrawn(cast: Cast, sort: Sort, posting_id: int) -> None:
    await postings.withdraw(cast.clerk, sort, posting_id)


async def closed(cast: Cast, sort: Sort, posting_id: int) -> None:
    await postings.close(cast.clerk, sort, posting_id)


async def expired(cast: Cast, sort: Sort, posting_id: int) -> None:
    await expire_postings(clock.today() + timedelta(days=91))


async def applied_for(cast: Cast, sort: Sort, posting_id: int) -> None:
    sides = (cast.borrower, cast.lender) if sort is REQUESTS else (cast.lender, cast.borrower)
    await make_application(*sides, applicant=cast.lender, **{sort.application_column: posting_id})


@pytest.mark.parametrize("sort", [REQUESTS, OFFERS], ids=lambda sort: sort.path)
@pytest.mark.parametrize(
    ("meanwhile", "says", "badge", "ended"),
    [
        (withdrawn, "李小敏 已于 20", "已撤回", True),
        (closed, "关闭这项发布", "已关闭", True),
        (expired, "这项发布到期（20", "已到期", True),
        (applied_for, "已有进行中的申请", "发布中", False),
    ],
)
async def test_an_edit_of_what_was_ended_or_applied_for_meanwhile_keeps_what_was_typed(
    visitor: Visitor, cast: Cast, sort: Sort, meanwhile: Meanwhile, says: str, badge: str, ended: bool
) -> None:
    posting_id = await (make_request if sort is REQUESTS else make_offer)(cast.borrower)
    await sign_in(visitor, cast.borrower)
    form = await visitor.open(f"{sort.path}/{posting_id}")
    await meanwhile(cast, sort, posting_id)
    for values in ({"summary": "改为采购轴承"}, *([{"summary": "改为采购轴承", "project": ""}] if ended else [])):
        visitor.page = form
        page = await visitor.press("保存修改并重新匹配", values, expect=409)
        assert says in page.errors()[0]
        assert page.errors()[0].endswith("您填写的内容没有保存，保留在下面。")
        assert page.one("//textarea[@name='summary']").text.strip() == "改为采购轴承"
        assert text_of(page.one("//h1/following-sibling::*[contains(@class, 'badge')]")) == badge
        assert bool(page.tree.xpath("//button[@name='intent']")) is not ended
        assert ("重新发布" in page.text) is ended
    assert tuple(await db.fetch_row(f"SELECT summary, version FROM {sort.table}")) == ("", 1)


async def test_an_assessment_of_what_was_ended_meanwhile_is_told_so(visitor: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower, status="draft")
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/lending/requests/{request_id}")
    await postings.withdraw(cast.clerk, REQUESTS, request_id)
    page = await visitor.press("风险及额度评估", {"summary": "改为采购轴承"}, expect=409)
    assert "撤回这项发布" in page.errors()[0]
    assert page.one("//textarea[@name='summary']").text.strip() == "改为采购轴承"
    assert await db.fetch_value("SELECT count(*) FROM assessment") == 0


async def test_a_draft_that_was_published_meanwhile_is_not_made_a_draft_again(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    mine = await visitor.press("保存草稿", E1)
    own = await queries.own_request(cast.borrower, await db.fetch_value("SELECT id FROM loan_request"))
    await requests.submit(cast.clerk, Kept(uuid.uuid4(), own.id, own.version), own.terms, [], [])
    visitor.page = mine
    page = await visitor.press("保存草稿", {"reason": "改为采购轴承"}, expect=409, form="loan-request")
    assert "不能再存为草稿" in page.errors()[0]
    page = await visitor.press("保存修改并重新匹配", expect=422, form="loan-request")
    assert "李小敏已于" in page.errors()[0]
    await visitor.press("保存修改并重新匹配", form="loan-request")
    assert await db.fetch_value("SELECT reason FROM loan_request") == "改为采购轴承"
