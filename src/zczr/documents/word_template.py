"""Builds templates/documents/loan_contract.docx, the Word template of the 企业间借款合同.

Run `python -m zczr.documents.word_template` after a change here and commit the file it writes. The template holds the
layout and docxtpl tags only; the words come from zczr.documents.content. Each tag sits in a run, row or paragraph of
its own, because docxtpl replaces the whole of it: {%r %} a run, {%p %} a paragraph, {%tr %} a table row.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

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
from docx.text.run import Run

from zczr.paths import TEMPLATES

PATH: Final = TEMPLATES / "documents" / "loan_contract.docx"
_BODY, _SANS = "宋体", "黑体"
_ACCENT, _QUIET = RGBColor(0x1D, 0x4E, 0x89), RGBColor(0x5B, 0x67, 0x75)
_TINT, _LINE = "F3F5F8", "B8C2CC"
_PLAN_COLUMNS = (
    ("期次", "number", 14),
    ("还款日", "due", 30),
    ("应还本金", "principal", 29),
    ("应还利息", "interest", 27),
    ("本息合计", "total", 29),
    ("剩余本金", "remaining", 29),
)
_WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
     xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
  <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
      path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
      <v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
      <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
      <v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
      <v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
  <v:shape id="DraftWatermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="谈判稿"
      style="position:absolute;margin-left:0;margin-top:0;width:380pt;height:127pt;rotation:328;z-index:-251658752;
      mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;
      mso-position-vertical-relative:margin" fillcolor="#e3e9f1" stroked="f">
    <v:textpath style="font-family:黑体;font-size:1pt" string="{{ watermark }}"/></v:shape>
</w:pict></w:r>
"""


def build(path: Path = PATH) -> None:
    """Write the template."""
    document = Document()
    _page(document)
    _styles(document)
    _header_and_footer(document)
    _opening(document)
    _clauses(document)
    _signatures(document)
    _plan(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.header_distance, section.footer_distance = Mm(14), Mm(12)
    document.core_properties.title = "企业间借款合同"
    document.core_properties.author = ""
    document.core_properties.comments = ""


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
    for name, font in (("表内文字", _BODY), ("表内标签", _SANS)):
        _style(document, name, font, 10).paragraph_format.line_spacing = 1.2
    note = _style(document, "页眉页脚", _SANS, 8.5)
    note.font.color.rgb = _QUIET


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
    bar = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{_ACCENT}"/></w:pBdr>'
    style.element.get_or_add_pPr().insert(0, parse_xml(bar))


def _header_and_footer(document: WordDocument) -> None:
    section = document.sections[0]
    header = section.header
    first = header.paragraphs[0]
    first.style = document.styles["页眉页脚"]
    first.add_run("{{ title }}　编号：{{ number.text }}")
    first.add_run("{% if draft %}　　【{{ watermark }}】{% endif %}")
    first._p.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="3" w:color="{_LINE}"/></w:pBdr>')
    )
    header.add_paragraph("{%p if draft %}")
    header.add_paragraph()._p.append(parse_xml(_WATERMARK))
    header.add_paragraph("{%p endif %}")

    footer = section.footer.paragraphs[0]
    footer.style = document.styles["页眉页脚"]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("第 ")
    _field(footer, "PAGE")
    footer.add_run(" 页　共 ")
    _field(footer, "NUMPAGES")
    footer.add_run(" 页")


def _field(paragraph: Paragraph, instruction: str) -> None:
    for xml in (
        '<w:fldChar {ns} w:fldCharType="begin"/>',
        f'<w:instrText {{ns}} xml:space="preserve"> {instruction} </w:instrText>',
        '<w:fldChar {ns} w:fldCharType="separate"/>',
        "<w:t {ns}>1</w:t>",
        '<w:fldChar {ns} w:fldCharType="end"/>',
    ):
        paragraph.add_run()._r.append(parse_xml(xml.format(ns=nsdecls("w"))))


def _opening(document: WordDocument) -> None:
    document.add_paragraph("{{ title }}", style="合同标题")
    number = document.add_paragraph("合同编号：", style="表内文字")
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number.paragraph_format.space_after = Pt(10)
    number.add_run("{{ number.text }}")

    table = _table(document, (37, 60.5, 60.5), ("", "甲方（出借人）", "乙方（借款人）"))
    _row_tag(table, "{%tr for line in parties %}")
    cells = _new_row(table).cells
    _fill(cells[0], "{{ line.label }}", "表内标签", _TINT)
    _fill(cells[1], "{{ line.cells[0].text }}", "表内文字")
    _fill(cells[2], "{{ line.cells[1].text }}", "表内文字")
    _row_tag(table, "{%tr endfor %}")

    opening = document.add_paragraph(style="条款正文")
    opening.paragraph_format.space_before = Pt(10)
    _runs(opening, "preamble")


