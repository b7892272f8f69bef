"""An import until it is confirmed: the dry run, workbooks that take the place of others, who may do what, and cut-off checks."""

import asyncio
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_cases import make_transfer
from claim_makers import make_claim
from import_cases import (
    checked,
    claim_count,
    imported,
    kept,
    line,
    lines,
    mended,
    sheet_of,
    state_of,
    take,
    told,
    workbook,
)
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.claims.imports import checking, commands, queries, running, writing
from zczr.domain.claims.imports.stages import IMPORT, Import
from zczr.domain.files import store
from zczr.domain.refusals import Conflict, NotAllowed, NotFound, RuleBroken, WrongState

Jobs = list[tuple[str, tuple[int, ...]]]


async def test_what_has_mistakes_is_refused_cell_by_cell_and_writes_nothing(cast: Cast) -> None:
    wrong: dict[int, dict[str, Any]] = {
        3: {"due_on": "昨天", "kind": "应收"},
        4: {"pledged": "是"},
        6: {"invoice_numbers": "44001"},
    }
    import_id = await checked(cast.borrower, workbook(lines(6, wrong)))
    assert await state_of(import_id) is Import.REFUSED
    assert await told(import_id) == [
        "3-1 请从列出的选项中选择：应收账款、票据、借款债权、租金、其他",
        "3-9 请按 2026-11-23 的格式填写日期",
        "4-14 已出质的债权不能出售。请先解除质押登记，改为没有出质后再提交",
        "6-6 发票 44001 已用在第 2 行，同一张发票只能对应一笔债权，请核对",
    ]
    found = await queries.own_import(cast.borrower, import_id)
    assert (found.total_rows, found.mistakes, found.face_total) == (6, 4, None)
    assert await claim_count() == 0
    with pytest.raises(WrongState):
        await commands.confirm(cast.borrower, import_id, 1, publish=True)


async def test_what_is_on_sale_or_sold_is_told_at_its_row_by_one_statement_for_all(cast: Cast) -> None:
    own = await make_claim(
        cast.borrower, contract_number="HT-2026-001", invoice_numbers=("44001", "45001"), face_amount=Decimal(590_001)
    )
    await make_claim(
        cast.stranger,
        contract_number="别的",
        invoice_numbers=("45003",),
        face_amount=Decimal(7000),
        asking_price=Decimal(5000),
    )
    await make_claim(cast.borrower, status="withdrawn", contract_number="HT-2026-004", invoice_numbers=("44004",))
    statements = []
    original = db.fetch

    async def counted(sql: str, *values: Any) -> Any:
        statements.append(sql)
        return await original(sql, *values)

    db.fetch = counted  # type: ignore[assignment]
    try:
        import_id = await checked(cast.borrower, workbook(lines(40)))
    finally:
        db.fetch = original
    assert sum("unnest($2::integer[]" in sql for sql in statements) == 1
    first, second = await told(import_id)
    assert first.startswith("2-5 这笔债权正在出售：关于")
    assert f"编号 {own}" in first
    assert second.startswith("4-6 同一债务方的这些发票或债权已在平台登记出售")


async def test_what_was_bought_here_is_sold_again_from_where_it_was_bought(cast: Cast) -> None:
    claim = {"contract_number": "HT-2026-001", "invoice_numbers": (), "face_amount": Decimal(590_001)}
    application_id = await make_transfer(cast.lender, cast.borrower, claim=claim)
    rows = [line(1, invoice_numbers=None), line(2)]
    assert await told(await checked(cast.borrower, workbook(rows))) == [
        f"2-5 这笔债权是贵单位在平台受让的（申请编号 {application_id}），请在“申请详情”中打开那份申请，按“再次出售”"
    ]
    assert await told(await checked(cast.stranger, workbook(rows))) == []


async def test_the_first_row_that_cannot_be_read_does_not_hide_the_others(cast: Cast) -> None:
    content = sheet_of([["合同编号", "备注"], ["A", "x"], [None, None, "y"]])
    import_id = await checked(cast.borrower, content)
    assert [each.partition(" ")[0] for each in await told(import_id)] == ["1-0", "1-2", "3-1", "3-3"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (workbook([]), "工作簿里没有债权"),
        (sheet_of([]), "工作簿里没有债权"),
        (sheet_of([[], ["合同编号"]]), "第一行应是列名"),
        (sheet_of([["序号", "名称"], [1, "甲"]]), "没有一个列名与模板相符"),
    ],
)
async def test_what_holds_no_claims_is_said_to(cast: Cast, content: bytes, says: str) -> None:
    import_id = await checked(cast.borrower, content)
    found = await queries.own_import(cast.borrower, import_id)
    assert found.stage is Import.REFUSED
    assert says in found.refusal


