"""已存筛选: saved from the market, opened, watched, deleted; one message for each filter and run, whatever happens to the run."""

from datetime import timedelta
from decimal import Decimal

import asyncpg
import pytest

from cast import Cast
from market_cases import debtors, open_market, put_on_sale, save_filter, sign_in
from visitor import Visitor, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import saved_filters
from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.claims.market_filters import Filters, Range, from_json, to_json
from zczr.domain.claims.saved_filters import tell_of_new_claims
from zczr.domain.credit.grades import CreditGrade
from zczr.domain.partners import commands as partners
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken

FILTERS = "/claims/market/filters"


async def told(actor: Actor) -> list[str]:
    """The messages about saved filters that an organization has."""
    rows = await db.fetch(
        "SELECT title FROM notice WHERE organization_id = $1 AND once_key LIKE 'saved-filter:%' ORDER BY id",
        actor.organization_id,
    )
    return [row["title"] for row in rows]


async def test_a_filter_is_saved_opened_silenced_and_deleted(visitor: Visitor, cast: Cast) -> None:
    await open_market(cast)
    await sign_in(visitor, cast.lender)
    await visitor.open("/claims/market?kind=bill&amount_min=60&sort=due&page=1")
    page = await visitor.follow("保存这些条件")
    assert [text_of(each) for each in page.tree.xpath("//li[@class='chip']")] == ["票据", "债权金额：60 万以上"]
    page = await visitor.press("保存", {"name": "大额票据"})
    assert page.path == FILTERS
    assert "筛选条件已保存" in page.text
    assert "票据，债权金额：60 万以上" in page.text
    page = await visitor.follow("大额票据")
    assert page.path == "/claims/market?amount_min=60&kind=bill&sort=due"
    assert debtors(page) == ["乙方能源"]
    await visitor.open(FILTERS)
    page = await visitor.press("关闭通知")
    assert "，不通知" in page.text
    page = await visitor.press("开启通知")
    assert "新债权会通知本单位" in page.text
    page = await visitor.press("删除", agree=True)
    assert "还没有保存筛选条件" in page.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "名称：此项必填，请填写"),
        ("长" * 31, "名称：不能超过 30 个字，请精简"),
        ("旧的", "名称：已有同名的筛选，请换一个名称"),
    ],
)
async def test_a_name_that_will_not_do_is_told(visitor: Visitor, cast: Cast, name: str, said: str) -> None:
    await save_filter(cast.lender, "旧的")
    await sign_in(visitor, cast.lender)
    await visitor.open(f"{FILTERS}/new?kind=rent")
    page = await visitor.press("保存", {"name": name}, expect=422)
    assert page.errors() == [said]


async def test_without_conditions_there_is_nothing_to_save(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.lender)
    assert "没有可以保存的条件" in (await plain.open(f"{FILTERS}/new?sort=due")).text
    await plain.open(f"{FILTERS}/new?kind=bill")
    page = await plain.press("保存", {"name": "空", "query": "page=3"}, expect=422)
    assert "没有可以保存的条件" in page.text


async def test_twenty_can_be_saved_and_sent_twice_is_once(cast: Cast) -> None:
    for number in range(saved_filters.MOST):
        await save_filter(cast.lender, f"第{number}组")
    await saved_filters.save(cast.lender, name="第3组", query="kind=bill", filters=Filters(), notify=True)
    with pytest.raises(RuleBroken, match="最多保存 20 组"):
        await saved_filters.save(cast.lender, name="又一组", query="kind=rent", filters=Filters(), notify=True)
    assert await db.fetch_value("SELECT count(*) FROM saved_filter") == saved_filters.MOST


