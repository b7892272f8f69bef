"""The worker is killed while it checks an import and while it writes it: nothing of it is on sale until all of it is, once."""

import asyncio

import asyncpg

from faults.conftest import Site, sign_in
from import_cases import lines, workbook
from visitor import upload
from zczr.embedded import Embedded

ROWS = 5000
_STANDS = "SELECT status, done_rows FROM claim_import WHERE id = $1"
_LEFT = """
    SELECT (SELECT count(*) FROM claim WHERE import_id = $1) AS claims,
           (SELECT count(DISTINCT c.contract_number) FROM claim c WHERE c.import_id = $1) AS contracts,
           (SELECT count(*) FROM claim_on_sale s JOIN claim c ON c.id = s.claim_id WHERE c.import_id = $1) AS on_sale,
           (SELECT count(*) FROM history h JOIN claim c ON c.id = h.subject_id
            WHERE h.subject_kind = 'claim' AND h.act = 'import' AND c.import_id = $1) AS entries,
           (SELECT count(*) FROM claim_import_row WHERE import_id = $1) AS still_to_write"""


async def kill_in_the_middle(site: Site, connection: asyncpg.Connection, import_id: int, stage: str) -> None:
    """Kill the worker once it says that it is at some row of this stage, and let the time pass after which it counts as dead."""
    async with asyncio.timeout(90):
        while True:
            status, done = await connection.fetchrow(_STANDS, import_id)
            if status == stage and 0 < done < ROWS:
                break
            assert status in {"checking", stage}, f"{stage} was over before it could be killed"
            await asyncio.sleep(0.002)
    site.slay("worker")
    assert (await connection.fetchrow(_STANDS, import_id))["status"] == stage, "it was killed too late to show anything"
    await connection.execute(
        "UPDATE claim_import SET worked_at = now() - interval '3 minutes' WHERE id = $1", import_id
    )


async def comes_to(connection: asyncpg.Connection, import_id: int, stage: str) -> None:
    """Wait for whoever takes it up again."""
    async with asyncio.timeout(120):
        while (await connection.fetchrow(_STANDS, import_id))["status"] != stage:
            await asyncio.sleep(0.1)


async def test_the_worker_is_killed_while_it_checks_and_while_it_writes_an_import(site: Site) -> None:
    connection = await asyncpg.connect(Embedded(site.folder).database_url)
    async with site.visitor() as visitor:
        await sign_in(visitor, "borrower@demo.example.com")
        await visitor.open("/claims/imports/new")
        files = {"workbook": [upload("应收账款.xlsx", workbook(lines(ROWS)))], "evidence": [upload("购销合同.pdf")]}
        await visitor.press("上传并核对", files=files)
        import_id = await connection.fetchval("SELECT max(id) FROM claim_import")
        await kill_in_the_middle(site, connection, import_id, "checking")
        await comes_to(connection, import_id, "ready")
        await visitor.open(f"/claims/imports/{import_id}")
        assert f"{ROWS:,} 笔" in visitor.now.text
        await visitor.press("确认写入", {"publish": "sale"})
        await kill_in_the_middle(site, connection, import_id, "importing")
        assert tuple(await connection.fetchrow(_LEFT, import_id)) == (0, 0, 0, 0, ROWS)
        await comes_to(connection, import_id, "done")
    assert tuple(await connection.fetchrow(_LEFT, import_id)) == (ROWS, ROWS, ROWS, ROWS, 0)
    told = await connection.fetchval("SELECT count(*) FROM notice WHERE title = $1", f"批量导入完成：{ROWS:,} 笔债权")
    assert told == 1
    await connection.close()
    site.check()
