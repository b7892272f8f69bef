"""Files as people send them: real ones of each accepted kind, and ones that only pretend."""

import io
import struct
import zipfile
import zlib

from visitor import pdf


def zipped(*names: str) -> bytes:
    """A zip archive that holds these names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, f"<{name}/>" * 20)
    return packed.getvalue()


def png() -> bytes:
    """One white point."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff")) + chunk(b"IEND", b"")


JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\0" * 64 + b"\xff\xd9"
DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
OFD = zipped("OFD.xml", "Doc_0/Document.xml")
DOCM = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
EXE = b"MZ\x90\x00" + b"\0" * 400
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"

ACCEPTED = {
    "pdf": (pdf(), "application/pdf", ".pdf"),
    "jpg": (JPG, "image/jpeg", ".jpg"),
    "png": (png(), "image/png", ".png"),
    "docx": (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xlsx": (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ofd": (OFD, "application/ofd", ".ofd"),
}
REFUSED = {
    "a program": EXE,
    "a page": HTML,
    "a picture with scripts": SVG,
    "a document with macros": DOCM,
    "half a document": DOCX[: len(DOCX) // 2],
    "any other archive": zipped("readme.txt"),
    "an archive's first bytes": b"PK\x03\x04",
    "plain text": "合同正文".encode(),
    "nothing": b"",
    "zeros": b"\0" * 100,
}
