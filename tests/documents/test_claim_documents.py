"""The contract of a claim's sale and the notice of assignment as Word and PDF: opened again, they hold the case."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from docxtpl import DocxTemplate
from pypdf import PdfReader

from documents.reading import ODD_NAMES, docx_text, font_names, pdf_text, squeeze
from domain.contracts.claim.claim_contract_cases import (
    BUYER,
    DEBTOR,
    EMPTY,
    FULL,
    LICENSED,
    SELLER,
    SLICE,
    WITH_RECOURSE,
)
from zczr.documents.contract import contract_docx, contract_pdf, contract_title
from zczr.documents.notice import notice_content, notice_docx, notice_pdf
from zczr.domain.contracts.claim import assignment_notice
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.claim.wording import clauses
from zczr.domain.contracts.prose import BLANK
from zczr.paths import TEMPLATES

Render = Callable[[ClaimContractFacts], bytes]
Read = Callable[[bytes], str]
CONTRACTS: list[tuple[Render, Read]] = [(contract_docx, docx_text), (contract_pdf, pdf_text)]
NOTICES: list[tuple[Render, Read]] = [(notice_docx, docx_text), (notice_pdf, pdf_text)]
contracts = pytest.mark.parametrize(("render", "read"), CONTRACTS, ids=["word", "pdf"])
notices = pytest.mark.parametrize(("render", "read"), NOTICES, ids=["word", "pdf"])
CASES = {"full": FULL, "slice": SLICE, "recourse": WITH_RECOURSE, "licensed": LICENSED, "empty": EMPTY}


@contracts
def test_a_contract_holds_the_whole_case(render: Render, read: Read) -> None:
    text = read(render(FULL))
    for value in (
        *(value for party in (SELLER, BUYER) for value in (party.name, party.uscc, party.address)),
        DEBTOR.name, DEBTOR.uscc, "ZCZR-2026-000456", "CG-2026-0815", "04400226130-1183", "590,000元",
        "人民币伍拾玖万元整", "500,000.50元", "人民币伍拾万元零伍角整", "15.25%", "27.37%", "2027年7月29日",
        "无追索权的转让", "第二十条", "签署身份转让方受让方",
    ):  # fmt: skip
        assert squeeze(value or "") in text, value
    assert "出借" not in text
    assert "还款计划" not in text


@contracts
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_contract_prints_every_clause_and_marks_the_key_ones(
    case: ClaimContractFacts, render: Render, read: Read
) -> None:
    text = read(render(case))
    for clause in clauses(case):
        assert clause.heading in text
        if read is docx_text:
            assert all(squeeze(paragraph.text) in text for paragraph in clause.paragraphs)
    marks = text.count("重点条款") - sum(clause.text.count("重点条款") for clause in clauses(case))
    assert marks == sum(clause.key for clause in clauses(case))


@notices
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_notice_prints_every_paragraph_and_its_receipt(case: ClaimContractFacts, render: Render, read: Read) -> None:
    text = read(render(case))
    said = [*assignment_notice.body(case), *assignment_notice.receipt(case), assignment_notice.addressee(case)]
    assert [each.text for each in said if squeeze(each.text) not in text] == []
    for role in ("转让方", "受让方", "债务人"):
        assert role in text


@notices
def test_a_notice_fits_on_a_page_and_its_receipt_on_the_next(render: Render, read: Read) -> None:
    if read is pdf_text:
        pages = [squeeze(page.extract_text()) for page in PdfReader(io.BytesIO(render(SLICE))).pages]
        assert len(pages) == 2
        assert "债权转让通知书" in pages[0]
        assert "回执致" in pages[1]
    else:
        breaks = [
            p.text for p in Document(io.BytesIO(render(SLICE))).paragraphs if p.paragraph_format.page_break_before
        ]
        assert breaks == ["回执"]


@pytest.mark.parametrize(("render", "read"), CONTRACTS + NOTICES, ids=["word", "pdf", "notice word", "notice pdf"])
@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_with_markup_in_them_survive_as_text(name: str, render: Render, read: Read) -> None:
    text = read(render(replace(FULL, debtor=replace(DEBTOR, name=name), seller=replace(SELLER, name=name))))
    assert text.count(squeeze(name)) >= 3


def test_only_a_draft_is_marked_as_one() -> None:
    for case in CASES.values():
        assert "【谈判稿】" in docx_text(contract_docx(case, draft=True))
        assert "谈判稿" not in docx_text(contract_docx(case))
        assert "谈判稿" not in pdf_text(contract_pdf(case))


def test_a_document_is_named_after_itself() -> None:
    assert contract_title(FULL) == "债权转让合同"
    assert Document(io.BytesIO(contract_docx(FULL))).core_properties.title == "债权转让合同"
    assert Document(io.BytesIO(notice_docx(FULL))).core_properties.title == "债权转让通知书"
    assert PdfReader(io.BytesIO(contract_pdf(FULL))).metadata.title == "债权转让合同"  # type: ignore[union-attr]


@pytest.mark.parametrize("render", [contract_pdf, notice_pdf])
def test_a_pdf_is_a4_with_page_numbers_and_its_fonts_inside(render: Render) -> None:
    reader = PdfReader(io.BytesIO(render(FULL)))
    for number, page in enumerate(reader.pages, start=1):
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        assert f"第{number}页共{len(reader.pages)}页" in squeeze(page.extract_text())
        assert {name[7:].split("-")[0] for name in font_names(page)} <= {"NotoSerifSC", "NotoSansSC"}


def test_the_signatures_stand_under_their_line() -> None:
    for case in CASES.values():
        pages = [squeeze(page.extract_text()) for page in PdfReader(io.BytesIO(contract_pdf(case))).pages]
        (page,) = (page for page in pages if "（以下无正文，为签署栏）" in page)
        assert "签署人职务" in page


@notices
def test_where_to_pay_is_a_line_to_write_on_until_it_is_known(render: Render, read: Read) -> None:
    open_case = replace(FULL, final=False, payee_account=None)
    assert f"开户银行和账号：{BLANK}" in read(render(open_case))
    assert "3602028009201234567" in read(render(FULL))
    assert "另行书面告知" in read(render(replace(FULL, payee_account=None)))


def test_the_word_templates_ask_for_nothing_that_is_not_given() -> None:
    wanted = DocxTemplate(TEMPLATES / "documents" / "assignment_notice.docx").get_undeclared_template_variables()
    assert wanted <= set(notice_content(FULL))
