"""批量导入 at its pages: the form, the state with its progress, what is wrong, confirming, the workbooks to download."""

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from cast import Cast
from claim_cases import make_claim_deal
from domain.files.papers import DOCX
from import_cases import PLACES, checked, confirmed, line, lines, mended, sheet_of, state_of, take, told, workbook
from lending_cases import sign_in
from visitor import Visitor, upload
from zczr import db
from zczr.domain.claims.imports import checking, queries, writing
from zczr.domain.claims.imports.columns import COLUMNS
from zczr.domain.claims.imports.rows import Layout
from zczr.domain.claims.imports.sheet import Cell
from zczr.domain.claims.imports.stages import Import

LIST, NEW = "/claims/imports", "/claims/imports/new"
PAPERS = {"evidence": [upload("购销合同.pdf")]}


def book(content: bytes, name: str = "十月应收账款.xlsx") -> dict[str, Any]:
    """A workbook as a browser sends it."""
    return {"workbook": [upload(name, content)]}


async def _only() -> int:
    return int(await db.fetch_value("SELECT max(id) FROM claim_import"))


async def test_the_template_comes_back_clean_once_it_is_filled_in(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.clerk)
    await plain.open("/claims/postings")
    await plain.follow("批量导入")
    await plain.follow("导入工作簿")
    answer = await plain.raw("GET", plain.now.link("下载模板"))
    assert "filename*=UTF-8''%E5%80%BA%E6%9D%83" in answer.headers["content-disposition"]
    filled = load_workbook(io.BytesIO(answer.content))
    sheet, guide = filled.worksheets
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert Layout([Cell(cell.value) for cell in sheet[1]]).mistakes == []
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists["A2:A50001"] == '"应收账款,票据,借款债权,租金,其他"'
    assert sheet.column_dimensions["F"].number_format == "@"
    rows = [[cell.value for cell in row] for row in guide.iter_rows()]
    (head,) = [index for index, row in enumerate(rows) if row[0] == "列名"]
    # The example of the guide is a claim that can be sold, but for its days.
    for place, row in enumerate(rows[head + 1 :], start=1):
        sheet.cell(2, place, row[4])
    for name in ("starts_on", "due_on"):
        sheet.cell(2, PLACES[name], line(1)[name])
    written = io.BytesIO()
    filled.save(written)
    import_id = await checked(cast.clerk, written.getvalue())
    assert await told(import_id) == []
    assert await state_of(import_id) is Import.READY


