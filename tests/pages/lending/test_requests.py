"""借款业务: the form, its assessment, drafts and submitting."""

from cast import Cast
from request_cases import E1, PAPERS, make_position, sign_in
from visitor import Visitor

from zczr import db

NEW = "/lending/requests/new"


async def test_e1_typed_into_the_form_shows_the_figures_of_the_manual(visitor: Visitor, cast: Cast) -> None:
    for _ in range(3):
        await make_position(cast.borrower, cast.partner)
    await sign_in(visitor, cast.clerk)
    await visitor.open(NEW)
    page = await visitor.press("风险及额度评估", E1, files=PAPERS)
    panel = page.one("//*[@id='assessment-panel']")
    figures = [" ".join("".join(dd.itertext()).split()) for dd in panel.xpath(".//dl[@class='figures']//dd")]
    assert figures == ["100,000元", "1.2 中高风险", "0.2 低", "5%"]
    assert "额度由营运资金缺口决定（100,000 元）" in page.text
    assert page.one("//input[@name='amount_max']").get("value") == "１２万"
    assert "设备发票.pdf" in page.text, "what was uploaded stays attached"
    assert "高于建议额度 100,000 元，建议改为 10 万元以内。" in page.text
    await visitor.press("直接提交", form="loan-request")
    assert visitor.now.title == "匹配结果"
    row = await db.fetch_row("SELECT status, score, coverage, assessment_id FROM loan_request ORDER BY id DESC")
    assert (row["status"], row["score"], row["coverage"]) == ("active", 97, 1)
