"""What people do about an import: upload a workbook, put a mended one in its place, confirm it, give it up."""

import uuid
from collections.abc import Sequence

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports.checking import WORKBOOK
from zczr.domain.claims.imports.stages import ACCEPTS_WORKBOOK, IMPORT, RUNS, Import
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.files import commands as files
from zczr.domain.history import record
from zczr.domain.permissions import Permission, may, require
from zczr.domain.postings.commands import not_yet
from zczr.domain.refusals import Conflict, NotFound, RuleBroken
from zczr.domain.stages import move, overtaken

SUBJECT = IMPORT.subject_kind
MOST_AT_ONCE = 3
"""So many imports of one organization are checked or written at a time: the others' jobs wait behind them."""
_OTHER_WORKBOOK = "这次导入的工作簿刚刚被换过，您看到的已不是最新的内容。请刷新页面，核对后再确认。"
_FRESH = {
    "total_rows": 0, "done_rows": 0, "mistakes": 0, "refusal": "", "face_total": None, "price_total": None, "doubtful_rows": [],
    "places": "{}", "tries": 0, "worked_at": None, "checked_at": None,
}  # fmt: skip


async def create(actor: Actor, submission: uuid.UUID, workbook_id: int, paper_ids: Sequence[int]) -> int:
    """Take in a workbook with the papers that prove its claims, to be checked; its import's id. Sent twice it is one."""
    require(actor, Permission.CLAIM_WRITE)
    async with db.transaction():
        # A double click, or two windows with one workbook, follow each other here: the second finds the first.
        await _hold_imports(actor)
        made = await db.fetch_value(
            "SELECT id FROM claim_import WHERE organization_id = $1 AND submission_id = $2",
            actor.organization_id,
            submission,
        )
        if made is not None:
            return int(made)
        workbook = await _workbook(actor, workbook_id)
        await _refuse_twin(actor, workbook["sha256"])
        await _refuse_crowd(actor)
        import_id: int = await db.fetch_value(
            """INSERT INTO claim_import (organization_id, member_id, submission_id, status, file_name, sha256, created_at)
               VALUES ($1, $2, $3, 'checking', $4, $5, $6) RETURNING id""",
            actor.organization_id, actor.member_id, submission, workbook["file_name"], workbook["sha256"], clock.now(),
        )  # fmt: skip
        await record(SUBJECT, import_id, before="", after=Import.CHECKING, act="upload", by=actor.mover)
        await files.give(actor, [workbook_id, *paper_ids], subject_kind=SUBJECT, subject_id=import_id)
        db.after_commit("claims.check_import", import_id)
    return import_id


async def replace(actor: Actor, import_id: int, attempt: int, workbook_id: int) -> None:
    """Put a mended workbook in the place of the one that was checked; the papers stay. Sent twice it is done once."""
    require(actor, Permission.CLAIM_WRITE)
    async with db.transaction():
        await _hold_imports(actor)
        row = await _lock(actor, import_id)
        workbook = await _workbook(actor, workbook_id)
        if row["attempt"] == attempt + 1 and row["sha256"] == workbook["sha256"]:
            return
        if row["status"] not in ACCEPTS_WORKBOOK or row["attempt"] != attempt:
            raise await overtaken(IMPORT, import_id)
        await _refuse_twin(actor, workbook["sha256"], import_id)
        await _refuse_crowd(actor)
        await _forget(import_id)
        old = await db.fetch(
            "SELECT id FROM upload WHERE subject_kind = $1 AND subject_id = $2 AND slot = $3",
            SUBJECT,
            import_id,
            WORKBOOK,
        )
        await files.take_away([each["id"] for each in old], subject_kind=SUBJECT, subject_id=import_id)
        await files.add(actor, [workbook_id], subject_kind=SUBJECT, subject_id=import_id)
        also = {
            **_FRESH, "attempt": attempt + 1, "file_name": workbook["file_name"], "sha256": workbook["sha256"],
        }  # fmt: skip
        await move(IMPORT, import_id, to=Import.CHECKING, act="replace", by=actor.mover, also=also)
        db.after_commit("claims.check_import", import_id)


