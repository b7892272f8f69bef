"""The 应收账款转让登记信息表 of a buyer as a Word document and as a PDF."""

from collections.abc import Iterable
from typing import TypedDict

from zczr.documents.content import Line, Run, line, party_lines, run, runs
from zczr.documents.files import pdf_file, word_file
from zczr.domain.claims.registration import Registration
from zczr.domain.contracts.claim import registration_sheet as wording
from zczr.domain.contracts.claim.facts import ClaimContractFacts

SHEET = wording.TITLE


class SheetContent(TypedDict):
    """Everything either document of a sheet shows."""

    title: str
    number: Run
    lead: list[list[Run]]
    sides: list[str]
    parties: list[Line]
    facts: list[Line]
    described: str
    description: list[list[Run]]
    registered: str
    registration: list[Line]


def registration_docx(facts: ClaimContractFacts, entered: Registration) -> bytes:
    """The sheet as a .docx file, whose description can be copied."""
    return word_file("registration_sheet", dict(sheet_content(facts, entered)))


def registration_pdf(facts: ClaimContractFacts, entered: Registration) -> bytes:
    """The sheet as a PDF file with its fonts inside."""
    return pdf_file("registration_sheet", dict(sheet_content(facts, entered)))


def sheet_content(facts: ClaimContractFacts, entered: Registration) -> SheetContent:
    """Lay out the sheet of a case, and what is known of its registration."""
    return {
        "title": wording.TITLE,
        "number": run(facts.number),
        "lead": [runs(paragraph) for paragraph in wording.lead()],
        "sides": ["出让人（转让方）", "受让人（受让方）"],
        "parties": party_lines(facts.seller, facts.buyer),
        "facts": _lines(wording.facts_lines(facts)),
        "described": wording.DESCRIBED,
        "description": [runs(wording.description(facts))],
        "registered": wording.REGISTERED,
        "registration": _lines(wording.registration_lines(entered)),
    }


def _lines(said: Iterable[tuple[str, str | None]]) -> list[Line]:
    return [line(label, value) for label, value in said]
