"""The folder of uploaded files: outside the web root, names of our own, written whole or not at all."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from zczr.domain import clock

_root: Path | None = None


def use_folder(root: Path) -> None:
    """Say where files are kept; made when it is not there."""
    global _root
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    _root = root


def _folder() -> Path:
    assert _root is not None, "the store has no folder yet"
    return _root


def path_of(key: str) -> Path:
    """Where the file of a key lies."""
    return _folder() / key[:2] / key


def keep(file: IO[bytes]) -> tuple[str, str]:
    """Copy a file into the store; its key and SHA-256. Blocking: call in a thread."""
    key = uuid.uuid4().hex
    final = path_of(key)
    final.parent.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    part = final.with_suffix(".part")
    with part.open("wb") as target:
        file.seek(0)
        while chunk := file.read(1 << 16):
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    part.rename(final)
    return key, digest.hexdigest()


def drop(key: str) -> None:
    """Remove a file; gone already is fine."""
    path_of(key).unlink(missing_ok=True)


def keys_older_than(age: timedelta) -> Iterator[str]:
    """Keys of files that have lain longer than that, unfinished parts included."""
    before = clock.now() - age
    for path in _folder().glob("??/*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            yield path.name
