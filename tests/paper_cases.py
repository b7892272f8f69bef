"""Papers of claims for tests: real documents with pages that can be read, and who asked to see them."""

import base64
import io
import struct
import uuid
import zlib
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject

from documents.reading import squeeze
from makers import _insert
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.files import commands as files

# A sheet of sixteen points by twenty-four, brown.
JPG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5mo"
    "q6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAYABADASIAAhEB"
    "AxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAT/xAAUEQEAAAAAAAAAAAAA"
    "AAAAAAAA/9oADAMBAAIRAxEAPwCABOqAAf/Z"
)
_FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)


def pdf_of(
    pages: int = 1, *, said: str = "HT-2026-018", rotated: int = 0, seal: str = "", password: str | None = None
) -> bytes:
    """A document that says something and its number on every page; a seal lies upon the first one, as signing programs put it there."""
    writer = PdfWriter()
    for number in range(1, pages + 1):
        page = writer.add_blank_page(width=595, height=842)
        page[NameObject("/Contents")] = writer._add_object(_stream(f"BT /F0 14 Tf 72 760 Td ({said} p{number}) Tj ET"))
        page[NameObject("/Resources")] = _fonts()
        if rotated:
            page.rotate(rotated)
    if seal:
        look = _stream(f"BT /F0 14 Tf 10 20 Td ({seal}) Tj ET")
        look.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): _numbers(0, 0, 100, 50),
                NameObject("/Resources"): _fonts(),
            }
        )
        lies = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Stamp"),
                NameObject("/Rect"): _numbers(300, 100, 500, 200),
                NameObject("/F"): NumberObject(4),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(lies)])
    if password is not None:
        writer.encrypt(password, "owner", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _stream(content: str) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(content.encode())
    return made


def _numbers(*values: int) -> ArrayObject:
    return ArrayObject([FloatObject(value) for value in values])


def _fonts() -> DictionaryObject:
    return DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F0"): _FONT})})


def png_of(width: int, height: int) -> bytes:
    """A black picture of that many points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = _zeros(height * (1 + 3 * width))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _zeros(many: int) -> bytes:
    """That many zeros as zlib packs them, without going through each of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stretch = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = packer.compress(bytes(many % (1 << 20))) + packer.flush()
    return b"\x78\x9c" + stretch * (many >> 20) + rest + struct.pack(">I", (many % 65521) << 16 | 1)


def pages_text(content: bytes) -> list[str]:
    """What each page of a document says, without white space."""
    return [squeeze(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


async def put_paper(
    seller: Actor, claim_id: int, *, name: str = "购销合同.pdf", content: bytes | None = None, slot: str = "evidence"
) -> int:
    """A paper of a claim beside those it has; the upload's id."""
    # Each its own: a copy of a paper that is there stays out.
    content = pdf_of(said=f"HT-2026-018 {uuid.uuid4().hex}") if content is None else content
    file = await files.keep(seller, slot=slot, file_name=name, file=io.BytesIO(content))
    await files.add(seller, [file.id], subject_kind="claim", subject_id=claim_id)
    return file.id


_ANSWERED, _ENDED = {"granted", "refused", "revoked"}, {"refused", "withdrawn", "revoked"}


async def make_access(seller: Actor, asker: Actor, claim_id: int, *, status: str = "asked", **more: Any) -> int:
    """A request of the asker to see the papers of a claim, in a state, with the line of history that brought it there."""
    now = clock.now()
    values: dict[str, Any] = {
        "claim_id": claim_id,
        "seller_id": seller.organization_id,
        "organization_id": asker.organization_id,
        "asked_by": asker.member_id,
        "status": status,
        "asked_at": now,
        "answered_at": now if status in _ANSWERED else None,
        "ended_at": now if status in _ENDED else None,
        **more,
    }
    access_id = await _insert("paper_access", values)
    await history.record("paper_access", access_id, before="", after=status, act="ask", by=asker.mover)
    return access_id
