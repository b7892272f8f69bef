"""What was confirmed is written whole or not at all, once, whoever is faster and wherever it is cut off; then it is matched."""

import asyncio
import contextvars
import json
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from cast import Cast
from claim_cases import make_claim_deal
from claim_makers import make_claim, make_criteria, sale_terms
from domain.claims.test_slices import parts
from import_cases import DEBTOR, checked, claim_count, confirmed, imported, line, lines, state_of, told, workbook
from paper_cases import make_access
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.claims import selling
from zczr.domain.claims.imports import commands, queries, running, writing
from zczr.domain.claims.imports.stages import Import
from zczr.domain.claims.queries import terms_of
from zczr.domain.claims.slices import split
from zczr.domain.files.queries import file_for, paper_counts, papers_for
from zczr.domain.postings.commands import Kept
from zczr.domain.refusals import NotFound, RuleBroken
from zczr.domain.rounds import match_all

Jobs = list[tuple[str, tuple[int, ...]]]


async def test_what_is_clean_is_written_whole_as_the_form_would_write_it(cast: Cast, jobs: Jobs) -> None:
    sold = await selling.submit(
        cast.borrower, Kept(uuid.uuid4()), sale_terms(contract_number="B", invoice_numbers=()), []
    )
    import_id = await imported(cast.borrower, workbook(lines(5)))
    assert await state_of(import_id) is Import.DONE
    assert await claim_count(f"import_id = {import_id} AND status = 'active'") == 5
    left_out = {"id", "submission_id", "created_at", "submitted_at", "matched_at", "import_id", "member_id", "status"}
    one, other = [
        {key: value for key, value in row.items() if key not in left_out}
        for row in (
            await db.fetch_row("SELECT * FROM claim WHERE id = $1", sold),
            await db.fetch_row("SELECT * FROM claim WHERE import_id = $1 ORDER BY id LIMIT 1", import_id),
        )
    ]
    changed = {"contract_number", "invoice_numbers", "face_amount", "title", "origin", "debtor_situation"}
    assert {key for key in one if one[key] != other[key]} == changed
    assert other["title"] == f"关于{DEBTOR}对于广州市华锐精密科技有限公司应收账款590,001元的债权出售"
    assert (other["invoice_numbers"], other["sale_mode"]) == (["44001", "45001"], "fixed")
    row = await db.fetch_row("SELECT * FROM history WHERE subject_kind = 'claim' ORDER BY id DESC LIMIT 1")
    assert (row["act"], row["to_state"], row["member_id"]) == ("import", "active", cast.borrower.member_id)
    assert await db.fetch_value("SELECT count(*) FROM claim_on_sale") == 6
    assert ("claims.match_import", (import_id,)) in jobs
    assert not any(job == "matching.run_claim" and ids[0] != sold for job, ids in jobs)
    assert await db.fetch_value("SELECT count(*) FROM claim_import_row") == 0
    assert await invariants.broken() == []


async def test_a_dispute_is_not_got_rid_of_by_importing_anew(cast: Cast) -> None:
    first = await imported(cast.borrower, workbook(lines(2)))
    await db.execute(
        "UPDATE claim SET debtor_state = 'disputed' WHERE id = (SELECT min(id) FROM claim WHERE import_id = $1)", first
    )
    await db.execute("UPDATE claim SET status = 'withdrawn'")
    again = await imported(cast.borrower, workbook(lines(3)))
    states = await db.fetch("SELECT debtor_state FROM claim WHERE import_id = $1 ORDER BY id", again)
    assert [row[0] for row in states] == ["disputed", "unnotified", "unnotified"]


async def test_two_imports_of_the_same_claims_confirmed_at_once_one_is_sent_back(cast: Cast) -> None:
    one = await confirmed(cast.borrower, workbook(lines(3)))
    other = await confirmed(cast.borrower, workbook(list(reversed(lines(3)))))
    await writing.write(one)
    await writing.write(other)
    assert await state_of(other) is Import.REFUSED
    assert [each.split(" ")[0] for each in await told(other)] == ["2-5", "3-5", "4-5"]
    found = await queries.own_import(cast.borrower, other)
    assert (found.mistakes, "没有写入任何债权" in found.refusal) == (3, True)
    assert await claim_count() == 3
    assert await invariants.broken() == []


