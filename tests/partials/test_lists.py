"""消息中心 and 认证审核: orders and pages of their lists, and the fragments that the pages show."""

from datetime import timedelta

import pytest

from cast import PASSWORD, Cast
from lending_cases import sign_in
from makers import make_organization
from visitor import Page, Visitor, canonical, parse_fragment, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.queries import QUEUE_ORDERS
from zczr.domain.messages.commands import tell
from zczr.partials.verifications import HEADINGS

_QUEUE = "/admin/verifications"


async def _queue_of(cast: Cast, names: str, *, status: str) -> None:
    """Organizations sent in one a day, the first name first."""
    await db.execute("UPDATE organization SET status = 'suspended' WHERE status = $1 AND kind <> 'platform'", status)
    for number, name in enumerate(names.split()):
        await make_organization(name=name, status=status, submitted_at=clock.now() - timedelta(days=30 - number))


async def _sign_in_admin(visitor: Visitor, cast: Cast) -> None:
    await visitor.open("/admin/login")
    await visitor.press("登录", {"email": cast.admin.email, "password": PASSWORD})


def _names(page: Page) -> list[str]:
    return [text_of(each) for each in page.tree.xpath("//table//tbody//th")]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "佛山 安徽 东莞"),
        ("sort=submitted&order=desc", "东莞 安徽 佛山"),
        ("sort=name", "安徽 东莞 佛山"),
        ("sort=name&order=desc", "佛山 东莞 安徽"),
        ("sort=password_hash", "佛山 安徽 东莞"),
        # What is decided is listed from the newest.
        ("status=returned", "东莞 安徽 佛山"),
        ("status=returned&sort=submitted&order=asc", "佛山 安徽 东莞"),
    ],
)
async def test_the_queue_is_ordered_as_the_address_says(plain: Visitor, cast: Cast, asked: str, shown: str) -> None:
    await _queue_of(cast, "佛山 安徽 东莞", status="returned" if "returned" in asked else "pending")
    await _sign_in_admin(plain, cast)
    assert _names(await plain.open(f"{_QUEUE}?{asked}")) == shown.split()


def test_every_heading_that_is_a_link_has_its_sql() -> None:
    assert {heading.column for heading in HEADINGS if heading.column} == set(QUEUE_ORDERS)


async def test_behind_the_last_page_of_the_queue_is_the_last(plain: Visitor, cast: Cast) -> None:
    await _queue_of(cast, " ".join(f"单位{number:02}" for number in range(21)), status="pending")
    await _sign_in_admin(plain, cast)
    page = await plain.open(f"{_QUEUE}?page=9999")
    assert _names(page) == ["单位20"]
    assert "共 21 条，当前第 21–21 条" in page.text
    page = await plain.open(f"{_QUEUE}?status=returned&page=9999")
    assert "这里没有单位" in page.text


async def _tell(cast: Cast, count: int) -> None:
    async with db.transaction():
        for number in range(count):
            await tell(cast.borrower.organization_id, key=f"k{number}", title=f"第{number}条", body="", href="")


async def test_behind_the_last_page_of_the_messages_is_the_last(plain: Visitor, cast: Cast) -> None:
    await _tell(cast, 22)
    await sign_in(plain, cast.borrower)
    page = await plain.open("/messages?show=unread&page=9999")
    assert [text_of(each) for each in page.tree.xpath("//*[@id='message-list']//h2")] == ["未读第1条", "未读第0条"]
    assert "共 22 条，当前第 21–22 条" in page.text
    page = await plain.follow("上一页")
    assert page.path == "/messages?show=unread"


@pytest.mark.parametrize(
    ("page", "partial", "element"),
    [
        ("/messages?show=unread&page=2", "/partials/messages/progress/message-list", "message-list"),
        (f"{_QUEUE}?order=desc&sort=name&status=pending", "/partials/admin/verification-queue", "verification-queue"),
    ],
)
async def test_a_fragment_is_the_page_s_and_pushes_its_address(
    plain: Visitor, cast: Cast, page: str, partial: str, element: str
) -> None:
    await _tell(cast, 22)
    if element == "message-list":
        await sign_in(plain, cast.borrower)
    else:
        await _sign_in_admin(plain, cast)
    whole = await plain.open(page)
    response = await plain.fragment(f"{partial}?{page.partition('?')[2]}")
    (alone,) = parse_fragment(response.text)
    assert canonical(alone) == whole.html_of(element)
    assert response.headers["hx-push-url"] == page
