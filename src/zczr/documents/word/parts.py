"""What the Word templates share: page, styles, header and footer, runs, tables, signatures.

A template holds the layout and docxtpl tags only; the words come from zczr.documents. Each tag sits in a run, row or paragraph of
its own, because docxtpl replaces the whole of it: {%r %} a run, {%p %} a paragraph, {%tr %} a table row.
"""

from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

ACCENT, QUIET = RGBColor(0x1D, 0x4E, 0x89), RGBColor(0x5B, 0x67, 0x75)
TINT, LINE = "F3F5F8", "B8C2CC"
LABEL, TEXT = "表内标签", "表内文字"
_BODY, _SANS = "宋体", "黑体"


def blank_document() -> WordDocument:
    """An empty A4 page with the styles of all our documents."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.header_distance, section.footer_distance = Mm(14), Mm(12)
    document.core_properties.title = "{{ title }}"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    _styles(document)
    return document


def _styles(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    _font(normal, _BODY, 10.5)
    normal.paragraph_format.line_spacing = 1.4
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)

    title = _style(document, "合同标题", _SANS, 22)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(4)

    body = _style(document, "条款正文", _BODY, 10.5)
    body.paragraph_format.first_line_indent = Pt(21)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    heading = _style(document, "条款标题", _SANS, 11.5)
    heading.paragraph_format.space_before = Pt(12)
    heading.paragraph_format.space_after = Pt(2)
    heading.paragraph_format.keep_with_next = True

    for name, base in (("重点条款标题", heading), ("重点条款正文", body)):
        key = _style(document, name, _SANS, 11.5 if base is heading else 10.5)
        key.base_style = base
        _accent_bar(key)
    for name, font in ((TEXT, _BODY), (LABEL, _SANS)):
        _style(document, name, font, 10).paragraph_format.line_spacing = 1.2
    note = _style(document, "页眉页脚", _SANS, 8.5)
    note.font.color.rgb = QUIET


def _style(document: WordDocument, name: str, east_asian: str, size: float) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _font(style, east_asian, size)
    return style


def _font(style: ParagraphStyle, east_asian: str, size: float) -> None:
    style.font.name = "Times New Roman"
    style.font.size = Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east_asian)


def _accent_bar(style: ParagraphStyle) -> None:
    # A bar and no shading: shading would hide the watermark. The schema wants borders before spacing.
    bar = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{ACCENT}"/></w:pBdr>'
    style.element.get_or_add_pPr().insert(0, parse_xml(bar))


def header_and_footer(document: WordDocument) -> Paragraph:
    """Title and number above, the page's number below; the header's line, to add to."""
    section = document.sections[0]
    first: Paragraph = section.header.paragraphs[0]
    first.style = document.styles["页眉页脚"]
    first.add_run("{{ title }}　编号：{{ number.text }}")
    first._p.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="3" w:color="{LINE}"/></w:pBdr>')
    )
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["页眉页脚"]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("第 ")
    _field(footer, "PAGE")
    footer.add_run(" 页　共 ")
    _field(footer, "NUMPAGES")
    footer.add_run(" 页")
    return first


def _field(paragraph: Paragraph, instruction: str) -> None:
    for xml in (
        '<w:fldChar {ns} w:fldCharType="begin"/>',
        f'<w:instrText {{ns}} xml:space="preserve"> {instruction} </w:instrText>',
        '<w:fldChar {ns} w:fldCharType="separate"/>',
        "<w:t {ns}>1</w:t>",
        '<w:fldChar {ns} w:fldCharType="end"/>',
    ):
        paragraph.add_run()._r.append(parse_xml(xml.format(ns=nsdecls("w"))))


def title_and_number(document: WordDocument) -> None:
    """The heading of a document and the contract's number under it."""
    document.add_paragraph("{{ title }}", style="合同标题")
    number = document.add_paragraph("合同编号：", style=TEXT)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number.paragraph_format.space_after = Pt(10)
    number.add_run("{{ number.text }}")


def side_table(document: WordDocument, lines: str) -> None:
    """The two sides in columns: `sides` are their titles, `lines` names what is said of each."""
    table = new_table(document, (37, 60.5, 60.5), ("", "{{ sides[0] }}", "{{ sides[1] }}"))
    row_tag(table, f"{{%tr for line in {lines} %}}")
    cells = new_row(table).cells
    fill(cells[0], "{{ line.label }}", LABEL, TINT)
    fill(cells[1], "{{ line.cells[0].text }}", TEXT)
    fill(cells[2], "{{ line.cells[1].text }}", TEXT)
    row_tag(table, "{%tr endfor %}")


