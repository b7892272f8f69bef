"""What all postings have in common: keeping them, the check against stale edits, publishing, and ending them by hand."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.feed import commands as feed
from zczr.domain.files import commands as files
from zczr.domain.files.queries import holds
from zczr.domain.history import Mover, record
from zczr.domain.permissions import Permission, may, require
from zczr.domain.postings.stages import Posting
from zczr.domain.postings.stale import StaleEdit, changed_by
from zczr.domain.postings.terms import Terms, columns_now, columns_of
from zczr.domain.refusals import NotFound, RuleBroken, WrongState
from zczr.domain.stages import Lifecycle, move, overtaken

OPEN_DAYS = 90
"""A posting is open this long after it was submitted."""
EDITABLE = frozenset({Posting.DRAFT, Posting.ACTIVE})
APPLIED_FOR = "这项发布已有进行中的申请，处理完毕后才能修改、撤回或关闭，请在“申请详情”中查看。"
SENT_BEFORE = "这份表单已提交过，请从“我的发布”打开后修改。"
PUBLISHED_BEFORE = "这项发布已提交，不能再存为草稿。要修改请按“保存修改并重新匹配”。"
_FIRST_VERSION = 1


@dataclass(frozen=True)
class Sort:
    """One sort of postings: its lifecycle, who may write and publish it, and how matching and applications know it."""

    lifecycle: Lifecycle
    write: Permission
    publish: Permission
    match_job: str
    match_table: str
    side: str
    """Its name in the matching: of its column in applications and matches (`request_id`), and of its runs."""
    across: str
    """The side that it is matched with."""
    path: str
    noun: str
    """What one of them is called."""
    titled: Callable[[Any], str]
    """What a posting is called, from its row."""
    rows: str = ""
    """SQL for its rows where the table lacks a column that all postings have: with `visibility`; else the table."""
    ended: Callable[[Sequence[int], Mover], Awaitable[None]] | None = None
    """What else ends with postings of this sort that end by hand or by time."""

    @property
    def table(self) -> str:
        """The table, which is also the subject in the history and of its files."""
        return self.lifecycle.subject_kind

    @property
    def seen(self) -> str:
        """What to select from where it matters to whom a posting is shown."""
        return self.rows or self.table

    @property
    def application_column(self) -> str:
        """The column by which applications and matches know it."""
        return f"{self.side}_id"


@dataclass(frozen=True)
class Kept:
    """Where a filled-in form belongs: a new posting, or one that was read at a version."""

    submission: uuid.UUID
    posting_id: int | None = None
    version: int = 0


Then = Callable[[int, Posting], Awaitable[None]]


async def keep(
    actor: Actor, sort: Sort, kept: Kept, terms: Terms, file_ids: Sequence[int], *, then: Then | None = None
) -> int:
    """Save a posting with its files as one transaction, `then` (which publishes it) included; its id.

    The same submission again finds what the first one made, and does nothing more.
    """
    require(actor, sort.write)
    try:
        async with db.transaction():
            if kept.posting_id is None:
                posting_id, status = await _insert(actor, sort, kept.submission, terms), Posting.DRAFT
            else:
                posting_id = kept.posting_id
                asked = Posting.DRAFT if then is None else Posting.ACTIVE
                found = await _update(actor, sort, kept, terms, file_ids, asked)
                if found is None:
                    return posting_id
                status = found
            await files.give(actor, file_ids, subject_kind=sort.table, subject_id=posting_id)
            if then is not None:
                await then(posting_id, status)
    except asyncpg.UniqueViolationError as error:
        # The race of a double click: the first one has made the row, so the second leads to it.
        if error.constraint_name != f"{sort.table}_submission":
            raise
        return await _resume(actor, sort, kept, terms, file_ids, then)
    return posting_id


async def _resume(
    actor: Actor, sort: Sort, kept: Kept, terms: Terms, file_ids: Sequence[int], then: Then | None
) -> int:
    """Go on with what the same submission made before: its draft; RuleBroken where that would lose what was sent."""
    made = await db.fetch_row(
        f"SELECT * FROM {sort.table} WHERE organization_id = $1 AND submission_id = $2",  # noqa: S608 -- our own names
        actor.organization_id,
        kept.submission,
    )
    assert made is not None, "the row that was in the way is there"
    posting_id: int = made["id"]
    if made["status"] == Posting.DRAFT:
        # Back to the form of a saved draft, and sent once more: that goes on with the draft as it was first saved.
        again = Kept(kept.submission, posting_id, kept.version or _FIRST_VERSION)
        return await keep(actor, sort, again, terms, file_ids, then=then)
    published = then is not None and made["status"] == Posting.ACTIVE
    columns = columns_of(terms)
    if (
        published
        and columns_now(made, terms, columns) == columns
        and await _has_files(actor, sort, posting_id, file_ids)
    ):
        return posting_id
    raise RuleBroken(SENT_BEFORE)


async def _insert(actor: Actor, sort: Sort, submission: uuid.UUID, terms: Terms) -> int:
    values = {
        "organization_id": actor.organization_id,
        "member_id": actor.member_id,
        "submission_id": submission,
        "status": str(Posting.DRAFT),
        "created_at": clock.now(),
        **columns_of(terms),
    }
    marks = ", ".join(f"${index}" for index in range(1, len(values) + 1))
    posting_id: int = await db.fetch_value(
        f"INSERT INTO {sort.table} ({', '.join(values)}) VALUES ({marks}) RETURNING id",  # noqa: S608 -- our own names
        *values.values(),
    )
    await record(sort.table, posting_id, before="", after=str(Posting.DRAFT), act="create", by=actor.mover)
    return posting_id


async def _update(
    actor: Actor, sort: Sort, kept: Kept, terms: Terms, file_ids: Sequence[int], asked: Posting
) -> Posting | None:
    """Write the terms over a posting that may be edited; its state, or None where all is as `asked` already."""
    assert kept.posting_id is not None, "a new posting is inserted"
    row = await lock(actor, sort, kept.posting_id)
    status = Posting(row["status"])
    columns = columns_of(terms)
    now = columns_now(row, terms, columns)
    stale = row["version"] != kept.version
    # A double click: the first one has done all of it.
    if stale and now == columns and status is asked and await _has_files(actor, sort, kept.posting_id, file_ids):
        return None
    await refuse_if_ended(sort, kept.posting_id, status)
    if asked is Posting.DRAFT and status is not Posting.DRAFT:
        # A change of what others see is checked, assessed and matched: it is submitted, not saved.
        raise WrongState(PUBLISHED_BEFORE, posting=kept.posting_id, status=status)
    if stale and now != columns:
        raise StaleEdit(await changed_by(actor, sort.table, kept.posting_id), now, row["version"])
    await refuse_if_applied_for(sort, kept.posting_id)
    sets = ", ".join(f"{name} = ${index}" for index, name in enumerate(columns, start=2))
    await db.execute(
        f"UPDATE {sort.table} SET {sets}, version = version + 1 WHERE id = $1",  # noqa: S608 -- our own names
        kept.posting_id,
        *columns.values(),
    )
    if asked is Posting.DRAFT:
        # What is published says so itself, once it is through.
        await record(sort.table, kept.posting_id, before=status, after=status, act="edit", by=actor.mover)
    return status


async def _has_files(actor: Actor, sort: Sort, posting_id: int, file_ids: Sequence[int]) -> bool:
    """Whether the posting holds these files and no others."""
    return await holds(actor, file_ids, subject_kind=sort.table, subject_id=posting_id, only=True)


async def lock(actor: Actor, sort: Sort, posting_id: int) -> db.Record:
    """An own posting, held until the commit: nobody applies for it or edits it meanwhile. NotFound else."""
    row = await db.fetch_row(
        f"SELECT * FROM {sort.table} WHERE id = $1 AND organization_id = $2 FOR UPDATE",  # noqa: S608
        posting_id,
        actor.organization_id,
    )
    if row is None:
        raise NotFound(posting=posting_id, kind=sort.table)
    return row


async def refuse_if_ended(sort: Sort, posting_id: int, status: Posting) -> None:
    """What was ended meanwhile is not changed any more; says who ended it."""
    if status not in EDITABLE:
        raise await overtaken(sort.lifecycle, posting_id)


async def refuse_if_applied_for(sort: Sort, posting_id: int) -> None:
    """What somebody applies for does not change under their hands."""
    open_ = await db.fetch_value(
        f"""SELECT EXISTS (SELECT FROM application WHERE {sort.application_column} = $1
                AND status IN ('pending', 'approved', 'approved_unconfirmed'))""",  # noqa: S608
        posting_id,
    )
    if open_:
        raise WrongState(APPLIED_FOR, posting=posting_id, kind=sort.table)


def unverified(actor: Actor, sort: Sort) -> list[RuleBroken]:
    """Why an enterprise that waits for verification cannot publish yet; nothing where it may."""
    require(actor, sort.write)
    waits = not_yet(actor, sort)
    return [RuleBroken(waits)] if waits else []


def not_yet(actor: Actor, sort: Sort) -> str:
    """What who may write but not publish is told on the form; empty for everybody else."""
    if may(actor, sort.publish) or not may(actor, sort.write):
        return ""
    return "贵单位尚未通过认证，暂不能发布。您可以先保存草稿，认证通过后再提交。"


async def publish(
    actor: Actor, sort: Sort, posting_id: int, status: Posting, facts: dict[str, Any], today: date
) -> None:
    """Open a kept posting, or say that an open one has been changed; matching follows the commit.

    `facts` are further columns: what matching reads, or an earlier last day.
    """
    place = await db.fetch_row(
        "SELECT province_code, city_code, industry_section FROM organization WHERE id = $1", actor.organization_id
    )
    assert place is not None, "an actor's organization is there"
    columns = {
        **dict(place),
        "submitted_at": clock.now(),
        "expires_on": today + timedelta(days=OPEN_DAYS),
        **facts,
    }
    if status is Posting.DRAFT:
        await move(sort.lifecycle, posting_id, to=Posting.ACTIVE, act="publish", by=actor.mover, also=columns)
    else:
        sets = ", ".join(f"{name} = ${index}" for index, name in enumerate(columns, start=2))
        await db.execute(f"UPDATE {sort.table} SET {sets} WHERE id = $1", posting_id, *columns.values())  # noqa: S608
        await record(sort.table, posting_id, before=status, after=status, act="edit", by=actor.mover)
        # What the others' runs found by the old terms; their next run finds it again where it still fits.
        await db.execute(
            f"DELETE FROM {sort.match_table} WHERE {sort.application_column} = $1 AND side = $2",  # noqa: S608 -- our own names
            posting_id,
            sort.across,
        )
    db.after_commit(sort.match_job, posting_id)


async def withdraw(actor: Actor, sort: Sort, posting_id: int) -> None:
    """Take back a draft or an open posting that nobody applies for."""
    await _end(actor, sort, posting_id, Posting.WITHDRAWN, "withdraw")


async def close(actor: Actor, sort: Sort, posting_id: int) -> None:
    """Close an open posting that nobody applies for: its purpose is served elsewhere."""
    await _end(actor, sort, posting_id, Posting.CLOSED, "close")


async def _end(actor: Actor, sort: Sort, posting_id: int, to: Posting, act: str) -> None:
    require(actor, sort.write)
    async with db.transaction():
        await lock(actor, sort, posting_id)
        await refuse_if_applied_for(sort, posting_id)
        await move(sort.lifecycle, posting_id, to=to, act=act, by=actor.mover)
        await feed.end(sort.table, posting_id, by=actor.mover)
        if sort.ended:
            await sort.ended([posting_id], actor.mover)
        await db.execute(f"DELETE FROM {sort.match_table} WHERE {sort.application_column} = $1", posting_id)  # noqa: S608