async def test_a_workbook_is_taken_checked_confirmed_and_written(visitor: Visitor, cast: Cast, jobs: Any) -> None:
    await sign_in(visitor, cast.clerk)
    await visitor.open(NEW)
    page = await visitor.press("上传并核对", files={**book(workbook(lines(3))), **PAPERS})
    import_id = await _only()
    assert page.path == f"{LIST}/{import_id}"
    assert "工作簿已收到" in page.text
    assert "正在打开工作簿" in page.text
    assert ("claims.check_import", (import_id,)) in jobs
    await checking.check(import_id)
    page = await visitor.open(page.path)
    for shown in ("核对无误，待确认", "3 笔", "1,770,006.00 元", "1,500,000.00 元", "购销合同.pdf"):
        assert shown in page.text, shown
    await visitor.press("确认写入", expect=422)
    assert visitor.now.errors() == ["写入后：请选择直接出售，还是存为草稿"]
    page = await visitor.press("确认写入", {"publish": "sale"})
    assert "写入中" in page.text
    assert ("claims.write_import", (import_id,)) in jobs
    await writing.write(import_id)
    page = await visitor.open(page.path)
    assert "全部债权已在“债权交易”中出售" in page.text
    page = await visitor.follow("在我的发布中查看")
    assert page.path == "/claims/postings?status=active"
    assert "共 3 条" in page.text
    page = await visitor.open(LIST)
    assert "十月应收账款.xlsx" in page.text
    assert "已导入" in page.text


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (PAPERS, "债权工作簿：请选择用模板填写好的工作簿"),
        (book(workbook(lines(1))), "债权相关合同以及证据证明：请上传合同、发票、送货单等证明这笔债权的资料"),
        ({**book("合同编号,金额\n".encode(), "债权.xlsx"), **PAPERS}, "另存为 .xlsx"),
        ({**book(DOCX, "债权.xlsx"), **PAPERS}, "请选择用模板填写的 Excel 工作簿"),
        ({**book(b"", "债权.xlsx"), **PAPERS}, "请选择用模板填写的 Excel 工作簿"),
        ({**book(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "债权.xls"), **PAPERS}, "旧版的 Excel 文件"),
        ({"workbook": [upload("甲.xlsx", workbook(lines(1))), upload("乙.xlsx", workbook(lines(2)))], **PAPERS}, "只能放一个文件"),
    ],
)  # fmt: skip
async def test_a_form_that_is_refused_keeps_what_was_sent(
    visitor: Visitor, cast: Cast, files: dict[str, Any], says: str
) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    page = await visitor.press("上传并核对", files=files, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    if "evidence" in files:
        assert "购销合同.pdf" in page.text
    assert await db.fetch_value("SELECT count(*) FROM claim_import") == 0
    more = {} if "十月" in page.text else book(workbook(lines(1)))
    await visitor.press("上传并核对", files={**more, **({} if "evidence" in files else PAPERS)})
    slots = await db.fetch("SELECT slot FROM upload WHERE subject_kind = 'claim_import' ORDER BY slot")
    assert [row["slot"] for row in slots] == ["evidence", "workbook"]


async def test_a_workbook_that_was_kept_stays_where_the_one_that_takes_its_place_is_refused(
    plain: Visitor, cast: Cast
) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    await plain.press("上传并核对", files={"workbook": [upload("十月.xlsx", workbook(lines(1)))]}, expect=422)
    page = await plain.press("上传并核对", files={**book(DOCX, "十一月.xlsx"), **PAPERS}, expect=422)
    assert any("请选择用模板填写的 Excel 工作簿" in error for error in page.errors())
    assert "十月.xlsx" in page.text
    await plain.press("上传并核对")
    assert await db.fetch_value("SELECT file_name FROM claim_import") == "十月.xlsx"


async def test_a_double_click_is_one_import_and_the_same_workbook_again_is_told(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    content = workbook(lines(2))
    await visitor.press("上传并核对", files={**book(content), **PAPERS}, twice=True)
    assert await db.fetch_value("SELECT count(*) FROM claim_import") == 1
    await visitor.open(NEW)
    page = await visitor.press("上传并核对", files={**book(content), **PAPERS}, expect=422)
    assert any("不必重复上传" in error for error in page.errors())


async def test_what_is_wrong_is_listed_by_pages_and_marked_in_the_workbook(visitor: Visitor, cast: Cast) -> None:
    rows = lines(120, {number: {"due_on": "昨天", "origin": None} for number in range(30, 60)})
    content = workbook([{**row, "contract_number": f"=1+{n}"} if n == 5 else row for n, row in enumerate(rows)])
    import_id = await checked(cast.borrower, content)
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"{LIST}/{import_id}")
    assert "共 61 处需要修改" in page.text
    assert "第 30 行，I 列 债权期限到期日" in page.text
    assert "共 61 条，当前第 1–25 条" in page.text
    page = await visitor.follow("下一页")
    assert "当前第 26–50 条" in page.text
    assert page.path.endswith("?page=2")
    answer = await visitor.raw("GET", page.link("下载标出问题的工作簿"))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [*[column.heading for column in COLUMNS], "问题"]
    assert (
        sheet["Q30"].value
        == "I 列 债权期限到期日：请按 2026-11-23 的格式填写日期；J 列 持有债权的来历：请说明这笔债权如何产生"
    )
    wrong = {cell.coordinate for row in sheet.iter_rows(min_row=2) for cell in row if cell.fill.fill_type}
    assert wrong == {f"{column}{row}" for column in "IJ" for row in range(30, 60)} | {"E7"}
    assert (sheet["I30"].value, sheet["E2"].value, sheet["G2"].value) == ("昨天", "HT-2026-001", 590_001)
    assert sheet["Q2"].value is None
    # Mended in place and sent again, the column 问题 says nothing.
    cells = {f"I{row}": line(1)["due_on"] for row in range(30, 60)} | {f"J{row}": "货已验收" for row in range(30, 60)}
    await visitor.press(
        "上传并核对",
        files=book(mended(answer.content, {**cells, "E7": "HT-2026-006"}), "改好.xlsx"),
        form="import-workbook",
    )
    await checking.check(import_id)
    page = await visitor.open(f"{LIST}/{import_id}")
    assert await told(import_id) == []
    assert "核对无误，待确认" in page.text
    assert "改好.xlsx" in page.text


async def test_headings_that_are_wrong_are_marked_too(plain: Visitor, cast: Cast) -> None:
    import_id = await checked(cast.borrower, sheet_of([["合同编号", "备注"], ["=A1", "x"], [None, None, "散落"]]))
    await sign_in(plain, cast.borrower)
    answer = await plain.raw("GET", f"{LIST}/{import_id}/mistakes.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet["B1"].fill.fgColor.rgb.endswith("FFD9D2")
    assert sheet["D1"].value.startswith("问题：第一行缺少列名：“债权类型”")
    assert sheet["C3"].fill.fill_type
    assert sheet["A2"].data_type != "f"


async def test_a_mended_workbook_that_is_none_is_refused_in_place(visitor: Visitor, cast: Cast) -> None:
    import_id = await checked(cast.borrower, workbook(lines(2, {3: {"due_on": "昨天"}})))
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{LIST}/{import_id}")
    page = await visitor.press("上传并核对", files=book(DOCX), expect=422)
    assert any("请选择用模板填写的 Excel 工作簿" in error for error in page.errors())
    assert "第 3 行，I 列" in page.text
    assert await state_of(import_id) is Import.REFUSED


async def test_an_import_is_given_up(visitor: Visitor, cast: Cast) -> None:
    import_id = await checked(cast.borrower, workbook(lines(2)))
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{LIST}/{import_id}")
    page = await visitor.press("放弃这次导入", agree=True)
    assert "这次导入已放弃" in page.text
    assert "确认写入" not in page.text
    assert await state_of(import_id) is Import.WITHDRAWN


async def test_progress_is_polled_while_something_is_at_work_and_no_longer(plain: Visitor, cast: Cast) -> None:
    import_id = await take(cast.borrower, workbook(lines(2)))
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"{LIST}/{import_id}")
    poll = page.one("//*[@id='import-state']").get("data-hx-get")
    assert (await plain.fragment(poll)).status_code == 204, "nothing has changed"
    await db.execute("UPDATE claim_import SET total_rows = 2000, done_rows = 500 WHERE id = $1", import_id)
    answer = await plain.fragment(poll)
    assert "已核对 500 行，共 2,000 行" in answer.text
    assert 'value="25"' in answer.text
    again = re.search(r'data-hx-get="([^"]+)"', answer.text)
    assert again is not None
    await checking.check(import_id)
    answer = await plain.fragment(again[1].replace("&amp;", "&"))
    assert "核对无误" in answer.text
    assert "data-poll" not in answer.text


async def test_who_waits_for_verification_is_offered_drafts_only(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.newcomer)
    page = await visitor.open(NEW)
    assert "可以先存为草稿" in page.text
    import_id = await checked(cast.newcomer, workbook(lines(2)))
    page = await visitor.open(f"{LIST}/{import_id}")
    assert page.tree.xpath("//input[@name='publish']/@value") == ["draft"]
    token = page.tree.xpath("//input[@name='_csrf_token']/@value")[0]
    sent = {"_csrf_token": token, "publish": "sale", "attempt": "1"}
    answer = await visitor.raw("POST", f"{LIST}/{import_id}/confirmation", data=sent)
    assert answer.status_code == 422
    assert "尚未通过认证" in answer.text
    await visitor.press("确认写入", {"publish": "draft"})
    await writing.write(import_id)
    assert await db.fetch_value("SELECT count(*) FROM claim WHERE status = 'draft'") == 2


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("checker", 403), ("institution", 404), ("admin", 403)])
async def test_others_open_and_change_nothing(plain: Visitor, cast: Cast, who: str, status: int) -> None:
    import_id = await checked(cast.borrower, workbook(lines(2, {3: {"due_on": "昨天"}})))
    await plain.open({"institution": "/login/institution", "admin": "/admin/login"}.get(who, "/login/enterprise"))
    await plain.press("登录", {"email": getattr(cast, who).email, "password": "Zczr-2026"})
    token = plain.now.tree.xpath("//input[@name='_csrf_token']/@value")[0]
    for path in ("", "/mistakes.xlsx"):
        assert (await plain.raw("GET", f"{LIST}/{import_id}{path}")).status_code == status
    assert (await plain.fragment(f"/partials/claims/imports/{import_id}/import-state")).status_code == status
    for act in ("workbook", "confirmation", "withdrawal"):
        sent = {"_csrf_token": token, "confirmed": "yes", "publish": "sale", "attempt": "1"}
        answer = await plain.raw("POST", f"{LIST}/{import_id}/{act}", data=sent)
        assert answer.status_code == status, act
    assert await state_of(import_id) is Import.REFUSED


