"""What a file is, by its content: PDF, JPG, PNG, Word, Excel or OFD; never by its name. Pure."""

import zipfile
from typing import IO

import filetype

ACCEPTED = "PDF、JPG、PNG、Word、Excel 或 OFD"

_BY_CONTENT = {
    "application/pdf": ("application/pdf", ".pdf"),
    "image/jpeg": ("image/jpeg", ".jpg"),
    "image/png": ("image/png", ".png"),
    "application/msword": ("application/msword", ".doc"),
    "application/vnd.ms-excel": ("application/vnd.ms-excel", ".xls"),
}
_ZIPPED = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "OFD.xml": ("application/ofd", ".ofd"),
}
# Shown inside the page; everything else is only ever downloaded.
VIEWABLE = frozenset({"application/pdf", "image/jpeg", "image/png"})


def sniff(file: IO[bytes]) -> tuple[str, str] | None:
    """Media type and extension by content, or None for what is not accepted."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if head.startswith(b"PK"):
        return _sniff_zip(file)
    kind = filetype.guess(head)
    return _BY_CONTENT.get(kind.mime) if kind else None


def _sniff_zip(file: IO[bytes]) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    # A Word file with macros is a program.
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for part, kind in _ZIPPED.items() if part in names), None)
