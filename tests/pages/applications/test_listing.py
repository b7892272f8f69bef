"""申请详情: tabs, orders and pages of the list, each an address that opens the same view again."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from cast import Cast
from lending_cases import sign_in
from makers import make_application, make_offer, make_request
from visitor import Page, Visitor, canonical, parse_fragment, text_of
from zczr.domain import clock
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.queries import ORDERS, applications_of
from zczr.domain.applications.stages import SERVED_ELSEWHERE, Stage
from zczr.domain.ordering import Order
from zczr.partials.applications.listing import HEADINGS

OWNER = Business.LOAN.path
PARTIAL = f"/partials{OWNER}/application-list"


_FACTS = (
    # title, amount, state, days since it was sent, days until the clock that runs is over
    ("北京设备", "300000", "pending", 1, 29),
    ("安徽仓库", "100000", "approved", 20, 40),
    ("中山厂房", "200000", "approved_unconfirmed", 55, 5),
    ("东莞模具", "100000", "rejected", 3, None),
)


async def _send(cast: Cast) -> None:
    """Four applications of the borrower's, to two lenders, not sent in the order of their ids."""
    for number, (title, amount, status, ago, left) in enumerate(_FACTS):
        now = clock.now()
        approved = status.startswith("approved")
        await make_application(
            cast.borrower, cast.lender if number % 2 else cast.institution, status=status, title=title,
            amount=Decimal(amount), created_at=now - timedelta(days=ago), reason="资金已安排" if status == "rejected" else "",
            answer_due_at=now + timedelta(days=left) if status == "pending" and left else now,
            **({"approved_at": now, "confirm_due_at": now + timedelta(days=left or 0)} if approved else {}),
        )  # fmt: skip


def titles(page: Page) -> list[str]:
    """The names of the rows as they stand."""
    return [text_of(each) for each in page.tree.xpath("//table//tbody//th")]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "北京 东莞 安徽 中山"),
        ("sort=created&order=asc", "中山 安徽 东莞 北京"),
        ("sort=title", "安徽 北京 东莞 中山"),
        ("sort=title&order=desc", "中山 东莞 北京 安徽"),
        # 100,000 twice: the id decides, and turns round with the order.
        ("sort=amount&order=asc", "安徽 东莞 中山 北京"),
        ("sort=amount", "北京 中山 东莞 安徽"),
        ("sort=stage", "北京 安徽 中山 东莞"),
        # Where no clock runs, the row stands last both ways.
        ("sort=due", "中山 北京 安徽 东莞"),
        ("sort=due&order=desc", "安徽 北京 中山 东莞"),
        ("sort=nonsense&order=asc", "北京 东莞 安徽 中山"),
    ],
)
async def test_the_list_is_ordered_as_the_address_says(plain: Visitor, cast: Cast, asked: str, shown: str) -> None:
    await _send(cast)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"{OWNER}?{asked}")
    assert [title[:2] for title in titles(page)] == shown.split()


async def test_the_other_side_s_name_orders_the_list(plain: Visitor, cast: Cast) -> None:
    await _send(cast)
    await sign_in(plain, cast.borrower)
    rising = titles(await plain.open(f"{OWNER}?sort=counterparty"))
    falling = titles(await plain.open(f"{OWNER}?sort=counterparty&order=desc"))
    assert rising == falling[::-1]
    assert {rising[0], rising[1]} in ({"北京设备", "中山厂房"}, {"安徽仓库", "东莞模具"})


def test_every_heading_that_is_a_link_has_its_sql() -> None:
    assert {heading.column for heading in HEADINGS if heading.column} == set(ORDERS)


async def test_a_second_press_on_a_heading_turns_the_list_round_and_says_so(plain: Visitor, cast: Cast) -> None:
    await _send(cast)
    await sign_in(plain, cast.borrower)
    await plain.open(f"{OWNER}?side=sent&page=2")
    page = await plain.follow("金额（元）")
    assert parse_qs(urlsplit(page.path).query) == {"side": ["sent"], "sort": ["amount"], "order": ["desc"]}
    assert text_of(page.one("//th[@aria-sort='descending']")) == "金额（元）"
    page = await plain.follow("金额（元）")
    assert text_of(page.one("//th[@aria-sort='ascending']")) == "金额（元）"
    assert titles(page)[-1] == "北京设备"
    page = await plain.follow("时间")
    assert text_of(page.one("//th[@aria-sort='descending']")) == "时间"
    assert "sort" not in page.path


async def test_tabs_and_states_keep_the_order_and_the_order_keeps_the_tab(plain: Visitor, cast: Cast) -> None:
    await _send(cast)
    await make_application(cast.borrower, cast.lender, applicant=cast.lender, title="收到的一件")
    await sign_in(plain, cast.borrower)
    await plain.open(f"{OWNER}?sort=amount&order=asc")
    page = await plain.follow("已通过 1")
    assert parse_qs(urlsplit(page.path).query) == {
        "sort": ["amount"], "order": ["asc"], "side": ["sent"], "status": ["approved"],
    }  # fmt: skip
    assert titles(page) == ["安徽仓库"]
    page = await plain.follow("项目名称")
    assert "status=approved" in page.path
    page = await plain.follow("已收到 1")
    assert (titles(page), "status" in page.path, "sort=title" in page.path) == (["收到的一件"], False, True)


