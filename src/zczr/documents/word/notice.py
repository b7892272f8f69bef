"""The Word template of the notice of assignment: a letter, and its 回执 on a page of its own."""

from docx.document import Document as WordDocument

from zczr.documents.word.parts import (
    blank_document,
    filled_paragraphs,
    filled_runs,
    gap,
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
    filled_paragraphs(document, "body")
    gap(document)
    signature_rows(new_table(document, (30, 64, 64)), 2, "signatures")
    heading = document.add_paragraph("{{ receipt }}", style="合同标题")
    heading.paragraph_format.page_break_before = True
    filled_paragraphs(document, "receipt_body")
    gap(document)
    signature_rows(new_table(document, (30, 64, 64)), 1, "receipt_signatures")
    return document
