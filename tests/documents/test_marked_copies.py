"""Marked copies: the mark is on every page of whatever was sent in, nothing of the paper is lost, and what cannot be marked is told."""

import asyncio
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from documents.reading import ODD_NAMES, squeeze
from paper_cases import JPG, pages_text, pdf_of, png_of
from zczr.documents.marked import MOST_PAGES, Mark, marked_copy
from zczr.domain.refusals import RuleBroken

MARK = Mark("珠江小额贷款（广州）有限公司", "曾慧", datetime(2026, 11, 30, 11, 35, tzinfo=UTC), 12)
SAYS = ("仅供珠江小额贷款（广州）有限公司查阅", "曾慧·2026-11-3019:35·债权编号12")
PDF = "application/pdf"


@pytest.fixture
def spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is temporary, of this test alone: others make copies beside it."""
    folder = tmp_path / "spare"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


async def marked(folder: Path, content: bytes, media_type: str = PDF, mark: Mark = MARK) -> bytes:
    """The copy of a paper that lies in a folder."""
    paper = folder / "0f3a"
    paper.write_bytes(content)
    return await marked_copy(paper, media_type, mark, title="购销合同")


@pytest.mark.parametrize("pages", [1, 2, 12])
async def test_every_page_carries_the_mark_and_what_it_said(tmp_path: Path, pages: int) -> None:
    texts = pages_text(await marked(tmp_path, pdf_of(pages)))
    assert len(texts) == pages
    for number, text in enumerate(texts, start=1):
        assert f"HT-2026-018p{number}" in text
        for line in SAYS:
            # Repeated, so that no part of a page is without it.
            assert text.count(line) > 8, (number, line)


@pytest.mark.parametrize("rotated", [90, 180, 270])
async def test_a_turned_page_is_marked_as_it_is_seen(tmp_path: Path, rotated: int) -> None:
    copy = await marked(tmp_path, pdf_of(2, rotated=rotated))
    for page in PdfReader(io.BytesIO(copy)).pages:
        wide, high = float(page.mediabox.width), float(page.mediabox.height)
        assert (page.rotation, wide > high) == (0, rotated != 180)
        text = squeeze(page.extract_text())
        assert SAYS[0] in text
        assert "HT-2026-018" in text


@pytest.mark.parametrize(
    ("content", "media_type", "lies"),
    [(JPG, "image/jpeg", False), (png_of(1, 1), "image/png", False), (png_of(2400, 1200), "image/png", True)],
    ids=["a photograph", "one point", "a wide picture"],
)
async def test_a_picture_becomes_a_marked_sheet(tmp_path: Path, content: bytes, media_type: str, lies: bool) -> None:
    copy = await marked(tmp_path, content, media_type)
    (page,) = PdfReader(io.BytesIO(copy)).pages
    size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
    assert size == ((842, 595) if lies else (595, 842))
    assert len(page.images) == 1
    assert all(line in squeeze(page.extract_text()) for line in SAYS)


async def test_a_seal_that_lies_upon_the_page_is_in_the_copy(tmp_path: Path) -> None:
    first, second = pages_text(await marked(tmp_path, pdf_of(2, seal="SEALED")))
    assert "SEALED" in first
    assert "SEALED" not in second
    assert SAYS[0] in first
    assert SAYS[0] in second


async def test_a_hidden_remark_stays_hidden(tmp_path: Path) -> None:
    hidden = pdf_of(seal="SEALED").replace(b"/F 4", b"/F 2")
    (text,) = pages_text(await marked(tmp_path, hidden))
    assert "SEALED" not in text


async def test_a_paper_locked_against_changes_only_is_marked(tmp_path: Path) -> None:
    (text,) = pages_text(await marked(tmp_path, pdf_of(password="")))
    assert "HT-2026-018" in text
    assert SAYS[0] in text


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_a_name_is_written_as_it_is(tmp_path: Path, name: str) -> None:
    (text,) = pages_text(await marked(tmp_path, pdf_of(), mark=Mark(name, name, MARK.at, 12)))
    assert squeeze(f"仅供{name}查阅") in text


async def test_the_longest_name_has_room(tmp_path: Path) -> None:
    (text,) = pages_text(await marked(tmp_path, pdf_of(), mark=Mark("某" * 100, "名" * 30, MARK.at, 10**18)))
    assert "某" * 100 in text


@pytest.mark.parametrize(
    ("content", "media_type", "says"),
    [
        (pdf_of(password="secret"), PDF, "设有密码"),
        (pdf_of()[:300] + b"\n%%EOF", PDF, "已损坏"),
        (pdf_of(3)[:-900] + b"\n%%EOF", PDF, "已损坏"),
        (b"%PDF-1.4\n" + b"\x00\xff" * 5000 + b"%%EOF", PDF, "已损坏"),
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", PDF, "已损坏"),
        (pdf_of(MOST_PAGES + 1), PDF, f"超过 {MOST_PAGES} 页"),
        (JPG[:200] + b"\xff\xd9", "image/jpeg", "已损坏"),
        (png_of(30_000, 30_000), "image/png", "过大"),
    ],
    ids=["locked", "cut off", "half", "noise", "no page", "too many pages", "half a picture", "a bomb"],
)
async def test_what_cannot_be_marked_is_told_in_a_sentence(
    tmp_path: Path, content: bytes, media_type: str, says: str
) -> None:
    with pytest.raises(RuleBroken, match=says):
        await marked(tmp_path, content, media_type)


async def test_a_document_with_as_many_pages_as_allowed_is_marked(tmp_path: Path) -> None:
    copy = await marked(tmp_path, pdf_of(MOST_PAGES))
    assert len(PdfReader(io.BytesIO(copy)).pages) == MOST_PAGES


async def test_many_copies_at_once_are_each_their_own_and_nothing_is_left_behind(tmp_path: Path, spare: Path) -> None:
    (tmp_path / "paper").write_bytes(pdf_of())
    marks = [Mark(f"第{number}家单位", "某", MARK.at, number) for number in range(6)]
    copies = await asyncio.gather(*(marked_copy(tmp_path / "paper", PDF, mark, title="x") for mark in marks))
    for mark, copy in zip(marks, copies, strict=True):
        (text,) = pages_text(copy)
        assert mark.lines[0] in text
        assert sum(f"第{number}家单位" in text for number in range(6)) == 1
    assert not list(spare.iterdir())


async def test_who_leaves_before_the_copy_is_ready_leaves_nothing_running(tmp_path: Path, spare: Path) -> None:
    (tmp_path / "paper").write_bytes(pdf_of(200))
    left = asyncio.create_task(marked_copy(tmp_path / "paper", PDF, MARK, title="x"))
    await asyncio.sleep(0.1)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    assert not list(spare.iterdir())
    # Its turn is free again.
    assert pages_text(await marked(tmp_path, pdf_of()))
