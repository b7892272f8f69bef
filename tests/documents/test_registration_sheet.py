"""The 应收账款转让登记信息表 as Word and PDF: opened again, it holds what the register asks for."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from documents.reading import ODD_NAMES, docx_text, font_names, pdf_text, squeeze
from domain.contracts.claim.claim_contract_cases import BUYER, DEBTOR, EMPTY, FULL, LICENSED, SELLER, SLICE
from zczr.documents.registration import registration_docx, registration_pdf
from zczr.domain.claims.registration import Registration
from zczr.domain.contracts.claim import registration_sheet as wording
from zczr.domain.contracts.claim.facts import ClaimContractFacts

NOTHING = Registration()
KNOWN = Registration(date(2026, 11, 24), "06478234000732854731", date(2026, 11, 25), date(2027, 11, 25))
Render = Callable[[ClaimContractFacts, Registration], bytes]
sheets = pytest.mark.parametrize(
    ("render", "read"), [(registration_docx, docx_text), (registration_pdf, pdf_text)], ids=["word", "pdf"]
)


@sheets
def test_a_sheet_holds_the_whole_case(render: Render, read: Callable[[bytes], str]) -> None:
    text = read(render(FULL, KNOWN))
    for value in (
        *(value for party in (SELLER, BUYER) for value in (party.name, party.uscc, party.address)),
        DEBTOR.name, DEBTOR.uscc, "ZCZR-2026-000456", "CG-2026-0815", "04400226130-1183", "590,000元", "人民币伍拾玖万元整",
        "500,000.50元", "2027年7月29日", "无追索权", "至少9个月", "06478234000732854731", "2026年11月24日",
        wording.description(FULL).text, *(paragraph.text for paragraph in wording.lead()),
    ):  # fmt: skip
        assert squeeze(value or "") in text, value


@sheets
@pytest.mark.parametrize("case", [SLICE, LICENSED, EMPTY], ids=["slice", "licensed", "empty"])
def test_a_sheet_of_any_case_can_be_opened(
    case: ClaimContractFacts, render: Render, read: Callable[[bytes], str]
) -> None:
    text = read(render(case, NOTHING))
    assert squeeze(wording.description(case).text) in text
    assert ("一部分" in text) is (case is SLICE)
    for label, _ in (*wording.facts_lines(case), *wording.registration_lines(NOTHING)):
        assert label in text


@sheets
@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_with_markup_in_them_survive_as_text(name: str, render: Render, read: Callable[[bytes], str]) -> None:
    text = read(render(replace(FULL, debtor=replace(DEBTOR, name=name), seller=replace(SELLER, name=name)), KNOWN))
    assert text.count(squeeze(name)) >= 3


def test_a_pdf_is_one_page_of_a4_with_its_fonts_inside() -> None:
    reader = PdfReader(io.BytesIO(registration_pdf(FULL, KNOWN)))
    assert len(reader.pages) == 1
    for page in reader.pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        assert {name[7:].split("-")[0] for name in font_names(page)} <= {"NotoSerifSC", "NotoSansSC"}
