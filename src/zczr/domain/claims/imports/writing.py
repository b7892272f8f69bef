"""Writing what was confirmed: every claim of an import or none, in one transaction, once; and matching what went on sale."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, timedelta

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.claims.duplicates import DISPUTED, ONCE, hold_all_invoices
from zczr.domain.claims.imports.checking import LONG, keep_mistakes, one_a_cell
from zczr.domain.claims.imports.duplicates import refuse_duplicates
from zczr.domain.claims.imports.rows import Mistake, Row, mistakes_of
from zczr.domain.claims.imports.running import MOST_TRIES, Aside, Work, beat, begin, let_go, note
from zczr.domain.claims.imports.stages import IMPORT, Import
from zczr.domain.claims.matching import run_for_claim
from zczr.domain.claims.queries import terms_of
from zczr.domain.claims.rules import sale_broken
from zczr.domain.claims.terms import SaleTerms, claim_title
from zczr.domain.history import SYSTEM
from zczr.domain.messages.commands import tell
from zczr.domain.postings.commands import OPEN_DAYS
from zczr.domain.postings.matching import run_at_once
from zczr.domain.stages import move

_TERMS = ", ".join(SaleTerms.__dataclass_fields__)
_TERMS_OF_PART = ", ".join(f"part.{name}" for name in SaleTerms.__dataclass_fields__)
_DISPUTED = DISPUTED.format(
    seller="$8", key="coalesce(nullif(t.debtor_uscc, ''), t.debtor_name)", contract="t.contract_number", invoices="t.invoice_numbers",
    bought="NULL::bigint",
)  # fmt: skip
# A statement of the market's triggers for so many claims stays far from the time that statements are given.
_BATCH = 1000
_STOPPED = "写入没有成功，没有写入任何债权。请稍后再确认一次；如果反复出现，请联系平台。"
_MAY_NOT_SELL = "贵单位目前未通过认证，没有写入任何债权。认证通过后可以再确认，或改为存为草稿。"
_CHANGED = "确认之后有债权不能再出售，没有写入任何债权。"

# The id of the submission is that of the row: written twice, the second one breaks claim_submission.
_WRITE = f"""
    WITH part AS (
        SELECT r.import_id, r.number, e.title, {_DISPUTED} AS disputed, {_TERMS} FROM unnest($4::integer[], $5::text[]) AS e (number, title)
        JOIN claim_import_row r ON r.import_id = $1 AND r.number = e.number
        CROSS JOIN LATERAL jsonb_populate_record(NULL::claim, r.terms) t
    ), made AS (
        INSERT INTO claim (organization_id, member_id, import_id, submission_id, status, created_at, title, {_TERMS},
            debtor_state, submitted_at, expires_on, province_code, city_code, industry_section)
        SELECT o.id, $2, $1, md5('claim-import:' || part.import_id || ':' || part.number)::uuid, $3, $6::timestamptz,
            part.title, {_TERMS_OF_PART}, CASE WHEN part.disputed THEN 'disputed' ELSE 'unnotified' END,
            CASE $3 WHEN 'active' THEN $6 END, CASE $3 WHEN 'active' THEN least($7::date, part.due_on - 1) END,
            CASE $3 WHEN 'active' THEN o.province_code ELSE '' END, CASE $3 WHEN 'active' THEN o.city_code ELSE '' END,
            CASE $3 WHEN 'active' THEN o.industry_section ELSE '' END
        FROM part CROSS JOIN organization o WHERE o.id = $8 ORDER BY part.number
        RETURNING id
    )
    INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, member_id, at)
    SELECT 'claim', id, '', $3, 'import', $8, $2, $6 FROM made
