"""PostgreSQL and Valkey die in the middle of things, and come back."""

import asyncio

from faults.conftest import Site, sign_in
from lending_cases import TICKS


async def test_what_is_no_request_is_refused_in_words(site: Site) -> None:
    for sent in (b"nonsense\r\n\r\n", b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(sent)
        answer = (await reader.read()).decode()
        writer.close()
        assert answer.startswith(("HTTP/1.1 400", "HTTP/1.1 404"))
        assert "请求无法识别" in answer or "没有找到页面" in answer
    assert "Traceback" not in site.log()


async def test_valkey_dies_pages_say_so_and_sessions_survive(site: Site) -> None:
    async with site.visitor() as visitor:
        await sign_in(visitor, "borrower@demo.example.com")
        site.slay("valkey")
        page = await visitor.open("/work", expect=503)
        assert "正在恢复" in page.text
        await site.answers()
        assert (await visitor.open("/work")).title == "我的业务"


async def test_valkey_dies_before_a_confirmation_and_it_is_made_once_it_is_back(site: Site) -> None:
    async with site.visitor() as visitor:
        await sign_in(visitor, "borrower@demo.example.com")
        await visitor.open("/lending/applications?side=sent&status=approved_unconfirmed")
        await visitor.follow("查看")
        site.slay("valkey")
        response = await visitor.raw_press("确认合同", TICKS)
        assert response.status_code == 503
        await site.answers()
        await visitor.press("确认合同", TICKS)
        assert "合同已由双方确认" in visitor.now.text
    site.check()


async def test_postgres_dies_during_a_confirmation_and_nothing_half_done_remains(site: Site) -> None:
    async with site.visitor() as visitor:
        await sign_in(visitor, "borrower@demo.example.com")
        await visitor.open("/lending/applications?side=sent&status=approved_unconfirmed")
        await visitor.follow("查看")
        pressed = asyncio.create_task(visitor.raw_press("确认合同", TICKS))
        await asyncio.sleep(0.15)
        site.slay("postgres")
        response = await pressed
        assert response.status_code in {303, 503}, response.text
        await site.answers()
        await visitor.open(visitor.now.path)
        # The commit may have arrived although its answer did not: then it is done whole, else not at all.
        if "已通过未确认" in visitor.now.text:
            assert response.status_code == 503
            await visitor.press("确认合同", TICKS)
        assert "合同已由双方确认" in visitor.now.text or "已确认" in visitor.now.one("//h1/..").xpath("string()")
    site.check()


async def test_serve_is_killed_and_starts_again_with_everything_there(site: Site) -> None:
    async with site.visitor() as visitor:
        await sign_in(visitor, "borrower@demo.example.com")
        site.kill()
        await site.start()
        assert (await visitor.open("/work")).title == "我的业务"
    assert site.stop() == 0
    assert not site.processes("postgres")
    assert not site.processes("valkey")
