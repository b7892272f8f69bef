"""首页 and 我的业务: figures that are true, and first of all what waits."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cases import make_assessed_request, make_deal, make_filing, make_match, make_position
from cast import PASSWORD, Cast
from feed_cases import make_entry
from makers import make_member, make_offer, make_organization, make_request
from visitor import Visitor, canonical, parse_fragment, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit import commands as credit
from zczr.domain.messages.commands import tell
from zczr.domain.partners import commands as partners

DOORS = {"enterprise": "/login/enterprise", "institution": "/login/institution", "platform": "/admin/login"}


async def sign_in(visitor: Visitor, actor: Actor) -> None:
    await visitor.open(DOORS[str(actor.kind)])
    await visitor.press("登录", {"email": actor.email, "password": PASSWORD})


def todos(visitor: Visitor) -> list[str]:
    return [text_of(each) for each in visitor.now.tree.xpath("//*[@id='todo-list']//li")]


async def test_the_home_page_counts_only_verified_organizations_and_confirmed_contracts(
    plain: Visitor, cast: Cast
) -> None:
    await make_organization(status="suspended", uscc="91440101MA5ZZ00007")
    await make_position(cast.borrower, cast.lender, principal=Decimal("100000"))
    await make_position(cast.partner, cast.lender, principal=Decimal("25500"))
    await make_deal(cast.borrower, cast.lender, status="approved")
    await plain.open("/")
    figures = [text_of(each) for each in plain.now.tree.xpath("//*[@id='figures']/*")]
    assert figures == ["认证企业4家", "合作金融机构1家", "双方已确认合同2份", "累计成交金额12.55万元"]


async def test_the_home_page_says_whom_it_serves_with_what_and_what_it_promises(plain: Visitor) -> None:
    page = await plain.open("/")
    headings = [text_of(each) for each in page.tree.xpath("//h2")]
    assert headings[:5] == ["我们的客户群", "三项业务", "四个特点", "三项承诺", "请确认"]
    for words in (
        "中小企业",
        "金融机构",
        "担保",
        "借贷",
        "债权交易",
        "不在用户 PC 端安装任何插件",
        "用企业之间的相互了解来控制风险",
    ):
        assert words in page.text
    assert page.link("注册") == "/register"


async def test_the_home_page_of_somebody_signed_in_says_who_it_is_and_what_waits(plain: Visitor, cast: Cast) -> None:
    await make_deal(cast.borrower, cast.lender)
    await sign_in(plain, cast.lender)
    page = await plain.open("/")
    assert "梁远航，您好" in page.text
    assert "广州市远航供应链有限公司" in page.text
    assert len(todos(plain)) == 1
    assert page.link("进入我的业务") == "/work"


async def test_what_waits_comes_with_the_days_left_and_the_most_urgent_first(plain: Visitor, cast: Cast) -> None:
    now = clock.now()
    await make_deal(cast.borrower, cast.partner, title="甲", answer_due_at=now + timedelta(days=20))
    await make_deal(cast.partner, cast.lender, title="乙", status="approved", confirm_due_at=now + timedelta(days=35))
    filed = await make_deal(
        cast.partner, cast.lender, title="丙", status="approved_unconfirmed", confirm_due_at=now + timedelta(days=5)
    )
    await make_filing(filed, cast.lender)
    await make_deal(cast.borrower, cast.lender, title="丁")
    await sign_in(plain, cast.partner)
    await plain.open("/work")
    assert todos(plain) == [
        "确认合同：丙请在 5 天内确认",
        "答复申请：甲请在 20 天内答复",
        "签订并提交合同：乙请在 35 天内确认",
    ]


@pytest.mark.parametrize(
    ("days", "kind"), [(3, "danger"), (4, "warning"), (7, "warning"), (8, "info")], ids=lambda value: str(value)
)
async def test_a_deadline_grows_louder_as_it_comes_nearer(plain: Visitor, cast: Cast, days: int, kind: str) -> None:
    due = clock.now() + timedelta(days=days)
    await make_deal(cast.borrower, cast.lender, status="approved", confirm_due_at=due)
    await sign_in(plain, cast.borrower)
    await plain.open("/work")
    assert plain.now.tree.xpath(f"//*[@id='todo-list']//li[contains(@class, 'todo-{kind}')]")


async def test_a_draft_waits_until_it_is_finished_and_leads_to_its_form(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower, status="draft", amount_max=None, amount_min=None, project="")
    await sign_in(plain, cast.borrower)
    page = await plain.open("/work")
    (line,) = page.tree.xpath("//*[@id='todo-list']//a")
    assert (text_of(line), line.get("href")) == (
        "填写完草稿：广州市（项目）项目借款（金额）元", f"/lending/requests/{request_id}",
    )  # fmt: skip
    await plain.open(line.get("href"))


async def test_papers_that_came_back_wait_with_the_reason(plain: Visitor, cast: Cast) -> None:
    await db.execute(
        "UPDATE organization SET status = 'returned', returned_step = 3, returned_reason = '执照不清晰' WHERE id = $1",
        cast.newcomer.organization_id,
    )
    await sign_in(plain, cast.newcomer)
    await plain.open("/work")
    assert todos(plain) == ["补充被退回的注册资料退回原因：执照不清晰"]


async def test_the_admin_is_told_how_many_registrations_wait(plain: Visitor, cast: Cast) -> None:
    await db.execute("UPDATE organization SET submitted_at = $1 WHERE status = 'pending'", clock.now())
    await sign_in(plain, cast.admin)
    page = await plain.open("/work")
    assert todos(plain)[0].startswith("审核 1 家单位的注册资料")
    assert not page.tree.xpath("//*[@id='my-business']")
    assert "信用分" not in page.text


async def test_where_nothing_waits_the_page_says_what_would(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.stranger)
    page = await plain.open("/work")
    assert "没有待办事项" in page.text
    assert page.link("我要借款") == "/lending/requests/new"


async def test_an_institution_is_not_invited_to_borrow(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.institution)
    page = await plain.open("/work")
    assert "我要借款" not in page.text
    assert page.link("我要放贷") == "/lending/offers/new"


async def test_the_best_match_is_shown_until_it_has_been_applied_to(plain: Visitor, cast: Cast) -> None:
    request_id = await make_assessed_request(cast.borrower)
    offer_id = await make_offer(cast.lender)
    await make_match(request_id, offer_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open("/work")
    (card,) = page.tree.xpath("//*[@class='match']//h3")
    assert text_of(card) == "广州市远航供应链有限公司"
    assert page.link("查看并申请") == f"/lending/requests/{request_id}/matches"
    await make_deal(cast.borrower, cast.lender, request_id=request_id, offer_id=offer_id)
    page = await plain.open("/work")
    assert not page.tree.xpath("//*[@class='match']")


async def test_running_loans_are_summed_for_each_side_and_settled_ones_are_gone(plain: Visitor, cast: Cast) -> None:
    await make_position(cast.borrower, cast.lender, principal=Decimal("80000"))
    await make_position(cast.partner, cast.lender, principal=Decimal("25500"))
    await make_position(cast.partner, cast.lender, principal=Decimal("10000"))
    settled = await make_position(cast.borrower, cast.lender, principal=Decimal("50000"))
    await db.execute(
        "UPDATE loan_position SET status = 'settled', outstanding = 0, settled_at = $2 WHERE id = $1",
        settled,
        clock.now(),
    )
    await sign_in(plain, cast.lender)
    page = await plain.open("/work")
    figures = [text_of(each) for each in page.tree.xpath("//*[@id='my-business']//*[contains(@class, 'stat-value')]")]
    assert figures[:3] == ["0万元", "11.55万元", "3份"]
    await plain.press("退出登录")
    await sign_in(plain, cast.stranger)
    page = await plain.open("/work")
    assert "履行中" not in page.text


async def test_the_panel_shows_the_score_with_its_last_entries_and_the_newest_messages(
    plain: Visitor, cast: Cast
) -> None:
    async with db.transaction():
        for subject in (1, 2):
            await credit.enter(
                cast.borrower.organization_id, credit.Reason.UNCONFIRMED_CONTRACT, subject_kind="application",
                subject_id=subject, note=f"第 {subject} 份",
            )  # fmt: skip
        await tell(cast.borrower.organization_id, key="k", title="合同已确认：某某项目")
        await tell(cast.stranger.organization_id, key="k", title="别家的消息")
    await sign_in(plain, cast.borrower)
    page = await plain.open("/work")
    panel = text_of(page.one("//*[@id='standing-panel']"))
    assert "96分" in panel
    assert panel.index("第 2 份") < panel.index("第 1 份")
    assert "未读合同已确认：某某项目" in panel
    assert "别家的消息" not in page.text


@pytest.mark.parametrize("name", ["todo-list", "my-business", "standing-panel"])
async def test_a_part_served_alone_is_the_part_of_the_page(plain: Visitor, cast: Cast, name: str) -> None:
    request_id = await make_assessed_request(cast.borrower)
    await make_match(request_id, await make_offer(cast.lender))
    await make_deal(cast.borrower, cast.partner, status="approved")
    await sign_in(plain, cast.borrower)
    await plain.open("/work")
    whole = plain.now.html_of(name)
    alone = await plain.fragment(f"/partials/work/{name}")
    assert alone.status_code == 200
    (element,) = parse_fragment(alone.text)
    assert canonical(element) == whole


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/login/enterprise", 200), ("/work", 303), ("/nowhere", 404)]
)
async def test_a_head_says_what_a_get_would_and_sends_no_page(plain: Visitor, path: str, status: int) -> None:
    got, asked = await plain.raw("GET", path), await plain.raw("HEAD", path)
    assert (asked.status_code, got.status_code) == (status, status)
    assert asked.content == b""
    assert asked.headers.get("content-type") == got.headers.get("content-type")


async def test_the_outbox_takes_any_address(plain: Visitor) -> None:
    response = await plain.raw("GET", "/outbox?to=%00%ff")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("who", "waits"),
    [
        ("lender", {"答复申请", "确认合同", "签订并提交合同"}),
        ("lender_checker", {"答复申请", "确认合同"}),
        ("lender_clerk", {"签订并提交合同"}),
    ],
)
async def test_only_what_this_member_may_do_waits_for_it(plain: Visitor, cast: Cast, who: str, waits: set[str]) -> None:
    await make_deal(cast.borrower, cast.lender)
    await make_deal(cast.borrower, cast.lender, status="approved")
    await make_filing(await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed"), cast.borrower)
    actor = (
        await make_member(cast.lender.organization_id, role="operator") if who == "lender_clerk" else getattr(cast, who)
    )
    await sign_in(plain, actor)
    page = await plain.open("/work")
    assert {text_of(link).partition("：")[0] for link in page.tree.xpath("//ul[@class='todos']//a")} == waits


async def test_what_partners_bring_is_shown_and_answered_in_place(visitor: Visitor, cast: Cast) -> None:
    await partners.ask(cast.stranger, cast.borrower.organization_id, message="展会上见过")
    await make_entry(cast.partner, "loan_offer", await make_offer(cast.partner))
    await make_entry(cast.borrower, "loan_request", await make_request(cast.borrower))
    await sign_in(visitor, cast.borrower)
    page = await visitor.open("/work")
    assert any("答复 1 份好友申请" in each for each in todos(visitor))
    assert text_of(page.one("//*[@id='received-requests']")) == "收到的好友申请"
    feed = [text_of(each) for each in page.tree.xpath("//section[@aria-labelledby='newest-feed']//h3")]
    assert len(feed) == 1, "own entries are no news"
    page = await visitor.press("接受")
    assert page.path == "/work"
    assert not page.tree.xpath("//*[@id='received-requests']")
    assert not any("好友申请" in each for each in todos(visitor))


async def test_an_institution_has_news_of_partners_and_an_admin_has_none(plain: Visitor, cast: Cast) -> None:
    await partners.ask(cast.stranger, cast.institution.organization_id, message="")
    await sign_in(plain, cast.institution)
    assert (await plain.open("/work")).tree.xpath("//*[@id='received-requests']")
    await sign_in(plain, cast.admin)
    assert not (await plain.open("/work")).tree.xpath("//*[@id='partner-news']")


async def test_the_news_of_partners_alone_are_those_of_the_page(plain: Visitor, cast: Cast) -> None:
    await partners.ask(cast.stranger, cast.borrower.organization_id, message="")
    await make_entry(cast.partner, "loan_offer", await make_offer(cast.partner))
    await sign_in(plain, cast.borrower)
    whole = await plain.open("/work")
    (alone,) = parse_fragment((await plain.fragment("/partials/work/partner-news")).text)
    assert canonical(alone) == whole.html_of("partner-news")