async def test_saved_filters_are_the_organization_s_own(cast: Cast) -> None:
    filter_id = await save_filter(cast.borrower)
    assert [each.id for each in await saved_filters.saved_filters(cast.checker)] == [filter_id]
    assert await saved_filters.saved_filters(cast.stranger) == ()
    for verb in (
        saved_filters.delete(cast.stranger, filter_id),
        saved_filters.watch(cast.stranger, filter_id, wanted=False),
    ):
        with pytest.raises(NotFound):
            await verb
    with pytest.raises(NotAllowed):
        await saved_filters.saved_filters(cast.newcomer)
    assert await db.fetch_value("SELECT notify FROM saved_filter WHERE id = $1", filter_id)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(
            title="重工", seller="hr", kinds=(ClaimKind.BILL, ClaimKind.RENT), days=Range(1, 90), amount=Range(Decimal("1.50")),
            price=Range(None, Decimal(7)), discount=Range(Decimal("0.1"), Decimal("0.2")), annual_yield=Range(Decimal("0.08")),
            province="440000", city="440600", industry="C", grade=CreditGrade.B, debtor_states=(DebtorState.CONFIRMED,),
        ),
    ],
)  # fmt: skip
def test_filters_are_kept_whole(filters: Filters) -> None:
    assert from_json(to_json(filters)) == filters


async def test_new_claims_are_told_of_once_by_one_message(cast: Cast) -> None:
    await save_filter(cast.lender)
    await save_filter(cast.stranger, "别的", kinds=(ClaimKind.RENT,))
    await put_on_sale(cast.borrower, kind="bill")
    await put_on_sale(cast.partner, kind="bill")
    assert await tell_of_new_claims() == 0, "what is being listed just now waits for the next run"
    clock.travel(timedelta(minutes=2))
    assert await tell_of_new_claims() == 1
    assert await told(cast.lender) == ["“票据”有 2 笔新债权"]
    assert await told(cast.stranger) == []
    assert await tell_of_new_claims() == 0
    clock.travel(timedelta(minutes=20))
    await put_on_sale(cast.borrower, kind="bill")
    clock.travel(timedelta(minutes=25))
    assert await tell_of_new_claims() == 1
    assert await told(cast.lender) == ["“票据”有 2 笔新债权", "“票据”有 1 笔新债权"]
    href = await db.fetch_value("SELECT href FROM notice WHERE once_key LIKE 'saved-filter:%' LIMIT 1")
    assert href == "/claims/market?kind=bill"


async def test_a_run_that_ends_half_way_is_made_good_by_the_next(cast: Cast) -> None:
    for name in ("一", "二"):
        await save_filter(cast.lender, name)
    await put_on_sale(cast.borrower, kind="bill")
    clock.travel(timedelta(minutes=2))
    await db.execute("ALTER TABLE notice ADD CONSTRAINT ends_here CHECK (title NOT LIKE '%二%')")
    with pytest.raises(asyncpg.CheckViolationError):
        await tell_of_new_claims()
    assert await told(cast.lender) == ["“一”有 1 笔新债权"]
    await db.execute("ALTER TABLE notice DROP CONSTRAINT ends_here")
    assert await tell_of_new_claims() == 1
    assert await told(cast.lender) == ["“一”有 1 笔新债权", "“二”有 1 笔新债权"]


async def test_nobody_is_told_of_own_claims_of_kept_away_sellers_or_while_silent(cast: Cast) -> None:
    await save_filter(cast.borrower)
    await save_filter(cast.stranger)
    silent = await save_filter(cast.lender, notify=False)
    await partners.block(cast.stranger, cast.borrower.organization_id)
    await put_on_sale(cast.borrower, kind="bill")
    clock.travel(timedelta(minutes=2))
    assert await tell_of_new_claims() == 0
    # What was listed in silence is not told of later.
    await saved_filters.watch(cast.lender, silent, wanted=True)
    clock.travel(timedelta(minutes=4))
    assert await tell_of_new_claims() == 0


async def test_without_news_the_mark_is_moved_on_once_a_day(cast: Cast) -> None:
    filter_id = await save_filter(cast.lender)
    read = "SELECT seen_at FROM saved_filter WHERE id = $1"
    before = await db.fetch_value(read, filter_id)
    await tell_of_new_claims()
    assert await db.fetch_value(read, filter_id) == before
    clock.travel(timedelta(days=1))
    await tell_of_new_claims()
    assert await db.fetch_value(read, filter_id) > before