async def confirm(actor: Actor, import_id: int, attempt: int, *, publish: bool) -> None:
    """Have all of it written, on sale or as drafts, as it was seen at this attempt. Sent twice it is done once."""
    require(actor, Permission.CLAIM_WRITE)
    if publish and not may(actor, Permission.CLAIM_PUBLISH):
        raise RuleBroken(not_yet(actor, CLAIMS), "publish")
    async with db.transaction():
        row = await _lock(actor, import_id)
        if row["attempt"] == attempt and row["publish"] is publish and row["status"] in {Import.IMPORTING, Import.DONE}:
            return
        if row["attempt"] != attempt:
            raise Conflict(_OTHER_WORKBOOK, claim_import=import_id)
        also = {
            "publish": publish, "confirmed_by": actor.member_id, "done_rows": 0, "refusal": "", "tries": 0, "worked_at": None,
        }  # fmt: skip
        await move(IMPORT, import_id, to=Import.IMPORTING, act="confirm", by=actor.mover, also=also)
        db.after_commit("claims.write_import", import_id)


async def withdraw(actor: Actor, import_id: int) -> None:
    """Give up an import that has written nothing."""
    require(actor, Permission.CLAIM_WRITE)
    async with db.transaction():
        await _lock(actor, import_id)
        await move(IMPORT, import_id, to=Import.WITHDRAWN, act="withdraw", by=actor.mover, also={"worked_at": None})
        await _forget(import_id)


async def _hold_imports(actor: Actor) -> None:
    """Let what one organization uploads follow each other: two at once would each find no twin."""
    await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"claim-imports:{actor.organization_id}")


async def _lock(actor: Actor, import_id: int) -> db.Record:
    """An own import, held until the commit; NotFound else."""
    row = await db.fetch_row(
        "SELECT * FROM claim_import WHERE id = $1 AND organization_id = $2 FOR UPDATE", import_id, actor.organization_id
    )
    if row is None:
        raise NotFound(claim_import=import_id)
    return row


async def _workbook(actor: Actor, workbook_id: int) -> db.Record:
    row = await db.fetch_row(
        "SELECT sha256, file_name FROM upload WHERE id = $1 AND organization_id = $2 AND slot = $3",
        workbook_id, actor.organization_id, WORKBOOK,
    )  # fmt: skip
    if row is None:
        raise NotFound(upload=workbook_id)
    return row


async def _refuse_twin(actor: Actor, sha256: str, import_id: int | None = None) -> None:
    """The same workbook is under way already, or its drafts are there: drafts are not told apart by what claim they are."""
    row = await db.fetch_row(
        """SELECT id, created_at FROM claim_import i
           WHERE organization_id = $1 AND sha256 = $2 AND id IS DISTINCT FROM $3 AND (status IN ('checking', 'ready', 'importing')
               OR (status = 'done' AND EXISTS (SELECT FROM claim c WHERE c.import_id = i.id AND c.status = 'draft')))
           ORDER BY id LIMIT 1""",
        actor.organization_id, sha256, import_id,
    )  # fmt: skip
    if row is not None:
        said = f"同一份工作簿已于 {clock.shown(row['created_at'])} 上传（编号 {row['id']}），请在“批量导入”中查看，不必重复上传。"
        raise RuleBroken(said, WORKBOOK, claim_import=row["id"])


async def _refuse_crowd(actor: Actor) -> None:
    at_work = await db.fetch_value(
        "SELECT count(*) FROM claim_import WHERE organization_id = $1 AND status = ANY($2)",
        actor.organization_id, [str(each) for each in RUNS],
    )  # fmt: skip
    if at_work >= MOST_AT_ONCE:
        raise RuleBroken(f"贵单位有 {at_work} 份工作簿正在核对或写入，请等其中一份完成后再上传。", WORKBOOK)


async def _forget(import_id: int) -> None:
    """What was found about a workbook that is not meant any more."""
    await db.execute("DELETE FROM claim_import_row WHERE import_id = $1", import_id)
    await db.execute("DELETE FROM claim_import_mistake WHERE import_id = $1", import_id)