def _clauses(document: WordDocument) -> None:
    document.add_paragraph("{%p for clause in clauses %}")
    for tag, style in (("{%p if clause.key %}", "重点条款"), ("{%p else %}", "条款")):
        document.add_paragraph(tag)
        heading = document.add_paragraph("{{ clause.label }}　{{ clause.heading }}", style=f"{style}标题")
        if style == "重点条款":
            mark = heading.add_run("　【重点条款】")
            mark.font.size, mark.font.color.rgb = Pt(9), _ACCENT
        document.add_paragraph("{%p for runs in clause.paragraphs %}")
        _runs(document.add_paragraph(style=f"{style}正文"), "runs")
        document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _runs(paragraph: Paragraph, name: str) -> None:
    paragraph.add_run(f"{{%r for run in {name} %}}")
    paragraph.add_run("{%r if run.kind == 'value' %}")
    paragraph.add_run("{{ run.text }}").font.underline = True
    # What is open stands out while it is negotiated; on paper it is a line to write on.
    paragraph.add_run("{%r elif run.kind == 'blank' and draft %}")
    _colour(paragraph.add_run("{{ run.text }}"))
    paragraph.add_run("{%r else %}")
    paragraph.add_run("{{ run.text }}")
    paragraph.add_run("{%r endif %}")
    paragraph.add_run("{%r endfor %}")


def _colour(run: Run) -> None:
    run.font.color.rgb = _ACCENT


def _signatures(document: WordDocument) -> None:
    note = document.add_paragraph("（以下无正文，为签署栏）")
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(8)
    note.paragraph_format.keep_with_next = True
    table = _table(document, (30, 64, 64))
    _row_tag(table, "{%tr for block in signatures %}")
    _row_tag(table, "{%tr if block.titles|length > 1 %}")
    _signature_rows(table, 2)
    _row_tag(table, "{%tr else %}")
    _signature_rows(table, 1)
    _row_tag(table, "{%tr endif %}")
    _row_tag(table, "{%tr endfor %}")


def _signature_rows(table: Table, parties: int) -> None:
    """A row a line, so that what belongs together stays side by side; one signer alone has both columns."""
    places = range(parties)
    _signature_row(table, "", [f"{{{{ block.titles[{place}] }}}}" for place in places], title=True)
    _row_tag(table, "{%tr for line in block.lines[:-1] %}")
    _signature_row(table, "{{ line.label }}", [f"{{{{ line.cells[{place}].text }}}}" for place in places])
    _row_tag(table, "{%tr endfor %}")
    last = [f"{{{{ block.lines[-1].cells[{place}].text }}}}" for place in places]
    _signature_row(table, "{{ block.lines[-1].label }}", last, last=True)


def _signature_row(table: Table, label: str, texts: Sequence[str], *, title: bool = False, last: bool = False) -> None:
    row = _new_row(table)
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if not title:
        row.height, row.height_rule = Mm(12.5), WD_ROW_HEIGHT_RULE.AT_LEAST
    cells = row.cells
    if len(texts) == 1:
        cells = (cells[0], cells[1].merge(cells[2]))
    _fill(cells[0], label, "表内标签", _TINT)
    for cell, text in zip(cells[1:], texts, strict=True):
        _fill(cell, text, "表内标签" if title else "表内文字", _TINT if title else "")
    for cell in cells:
        # A signature block stays on one page.
        cell.paragraphs[0].paragraph_format.keep_with_next = not last


def _plan(document: WordDocument) -> None:
    document.add_paragraph("{%p if plan %}")
    heading = document.add_paragraph("附件　还款计划表", style="条款标题")
    heading.paragraph_format.page_break_before = True
    note = document.add_paragraph(style="表内文字")
    note.add_run("单位：人民币元。实际支付日或者实际支付金额与合同不同的，以实际情况重新计算。").font.color.rgb = _QUIET
    titles, _, widths = zip(*_PLAN_COLUMNS, strict=True)
    table = _table(document, widths, titles)
    _row_tag(table, "{%tr for row in plan %}")
    _plan_row(table, "row")
    _row_tag(table, "{%tr endfor %}")
    _plan_row(table, "plan_total")
    document.add_paragraph("{%p endif %}")


def _plan_row(table: Table, name: str) -> None:
    for (_, key, _), cell in zip(_PLAN_COLUMNS, _new_row(table).cells, strict=True):
        _fill(cell, f"{{{{ {name}.{key} }}}}", "表内文字")
        centred = key in {"number", "due"}
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT


def _table(document: WordDocument, widths: Sequence[float], titles: Sequence[str] = ()) -> Table:
    table: Table = document.add_table(rows=1 if titles else 0, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>'
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
            _fill(cell, text, "表内标签", _TINT)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    return table


def _new_row(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one untyped
    return row


def _row_tag(table: Table, tag: str) -> None:
    _new_row(table).cells[0].paragraphs[0].add_run(tag)


def _fill(cell: _Cell, text: str, style: str, tint: str = "") -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))
    if tint:
        cell._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{tint}"/>')
        )


if __name__ == "__main__":
    build()
