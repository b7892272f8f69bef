"""Putting a mark on every page of a paper, in a process of its own: whatever a file holds, it takes no more than its share.

Reads one line of JSON, a `Job`, and leaves the copy in the job's folder; ends with a `Verdict` as its status. `marked.py` starts it.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.constants import AnnotationFlag
from pypdf.errors import DependencyError, PdfReadError
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, StreamObject

from zczr.documents.marked import COPY, MOST_PAGES, MOST_SECONDS, Job, Verdict
from zczr.paths import TEMPLATES

_MOST_BYTES = 96 << 20
_MOST_MEMORY = 1536 << 20
_TEMPLATE = "marked.typ"
_FONTS = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
_PICTURES = {"image/jpeg": "paper.jpg", "image/png": "paper.png"}


class _Unmarkable(Exception):
    """Why no copy can be made."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.name)
        self.verdict = verdict


def mark(job: Job) -> Verdict:
    """Make the copy of a job, or say why there is none."""
    folder = Path(job["folder"])
    try:
        name, pages = _laid_down(Path(job["paper"]).resolve(), job["media_type"], folder)
        (folder / _TEMPLATE).write_bytes((TEMPLATES / "documents" / _TEMPLATE).read_bytes())
        # Names reach the template as data, never as source text.
        data = {
            "title": job["title"],
            "lines": job["lines"],
            "paper": name,
            "pages": pages,
            "picture": name != "paper.pdf",
        }
        typst.compile(
            str(folder / _TEMPLATE),
            output=str(folder / COPY),
            root=str(folder),
            format="pdf",
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_tags=False,
        )
    except _Unmarkable as refusal:
        return refusal.verdict
    except typst.TypstError as error:
        return Verdict.LOCKED if re.search("encrypted|password", str(error)) else Verdict.BROKEN
    return Verdict.DONE


def _laid_down(paper: Path, media_type: str, folder: Path) -> tuple[str, int]:
    """The paper beside the template: its name there, and how many pages it has."""
    if media_type in _PICTURES:
        (folder / _PICTURES[media_type]).symlink_to(paper)
        return _PICTURES[media_type], 1
    try:
        reader = PdfReader(paper)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Unmarkable(Verdict.LOCKED)
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise _Unmarkable(Verdict.TOO_LONG)
        if not pages:
            raise _Unmarkable(Verdict.BROKEN)
        if any(_appearances(page) for page in reader.pages):
            _flattened(reader).write(folder / "paper.pdf")
        else:
            (folder / "paper.pdf").symlink_to(paper)
    except DependencyError:
        # Locked against changes with a cipher that we do not bring along: what is drawn on its pages cannot be looked at.
        raise _Unmarkable(Verdict.LOCKED) from None
    except _Unmarkable:
        raise
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, AssertionError):
        # What a broken file makes of its parser.
        raise _Unmarkable(Verdict.BROKEN) from None
    return "paper.pdf", pages


def _flattened(reader: PdfReader) -> PdfWriter:
    """The document with what lies upon its pages drawn into them: seals of signed contracts are annotations, which a copy leaves behind."""
    writer = PdfWriter(clone_from=reader)
    for page in writer.pages:
        drawn = _appearances(page)
        if drawn:
            page.merge_page(_sheet_of(page, drawn))
    return writer


def _appearances(page: PageObject) -> list[tuple[DictionaryObject, StreamObject]]:
    """The annotations of a page that are seen, each with what it looks like."""
    return list(_seen(page))


def _seen(page: PageObject) -> Iterator[tuple[DictionaryObject, StreamObject]]:
    hidden = AnnotationFlag.HIDDEN | AnnotationFlag.NO_VIEW
    for each in page.get("/Annots", ArrayObject()).get_object() or ():
        annotation = each.get_object()
        if annotation.get("/Subtype") == "/Popup" or int(annotation.get("/F", 0)) & hidden:
            continue
        look = annotation.get("/AP", {}).get_object().get("/N") if "/AP" in annotation else None
        look = look.get_object() if look is not None else None
        if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject):
            # One look for each state of a box.
            look = look.get(annotation.get("/AS", "/Off"))
            look = look.get_object() if look is not None else None
        if isinstance(look, StreamObject) and "/Rect" in annotation:
            yield annotation, look


def _sheet_of(page: PageObject, drawn: list[tuple[DictionaryObject, StreamObject]]) -> PageObject:
    """A sheet of the size of a page with these looks where they belong (ISO 32000-1, 12.5.5)."""
    sheet = PageObject.create_blank_page(width=page.mediabox.width, height=page.mediabox.height)
    sheet.mediabox = page.mediabox
    looks, steps = DictionaryObject(), []
    for number, (annotation, look) in enumerate(drawn):
        left, bottom, right, top = _box(annotation["/Rect"])
        corners = _corners(look)
        low_x, low_y = min(x for x, _ in corners), min(y for _, y in corners)
        wide, high = max(x for x, _ in corners) - low_x, max(y for _, y in corners) - low_y
        if not (wide and high):
            continue
        placed = Transformation().translate(-low_x, -low_y).scale((right - left) / wide, (top - bottom) / high)
        matrix = " ".join(f"{value:.5f}" for value in placed.translate(left, bottom).ctm)
        name = NameObject(f"/Look{number}")
        looks[name] = look.indirect_reference or look
        steps.append(f"q {matrix} cm {name} Do Q")
    content = DecodedStreamObject()
    content.set_data("\n".join(steps).encode())
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): looks})
    sheet[NameObject("/Contents")] = content
    return sheet


def _box(values: Any) -> tuple[float, float, float, float]:
    one, two, three, four = (float(value) for value in values.get_object())
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _corners(look: StreamObject) -> list[tuple[float, float]]:
    """The corners of a look's box, as its own matrix turns them."""
    left, bottom, right, top = _box(look["/BBox"])
    a, b, c, d, e, f = (float(value) for value in look.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    return [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]


def main() -> None:
    """One job, within bounds of time, memory and size."""
    for what, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, _MOST_MEMORY),
        (resource.RLIMIT_FSIZE, _MOST_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.exit(mark(json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
