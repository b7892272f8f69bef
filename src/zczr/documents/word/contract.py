"""The Word template of contracts."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt
from docx.table import Table

from zczr.documents.word.parts import (
    ACCENT,
    QUIET,
    TEXT,
    blank_document,
    fill,
    filled_runs,
    header_and_footer,
    new_row,
    new_table,
    row_tag,
    side_table,
    signature_rows,
    title_and_number,
)

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


def contract_template() -> WordDocument:
    """Who agrees, the clauses, where they sign, and the repayment plan where there is one."""
    document = blank_document()
    _draft_marks(document)
    title_and_number(document)
    side_table(document, "parties")
    opening = document.add_paragraph(style="条款正文")
    opening.paragraph_format.space_before = Pt(10)
    filled_runs(opening, "preamble", drafts=True)
    _clauses(document)
    _signatures(document)
    _plan(document)
    return document


def _draft_marks(document: WordDocument) -> None:
    header_and_footer(document).add_run("{% if draft %}　　【{{ watermark }}】{% endif %}")
    header = document.sections[0].header
    header.add_paragraph("{%p if draft %}")
    header.add_paragraph()._p.append(parse_xml(_WATERMARK))
    header.add_paragraph("{%p endif %}")


def _clauses(document: WordDocument) -> None:
    document.add_paragraph("{%p for clause in clauses %}")
    for tag, style in (("{%p if clause.key %}", "重点条款"), ("{%p else %}", "条款")):
        document.add_paragraph(tag)
        heading = document.add_paragraph("{{ clause.label }}　{{ clause.heading }}", style=f"{style}标题")
        if style == "重点条款":
            mark = heading.add_run("　【重点条款】")
            mark.font.size, mark.font.color.rgb = Pt(9), ACCENT
        document.add_paragraph("{%p for runs in clause.paragraphs %}")
        filled_runs(document.add_paragraph(style=f"{style}正文"), "runs", drafts=True)
        document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _signatures(document: WordDocument) -> None:
    note = document.add_paragraph("（以下无正文，为签署栏）")
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(8)
    note.paragraph_format.keep_with_next = True
    table = new_table(document, (30, 64, 64))
    row_tag(table, "{%tr for block in signatures %}")
    row_tag(table, "{%tr if block.titles|length > 1 %}")
    signature_rows(table, 2, "block")
    row_tag(table, "{%tr else %}")
    signature_rows(table, 1, "block")
    row_tag(table, "{%tr endif %}")
    row_tag(table, "{%tr endfor %}")


def _plan(document: WordDocument) -> None:
    document.add_paragraph("{%p if plan %}")
    heading = document.add_paragraph("附件　还款计划表", style="条款标题")
    heading.paragraph_format.page_break_before = True
    note = document.add_paragraph(style=TEXT)
    note.add_run("单位：人民币元。实际支付日或者实际支付金额与合同不同的，以实际情况重新计算。").font.color.rgb = QUIET
    titles, _, widths = zip(*_PLAN_COLUMNS, strict=True)
    table = new_table(document, widths, titles)
    row_tag(table, "{%tr for row in plan %}")
    _plan_row(table, "row")
    row_tag(table, "{%tr endfor %}")
    _plan_row(table, "plan_total")
    document.add_paragraph("{%p endif %}")


def _plan_row(table: Table, name: str) -> None:
    for (_, key, _), cell in zip(_PLAN_COLUMNS, new_row(table).cells, strict=True):
        fill(cell, f"{{{{ {name}.{key} }}}}", TEXT)
        centred = key in {"number", "due"}
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