def fact_table(document: WordDocument, lines: str) -> None:
    """What is said once, a label and its value a line."""
    table = new_table(document, (37, 121))
    row_tag(table, f"{{%tr for line in {lines} %}}")
    cells = new_row(table).cells
    fill(cells[0], "{{ line.label }}", LABEL, TINT)
    fill(cells[1], "{{ line.cells[0].text }}", TEXT)
    row_tag(table, "{%tr endfor %}")


def filled_paragraphs(document: WordDocument, name: str) -> None:
    """The paragraphs of that name, each of them runs."""
    document.add_paragraph(f"{{%p for runs in {name} %}}")
    filled_runs(document.add_paragraph(style="条款正文"), "runs")
    document.add_paragraph("{%p endfor %}")


def gap(document: WordDocument) -> None:
    """A line of room, before a table that follows text or another table."""
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def filled_runs(paragraph: Paragraph, name: str, *, drafts: bool = False) -> None:
    """The runs of that name; `drafts` says that the document may be a draft, in which what is open stands out."""
    paragraph.add_run(f"{{%r for run in {name} %}}")
    paragraph.add_run("{%r if run.kind == 'value' %}")
    paragraph.add_run("{{ run.text }}").font.underline = True
    if drafts:
        # What is open stands out while it is negotiated; on paper it is a line to write on.
        paragraph.add_run("{%r elif run.kind == 'blank' and draft %}")
        paragraph.add_run("{{ run.text }}").font.color.rgb = ACCENT
    paragraph.add_run("{%r else %}")
    paragraph.add_run("{{ run.text }}")
    paragraph.add_run("{%r endif %}")
    paragraph.add_run("{%r endfor %}")


def signature_rows(table: Table, parties: int, block: str) -> None:
    """A row a line, so that what belongs together stays side by side; one signer alone has both columns."""
    places = range(parties)
    _signature_row(table, "", [f"{{{{ {block}.titles[{place}] }}}}" for place in places], title=True)
    row_tag(table, f"{{%tr for line in {block}.lines[:-1] %}}")
    _signature_row(table, "{{ line.label }}", [f"{{{{ line.cells[{place}].text }}}}" for place in places])
    row_tag(table, "{%tr endfor %}")
    last = [f"{{{{ {block}.lines[-1].cells[{place}].text }}}}" for place in places]
    _signature_row(table, f"{{{{ {block}.lines[-1].label }}}}", last, last=True)


def _signature_row(table: Table, label: str, texts: Sequence[str], *, title: bool = False, last: bool = False) -> None:
    row = new_row(table)
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if not title:
        row.height, row.height_rule = Mm(12.5), WD_ROW_HEIGHT_RULE.AT_LEAST
    cells = row.cells
    if len(texts) == 1:
        cells = (cells[0], cells[1].merge(cells[2]))
    fill(cells[0], label, LABEL, TINT)
    for cell, text in zip(cells[1:], texts, strict=True):
        fill(cell, text, LABEL if title else TEXT, TINT if title else "")
    for cell in cells:
        # A signature block stays on one page.
        cell.paragraphs[0].paragraph_format.keep_with_next = not last


def new_table(document: WordDocument, widths: Sequence[float], titles: Sequence[str] = ()) -> Table:
    """A table with thin lines; widths in millimetres, titles as its first row."""
    table: Table = document.add_table(rows=1 if titles else 0, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = table._tbl.tblPr
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))
    margins = "".join(
        f'<w:{edge} w:w="{width}" w:type="dxa"/>'
        for edge, width in (("top", 60), ("left", 120), ("bottom", 60), ("right", 120))
    )
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    if titles:
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for cell, text in zip(table.rows[0].cells, titles, strict=True):
            fill(cell, text, LABEL, TINT)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    return table


def new_row(table: Table) -> _Row:
    """A row at the end of a table."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one untyped
    return row


def row_tag(table: Table, tag: str) -> None:
    """A row that holds a tag and is gone when the template is filled."""
    new_row(table).cells[0].paragraphs[0].add_run(tag)


def fill(cell: _Cell, text: str, style: str, tint: str = "") -> None:
    """Text into a cell, in the middle of its height, on a tint if there is one."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))
    if tint:
        cell._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{tint}"/>')
        )
