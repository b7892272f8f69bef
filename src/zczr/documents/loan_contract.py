"""The 企业间借款合同 as a Word document, to negotiate on or to sign, and as a PDF to sign. Both take tens of milliseconds: use a thread."""

import json
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from zczr.documents.content import contract_content
from zczr.domain.contracts.loan.facts import LoanContractFacts
from zczr.paths import TEMPLATES

_WORD_TEMPLATE = TEMPLATES / "documents" / "loan_contract.docx"
_PDF_TEMPLATE = TEMPLATES / "documents" / "loan_contract.typ"
_FONTS = str(Path(pylopdf_fonts_zh_cn.__file__).parent)


def loan_contract_docx(facts: LoanContractFacts, *, draft: bool = False) -> bytes:
    """The contract as a .docx file; a draft carries the watermark 谈判稿, what is to be signed carries none."""
    document = DocxTemplate(_WORD_TEMPLATE)
    # Escaping keeps names with & or < whole; the sandbox keeps a template from running code.
    document.render(dict(contract_content(facts, draft=draft)), SandboxedEnvironment(autoescape=True))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def loan_contract_pdf(facts: LoanContractFacts) -> bytes:
    """The contract to sign or as signed, as a PDF file with its fonts inside."""
    # Values reach the template as data, never as source text.
    data = json.dumps(contract_content(facts), ensure_ascii=False)
    pdf: bytes = typst.compile(
        str(_PDF_TEMPLATE),
        format="pdf",
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    return pdf
