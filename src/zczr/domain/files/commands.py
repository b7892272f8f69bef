"""Keeping uploads, giving them to a subject, and cleaning up what no form came back for."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import IO

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.files import store
from zczr.domain.files.queries import StoredFile
from zczr.domain.files.sniff import ACCEPTED, is_whole, sniff
from zczr.domain.refusals import RuleBroken

LARGEST = 20 << 20
MOST_UNCLAIMED = 400 << 20
_ORPHAN_AGE = timedelta(days=1)


async def keep(actor: Actor, *, slot: str, file_name: str, file: IO[bytes]) -> StoredFile:
    """Take a file into the store, for now without a subject. RuleBroken says what is wrong with it."""
    name = _clean(file_name)
    size = await asyncio.to_thread(file.seek, 0, 2)
    if size == 0:
        raise RuleBroken(f"“{name}”是空文件，可能上传中断，请重新选择。")
    if size > LARGEST:
        raise RuleBroken(f"“{name}”超过 20 MB，请压缩后重新选择。")
    kind = await asyncio.to_thread(sniff, file)
    if kind is None:
        raise RuleBroken(f"“{name}”的内容不是 {ACCEPTED} 文件，请重新选择。")
    media_type, extension = kind
    if not await asyncio.to_thread(is_whole, file, media_type):
        raise RuleBroken(f"“{name}”不完整，可能上传中断或文件已损坏，请重新选择。")
    if not name.lower().endswith(extension) and not (extension == ".jpg" and name.lower().endswith(".jpeg")):
        name += extension
    await _refuse_hoard(actor, size)  # before the costly copy
    key, sha256 = await asyncio.to_thread(store.keep, file)
    try:
        async with db.transaction():
            # Uploads of one organization wait for each other here: several at once would each find room for itself.
            await db.execute("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", actor.organization_id)
            await _refuse_hoard(actor, size)
            upload_id = await db.fetch_value(
                """INSERT INTO upload (organization_id, member_id, slot, file_name, media_type, size, sha256, storage_key,
                       created_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id""",
                actor.organization_id, actor.member_id, slot, name, media_type, size, sha256, key, clock.now(),
            )  # fmt: skip
    except RuleBroken:
        await asyncio.to_thread(store.drop, key)
        raise
    return StoredFile(upload_id, slot, name, media_type, size, sha256, key)


async def _refuse_hoard(actor: Actor, size: int) -> None:
    """The disk is not anybody's to fill: what no form has claimed yet is limited for an organization."""
    waiting = await db.fetch_value(
        "SELECT coalesce(sum(size), 0) FROM upload WHERE subject_id IS NULL AND organization_id = $1",
        actor.organization_id,
    )
    if waiting + size > MOST_UNCLAIMED:
        raise RuleBroken("贵单位未提交的附件过多，请先提交表单，或一天后再试。")


def _clean(file_name: str) -> str:
    """The last part of a name, without control characters, at most 120 characters."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(sign for sign in last if sign.isprintable()).strip()
    return printable[-120:] or "文件"


async def give(actor: Actor, ids: Iterable[int], *, subject_kind: str, subject_id: int) -> None:
    """Make these uploads, and no others, the subject's; ids of other organizations or subjects are left alone."""
    wanted = list(ids)
    await db.execute(
        """UPDATE upload SET subject_kind = '', subject_id = NULL, let_go_at = $4
           WHERE subject_kind = $1 AND subject_id = $2 AND NOT id = ANY($3)""",
        subject_kind, subject_id, wanted, clock.now(),
    )  # fmt: skip
    await db.execute(
        """UPDATE upload SET subject_kind = $1, subject_id = $2, let_go_at = NULL
           WHERE id = ANY($3) AND organization_id = $4 AND subject_id IS NULL""",
        subject_kind, subject_id, wanted, actor.organization_id,
    )  # fmt: skip


async def take_away(ids: Iterable[int], *, subject_kind: str, subject_id: int) -> None:
    """Let go of these uploads of a subject."""
    await db.execute(
        """UPDATE upload SET subject_kind = '', subject_id = NULL, let_go_at = $4
           WHERE subject_kind = $1 AND subject_id = $2 AND id = ANY($3)""",
        subject_kind, subject_id, list(ids), clock.now(),
    )  # fmt: skip


async def add(actor: Actor, ids: Iterable[int], *, subject_kind: str, subject_id: int) -> None:
    """Make these uploads the subject's, beside those it has; a copy of one it has, as a double press sends it, stays out."""
    await db.execute(
        """UPDATE upload u SET subject_kind = $1, subject_id = $2, let_go_at = NULL
           WHERE id = ANY($3) AND organization_id = $4 AND subject_id IS NULL AND NOT EXISTS (
               SELECT FROM upload h
               WHERE h.subject_kind = $1 AND h.subject_id = $2 AND h.slot = u.slot AND h.sha256 = u.sha256)""",
        subject_kind, subject_id, list(ids), actor.organization_id,
    )  # fmt: skip


async def drop_orphans() -> int:
    """Remove uploads that no form has claimed for a day since they came or were let go, and files without a row; how many rows went.

    The row goes first: a file without a row is found by the next run, a row without a file never arises.
    """
    async with db.transaction():
        rows = await db.fetch(
            "DELETE FROM upload WHERE subject_id IS NULL AND coalesce(let_go_at, created_at) < $1 RETURNING storage_key",
            clock.now() - _ORPHAN_AGE,
        )
    for row in rows:
        await asyncio.to_thread(store.drop, row["storage_key"])
    await _drop_files_without_row()
    return len(rows)


async def _drop_files_without_row() -> None:
    keys = await asyncio.to_thread(lambda: list(store.keys_older_than(_ORPHAN_AGE)))
    for start in range(0, len(keys), 1000):
        some = keys[start : start + 1000]
        known = {
            row["storage_key"]
            for row in await db.fetch("SELECT storage_key FROM upload WHERE storage_key = ANY($1)", some)
        }
        for key in some:
            if key not in known:
                await asyncio.to_thread(store.drop, key)
