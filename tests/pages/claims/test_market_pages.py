"""债权交易: pages from both ends, the fragments alone, claims side by side, the chart."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cast import Cast
from market_cases import debtors, open_market, put_on_sale, sign_in
from visitor import Visitor, canonical, parse_fragment, text_of
from zczr import db
from zczr.domain import clock

MARKET = "/claims/market"


async def _many(cast: Cast, count: int) -> None:
    """Claims 1..count, the higher the dearer."""
    for number in range(1, count + 1):
        await put_on_sale(cast.borrower, debtor=f"第{number:03}号", face_amount=Decimal(600_000 + number))


async def test_pages_are_counted_from_both_ends(plain: Visitor, cast: Cast) -> None:
    await _many(cast, 103)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"{MARKET}?sort=amount&order=asc&page=2")
    assert (debtors(page)[0], debtors(page)[-1]) == ("第051号", "第100号")
    for last in ("3", "-1", "200", "99999"):
        page = await plain.open(f"{MARKET}?sort=amount&order=asc&page={last}")
        assert debtors(page) == ["第101号", "第102号", "第103号"]
        assert "共 103 条，当前第 101–103 条" in page.text
    assert debtors(await plain.open(f"{MARKET}?sort=amount&order=asc&page=-3"))[0] == "第001号"
    for nonsense in ("0", "x", "-", "--1", "1.5", "-99999"):
        assert debtors(await plain.open(f"{MARKET}?sort=amount&order=asc&page={nonsense}"))[0] == "第001号"


async def test_of_more_than_can_be_counted_both_ends_are_open(
    plain: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _many(cast, 103)
    monkeypatch.setattr("zczr.domain.claims.market.COUNTED", 100)
    monkeypatch.setattr("zczr.partials.claims.market_list.COUNTED", 100)
    monkeypatch.setattr("zczr.partials.claims.market_list.DEEPEST", 2)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"{MARKET}?sort=amount&order=asc")
    assert "超过 100 条，当前第 1–50 条" in page.text
    page = await plain.follow("末页")
    assert page.path == f"{MARKET}?order=asc&sort=amount&page=-1"
    assert (debtors(page)[0], debtors(page)[-1], len(debtors(page))) == ("第054号", "第103号", 50)
    assert "超过 100 条，当前倒数第 1–50 条" in page.text
    page = await plain.follow("上一页")
    assert (debtors(page)[0], debtors(page)[-1]) == ("第004号", "第053号")
    page = await plain.open(f"{MARKET}?sort=amount&order=asc&page=7")
    assert (debtors(page)[0], debtors(page)[-1]) == ("第051号", "第100号")


@pytest.mark.parametrize("who", ["lender", "institution"])
@pytest.mark.parametrize("query", ["", "kind=bill&sort=due&order=desc", "page=-1", "title=没有的", "amount_min=x"])
async def test_the_list_alone_is_the_page_s(plain: Visitor, cast: Cast, who: str, query: str) -> None:
    await open_market(cast)
    await sign_in(plain, getattr(cast, who))
    whole = await plain.open(f"{MARKET}?{query}", expect=422 if "=x" in query else 200)
    response = await plain.fragment(f"/partials/claims/market-list?{query}")
    (alone,) = parse_fragment(response.text)
    assert canonical(alone) == whole.html_of("market-list")
    assert response.status_code == whole.status
    assert response.headers["hx-push-url"].startswith(MARKET)


async def test_the_cities_follow_the_province(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.lender)
    whole = await plain.open(f"{MARKET}?province=440000&city=440600")
    response = await plain.fragment("/partials/claims/market-region?province=440000&city=440600")
    (alone,) = parse_fragment(response.text)
    assert canonical(alone) == whole.html_of("market-region")
    response = await plain.fragment("/partials/claims/market-region?province=440000&city=110100")
    assert not parse_fragment(response.text)[0].xpath(".//select[@id='city']/option[@selected]")
    response = await plain.fragment("/partials/claims/market-region?province=nonsense")
    assert len(parse_fragment(response.text)[0].xpath(".//select[@id='city']/option")) == 1


@pytest.mark.parametrize("who", ["newcomer", "admin"])
async def test_nobody_but_verified_members_sees_a_claim(plain: Visitor, cast: Cast, who: str) -> None:
    await put_on_sale(cast.borrower)
    await sign_in(plain, getattr(cast, who))
    for address in (MARKET, f"{MARKET}/compare?id=1", f"{MARKET}/scatter.svg", f"{MARKET}/export.csv"):
        answer = await plain.raw("GET", address)
        assert answer.status_code == 403, address
        assert "中国南方重工" not in answer.text


async def test_claims_are_compared_side_by_side(plain: Visitor, cast: Cast) -> None:
    await open_market(cast)
    await sign_in(plain, cast.institution)
    await plain.open(f"{MARKET}?sort=due")
    ids = plain.now.tree.xpath("//input[@name='id']/@value")
    page = await plain.press("对比所选债权", {"id": ids[:2]})
    assert [text_of(each)[:4] for each in page.tree.xpath("//thead//th")] == ["项目", "关于乙方", "关于丁方"]
    assert "3.33%" in page.text
    page = await plain.follow(f"移出对比：{text_of(page.tree.xpath('//thead//a')[0])}")
    assert [text_of(each)[:4] for each in page.tree.xpath("//thead//th")] == ["项目", "关于丁方"]


async def test_no_more_than_five_are_compared_and_only_what_is_on_the_market(plain: Visitor, cast: Cast) -> None:
    claims = [await put_on_sale(cast.borrower, debtor=f"第{number}号") for number in range(6)]
    await sign_in(plain, cast.institution)
    asked = "&".join(f"id={each}" for each in claims)
    page = await plain.open(f"{MARKET}/compare?{asked}")
    assert len(page.tree.xpath("//thead//th")) == 6
    assert "只列出了先选的 5 笔" in page.text
    await db.execute("UPDATE claim SET status = 'reserved' WHERE id = $1", claims[0])
    page = await plain.open(f"{MARKET}/compare?id={claims[0]}&id={claims[1]}&id=x&id={claims[1]}")
    assert len(page.tree.xpath("//thead//th")) == 2
    assert "有的已不在市场上" in page.text
    assert "还没有选择债权" in (await plain.open(f"{MARKET}/compare")).text


async def test_the_chart_has_a_dot_a_claim_and_words_beside_it(plain: Visitor, cast: Cast) -> None:
    await open_market(cast)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"{MARKET}?kind=bill&kind=rent")
    image = page.one("//img[@class='chart']")
    assert "本页 2 笔债权的折扣与年化收益率：折扣 3.33% 至 50.00%" in image.get("alt")
    answer = await plain.raw("GET", image.get("src"))
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.count('r="4.5" fill-opacity') == 0
    assert answer.text.count("fill-opacity") == 2


async def test_a_seller_that_is_suspended_has_nothing_on_the_market(plain: Visitor, cast: Cast) -> None:
    await put_on_sale(cast.borrower)
    await db.execute("UPDATE organization SET status = 'suspended' WHERE id = $1", cast.borrower.organization_id)
    await sign_in(plain, cast.lender)
    assert debtors(await plain.open(MARKET)) == []


async def test_that_there_are_too_many_of_a_name_to_count_is_known_for_a_minute(
    plain: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _many(cast, 53)
    for place in ("domain.claims.market", "partials.claims.market_list"):
        monkeypatch.setattr(f"zczr.{place}.COUNTED", 52)
    await sign_in(plain, cast.lender)
    named = f"{MARKET}?title=应收"
    assert "超过 52 条" in (await plain.open(named)).text
    assert "超过 52 条" in (await plain.open(MARKET)).text
    await db.execute("UPDATE claim SET status = 'closed' WHERE debtor_name = '第053号'")
    assert "超过 52 条" in (await plain.open(f"{named}&page=2")).text
    # Another question is another matter, and what takes no time is counted each time.
    for other in (f"{named}&kind=receivable", MARKET):
        assert "共 52 条" in (await plain.open(other)).text
    clock.travel(timedelta(minutes=1))
    assert "共 52 条" in (await plain.open(named)).text
