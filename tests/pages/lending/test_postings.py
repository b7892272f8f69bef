"""我的发布: the list, withdrawing and closing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cases import make_match
from cast import Cast
from lending_cases import sign_in
from makers import make_application, make_offer, make_request
from visitor import Page, Visitor, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.lending.matching import run_for_request
from zczr.domain.lending.queries import ORDERS
from zczr.domain.lending.sorts import OFFERS
from zczr.domain.postings import commands as postings
from zczr.partials.lending.posting_list import HEADINGS


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


async def test_what_a_draft_lacks_is_called_not_filled_in(plain: Visitor, cast: Cast) -> None:
    await make_offer(cast.borrower, status="draft", project="闲钱", amount_min=None, amount_max=None, min_rate=None)
    await make_request(cast.borrower, status="draft", amount_min=None, amount_max=Decimal("120000"), term_months=None)
    await sign_in(plain, cast.borrower)
    page = await plain.open("/lending/postings?sort=kind")
    offer, request = page.tree.xpath("//table//tbody//tr")
    assert "？" not in page.text
    assert text_of(offer.find("th")) == "闲钱（金额未填写）"
    assert [text_of(cell) for cell in offer.findall("td")][1:4] == ["未填写", "未填写", "12 个月"]
    assert [text_of(cell) for cell in request.findall("td")][1:4] == ["未填写 — 12", "6.00%", "未填写"]


async def test_a_range_with_equal_ends_is_one_figure(plain: Visitor, cast: Cast) -> None:
    amount = Decimal("100000")
    offer_id = await make_offer(cast.lender, amount_min=amount, amount_max=amount)
    request_id = await make_request(cast.borrower, amount_min=amount, amount_max=amount)
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    assert "金额10 万元" in page.text
    await sign_in(plain, cast.lender)
    page = await plain.open("/lending/postings")
    assert "闲置资金出借（10 万元）" in page.text
    assert "—" not in text_of(page.one("//table//tbody//tr/td[2]"))
    await postings.close(cast.lender, OFFERS, offer_id)
    page = await plain.open(f"/lending/offers/{offer_id}")
    assert "可贷金额10 万元" in page.text


async def test_open_applications_lead_to_their_side_of_the_list(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_application(cast.borrower, cast.lender, request_id=request_id, title="发起的一件")
    for lender in (cast.partner, cast.institution):
        await make_application(cast.borrower, lender, applicant=lender, request_id=request_id, title="收到的一件")
    await sign_in(plain, cast.borrower)
    await plain.open("/lending/postings")
    page = await plain.follow("收到 2 件申请")
    assert (page.text.count("收到的一件"), page.text.count("发起的一件")) == (2, 0)
    await plain.open("/lending/postings")
    page = await plain.follow("发起 1 件申请")
    assert (page.text.count("收到的一件"), page.text.count("发起的一件")) == (0, 1)


def _projects(page: Page) -> list[str]:
    return [text_of(each).removeprefix("广州市")[:2] for each in page.tree.xpath("//table//tbody//th")]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "出借 草稿 白云 安保"),
        ("sort=project", "安保 白云 草稿 出借"),
        ("sort=kind", "出借 安保 白云 草稿"),
        ("sort=amount", "安保 白云 出借 草稿"),
        ("sort=amount&order=asc", "出借 白云 安保 草稿"),
        ("sort=rate", "白云 出借 安保 草稿"),
        ("sort=term&order=desc", "出借 安保 白云 草稿"),
        ("sort=status", "草稿 出借 安保 白云"),
        ("sort=expires", "出借 安保 白云 草稿"),
        ("sort=matches", "安保 出借 草稿 白云"),
        ("sort=nonsense", "出借 草稿 白云 安保"),
    ],
)
async def test_the_list_is_ordered_as_the_address_says(plain: Visitor, cast: Cast, asked: str, shown: str) -> None:
    now, today = clock.now(), clock.today()
    await make_request(
        cast.borrower, project="安保", amount_max=Decimal("300000"), max_rate=Decimal("0.08"),
        created_at=now - timedelta(days=4), expires_on=today + timedelta(days=50),
    )  # fmt: skip
    await make_request(
        cast.borrower, project="白云", amount_max=Decimal("200000"), max_rate=Decimal("0.03"), term_months=3,
        status="withdrawn", created_at=now - timedelta(days=3),
    )  # fmt: skip
    await make_request(
        cast.borrower, project="草稿", status="draft", amount_min=None, amount_max=None, max_rate=None, term_months=None,
        created_at=now - timedelta(days=2),
    )  # fmt: skip
    await make_offer(
        cast.borrower, project="出借", created_at=now - timedelta(days=1), expires_on=today + timedelta(days=9),
    )  # fmt: skip
    other = await make_offer(cast.lender)
    request_id = await db.fetch_value("SELECT id FROM loan_request WHERE project = '安保'")
    await make_match(request_id, other)
    await sign_in(plain, cast.borrower)
    assert _projects(await plain.open(f"/lending/postings?{asked}")) == shown.split()


def test_every_heading_that_is_a_link_has_its_sql() -> None:
    assert {heading.column for heading in HEADINGS if heading.column} == set(ORDERS) - {"created"}


async def test_behind_the_last_page_is_the_last(plain: Visitor, cast: Cast) -> None:
    for number in range(23):
        await make_offer(cast.borrower, project=f"第{number}笔")
    await sign_in(plain, cast.borrower)
    page = await plain.open("/lending/postings?page=9999&sort=amount")
    assert "共 23 条，当前第 21–23 条" in page.text
    assert len(page.tree.xpath("//table//tbody//tr")) == 3


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
    last = await db.fetch_row(
        "SELECT from_state, to_state, member_id FROM history WHERE subject_kind = 'loan_request' ORDER BY id DESC LIMIT 1"
    )
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


async def test_a_draft_is_given_up(visitor: Visitor, cast: Cast) -> None:
    draft = await make_request(cast.borrower, status="draft")
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"/lending/requests/{draft}")
    assert "关闭发布" not in page.text
    page = await visitor.press("放弃草稿", agree=True)
    assert "草稿已放弃" in page.text
    assert await db.fetch_value("SELECT status FROM loan_request") == "withdrawn"
