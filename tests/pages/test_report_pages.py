"""举报处理: the admins' queue, one report, and its decision."""

import pytest

from cast import PASSWORD, Cast
from feed_cases import make_entry, make_report
from lending_cases import sign_in
from makers import make_member, make_offer, make_organization, make_request
from visitor import Page, Visitor, canonical, parse_fragment, text_of
from zczr import db
from zczr.domain.feed.queries import OFFER, REQUEST
from zczr.domain.invariants import broken
from zczr.domain.reports import commands
from zczr.domain.reports.queries import QUEUE_ORDERS
from zczr.partials.reports import HEADINGS

_QUEUE = "/admin/reports"


async def sign_in_admin(visitor: Visitor, cast: Cast) -> None:
    await visitor.open("/admin/login")
    await visitor.press("登录", {"email": cast.admin.email, "password": PASSWORD})


async def reported(cast: Cast) -> int:
    """A request of the borrower's, reported by its partner; the report's id."""
    request = await make_request(cast.borrower, reason="采购轴承钢", summary="交货后六十天回款")
    await commands.file(
        cast.partner, await make_entry(cast.borrower, REQUEST, request), category="fraud", reason="项目并不存在"
    )
    return int(await db.fetch_value("SELECT max(id) FROM abuse_report"))


async def several(cast: Cast) -> None:
    """Reports of three publishers, the first one filed first."""
    for number, name in enumerate(["佛山", "安徽", "东莞"]):
        owner = await make_member(await make_organization(name=name))
        entry = await make_entry(owner, OFFER, await make_offer(owner))
        await make_report(cast.borrower, entry, category=("other", "fraud", "advertising")[number])


def publishers(page: Page) -> list[str]:
    return [text_of(each) for each in page.tree.xpath("//table//tbody//td[@data-label='发布单位']")]


async def test_an_admin_reads_what_was_reported_and_upholds_it(visitor: Visitor, cast: Cast) -> None:
    report_id = await reported(cast)
    await sign_in_admin(visitor, cast)
    await visitor.open("/work")
    await visitor.follow("处理 1 件举报")
    page = await visitor.follow("广州市精密零件扩产项目借款120,000元")
    for words in (
        "项目并不存在",
        "采购轴承钢",
        "交货后六十天回款",
        cast.partner.organization_name,
        "涉嫌欺诈",
        "展示中",
    ):
        assert words in page.text
    page = await visitor.press("认定成立", {"upheld_reason": " "}, expect=422)
    assert "请写明认定成立的理由" in page.errors()[0]
    page = await visitor.press("认定成立", {"upheld_reason": "项目不实"}, agree=True)
    assert page.path == _QUEUE
    assert "已认定成立" in page.text
    page = await visitor.open(f"{_QUEUE}/{report_id}")
    assert not page.tree.xpath("//button[contains(., '认定')]")
    acts = [text_of(each) for each in page.tree.xpath("//ol[@class='timeline']//p[@class='timeline-text']")]
    assert acts == ["提交举报", "认定举报成立", "移除动态"]
    assert "已移除" in page.text
    assert await broken() == []


async def test_an_admin_dismisses_and_the_reporter_reads_why(visitor: Visitor, cast: Cast) -> None:
    report_id = await reported(cast)
    await sign_in_admin(visitor, cast)
    await visitor.open(f"{_QUEUE}/{report_id}")
    page = await visitor.press("认定不成立", {"dismissed_reason": "长" * 301}, expect=422)
    assert page.one("//textarea[@name='dismissed_reason']").text.strip() == "长" * 301
    page = await visitor.press("认定不成立", {"dismissed_reason": "合同与订单属实"}, agree=True)
    assert "已认定不成立" in page.text
    await visitor.press("退出登录")
    await sign_in(visitor, cast.partner)
    page = await visitor.open("/messages/announcements")
    assert "说明：合同与订单属实" in page.text


