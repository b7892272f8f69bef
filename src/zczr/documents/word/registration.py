"""The Word template of what a buyer types into the unified register."""

from docx.document import Document as WordDocument

from zczr.documents.word.parts import (
    blank_document,
    fact_table,
    filled_paragraphs,
    gap,
    header_and_footer,
    side_table,
    title_and_number,
)


def registration_template() -> WordDocument:
    """Who, what, its description in one piece, and what the register answered."""
    document = blank_document()
    header_and_footer(document)
    title_and_number(document)
    filled_paragraphs(document, "lead")
    gap(document)
    side_table(document, "parties")
    gap(document)
    fact_table(document, "facts")
    document.add_paragraph("{{ described }}", style="条款标题")
    filled_paragraphs(document, "description")
    document.add_paragraph("{{ registered }}", style="条款标题")
    fact_table(document, "registration")
    return document