async def test_the_database_has_the_last_word(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(3)))
    await make_claim(
        cast.borrower, contract_number="HT-2026-003", invoice_numbers=("44003", "45003"), face_amount=Decimal(590_003)
    )
    looked = []

    async def blind(*values: Any) -> bool:
        # The first look happens before the other claim is there.
        looked.append(values)
        return bool(await original(*values)) if len(looked) > 1 else False

    original = writing.refuse_duplicates
    monkeypatch.setattr(writing, "refuse_duplicates", blind)
    await writing.write(import_id)
    assert len(looked) == 2
    assert await state_of(import_id) is Import.REFUSED
    assert [each.split(" ")[0] for each in await told(import_id)] == ["4-5"]
    assert await claim_count() == 1


async def test_what_has_fallen_due_since_the_dry_run_is_not_written(cast: Cast) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(2, {3: {"due_on": clock.today() + timedelta(days=2)}})))
    clock.travel(timedelta(days=2))
    await writing.write(import_id)
    assert await told(import_id) == ["3-9 这笔债权已到期，不能再出售，请核对到期日"]
    assert await claim_count() == 0


async def test_who_waits_for_verification_imports_drafts_only(cast: Cast) -> None:
    import_id = await checked(cast.newcomer, workbook(lines(2)))
    with pytest.raises(RuleBroken, match="尚未通过认证") as refused:
        await commands.confirm(cast.newcomer, import_id, 1, publish=True)
    assert refused.value.field == "publish"
    await commands.confirm(cast.newcomer, import_id, 1, publish=False)
    await writing.write(import_id)
    assert await claim_count("status = 'draft'") == 2
    assert await invariants.broken() == []


async def test_who_lost_its_standing_meanwhile_writes_nothing_and_may_confirm_again(cast: Cast) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(2)))
    await db.execute("UPDATE organization SET status = 'returned' WHERE id = $1", cast.borrower.organization_id)
    await writing.write(import_id)
    found = await queries.own_import(cast.borrower, import_id)
    assert (found.stage, "未通过认证" in found.refusal, await claim_count()) == (Import.READY, True, 0)
    await commands.confirm(cast.borrower, import_id, 1, publish=False)
    await writing.write(import_id)
    assert await claim_count("status = 'draft'") == 2


async def test_a_writing_that_was_cut_off_left_nothing_and_is_done_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(5)))
    monkeypatch.setattr(writing, "_BATCH", 2)
    original, batches = writing._write_batch, []

    async def cut(*values: Any) -> None:
        batches.append(values)
        if len(batches) == 2:
            raise asyncio.CancelledError
        await original(*values)

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_write_batch", cut)
        with pytest.raises(asyncio.CancelledError):
            await writing.write(import_id)
    assert (await claim_count(), await state_of(import_id)) == (0, Import.IMPORTING)
    await writing.write(import_id)
    await writing.write(import_id)
    assert (await claim_count(), await state_of(import_id)) == (5, Import.DONE)
    assert await invariants.broken() == []


async def test_a_writing_that_fails_for_good_may_be_confirmed_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(2)))

    async def broken(*_: Any) -> None:
        raise ConnectionError("away")

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_write_batch", broken)
        for _ in range(running.MOST_TRIES):
            with pytest.raises(ConnectionError):
                await writing.write(import_id)
        await writing.write(import_id)
    found = await queries.own_import(cast.borrower, import_id)
    assert (found.stage, "没有写入任何债权" in found.refusal) == (Import.READY, True)
    await commands.confirm(cast.borrower, import_id, 1, publish=True)
    await writing.write(import_id)
    assert await claim_count() == 2


