"""行业新闻 as admins write it: kept, published, changed, withdrawn."""

import uuid
from dataclasses import asdict
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure.content import Content, faults_of
from zczr.domain.disclosure.stages import ARTICLE, NEWS, Publication
from zczr.domain.history import last_event, record
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import Conflict, NotFound, RuleBroken, refuse_all
from zczr.domain.stages import move

SENT_BEFORE = "这份表单已提交过，请从文章列表打开后修改。"
_KEPT = "您填写的内容还没有保存，保留在下面。请与现在保存的内容核对，再次提交将以您填写的为准。"


class StaleEdit(Conflict):
    """Somebody saved, published or withdrew the article while it was being edited."""


async def create(actor: Actor, submission: uuid.UUID, content: Content, *, publish: bool) -> int:
    """Keep a new article, perhaps publish it at once; its id. The same submission again finds what the first one made."""
    require(actor, Permission.NEWS_WRITE)
    refuse_all(faults_of(content, publishing=publish, today=clock.today()))
    values = {
        "submission_id": submission, "kind": NEWS, "status": str(Publication.DRAFT), "created_at": clock.now(),
        "changed_at": clock.now(), **asdict(content),
    }  # fmt: skip
    marks = ", ".join(f"${index}" for index in range(1, len(values) + 1))
    async with db.transaction():
        # The race of a double click: the second one waits here for the first, and then leads to what it made.
        article_id: int | None = await db.fetch_value(
            f"""INSERT INTO article ({", ".join(values)}) VALUES ({marks})
                ON CONFLICT (submission_id) DO NOTHING RETURNING id""",  # noqa: S608 -- our own names
            *values.values(),
        )
        if article_id is None:
            return await _made_by(submission, content, publish=publish)
        await record("article", article_id, before="", after=str(Publication.DRAFT), act="create", by=actor.mover)
        if publish:
            await move(ARTICLE, article_id, to=Publication.PUBLISHED, act="publish", by=actor.mover)
    return article_id


async def _made_by(submission: uuid.UUID, content: Content, *, publish: bool) -> int:
    """The article of this submission, where it is as it was sent now; RuleBroken where that would lose something."""
    row = await db.fetch_row("SELECT * FROM article WHERE submission_id = $1", submission)
    assert row is not None, "the row that was in the way is there"
    status = Publication.PUBLISHED if publish else Publication.DRAFT
    if row["status"] != status or Content.of(row) != content:
        raise RuleBroken(SENT_BEFORE)
    made: int = row["id"]
    return made


async def save(actor: Actor, article_id: int, version: int, content: Content, *, publish: bool) -> None:
    """Write an article over what was read at this version, and publish it if asked to; StaleEdit where it changed meanwhile.

    What members have seen once stays complete: only a draft may lack something.
    """
    require(actor, Permission.NEWS_WRITE)
    async with db.transaction():
        row = await _lock(article_id)
        before = Publication(row["status"])
        after = Publication.PUBLISHED if publish else before
        if row["version"] != version:
            if Content.of(row) == content and before is after:
                return  # a double click: the first one has done all of it
            raise StaleEdit(f"{await _changed_by(actor, article_id)}，{_KEPT}", article=article_id, version=version)
        refuse_all(faults_of(content, publishing=after is not Publication.DRAFT, today=clock.today()))
        columns = {**asdict(content), **_next(row)}
        sets = ", ".join(f"{name} = ${index}" for index, name in enumerate(columns, start=2))
        await db.execute(f"UPDATE article SET {sets} WHERE id = $1", article_id, *columns.values())  # noqa: S608
        if before is after:
            await record("article", article_id, before=before, after=after, act="edit", by=actor.mover)
        else:
            await move(ARTICLE, article_id, to=after, act="publish", by=actor.mover)


async def withdraw(actor: Actor, article_id: int) -> None:
    """Take an article from where members read it."""
    require(actor, Permission.NEWS_WRITE)
    async with db.transaction():
        row = await _lock(article_id)
        await move(ARTICLE, article_id, to=Publication.WITHDRAWN, act="withdraw", by=actor.mover, also=_next(row))


async def _lock(article_id: int) -> db.Record:
    """An article, held until the commit: of two admins the second sees what the first one did."""
    row = await db.fetch_row("SELECT * FROM article WHERE id = $1 AND kind = $2 FOR UPDATE", article_id, NEWS)
    if row is None:
        raise NotFound(article=article_id)
    return row


def _next(row: db.Record) -> dict[str, Any]:
    """What every change sets: forms that were opened before it are stale."""
    return {"version": row["version"] + 1, "changed_at": clock.now()}


async def _changed_by(actor: Actor, article_id: int) -> str:
    """Who changed an article last, when and how, as the actor is told it."""
    last = await last_event("article", article_id)
    assert last is not None, "its making stands in its history"
    done, when = ARTICLE.acts[last.act], clock.shown(last.at)
    if last.member_id == actor.member_id:
        return f"您已于 {when} 在另一个窗口{done}"
    return f"{last.member_name or '另一位管理员'}已于 {when} {done}"