async def test_a_mended_workbook_takes_the_place_of_the_wrong_one_and_the_papers_stay(cast: Cast) -> None:
    content = workbook(lines(3, {3: {"due_on": "昨天"}}))
    import_id = await checked(cast.borrower, content)
    good = await kept(cast.borrower, mended(content, {"I3": clock.today() + timedelta(days=100)}))
    await commands.replace(cast.clerk, import_id, 1, good)
    await commands.replace(cast.clerk, import_id, 1, good)  # a double click
    with pytest.raises(WrongState):
        await commands.replace(cast.borrower, import_id, 1, await kept(cast.borrower, workbook(lines(2))))
    await checking.check(import_id)
    found = await queries.own_import(cast.borrower, import_id)
    assert (found.stage, found.attempt, found.mistakes, found.total_rows) == (Import.READY, 2, 0, 3)
    assert found.face_total == Decimal(3 * 590_000 + 6)
    slots = await db.fetch(
        "SELECT slot FROM upload WHERE subject_kind = 'claim_import' AND subject_id = $1 ORDER BY 1", import_id
    )
    assert [row["slot"] for row in slots] == ["evidence", "workbook"]
    # Who has seen the one before confirms nothing of this one.
    with pytest.raises(Conflict, match="刚刚被换过"):
        await commands.confirm(cast.borrower, import_id, 1, publish=True)


async def test_a_double_click_is_one_import(cast: Cast) -> None:
    submission = uuid.uuid4()
    content = workbook(lines(2))
    first = await take(cast.borrower, content, submission=submission)
    assert await take(cast.borrower, content, submission=submission) == first
    await checking.check(first)
    await commands.confirm(cast.borrower, first, 1, publish=True)
    await commands.confirm(cast.borrower, first, 1, publish=True)
    await writing.write(first)
    await commands.confirm(cast.borrower, first, 1, publish=True)
    await writing.write(first)
    assert await claim_count() == 2
    with pytest.raises(WrongState):
        await commands.confirm(cast.borrower, first, 1, publish=False)


async def test_the_same_workbook_again_is_told_of_the_first_and_later_of_its_claims(cast: Cast) -> None:
    content = workbook(lines(2))
    first = await take(cast.borrower, content)
    with pytest.raises(RuleBroken, match=f"编号 {first}") as refused:
        await take(cast.clerk, content)
    assert refused.value.field == "workbook"
    assert await db.fetch_value("SELECT count(*) FROM claim_import") == 1
    await checking.check(first)
    await commands.confirm(cast.borrower, first, 1, publish=True)
    await writing.write(first)
    assert len(await told(await checked(cast.borrower, content))) == 2
    # The workbook of another seller is another one, though without invoices only.
    assert await state_of(await checked(cast.stranger, workbook([line(9, invoice_numbers=None)]))) is Import.READY


async def test_the_same_workbook_as_drafts_twice_is_refused_while_they_are_there(cast: Cast) -> None:
    content = workbook(lines(2))
    await imported(cast.borrower, content, publish=False)
    assert await claim_count("status = 'draft' AND title <> '' AND expires_on IS NULL AND city_code = ''") == 2
    with pytest.raises(RuleBroken, match="不必重复上传"):
        await take(cast.borrower, content)
    await db.execute("UPDATE claim SET status = 'withdrawn'")
    assert await take(cast.borrower, content)


async def test_others_find_nothing_and_who_only_reads_may_do_nothing(cast: Cast) -> None:
    import_id = await checked(cast.borrower, workbook(lines(2)))
    workbook_id = await kept(cast.stranger, workbook(lines(3)))
    for act in (
        commands.confirm(cast.stranger, import_id, 1, publish=True),
        commands.withdraw(cast.stranger, import_id),
        commands.replace(cast.stranger, import_id, 1, workbook_id),
        queries.own_import(cast.stranger, import_id),
        # Somebody else's upload is nobody's workbook.
        commands.replace(cast.borrower, import_id, 1, workbook_id),
        commands.create(cast.borrower, uuid.uuid4(), workbook_id, []),
    ):
        with pytest.raises(NotFound):
            await act
    for act in (
        commands.confirm(cast.checker, import_id, 1, publish=True),
        commands.withdraw(cast.checker, import_id),
        commands.create(cast.checker, uuid.uuid4(), workbook_id, []),
        queries.own_imports(cast.checker, 1),
    ):
        with pytest.raises(NotAllowed):
            await act
    assert await state_of(import_id) is Import.READY


