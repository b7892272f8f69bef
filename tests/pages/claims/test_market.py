"""债权交易 as members use it: filters, orders, rows, what is wrong with what was asked, and who sees which claims."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cast import Cast
from claim_makers import by_quotes
from market_cases import debtors, open_market, put_on_sale, sign_in
from visitor import Visitor, text_of
from zczr.domain import clock
from zczr.domain.claims import market
from zczr.domain.partners import commands as partners
from zczr.partials.claims.market_list import HEADINGS

MARKET = "/claims/market"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "丁 丙 乙 甲"),
        ("title=重工", "甲"),
        ("title=甲方重", "甲"),
        ("title=方重工对于广州", "甲"),
        ("title=没有的", ""),
        ("seller=华锐", "乙 甲"),
        ("seller=dingsheng", "丁"),
        ("seller=dsdz", "丁"),
        ("kind=bill", "乙"),
        ("kind=bill&kind=rent", "丙 乙"),
        ("days_min=100", "丁 丙 甲"),
        ("days_min=101", "丙 甲"),
        ("days_max=100", "丁 乙"),
        ("days_max=99天", "乙"),
        ("days_min=31&days_max=239", "丁"),
        ("amount_min=60", "丁 乙"),
        ("amount_min=60.01", "丁"),
        ("amount_max=59", "丙 甲"),
        ("amount_max=58.99万", "丙"),
        ("price_min=50&price_max=58", "乙 甲"),
        ("discount_min=15", "丙 甲"),
        ("discount_min=15.25", "丙 甲"),
        ("discount_min=15.26", "丙"),
        ("discount_max=5", "丁 乙"),
        ("yield_min=27.37", "丙 乙 甲"),
        ("yield_min=27.38", "丙 乙"),
        ("yield_max=27.37", "丁 甲"),
        ("province=440000", "丁 乙 甲"),
        ("province=110000", "丙"),
        ("province=440000&city=440600", "乙"),
        # A city that is left over from another province is none.
        ("province=440000&city=110100", "丁 乙 甲"),
        ("industry=K", "丙"),
        ("grade=A", "丙 乙 甲"),
        ("grade=C", "丁 丙 乙 甲"),
        ("debtor=confirmed", "甲"),
        ("debtor=confirmed&debtor=disputed", "丁 甲"),
        ("kind=receivable&kind=bill&amount_min=60&debtor=notified&province=440000&yield_min=10", "乙"),
        ("kind=receivable&debtor=notified", ""),
        ("kind=nonsense", "丁 丙 乙 甲"),
    ],
)
async def test_a_filter_finds_what_it_says(plain: Visitor, cast: Cast, asked: str, shown: str) -> None:
    await open_market(cast)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"{MARKET}?{asked}")
    assert [each[0] for each in debtors(page)] == shown.split()
    assert f"共 {len(shown.split())} 条" in page.text or not shown


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("sort=title", "丙 丁 甲 乙"),
        ("sort=title&order=desc", "乙 甲 丁 丙"),
        ("sort=seller", "丁 丙 甲 乙"),
        ("sort=kind", "甲 乙 丁 丙"),
        ("sort=due", "乙 丁 甲 丙"),
        ("sort=amount", "丁 乙 甲 丙"),
        ("sort=price&order=asc", "丙 甲 乙 丁"),
        ("sort=discount", "丙 甲 丁 乙"),
        ("sort=yield", "丙 乙 甲 丁"),
        ("sort=yield&order=asc", "丁 甲 乙 丙"),
        ("sort=debtor", "甲 乙 丙 丁"),
        ("sort=pairs", "丁 丙 乙 甲"),
        ("sort=amount&kind=bill&kind=rent", "乙 丙"),
    ],
)
async def test_the_list_is_ordered_as_the_address_says(plain: Visitor, cast: Cast, asked: str, shown: str) -> None:
    await open_market(cast)
    await sign_in(plain, cast.lender)
    assert [each[0] for each in debtors(await plain.open(f"{MARKET}?{asked}"))] == shown.split()


def test_every_heading_that_is_a_link_has_its_column() -> None:
    assert {heading.column for heading in HEADINGS if heading.column} | {"listed"} == set(market.ORDERS)


@pytest.mark.parametrize("column", ["grade", "region", "industry", "recourse"])
async def test_an_institution_sees_and_orders_by_the_columns_of_its_portfolio(
    plain: Visitor, cast: Cast, column: str
) -> None:
    await open_market(cast)
    await sign_in(plain, cast.institution)
    page = await plain.open(f"{MARKET}?sort={column}&order=asc")
    first, last = {"grade": "丁丙", "region": "丙乙", "industry": "甲丙", "recourse": "丙丁"}[column]
    assert (debtors(page)[0][0], debtors(page)[-1][0]) == (first, last)
    assert "C 一般" in page.text
    assert "佛山市" in page.text
    assert "有追索权" in page.text


async def test_others_have_no_columns_of_a_portfolio_and_compare_nothing(plain: Visitor, cast: Cast) -> None:
    await open_market(cast)
    await sign_in(plain, cast.lender)
    page = await plain.open(MARKET)
    assert "追索权" not in page.text
    assert not page.tree.xpath("//input[@name='id']")


async def test_a_row_says_what_the_claim_is_and_leads_to_seller_conversation_and_purchase(
    plain: Visitor, cast: Cast
) -> None:
    claim_id = await put_on_sale(
        cast.borrower,
        face_amount=Decimal(590_000),
        due_on=clock.today() + timedelta(days=240),
        debtor_state="confirmed",
    )
    await sign_in(plain, cast.lender)
    row = text_of((await plain.open(MARKET)).one("//*[@id='market-list']//tbody/tr"))
    for said in ("应收账款", "剩 240 天", "590,000.00", "500,000.00", "15.25%", "27.37%", "已确权", "广州市华锐精密"):
        assert said in row
    links = plain.now.tree.xpath("//*[@id='market-list']//tbody//a/@href")
    assert links == [
        f"{MARKET}/{claim_id}", f"/partners/{cast.borrower.organization_id}", f"{MARKET}/{claim_id}/purchase",
        f"/messages/conversations/new?to={cast.borrower.organization_id}&about=claim&id={claim_id}",
    ]  # fmt: skip
    assert "本页合计：债权金额 590,000.00 元，出售价格 500,000.00 元" in plain.now.text


async def test_an_own_claim_is_marked_and_not_for_sale_to_oneself(plain: Visitor, cast: Cast) -> None:
    await put_on_sale(cast.borrower)
    await sign_in(plain, cast.clerk)
    page = await plain.open(MARKET)
    assert "本单位" in text_of(page.one("//*[@id='market-list']//tbody/tr"))
    assert "购买" not in text_of(page.one("//*[@id='market-list']//tbody/tr"))


async def test_who_only_checks_does_not_buy(plain: Visitor, cast: Cast) -> None:
    await put_on_sale(cast.borrower)
    await sign_in(plain, cast.lender_checker)
    row = (await plain.open(MARKET)).one("//*[@id='market-list']//tbody/tr")
    assert "购买" not in text_of(row)
    assert "对话" in text_of(row)


async def test_a_claim_sold_by_quotes_is_not_bought_at_once(plain: Visitor, cast: Cast) -> None:
    claim_id = await put_on_sale(cast.borrower, **by_quotes())
    await sign_in(plain, cast.lender)
    await plain.open(MARKET)
    assert f"{MARKET}/{claim_id}/purchase" not in plain.now.tree.xpath("//a/@href")
    assert "参与询价" in plain.now.text


@pytest.mark.parametrize("blocker", ["borrower", "stranger"])
async def test_who_keep_apart_do_not_see_each_others_claims(plain: Visitor, cast: Cast, blocker: str) -> None:
    await put_on_sale(cast.borrower)
    one, other = (cast.borrower, cast.stranger) if blocker == "borrower" else (cast.stranger, cast.borrower)
    await partners.block(one, other.organization_id)
    await sign_in(plain, cast.stranger)
    assert debtors(await plain.open(MARKET)) == []
    await sign_in(plain, cast.lender)
    assert len(debtors(await plain.open(MARKET))) == 1


@pytest.mark.parametrize("days", [(-1, 100), (100, -1)], ids=["past its last day", "past its due day"])
async def test_what_is_over_is_not_shown(plain: Visitor, cast: Cast, days: tuple[int, int]) -> None:
    today = clock.today()
    await put_on_sale(
        cast.borrower, expires_on=today + timedelta(days=days[0]), due_on=today + timedelta(days=days[1]),
        starts_on=today - timedelta(days=99),
    )  # fmt: skip
    last = await put_on_sale(cast.borrower, expires_on=today, due_on=today)
    await sign_in(plain, cast.lender)
    page = await plain.open(MARKET)
    assert page.tree.xpath("//*[@id='market-list']//tbody//th/a/@href") == [f"{MARKET}/{last}"]
    assert "剩 0 天" in page.text


async def test_the_yield_shown_is_that_of_the_day_whenever_it_was_kept(plain: Visitor, cast: Cast) -> None:
    await put_on_sale(cast.borrower, face_amount=Decimal(590_000), due_on=clock.today() + timedelta(days=240))
    clock.travel(timedelta(days=40))
    await sign_in(plain, cast.lender)
    row = text_of((await plain.open(MARKET)).one("//*[@id='market-list']//tbody/tr"))
    assert "剩 200 天" in row
    assert "32.85%" in row


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("title=债权", "债权名称：请至少输入名称中的两个字，并避开“债权”这类几乎每个名称都有的字"),
        ("seller=公司", "融资企业：请至少输入名称中的两个字，并避开“公司”这类几乎每个名称都有的字"),
        ("days_min=很久", "债权期限下限：请用数字填写，例如 20 或 20.5"),
        ("days_max=-1", "债权期限上限：请填写 0 到 36,600 之间的天数"),
        ("amount_min=abc", "债权金额下限：请用数字填写，例如 20 或 20.5"),
        ("price_min=20&price_max=10", "出售价格：下限不能大于上限，请核对两个数字"),
        ("discount_min=五", "折扣下限：请用数字填写，例如 20 或 20.5"),
        ("yield_max=10元", "年化收益率上限：请用百分数填写，例如 10 或 10.5"),
        ("province=999999", "地区：请从列出的选项中选择"),
        ("industry=ZZ", "所属行业：请从列出的选项中选择"),
        ("grade=AAA", "信用等级：请从列出的选项中选择"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_on_top_and_kept_as_typed(
    plain: Visitor, cast: Cast, asked: str, said: str
) -> None:
    await open_market(cast)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"{MARKET}?{asked}", expect=422)
    assert page.errors() == [said]
    sentence = said.partition("：")[2]
    (field,) = page.tree.xpath("//*[@data-error-summary]//a/@href")
    control = page.one(f"//*[@id='{field[1:]}']")
    if control.tag == "input":
        assert control.get("value") == asked.partition("=")[2].partition("&")[0]
    assert sentence in text_of(page.one(f"//*[@id='{field[1:]}-error']"))
    assert len(debtors(page)) == 4, "what could not be read is not asked for"


async def test_each_condition_is_a_chip_that_can_be_taken_away(plain: Visitor, cast: Cast) -> None:
    await open_market(cast)
    await sign_in(plain, cast.lender)
    await plain.open(f"{MARKET}?kind=bill&kind=rent&amount_min=9&amount_max=60&province=440000&sort=due&title=乙方")
    chips = [text_of(each) for each in plain.now.tree.xpath("//a[@class='chip']")]
    assert chips == [
        "去掉条件：债权名称：乙方", "去掉条件：票据", "去掉条件：租金", "去掉条件：债权金额：9 万 至 60 万", "去掉条件：地区：广东省",
    ]  # fmt: skip
    page = await plain.follow("去掉条件：票据")
    assert (
        page.path == f"{MARKET}?amount_max=60&amount_min=9&province=440000&sort=due&title=%E4%B9%99%E6%96%B9&kind=rent"
    )
    page = await plain.follow("去掉条件：债权金额：9 万 至 60 万")
    assert "amount" not in page.path
    page = await plain.follow("清除全部")
    assert page.path == MARKET


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("", False),
        ("kind=bill&amount_min=9", False),
        ("yield_min=8", True),
        ("industry=C", True),
        ("discount_min=x", True),
    ],
)
async def test_further_conditions_are_open_where_one_of_them_is_asked_for(
    plain: Visitor, cast: Cast, asked: str, opened: bool
) -> None:
    await sign_in(plain, cast.lender)
    page = await plain.open(f"{MARKET}?{asked}", expect=422 if "=x" in asked else 200)
    assert (page.one("//details[@class='filters-more']").get("open") is not None) is opened


async def test_pressing_filter_keeps_the_order(visitor: Visitor, cast: Cast) -> None:
    await open_market(cast)
    await sign_in(visitor, cast.lender)
    await visitor.open(f"{MARKET}?sort=amount&order=asc")
    hidden = visitor.now.tree.xpath("//input[@form='market-filters']/@value")
    assert hidden == ["amount", "asc"]
    page = await visitor.press("筛选", {"kind": ["bill", "rent"], "days_min": "20"})
    assert {each[0] for each in debtors(page)} == {"乙", "丙"}
    assert "剩余天数" not in page.text
    assert "债权期限：20 天以上" in page.text


@pytest.mark.parametrize("typed", ["ABC重工", "ａｂｃ重工", "ＡＢＣ重工"])
async def test_wide_and_narrow_signs_are_the_same_in_titles_and_in_what_is_typed(
    plain: Visitor, cast: Cast, typed: str
) -> None:
    for number, name in enumerate(("ABC", "ＡＢＣ", "重工ABC")):
        await put_on_sale(cast.borrower, debtor=f"{name}重工{number}号")
    await sign_in(plain, cast.lender)
    assert len(debtors(await plain.open(f"{MARKET}?title={typed}"))) == 3
    assert len(debtors(await plain.open(f"{MARKET}?title={typed}1"))) == 1
