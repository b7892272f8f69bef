"""Content into files: Word to negotiate on or to sign, PDF to sign. Both take tens of milliseconds: use a thread."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from zczr.paths import TEMPLATES

_FOLDER = TEMPLATES / "documents"
_FONTS = str(Path(pylopdf_fonts_zh_cn.__file__).parent)


def word_file(template: str, content: Mapping[str, Any]) -> bytes:
    """A .docx file from the Word template of that name."""
    document = DocxTemplate(_FOLDER / f"{template}.docx")
    # Escaping keeps names with & or < whole; the sandbox keeps a template from running code.
    document.render(dict(content), SandboxedEnvironment(autoescape=True))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def pdf_file(template: str, content: Mapping[str, Any]) -> bytes:
    """A PDF file with its fonts inside from the Typst template of that name."""
    # Values reach the template as data, never as source text.
    data = json.dumps(content, ensure_ascii=False)
    pdf: bytes = typst.compile(
        str(_FOLDER / f"{template}.typ"),
        format="pdf",
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    return pdf