@pytest.mark.parametrize("before", list(Import))
@pytest.mark.parametrize("act", ["confirm", "withdraw", "replace"])
async def test_each_act_is_for_its_states_only(cast: Cast, before: Import, act: str) -> None:
    import_id = await checked(cast.borrower, workbook(lines(1)))
    chosen = (
        "publish = false, confirmed_by = member_id" if before in {Import.IMPORTING, Import.DONE} else "publish = NULL"
    )
    await db.execute(f"UPDATE claim_import SET status = $2, {chosen} WHERE id = $1", import_id, str(before))
    done = {
        "confirm": lambda: commands.confirm(cast.borrower, import_id, 1, publish=True),
        "withdraw": lambda: commands.withdraw(cast.borrower, import_id),
        "replace": lambda: commands.replace(cast.borrower, import_id, 1, workbook_id),
    }
    workbook_id = await kept(cast.borrower, workbook(lines(2)))
    to = {"confirm": Import.IMPORTING, "withdraw": Import.WITHDRAWN, "replace": Import.CHECKING}[act]
    if IMPORT.allows(before, to):
        await done[act]()
        assert await state_of(import_id) is to
    else:
        with pytest.raises(WrongState):
            await done[act]()
        assert await state_of(import_id) is before


async def test_a_check_that_was_cut_off_is_begun_anew_once_it_gives_no_sign_of_life(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await take(cast.borrower, workbook(lines(3)))
    killed = await running.begin(import_id, Import.CHECKING)
    assert killed is not None
    await checking.check(import_id)
    assert await state_of(import_id) is Import.CHECKING, "somebody is at it"
    assert await running.due() == []
    clock.travel(timedelta(minutes=3))
    assert await running.due() == [import_id]
    await checking.check(import_id)
    await checking.check(import_id)
    assert (await state_of(import_id), await db.fetch_value("SELECT count(*) FROM claim_import_row")) == (
        Import.READY,
        3,
    )


async def test_a_step_that_fails_is_let_go_at_once_and_in_the_end_given_up(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await take(cast.borrower, workbook(lines(3)))

    async def broken(*_: Any) -> None:
        raise ConnectionError("away")

    with monkeypatch.context() as patched:
        patched.setattr(checking, "refuse_duplicates", broken)
        for _ in range(running.MOST_TRIES):
            with pytest.raises(ConnectionError):
                await checking.check(import_id)
            assert await running.due() == [import_id]
        await checking.check(import_id)
    assert "几次都没有读完" in (await queries.own_import(cast.borrower, import_id)).refusal


async def test_so_many_at_once_and_no_more(cast: Cast) -> None:
    for number in range(commands.MOST_AT_ONCE):
        await take(cast.borrower, workbook([line(number)]))
    with pytest.raises(RuleBroken, match="正在核对或写入"):
        await take(cast.borrower, workbook([line(99)]))
    assert await take(cast.stranger, workbook([line(99)]))


async def test_a_workbook_whose_file_is_gone_is_said_to_be(cast: Cast) -> None:
    import_id = await take(cast.borrower, workbook(lines(1)))
    key = await db.fetch_value("SELECT storage_key FROM upload WHERE slot = 'workbook'")
    store.drop(key)
    await checking.check(import_id)
    assert "重新上传" in (await queries.own_import(cast.borrower, import_id)).refusal


async def test_what_was_given_up_while_it_was_checked_stays_given_up(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await take(cast.borrower, workbook(lines(2)))
    original = checking.refuse_duplicates

    async def meanwhile(*values: Any) -> None:
        await commands.withdraw(cast.borrower, import_id)
        await original(*values)

    monkeypatch.setattr(checking, "refuse_duplicates", meanwhile)
    await checking.check(import_id)
    assert await state_of(import_id) is Import.WITHDRAWN
    assert await db.fetch_value("SELECT count(*) FROM claim_import_row") == 0
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_one_workbook_from_two_windows_at_once_is_one_import(cast: Cast) -> None:
    content = workbook(lines(2))
    ids = [await kept(cast.borrower, content) for _ in range(4)]
    answers = await asyncio.gather(
        *(commands.create(cast.borrower, uuid.uuid4(), each, []) for each in ids), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in answers) == ["RuleBroken"] * 3 + ["int"]
    assert await db.fetch_value("SELECT count(*) FROM claim_import") == 1