async def test_the_counts_of_the_tabs_are_those_of_the_side(plain: Visitor, cast: Cast) -> None:
    await _send(cast)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"{OWNER}?status=pending")
    assert [text_of(a) for a in page.tree.xpath("//nav[@aria-label='申请状态']//a")] == [
        "全部 4", "待处理 1", "已通过 1", "已通过未确认 1", "已拒绝 1",
    ]  # fmt: skip
    page = await plain.open(f"{OWNER}?side=received&status=pending")
    assert "没有“待处理”的申请" in page.text
    page = await plain.open(f"{OWNER}?side=received")
    assert "还没有收到申请" in page.text


async def test_behind_the_last_page_is_the_last_and_no_row_is_shown_twice(plain: Visitor, cast: Cast) -> None:
    request_id, offer_id = await make_request(cast.borrower), await make_offer(cast.lender)
    for number in range(105):
        await make_application(
            cast.borrower, cast.lender, status="withdrawn", request_id=request_id, offer_id=offer_id, title=f"第{number}件",
        )  # fmt: skip
    await sign_in(plain, cast.borrower)
    # All amounts are alike: only the id keeps the pages apart.
    seen = [titles(await plain.open(f"{OWNER}?sort=amount&page={page}")) for page in (1, 2, 3)]
    assert [len(page) for page in seen] == [50, 50, 5]
    assert len({title for page in seen for title in page}) == 105
    page = await plain.open(f"{OWNER}?sort=amount&page=9999")
    assert titles(page) == seen[2]
    assert "共 105 条，当前第 101–105 条" in page.text
    page = await plain.open(f"{OWNER}?status=pending&page=9999")
    assert "没有“待处理”的申请" in page.text


async def test_the_fragment_is_the_page_s_and_pushes_the_address_that_opens_it(plain: Visitor, cast: Cast) -> None:
    await _send(cast)
    await sign_in(plain, cast.borrower)
    query = "sort=amount&order=asc&side=sent&status=approved"
    whole = await plain.open(f"{OWNER}?{query}")
    response = await plain.fragment(f"{PARTIAL}?{query}&page=7")
    (alone,) = parse_fragment(response.text)
    assert canonical(alone) == whole.html_of("application-list")
    assert response.headers["hx-push-url"] == f"{OWNER}?order=asc&side=sent&sort=amount&status=approved"


@pytest.mark.parametrize("column", sorted(ORDERS))
async def test_each_page_of_each_order_follows_on_the_one_before(cast: Cast, column: str) -> None:
    await _send(cast)
    for falls in (True, False):
        found = await applications_of(
            cast.borrower, Business.LOAN, received=False, stage=None, page=1, order=Order(column, descending=falls)
        )
        assert len(found.lines) == len(_FACTS)
        assert found.counts == {Stage(each[2]): 1 for each in _FACTS}


async def test_the_tabs_count_both_sides_and_who_only_received_opens_there(visitor: Visitor, cast: Cast) -> None:
    await _send(cast)

    def tabs(page: Page) -> dict[str, str | None]:
        return {text_of(tab): tab.get("aria-current") for tab in page.tree.xpath("//nav[@aria-label='申请方向']//a")}

    await sign_in(visitor, cast.lender)
    page = await visitor.open(OWNER)
    assert tabs(page) == {"已发起": None, "已收到 2": "page"}
    assert len(titles(page)) == 2
    page = await visitor.open(f"{OWNER}?side=sent")
    assert (tabs(page), titles(page)) == ({"已发起": "page", "已收到 2": None}, [])
    page = await visitor.open(f"{OWNER}?status=approved")
    assert titles(page) == ["安徽仓库"]
    (alone,) = parse_fragment((await visitor.fragment(f"{PARTIAL}?status=approved")).text)
    assert canonical(alone) == page.html_of("application-list")
    await make_application(cast.lender, cast.institution, title="转型设备")
    page = await visitor.open(OWNER)
    assert (tabs(page), titles(page)) == ({"已发起 1": "page", "已收到 2": None}, ["转型设备"])


async def test_what_another_contract_ended_is_told_apart_from_a_refusal(plain: Visitor, cast: Cast) -> None:
    for title, reason in (("甲项目", SERVED_ELSEWHERE), ("乙项目", "额度已满")):
        await make_application(cast.borrower, cast.lender, status="rejected", title=title, reason=reason)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"{OWNER}?sort=title")
    rows = [text_of(row) for row in page.tree.xpath("//table//tbody/tr")]
    assert ["已与其他单位成交" in row for row in rows] == [title.startswith("甲") for title in titles(page)]
    assert all("已拒绝" in row for row in rows)
