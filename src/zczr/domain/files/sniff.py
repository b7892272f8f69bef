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


_TAIL = 1 << 16


def is_whole(file: IO[bytes], media_type: str) -> bool:
    """Whether a file has its end: an upload that broke off has none. Archives without theirs are not recognized at all.

    Old Word and Excel files are taken as they are.
    """
    file.seek(0)
    content = file.read()
    file.seek(0)
    match media_type:
        case "application/pdf":
            return b"%%EOF" in content[-_TAIL:]
        case "image/png":
            return b"IEND" in content
        case "image/jpeg":
            return content.find(b"\xff\xd9", _start_of_scan(content)) != -1
        case _:
            return True


def _start_of_scan(content: bytes) -> int:
    """Where a JPEG's own picture begins, behind its head: the small picture in the head has an end of its own."""
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] != b"\xda" and at + 4 <= len(content):
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return at


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
