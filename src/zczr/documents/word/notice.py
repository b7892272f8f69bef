"""The Word template of the notice of assignment: a letter, and its 回执 on a page of its own."""

from docx.document import Document as WordDocument
from docx.shared import Pt

from zczr.documents.word.parts import (
    blank_document,
    filled_runs,
    header_and_footer,
    new_table,
    signature_rows,
    title_and_number,
)


def notice_template() -> WordDocument:
    """To whom, what was assigned, who says so; then what the debtor gives back."""
    document = blank_document()
    header_and_footer(document)
    title_and_number(document)
    filled_runs(document.add_paragraph(), "addressee")
    _paragraphs(document, "body")
    _gap(document)
    signature_rows(new_table(document, (30, 64, 64)), 2, "signatures")
    heading = document.add_paragraph("{{ receipt }}", style="合同标题")
    heading.paragraph_format.page_break_before = True
    _paragraphs(document, "receipt_body")
    _gap(document)
    signature_rows(new_table(document, (30, 64, 64)), 1, "receipt_signatures")
    return document


def _paragraphs(document: WordDocument, name: str) -> None:
    document.add_paragraph(f"{{%p for runs in {name} %}}")
    filled_runs(document.add_paragraph(style="条款正文"), "runs")
    document.add_paragraph("{%p endfor %}")


def _gap(document: WordDocument) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(2)
