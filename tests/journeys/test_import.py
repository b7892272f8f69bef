"""批量导入 whole: two hundred claims with three mistakes, mended in the workbook that marks them, imported, on the market; four ways."""

from datetime import timedelta
from typing import Any

from cast import Cast
from import_cases import lines, mended, workbook
from journeys.steps import sign_in, sign_out
from visitor import upload
from zczr import db
from zczr.domain import clock
from zczr.domain.claims.imports import checking, writing
from zczr.domain.invariants import broken

ROWS = 200
WRONG: dict[int, dict[str, Any]] = {
    17: {"due_on": "2027年2月30日"},
    101: {"asking_price": 600_000},
    150: {"invoice_numbers": "44001"},
}


async def upload_the_workbook(person: Any, cast: Cast, content: bytes) -> int:
    """The clerk finds the way to the form and sends the workbook with one set of papers; the import's id."""
    await sign_in(person, cast.clerk.email)
    await person.open("/claims/postings")
    await person.follow("批量导入")
    await person.follow("导入工作簿")
    files = {"workbook": [upload("应收账款.xlsx", content)], "evidence": [upload("购销合同.pdf")]}
    await person.press("上传并核对", files=files)
    assert "核对中" in person.now.text
    return int(await db.fetch_value("SELECT id FROM claim_import"))


async def see_what_is_wrong(person: Any, import_id: int) -> None:
    """Every wrong cell is named, nothing is written."""
    await checking.check(import_id)
    await person.open(f"/claims/imports/{import_id}")
    assert "共 3 处需要修改" in person.now.text
    for address in ("第 17 行，I 列 债权期限到期日", "第 101 行，L 列 债权定价（元）", "第 150 行，F 列 发票号码"):
        assert address in person.now.text, address
    assert await db.fetch_value("SELECT count(*) FROM claim") == 0


async def mend_and_confirm(person: Any, import_id: int, content: bytes) -> None:
    """The mended workbook takes the place of the wrong one; what it comes to is confirmed."""
    cells = {"I17": clock.today() + timedelta(days=90), "L101": 500_000, "F150": "46149"}
    await person.press("上传并核对", files={"workbook": [upload("应收账款-改.xlsx", mended(content, cells))]})
    await checking.check(import_id)
    await person.open(f"/claims/imports/{import_id}")
    assert "200 笔" in person.now.text
    assert "118,020,100.00 元" in person.now.text
    await person.press("确认写入", {"publish": "sale"})
    assert "写入中" in person.now.text


async def test_two_hundred_claims_with_three_mistakes_mended_and_imported(person: Any, cast: Cast) -> None:
    content = workbook(lines(ROWS, WRONG))
    import_id = await upload_the_workbook(person, cast, content)
    await see_what_is_wrong(person, import_id)
    await mend_and_confirm(person, import_id, content)
    await writing.write(import_id)
    await writing.match(import_id)
    await person.open(f"/claims/imports/{import_id}")
    assert "全部债权已在“债权交易”中出售" in person.now.text
    await person.follow("在我的发布中查看")
    assert "共 200 条" in person.now.text
    await person.open("/messages")
    assert "批量导入完成：200 笔债权" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.reviewer.email, door="/login/institution")
    await person.open("/claims/market")
    assert "590,200.00" in person.now.text
    assert await db.fetch_value("SELECT count(*) FROM claim_on_sale") == ROWS
    assert await broken() == []
