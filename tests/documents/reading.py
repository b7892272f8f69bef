"""Reading documents again: their text without white space, their fonts; and names that try to be markup."""

import html
import io
import re
import zipfile

from docx import Document
from pypdf import PageObject, PdfReader

ODD_NAMES = [
    "甲 & 乙有限公司",
    "<b>粗体</b>有限公司",
    "{{ 7 * 7 }}有限公司",
    "{% for x in y %}有限公司",
    "#strong[强]*有限*公司$x$",
    "引号\"'\\n有限公司",
]


def docx_text(file: bytes) -> str:
    """All text of body, headers and footers without white space; Word must be able to open the file."""
    assert Document(io.BytesIO(file)).paragraphs
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)]
        parts = [archive.read(name).decode() for name in names]
    return squeeze(html.unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", "".join(parts)))))


def pdf_text(file: bytes) -> str:
    """All text of a PDF without white space."""
    return squeeze("".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages))


def squeeze(text: str) -> str:
    """Text without white space."""
    return re.sub(r"\s+", "", text)


def font_names(page: PageObject) -> set[str]:
    """What a page of a PDF is set in."""
    fonts = page["/Resources"]["/Font"].values()
    return {str(font.get_object()["/BaseFont"]).lstrip("/") for font in fonts}
