"""The loan contract as Word and PDF: opened again, they hold the case."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from docx import Document
from docxtpl import DocxTemplate
from pypdf import PdfReader

from documents.reading import ODD_NAMES, docx_text, font_names, pdf_text, squeeze
from domain.contracts.loan.contract_cases import BORROWER, EMPTY, FULL, LENDER
from zczr.documents.contract import contract_docx, contract_pdf
from zczr.documents.loan import loan_content
from zczr.domain.contracts.loan.facts import Guarantor, LoanContractFacts
from zczr.domain.contracts.loan.wording import clauses
from zczr.domain.contracts.party import Party
from zczr.domain.matching.loan.facts import SecurityMode
from zczr.domain.risk.kinds import GuaranteeMode
from zczr.paths import TEMPLATES

Render = Callable[[LoanContractFacts], bytes]
Read = Callable[[bytes], str]
RENDERERS: list[tuple[Render, Read]] = [(contract_docx, docx_text), (contract_pdf, pdf_text)]
both = pytest.mark.parametrize(("render", "read"), RENDERERS, ids=["word", "pdf"])


@both
def test_a_document_holds_the_whole_case(render: Render, read: Read) -> None:
    text = read(render(FULL))
    for value in (
        *(party_value for party in (LENDER, BORROWER) for party_value in (party.name, party.uscc, party.address)),
        "林绮雯",
        "授权代表",
        "法定代表人",
        "ZCZR-2026-000123",
        "100,000元",
        "人民币壹拾万元整",
        "年利率为5.00%",
        "（LPR）为3.00%",
        "2025年5月20日",
        "四倍为12.00%",
        "2026年12月1日",
        "等额本息",
        "33,611.50",
        "2027-03-01",
        "第十九条",
    ):
        assert squeeze(value) in text, value


@both
@pytest.mark.parametrize("case", [FULL, EMPTY], ids=["full", "empty"])
def test_a_document_prints_every_clause_and_marks_the_key_ones(
    case: LoanContractFacts, render: Render, read: Read
) -> None:
    text = read(render(case))
    for clause in clauses(case):
        assert clause.heading in text
        if read is docx_text:
            # Page breaks put headers between the lines of a PDF; Word's paragraphs are whole.
            assert all(squeeze(paragraph.text) in text for paragraph in clause.paragraphs)
    marks = text.count("重点条款") - sum(clause.text.count("重点条款") for clause in clauses(case))
    assert marks == sum(clause.key for clause in clauses(case))


@both
@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_with_markup_in_them_survive_as_text(name: str, render: Render, read: Read) -> None:
    text = read(render(replace(FULL, borrower=replace(BORROWER, name=name))))
    assert text.count(squeeze(name)) >= 3
    assert "第十九条" in text


@pytest.mark.parametrize("case", [FULL, EMPTY, replace(FULL, final=False)], ids=["final", "empty", "to sign"])
def test_only_a_draft_is_marked_as_one(case: LoanContractFacts) -> None:
    assert "【谈判稿】" in docx_text(contract_docx(case, draft=True))
    assert "谈判稿" not in docx_text(contract_docx(case))
    assert "谈判稿" not in pdf_text(contract_pdf(case))


def test_the_watermark_of_word_is_there_in_drafts_only() -> None:
    def header(file: bytes) -> str:
        return str(Document(io.BytesIO(file)).sections[0].header._element.xml)

    assert 'string="谈判稿"' in header(contract_docx(EMPTY, draft=True))
    assert "textpath" not in header(contract_docx(EMPTY))
    assert "textpath" not in header(contract_docx(FULL))


def test_a_blank_stands_out_in_the_draft_and_is_a_plain_line_on_paper() -> None:
    def colours(file: bytes) -> set[str]:
        runs = [run for paragraph in Document(io.BytesIO(file)).paragraphs for run in paragraph.runs]
        return {str(run.font.color.rgb) for run in runs if run.text.strip("_") == "" and "____" in run.text}

    assert "1D4E89" in colours(contract_docx(EMPTY, draft=True))
    assert colours(contract_docx(EMPTY)) == {"None"}


@both
def test_the_role_is_printed_at_each_signature(render: Render, read: Read) -> None:
    text = read(render(FULL))
    assert "签署身份出借人借款人" in text
    # The deal asks for a guarantee: somebody must be able to sign as guarantor, and choose the mode.
    assert "签署身份保证人（□一般保证□连带责任保证）" in text


LONG = "内蒙古自治区呼和浩特市赛罕区金桥经济技术开发区现代农牧业产业融资担保有限责任公司"


def test_the_parties_sign_side_by_side_row_for_row() -> None:
    document = Document(io.BytesIO(contract_docx(replace(FULL, lender=replace(LENDER, name=LONG)))))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert rows[0] == ["", "甲方（出借人）", "乙方（借款人）"]
    assert rows[1] == ["名称（盖章）", LONG, BORROWER.name]
    assert [row[0] for row in rows[2:7]] == ["签署身份", "签署人", "签署人职务", "签字", "日期"]
    assert rows[3][1:] == ["林绮雯", "陈志明"]


def test_no_line_of_a_long_name_holds_less_than_four_characters() -> None:
    pages = PdfReader(io.BytesIO(contract_pdf(replace(FULL, lender=replace(LENDER, name=LONG))))).pages
    lines = [line.strip() for page in pages for line in page.extract_text().splitlines()]
    assert any("限责任公司" in line or "责任公司" in line for line in lines)
    assert not {"司", "公司", "任公司"} & set(lines)


@both
def test_known_guarantors_sign_by_name_and_mode(render: Render, read: Read) -> None:
    guarantors = tuple(Guarantor(Party(name=f"保证{n}号有限公司"), GuaranteeMode.JOINT) for n in "甲乙")
    text = read(render(replace(FULL, guarantors=guarantors)))
    assert text.count("保证人（连带责任保证）") == 2
    assert "保证甲号有限公司" in text
    assert "保证乙号有限公司" in text
    assert "□" not in text


@both
def test_without_a_guarantee_nobody_signs_as_guarantor(render: Render, read: Read) -> None:
    assert "丙方" not in read(render(replace(FULL, security_modes=(SecurityMode.MORTGAGE,))))


@both
def test_an_open_case_shows_blanks_and_no_plan(render: Render, read: Read) -> None:
    text = read(render(EMPTY))
    assert "借款本金为人民币________元" in text
    assert "还款计划表》" not in text
    assert "期次" not in text


def test_the_pdf_is_a4_with_page_numbers_and_its_fonts_inside() -> None:
    reader = PdfReader(io.BytesIO(contract_pdf(FULL)))
    pages = len(reader.pages)
    assert 3 <= pages <= 8
    for number, page in enumerate(reader.pages, start=1):
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        assert f"第{number}页共{pages}页" in squeeze(page.extract_text())
        assert {name[7:].split("-")[0] for name in font_names(page)} <= {"NotoSerifSC", "NotoSansSC"}


def test_a_long_loan_prints_all_its_payments() -> None:
    long = replace(FULL, ends_on=date(2036, 12, 1))
    assert len(loan_content(long)["plan"]) == 120
    assert "2036-12-01" in pdf_text(contract_pdf(long))
    assert "2036-12-01" in docx_text(contract_docx(long))


def test_the_plan_adds_up() -> None:
    content = loan_content(FULL)
    assert content["plan_total"]["principal"] == "100,000.00"
    total = sum(Decimal(row["total"].replace(",", "")) for row in content["plan"])
    assert f"{total:,.2f}" == content["plan_total"]["total"]


def test_the_word_template_asks_for_nothing_that_is_not_given() -> None:
    wanted = DocxTemplate(TEMPLATES / "documents" / "contract.docx").get_undeclared_template_variables()
    assert wanted <= set(loan_content(FULL))
