"""Each list as a file: filtered and ordered as the address says, of nobody else's rows, and not without end."""

import csv
import io

import pytest
from openpyxl import load_workbook

from cases import make_deal
from cast import Cast
from makers import make_offer, make_request
from market_cases import debtors, open_market, put_on_sale, sign_in
from visitor import Visitor
from zczr import db
from zczr.domain.claims import market
from zczr.domain.partners import commands as partners

LISTS = {
    "/claims/market": "在售债权",
    "/lending/postings": "我的发布",
    "/lending/applications": "申请详情",
    "/partners": "合作伙伴",
}


async def rows_of(visitor: Visitor, address: str) -> list[list[str]]:
    """The rows of a CSV file, its headings first."""
    answer = await visitor.raw("GET", address)
    assert answer.status_code == 200, answer.text[:200]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def _something_of_each(cast: Cast) -> None:
    await open_market(cast)
    await make_offer(cast.borrower)
    await make_deal(cast.borrower, cast.lender)
    await make_deal(cast.borrower, cast.lender, applicant=cast.lender)


@pytest.mark.parametrize("path", LISTS)
async def test_each_list_links_to_both_files_of_what_it_shows(plain: Visitor, cast: Cast, path: str) -> None:
    await _something_of_each(cast)
    await sign_in(plain, cast.borrower)
    page = await plain.open(path)
    as_csv, as_excel = page.link("导出 CSV"), page.link("导出 Excel")
    assert as_csv.partition("?")[0] == f"{path}/export.csv"
    rows = await rows_of(plain, as_csv)
    assert len(rows) == 1 + len(page.tree.xpath("//table//tbody/tr"))
    answer = await plain.raw("GET", as_excel)
    assert "spreadsheetml" in answer.headers["content-type"]
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet.title == LISTS[path]
    assert [row[0].value for row in sheet.iter_rows()] == [row[0] for row in rows]


async def test_the_market_s_file_is_filtered_and_ordered_as_the_page(plain: Visitor, cast: Cast) -> None:
    await open_market(cast)
    await sign_in(plain, cast.lender)
    page = await plain.open("/claims/market?kind=receivable&kind=bill&sort=amount&order=asc")
    headings, *rows = await rows_of(plain, page.link("导出 CSV"))
    assert headings[:9] == [
        "债权名称", "融资企业", "债权类型", "到期日", "剩余天数", "债权金额（元）", "出售价格（元）", "折扣（%）", "年化收益率（%）",
    ]  # fmt: skip
    assert (
        [row[0].removeprefix("关于").partition("对于")[0] for row in rows] == debtors(page) == ["甲方重工", "乙方能源"]
    )
    assert rows[0][4:10] == ["240", "590000.00", "500000.00", "15.25", "27.37", "已确权"]
    assert rows[0][11:] == ["A 优秀", "广州市", "制造业", "无追索权"]


@pytest.mark.parametrize("order", sorted(market.ORDERS))
@pytest.mark.parametrize("descending", [True, False])
async def test_batches_join_without_a_gap_or_a_repetition(cast: Cast, order: str, descending: bool) -> None:
    for number in range(11):
        await put_on_sale(
            cast.borrower if number % 3 else cast.partner,
            debtor=f"第{number % 4}号",
            kind="bill" if number % 2 else "rent",
        )
    asked = market.Order(order, descending=descending)
    whole = (await market.market_page(cast.lender, market.Filters(), page=1, order=asked)).lines
    parts = [part async for part in market.market_rows(cast.lender, market.Filters(), order=asked, most=10, batch=3)]
    assert [len(part) for part in parts] == [3, 3, 3, 1]
    assert tuple(line for part in parts for line in part) == whole[:10]


async def test_who_keep_apart_find_nothing_of_each_other_in_the_file(plain: Visitor, cast: Cast) -> None:
    await put_on_sale(cast.borrower)
    await partners.block(cast.borrower, cast.stranger.organization_id)
    await sign_in(plain, cast.stranger)
    assert len(await rows_of(plain, "/claims/market/export.csv")) == 1


async def test_a_file_holds_no_rows_of_others(plain: Visitor, cast: Cast) -> None:
    await _something_of_each(cast)
    await sign_in(plain, cast.stranger)
    for path in ("/lending/postings", "/lending/applications", "/partners"):
        assert len(await rows_of(plain, f"{path}/export.csv")) == 1, path


async def test_own_postings_are_filtered_by_their_state(plain: Visitor, cast: Cast) -> None:
    await make_request(cast.borrower, status="draft", project="=草稿")
    await make_offer(cast.borrower)
    await sign_in(plain, cast.borrower)
    page = await plain.open("/lending/postings?status=draft")
    (_, row) = await rows_of(plain, page.link("导出 CSV"))
    assert row[1:3] == ["借款", "80000.00"]
    assert row[6] == "草稿"


async def test_the_side_and_state_of_applications_are_those_of_the_page(plain: Visitor, cast: Cast) -> None:
    await make_deal(cast.borrower, cast.lender, applicant=cast.lender)
    await sign_in(plain, cast.borrower)
    # Who only ever received opens the list there, and so does the file.
    page = await plain.open("/lending/applications")
    assert "side=received" in page.link("导出 CSV")
    assert len(await rows_of(plain, page.link("导出 CSV"))) == 2
    assert len(await rows_of(plain, "/lending/applications/export.csv?side=received&status=rejected")) == 1


async def test_a_name_that_is_a_formula_is_text(plain: Visitor, cast: Cast) -> None:
    await db.execute("UPDATE organization SET name = '=cmd|calc' WHERE id = $1", cast.partner.organization_id)
    await sign_in(plain, cast.borrower)
    assert "'=cmd|calc" in [row[0] for row in await rows_of(plain, "/partners/export.csv")]


async def test_files_are_not_asked_for_without_end(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.lender)
    answers = [(await plain.raw("GET", "/partners/export.csv")).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


async def test_a_filter_that_cannot_be_read_is_told_and_exports_nothing(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.lender)
    answer = await plain.raw("GET", "/claims/market/export.csv?amount_min=abc")
    assert (answer.status_code, answer.headers["location"]) == (303, "/claims/market?amount_min=abc")