async def test_one_message_tells_of_all_its_matches_and_the_night_tells_of_none_of_them_again(cast: Cast) -> None:
    await make_criteria(cast.lender)
    import_id = await imported(cast.borrower, workbook(lines(3)))
    await writing.match(import_id)
    await writing.match(import_id)
    await match_all()
    titles = [
        row["title"]
        for row in await db.fetch(
            "SELECT title FROM notice WHERE organization_id = $1 ORDER BY id", cast.borrower.organization_id
        )
    ]
    assert titles == ["批量导入完成：3 笔债权", "批量导入的债权中有 3 笔找到买方"]
    assert await db.fetch_value("SELECT count(*) FROM claim_match WHERE side = 'claim' AND outcome = 'match'") == 3
    assert (await queries.own_import(cast.borrower, import_id)).matched_at is not None


async def test_a_draft_that_was_imported_is_told_of_its_matches_once_it_is_sold(cast: Cast) -> None:
    await make_criteria(cast.lender)
    await imported(cast.borrower, workbook(lines(1)), publish=False)
    row = await db.fetch_row("SELECT * FROM claim")
    assert row is not None
    await selling.submit(cast.borrower, Kept(uuid.uuid4(), row["id"], 1), terms_of(row), [])
    assert await db.fetch_value("SELECT count(*) FROM notice WHERE title LIKE '找到 1 笔匹配的收购意向%'") == 1


async def test_a_slice_has_the_papers_of_its_import_and_counts_for_none_of_its_rows(cast: Cast) -> None:
    import_id = await imported(cast.borrower, workbook(lines(1, {2: {"face_amount": 590_000}})))
    whole = await db.fetch_value("SELECT id FROM claim")
    await split(cast.borrower, whole, parts(200_000, 390_000), version=1)
    assert await claim_count(f"import_id = {import_id}") == 3
    assert await invariants.broken() == []


async def test_matching_that_was_cut_off_goes_on_with_what_is_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    await make_criteria(cast.lender)
    import_id = await imported(cast.borrower, workbook(lines(3)))
    ran: list[int] = []

    async def run(claim_id: int) -> int:
        ran.append(claim_id)
        if len(ran) == 2:
            raise asyncio.CancelledError
        return await original(claim_id)

    original = writing.run_for_claim
    monkeypatch.setattr(writing, "run_for_claim", run)
    with pytest.raises(asyncio.CancelledError):
        await writing.match(import_id)
    clock.travel(timedelta(minutes=3))
    assert await running.due() == [import_id]
    await writing.match(import_id)
    assert sorted(set(ran)) == sorted(row["id"] for row in await db.fetch("SELECT id FROM claim"))
    assert len(ran) == 4, "the one that was through was not run again"


async def test_its_papers_are_those_of_each_claim_for_who_may_see_them_and_the_workbook_is_nobody_s(cast: Cast) -> None:
    import_id = await imported(cast.borrower, workbook(lines(2)))
    paper, book = [
        await db.fetch_value("SELECT id FROM upload WHERE subject_kind = 'claim_import' AND slot = $1", slot)
        for slot in ("evidence", "workbook")
    ]
    for actor in (cast.lender, cast.stranger):
        with pytest.raises(NotFound):
            await file_for(actor, paper)
    claim_id = await db.fetch_value("SELECT min(id) FROM claim")
    await db.execute("UPDATE claim SET status = 'reserved' WHERE id = $1", claim_id)
    await make_claim_deal(cast.borrower, cast.lender, status="approved", claim_id=claim_id)
    assert (await file_for(cast.lender, paper)).slot == "evidence"
    assert [each.slot for each in await queries.papers_of(import_id)] == ["evidence"]
    with pytest.raises(NotFound):
        await file_for(cast.lender, book)
    with pytest.raises(NotFound):
        await file_for(cast.stranger, paper)
    assert (await file_for(cast.borrower, book)).slot == "workbook"


