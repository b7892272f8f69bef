"""The copies of a contract: a draft to negotiate on, clean ones to sign, and once confirmed the contract itself."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from pypdf import PdfReader

from cases import make_deal, make_filing
from cast import Cast
from pages.applications.test_answers import enter
from visitor import Visitor

COPIES = ("contract-draft.docx", "contract.docx", "contract.pdf")


def words(file: bytes) -> str:
    """All text of a Word file, header included, without white space."""
    document = Document(BytesIO(file))
    parts = [paragraph.text for paragraph in (*document.sections[0].header.paragraphs, *document.paragraphs)]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join(parts).split())


def printed(file: bytes) -> str:
    """All text of a PDF without white space."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())


async def copy_of(visitor: Visitor, application_id: int, name: str, *, expect: int = 200) -> tuple[str, str]:
    """The text of a copy and the name it is saved under."""
    answer = await visitor.raw("GET", f"/lending/applications/{application_id}/{name}")
    assert answer.status_code == expect, answer.status_code
    if expect != 200:
        return answer.text, ""
    text = printed(answer.content) if name.endswith("pdf") else words(answer.content)
    return text, unquote(answer.headers["content-disposition"].partition("''")[2])


@pytest.mark.parametrize("name", COPIES)
async def test_every_copy_holds_the_case(plain: Visitor, cast: Cast, name: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved")
    await enter(plain, cast.borrower)
    text, _ = await copy_of(plain, application_id, name)
    for held in (
        "广州市华锐精密科技有限公司", "广州市远航供应链有限公司", "100,000元", "6.00%", "3.00%", "12.00%", "2025年5月20日",
    ):  # fmt: skip
        assert held in text, held


@pytest.mark.parametrize("status", ["approved", "approved_unconfirmed"])
async def test_the_draft_is_marked_and_what_is_to_be_signed_is_clean(plain: Visitor, cast: Cast, status: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=status)
    if status == "approved_unconfirmed":
        await make_filing(application_id, cast.lender)
    await enter(plain, cast.lender)
    await plain.open(f"/lending/applications/{application_id}")
    labels = ("下载谈判稿（Word）", "下载签署稿（Word）", "下载签署稿（PDF）")
    assert [plain.now.link(label).rpartition("/")[2] for label in labels] == list(COPIES)
    for name, marked in zip(COPIES, (True, False, False), strict=True):
        text, saved = await copy_of(plain, application_id, name)
        assert ("谈判稿" in text, "谈判稿" in saved, "签署稿" in saved) == (marked, marked, not marked), name
        assert "开户银行：________" in text, name


async def test_once_confirmed_there_is_the_contract_and_no_draft(plain: Visitor, cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="confirmed")
    await make_filing(application_id, cast.lender, status="confirmed", answered_by=cast.borrower)
    await enter(plain, cast.borrower)
    page = await plain.open(f"/lending/applications/{application_id}")
    assert page.link("下载合同（Word）").endswith("/contract.docx")
    assert page.link("下载合同（PDF）").endswith("/contract.pdf")
    assert "谈判稿" not in page.text
    for name in COPIES[1:]:
        text, saved = await copy_of(plain, application_id, name)
        assert "谈判稿" not in text
        assert saved.rpartition(".")[0] == "企业间借款合同-广州市精密零件扩产项目借款120,000元"
    told, _ = await copy_of(plain, application_id, COPIES[0], expect=409)
    assert "请下载合同" in told


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn", "expired"])
async def test_there_is_no_copy_where_nothing_is_agreed(plain: Visitor, cast: Cast, status: str, name: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=status)
    await enter(plain, cast.borrower)
    told, _ = await copy_of(plain, application_id, name, expect=409)
    assert "申请通过后" in told
    assert "下载" not in (await plain.open(f"/lending/applications/{application_id}")).text