async def test_what_was_confirmed_by_somebody_else_is_told(plain: Visitor, cast: Cast) -> None:
    import_id = await checked(cast.borrower, workbook(lines(2)))
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"{LIST}/{import_id}")
    await db.execute("UPDATE claim_import SET attempt = 2 WHERE id = $1", import_id)
    page = await plain.press("确认写入", {"publish": "sale"}, expect=409)
    assert "刚刚被换过" in page.text


async def test_an_imported_claim_is_edited_without_sending_its_papers_again(visitor: Visitor, cast: Cast) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(1)))
    await writing.write(import_id)
    claim_id = await db.fetch_value("SELECT id FROM claim")
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"/claims/sales/{claim_id}")
    assert "批量导入时已上传以下资料" in page.text
    assert "购销合同.pdf" in page.text
    await visitor.press("保存修改并重新匹配", {"asking_price": "480000"})
    assert await db.fetch_value("SELECT asking_price FROM claim") == 480_000
    assert [each.slot for each in await queries.papers_of(import_id)] == ["evidence"]


async def test_its_papers_are_shown_where_those_of_a_claim_are(plain: Visitor, cast: Cast) -> None:
    await writing.write(await confirmed(cast.borrower, workbook(lines(1)), publish=True))
    claim_id = await db.fetch_value("SELECT id FROM claim")
    await db.execute("UPDATE claim SET status = 'reserved'")
    application_id = await make_claim_deal(cast.borrower, cast.lender, status="approved", claim_id=claim_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/claims/sales/{claim_id}")
    assert "批量导入时上传的资料，同批债权共用" in page.text
    assert "购销合同.pdf" in page.text
    assert "批量导入" in page.text
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/claims/applications/{application_id}")
    assert "转让方资料" in page.text
    assert "购销合同.pdf" in page.text
    assert "债权.xlsx" not in page.text
