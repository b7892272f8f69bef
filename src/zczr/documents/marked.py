"""Copies of papers with a mark on every page, for who may look at them: made for one look, and kept nowhere (docs/decisions/0020)."""

import asyncio
import json
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import TypedDict

from zczr.domain import clock
from zczr.domain.refusals import RuleBroken

MOST_PAGES = 300
MOST_SECONDS = 20
COPY = "copy.pdf"
_AT_ONCE = 2
_PATIENCE = 30
_turns = asyncio.Semaphore(_AT_ONCE)


class Job(TypedDict):
    """A paper in the store, what it is, a folder of the job's own, the title of the copy, and the lines of the mark."""

    paper: str
    media_type: str
    folder: str
    title: str
    lines: list[str]


class Verdict(IntEnum):
    """How the process that marks (`marking.py`) ended; anything else means that it was stopped."""

    DONE = 0
    BROKEN = 10
    LOCKED = 11
    TOO_LONG = 12


_OTHERWISE = "请联系出售方另传一份 PDF。"
_SENTENCES = {
    Verdict.BROKEN: f"这份文件已损坏，不能生成带水印的副本。{_OTHERWISE}",
    Verdict.LOCKED: "这份文件设有密码或权限限制，不能生成带水印的副本。请联系出售方另传没有加密的 PDF。",
    Verdict.TOO_LONG: f"这份文件超过 {MOST_PAGES} 页，不能生成带水印的副本。请联系出售方分成几份上传。",
}
_TOO_MUCH = "这份文件过大或过于复杂，不能生成带水印的副本。请联系出售方压缩或分成几份上传。"
_BUSY = "正在为其他人生成副本，请稍后再试。"


@dataclass(frozen=True)
class Mark:
    """Who may look, who does, when, and at the papers of which claim."""

    organization: str
    member: str
    at: datetime
    claim_id: int

    @property
    def lines(self) -> list[str]:
        """What stands on the page."""
        return [f"仅供{self.organization}查阅", f"{self.member} · {clock.shown(self.at)} · 债权编号 {self.claim_id}"]


async def marked_copy(paper: Path, media_type: str, mark: Mark, *, title: str) -> bytes:
    """A paper, by its whole path, as a PDF with the mark on every page; RuleBroken says why there can be none."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await _turns.acquire()
    except TimeoutError:
        raise RuleBroken(_BUSY, paper=paper.name) from None
    try:
        folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="zczr-marked-")
        try:
            return await _made(Path(folder.name), paper, media_type, mark, title)
        finally:
            await asyncio.to_thread(folder.cleanup)
    finally:
        _turns.release()


async def _made(folder: Path, paper: Path, media_type: str, mark: Mark, title: str) -> bytes:
    job: Job = {
        "paper": str(paper), "media_type": media_type, "folder": str(folder), "title": title, "lines": mark.lines,
    }  # fmt: skip
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "zczr.documents.marking",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        # The processor's time is bounded inside; this is for a process that waits for something.
        async with asyncio.timeout(MOST_SECONDS + 10):
            await worker.communicate(json.dumps(job).encode() + b"\n")
    except TimeoutError:
        raise RuleBroken(_TOO_MUCH, paper=paper.name) from None
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    if worker.returncode != Verdict.DONE:
        said = next((sentence for verdict, sentence in _SENTENCES.items() if verdict == worker.returncode), _TOO_MUCH)
        raise RuleBroken(said, paper=paper.name, status=worker.returncode)
    return await asyncio.to_thread((folder / COPY).read_bytes)