async def test_who_is_let_in_by_the_seller_looks_at_the_papers_of_the_import_and_not_at_its_workbook(
    cast: Cast,
) -> None:
    import_id = await imported(cast.borrower, workbook(lines(2)))
    first, second = [row["id"] for row in await db.fetch("SELECT id FROM claim ORDER BY id")]
    await make_access(cast.borrower, cast.lender, first, status="granted")
    (paper,) = await papers_for(cast.lender, first)
    assert (paper.slot, paper.disclosed and paper.disclosed.claim_id) == ("evidence", first)
    assert await papers_for(cast.stranger, second) == ()
    assert await paper_counts(second) == (("evidence", 1),)
    book = await queries.workbook_of(import_id)
    assert book is not None
    with pytest.raises(NotFound):
        await file_for(cast.lender, book.id)


async def test_imported_claims_are_as_well_proven_as_others(cast: Cast) -> None:
    await make_criteria(cast.lender)
    import_id = await imported(cast.borrower, workbook(lines(1)))
    await writing.match(import_id)
    terms = json.loads(await db.fetch_value("SELECT terms FROM claim_match WHERE side = 'claim'"))
    assert "证明材料提供了 0%" not in terms["weakest"]


@pytest.mark.committed
async def test_how_far_the_writing_is_can_be_seen_while_nothing_of_it_can(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(6)))
    monkeypatch.setattr(writing, "_BATCH", 2)
    original, seen = writing._write_batch, []

    async def look() -> tuple[int, int]:
        found = await queries.own_import(cast.borrower, import_id)
        return found.done_rows, await claim_count()

    async def watched(*values: Any) -> None:
        await original(*values)
        await asyncio.sleep(0.1)
        seen.append(await asyncio.create_task(look(), context=contextvars.Context()))

    monkeypatch.setattr(writing, "_write_batch", watched)
    await writing.write(import_id)
    assert [done for done, _ in seen] == [0, 2, 4]
    assert {claims for _, claims in seen} == {0}
    assert (await look()) == (6, 6)


@pytest.mark.committed
async def test_two_runs_of_one_import_at_once_write_it_once(cast: Cast) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(40)))
    work = await running.begin(import_id, Import.IMPORTING)
    assert work is not None
    # Both believe that nobody else is at it.
    await asyncio.gather(*(writing._write(work, running.Aside(work, Import.IMPORTING)) for _ in range(2)))
    assert await claim_count() == 40
    assert await invariants.broken() == []


@pytest.mark.committed
@pytest.mark.parametrize("changed", [{}, {"contract_number": "另一份", "face_amount": 700_000}])
async def test_two_sellers_that_write_the_same_invoices_at_once_one_is_sent_back(
    cast: Cast, changed: dict[str, Any]
) -> None:
    # However they are written: {1, 2} here and {1, 3} there share one, which no index tells.
    theirs = [
        line(n, **changed, invoice_numbers=f"44{n:03d} 77{n:03d}" if changed else line(n)["invoice_numbers"])
        for n in range(1, 31)
    ]
    ones = [await confirmed(cast.borrower, workbook(lines(30))), await confirmed(cast.stranger, workbook(theirs))]
    await asyncio.gather(*(writing.write(each) for each in ones))
    assert sorted([str(await state_of(each)) for each in ones]) == ["done", "refused"]
    assert await claim_count() == 30
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_an_import_and_a_form_with_one_invoice_at_once_one_of_them_sells_it(cast: Cast) -> None:
    import_id = await confirmed(cast.borrower, workbook(lines(200)))
    terms = sale_terms(contract_number="单笔", invoice_numbers=("44150", "88888"))
    sold, _ = await asyncio.gather(
        selling.submit(cast.stranger, Kept(uuid.uuid4()), terms, []), writing.write(import_id), return_exceptions=True
    )
    done = await state_of(import_id) is Import.DONE
    assert done is isinstance(sold, RuleBroken | asyncpg.DeadlockDetectedError), (done, sold)
    assert await claim_count("'44150' = ANY (invoice_numbers)") == 1
    assert await invariants.broken() == []