"""  # noqa: S608 -- our own names


class _Overtaken(Exception):
    """Somebody else has put one of the claims on sale while they were written."""


async def write(import_id: int) -> None:
    """Write a confirmed import. Cut off, nothing of it is there and it is begun anew; run again after its end it does nothing."""
    work = await begin(import_id, Import.IMPORTING)
    if work is None:
        return
    if work.tries > MOST_TRIES:
        async with db.transaction() as connection:
            await _send_back(connection, work, Import.READY, _STOPPED)
        return
    aside = Aside(work, Import.IMPORTING)
    try:
        await note(work, Import.IMPORTING, 0)
        await _write(work, aside)
    except (_Overtaken, asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError) as error:
        # The race of two imports, or of an import and a form, for the same claim or invoice: the first has it on sale, and the next
        # try, which looks before it writes, finds it there and says at which row.
        if isinstance(error, asyncpg.UniqueViolationError) and error.constraint_name not in ONCE:
            raise
        await let_go(work)
        await write(import_id)
    except BaseException:
        await asyncio.shield(let_go(work))
        raise
    finally:
        await aside.end()


async def _write(work: Work, aside: Aside) -> None:
    async with db.transaction() as connection:
        # Two runs of one import follow each other. Not by its row: how far it is, is written there meanwhile.
        await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"claim-import:{work.id}")
        plan = await db.fetch_row(
            "SELECT publish, confirmed_by, total_rows FROM claim_import WHERE id = $1 AND status = 'importing'", work.id
        )
        if plan is None:
            return
        # Its name and standing stay as they are until all is written: so do the triggers of the market hold it.
        seller = await db.fetch_row(
            "SELECT name, uscc, status FROM organization WHERE id = $1 FOR SHARE", work.organization_id
        )
        assert seller is not None, "an import's organization is there"
        if plan["publish"] and seller["status"] != "verified":
            await _send_back(connection, work, Import.READY, _MAY_NOT_SELL)
            return
        rows, today = await _rows(work), clock.today()
        if plan["publish"] and (mistakes := await _wrong_by_now(work, rows, seller, today)):
            await _send_back(connection, work, Import.REFUSED, _CHANGED, mistakes)
            return
        state = "active" if plan["publish"] else "draft"
        for start in range(0, len(rows), _BATCH):
            await _write_batch(work, rows[start : start + _BATCH], seller["name"], plan["confirmed_by"], state, today)
            aside.note(min(start + _BATCH, len(rows)))
        if plan["publish"]:
            if len(rows) >= LONG:
                # By what is known of a table without these rows, each of them would be looked for among all of them.
                await db.execute("ANALYZE claim")
            # Last, because until the commit nobody else puts a claim on sale: who has meanwhile is seen now, and who comes later sees us.
            await hold_all_invoices()
            if await refuse_duplicates(work.organization_id, rows, work.id):
                raise _Overtaken
        await _finish(work, len(rows), on_sale=plan["publish"])


async def _rows(work: Work) -> list[Row]:
    rows = await db.fetch(
        f"""SELECT r.number, {_TERMS} FROM claim_import_row r CROSS JOIN LATERAL jsonb_populate_record(NULL::claim, r.terms) t
            WHERE r.import_id = $1 ORDER BY r.number""",  # noqa: S608 -- our own names
        work.id,
    )
    return [Row(row["number"], terms_of(row)) for row in rows]


async def _wrong_by_now(work: Work, rows: Sequence[Row], seller: db.Record, today: date) -> list[Mistake]:
    """What has become wrong since the dry run: a day has passed, or somebody has put the same claim on sale."""
    for row in rows:
        row.refuse(sale_broken(row.terms, seller_name=seller["name"], seller_uscc=seller["uscc"], today=today))
    await refuse_duplicates(work.organization_id, rows, work.id)
    places = await db.fetch_value("SELECT places FROM claim_import WHERE id = $1", work.id)
    return one_a_cell(list(mistakes_of(rows, json.loads(places))))


async def _write_batch(work: Work, rows: Sequence[Row], seller: str, member_id: int, state: str, today: date) -> None:
    titles = [claim_title(row.terms.kind, row.terms.debtor_name, seller, row.terms.face_amount) for row in rows]
    await db.execute(
        _WRITE, work.id, member_id, state, [row.number for row in rows], titles, clock.now(), today + timedelta(days=OPEN_DAYS),
        work.organization_id,
    )  # fmt: skip


async def _finish(work: Work, count: int, *, on_sale: bool) -> None:
    await db.execute("DELETE FROM claim_import_row WHERE import_id = $1", work.id)
    also = {"done_rows": count, "done_at": clock.now(), "worked_at": None, "tries": 0}
    await move(IMPORT, work.id, to=Import.DONE, act="write", by=SYSTEM, also=also)
    told = "债权已在“债权交易”中出售，系统正在匹配买方。" if on_sale else "草稿在“我的发布”中，可以逐笔核对后提交。"
    await tell(
        work.organization_id, key=f"claim_import:{work.id}:done", title=f"批量导入完成：{count:,} 笔债权", body=told,
        href=f"/claims/imports/{work.id}",
    )  # fmt: skip
    if on_sale:
        db.after_commit("claims.match_import", work.id)


async def _send_back(
    connection: asyncpg.Connection, work: Work, to: Import, reason: str, mistakes: Sequence[Mistake] = ()
) -> None:
    """Nothing was written: to be confirmed once more, or with what is wrong by now to be mended."""
    also = {"refusal": reason, "mistakes": len(mistakes), "done_rows": 0, "worked_at": None, "tries": 0}
    await move(IMPORT, work.id, to=to, act="send_back", by=SYSTEM, reason=reason, also=also)
    if mistakes:
        await db.execute("DELETE FROM claim_import_row WHERE import_id = $1", work.id)
        await keep_mistakes(connection, work.id, mistakes)
    await tell(
        work.organization_id, key=f"claim_import:{work.id}:sent_back:{clock.now().isoformat()}", title="批量导入没有写入任何债权",
        body=reason, href=f"/claims/imports/{work.id}",
    )  # fmt: skip


async def match(import_id: int) -> None:
    """Match with buyers all that an import put on sale, one after the other; cut off, it goes on with what is left."""
    work = await begin(import_id, Import.DONE)
    if work is None:
        return
    after = 0
    while ids := await _unmatched(work, after):
        for claim_id in ids:
            await run_at_once(run_for_claim, claim_id)
        after = ids[-1]
        await beat(work)
    await _tell_of_matches(work)


async def _unmatched(work: Work, after: int) -> list[int]:
    """Some more of its claims that no run has looked at yet."""
    rows = await db.fetch(
        """SELECT id FROM claim WHERE import_id = $1 AND id > $2 AND whole_id IS NULL AND status = 'active' AND matched_at IS NULL
           ORDER BY id LIMIT $3""",
        work.id, after, _BATCH // 10,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def _tell_of_matches(work: Work) -> None:
    """One message about all of them, in the place of one about each."""
    async with db.transaction():
        ended = await db.fetch_value(
            "UPDATE claim_import SET matched_at = $2, worked_at = NULL WHERE id = $1 AND matched_at IS NULL RETURNING id",
            work.id, clock.now(),
        )  # fmt: skip
        found = await db.fetch_value(
            """SELECT count(*) FROM claim c WHERE c.import_id = $1 AND c.status = 'active' AND EXISTS (
                   SELECT FROM claim_match m WHERE m.claim_id = c.id AND m.outcome = 'match')""",
            work.id,
        )
        if ended is not None and found:
            await tell(
                work.organization_id, key=f"claim_import:{work.id}:matched", title=f"批量导入的债权中有 {found:,} 笔找到买方",
                body="请在“我的发布”中打开各笔债权，查看匹配结果，向合适的买方发起出售申请。", href="/claims/postings?status=active",
                mail=False,
            )  # fmt: skip