@pytest.mark.parametrize("decision", ["认定成立", "认定不成立"])
async def test_the_second_admin_is_told_who_decided_and_keeps_the_words(
    visitor: Visitor, cast: Cast, decision: str
) -> None:
    report_id = await reported(cast)
    await sign_in_admin(visitor, cast)
    await visitor.open(f"{_QUEUE}/{report_id}")
    other = await make_member(cast.admin.organization_id, name="郑平")
    await commands.dismiss(other, report_id, reason="属实")
    field = "upheld_reason" if decision == "认定成立" else "dismissed_reason"
    if not visitor.htmx:
        await visitor.press(decision, {field: "太晚"})
        page = await visitor.press(decision, expect=409)
    else:
        page = await visitor.press(decision, {field: "太晚"}, expect=409)
    assert "郑平 已于" in page.errors()[0]
    assert page.errors()[1] == "您填写的说明：太晚"
    assert await db.fetch_value("SELECT status FROM abuse_report") == "dismissed"
    assert await db.fetch_value("SELECT count(*) FROM credit_entry") == 0


async def test_other_reports_of_the_entry_stand_beside_and_lead_to_each_other(plain: Visitor, cast: Cast) -> None:
    entry_id = await make_entry(cast.lender, OFFER, await make_offer(cast.lender))
    await make_report(cast.borrower, entry_id, category="other", reason="第一份")
    second = await make_report(cast.clerk, entry_id, category="advertising", reason="第二份")
    await sign_in_admin(plain, cast)
    page = await plain.open(f"{_QUEUE}/{second}")
    assert "第一份" in page.text
    page = await plain.follow("其他")
    assert "第二份" in page.text
    assert "第一份" in page.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "佛山 安徽 东莞"),
        ("sort=created&order=desc", "东莞 安徽 佛山"),
        ("sort=publisher", "安徽 东莞 佛山"),
        ("sort=category", "东莞 安徽 佛山"),
        ("sort=reporter&order=desc", "东莞 安徽 佛山"),
        ("sort=password_hash", "佛山 安徽 东莞"),
        ("status=dismissed", ""),
        ("status=nonsense&page=9999", "佛山 安徽 东莞"),
    ],
)
async def test_the_queue_is_ordered_as_the_address_says(plain: Visitor, cast: Cast, asked: str, shown: str) -> None:
    await several(cast)
    await sign_in_admin(plain, cast)
    page = await plain.open(f"{_QUEUE}?{asked}")
    assert publishers(page) == shown.split()
    response = await plain.fragment(f"/partials/admin/report-queue?{asked}")
    (alone,) = parse_fragment(response.text)
    assert canonical(alone) == page.html_of("report-queue")


def test_every_heading_that_is_a_link_has_its_sql() -> None:
    assert {heading.column for heading in HEADINGS if heading.column} == set(QUEUE_ORDERS)


@pytest.mark.parametrize("who", ["borrower", "institution", "stranger", "newcomer"])
async def test_for_everybody_else_there_is_no_such_place(plain: Visitor, cast: Cast, who: str) -> None:
    report_id = await reported(cast)
    await sign_in(plain, getattr(cast, who), "institution" if who == "institution" else "enterprise")
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    for path in (_QUEUE, f"{_QUEUE}/{report_id}", "/partials/admin/report-queue"):
        assert (await plain.raw("GET", path)).status_code == 404, path
    for act, field in (("upholding", "upheld_reason"), ("dismissal", "dismissed_reason")):
        sent = {"_csrf_token": token, field: "x"}
        assert (await plain.raw("POST", f"{_QUEUE}/{report_id}/{act}", data=sent)).status_code == 404
    assert await db.fetch_value("SELECT status FROM abuse_report") == "open"


async def test_a_report_that_is_not_there_is_not_found(plain: Visitor, cast: Cast) -> None:
    await sign_in_admin(plain, cast)
    await plain.open(f"{_QUEUE}/999", expect=404)
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    sent = {"_csrf_token": token, "upheld_reason": "x"}
    assert (await plain.raw("POST", f"{_QUEUE}/999/upholding", data=sent)).status_code == 404
