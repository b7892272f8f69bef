"""Every no has its status, its page and, for htmx, its notice; nothing of ours leaks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest
import redis.exceptions
from litestar import Litestar, Request, get
from litestar.datastructures import State

from visitor import Page, parse_fragment, text_of
from zczr.domain import refusals
from zczr.domain.refusals import Conflict, NotAllowed, NotFound, Refusal, RuleBroken, TooMany, WrongState
from zczr.settings import Settings
from zczr.web.errors import EXCEPTION_HANDLERS, STATUS

ANSWERS = [
    (NotFound(), 404, "没有找到"),
    (NotAllowed(), 403, "联系贵单位的管理员"),
    (WrongState("这份申请已过期"), 409, "这份申请已过期"),
    (Conflict(), 409, "刷新页面后再试"),
    (RuleBroken("金额超过上限", "amount"), 422, "金额超过上限"),
    (TooMany(), 429, "稍后再试"),
    (asyncpg.PostgresConnectionError("db-1 geheim"), 503, "正在恢复"),
    (asyncpg.exceptions.AdminShutdownError("db-1 geheim"), 503, "正在恢复"),
    (asyncpg.InternalClientError("cannot switch to state 12 geheim"), 503, "正在恢复"),
    (redis.exceptions.ConnectionError("valkey-1 geheim"), 503, "正在恢复"),
    (ConnectionRefusedError("geheim"), 503, "正在恢复"),
    (TimeoutError("geheim"), 503, "正在恢复"),
    (ZeroDivisionError("geheim"), 500, "我们已记录这个问题"),
    (asyncpg.UndefinedTableError("geheim"), 500, "我们已记录这个问题"),
]


@asynccontextmanager
async def site_that_raises(error: Exception, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A site of one page, which fails with this."""

    @get("/failing")
    async def failing(request: Request) -> None:
        raise error

    app = Litestar(
        [failing], exception_handlers=EXCEPTION_HANDLERS, state=State({"settings": settings}), openapi_config=None,
        logging_config=None,
    )  # fmt: skip
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://zczr.test") as client:
        yield client


def test_every_refusal_has_its_status_and_nothing_else_has() -> None:
    kinds = {each for each in vars(refusals).values() if isinstance(each, type) and issubclass(each, Refusal)}
    assert set(STATUS) == kinds - {Refusal}


def test_every_refusal_has_a_sentence_of_its_own_in_chinese() -> None:
    sentences = [kind.sentence for kind in STATUS]
    assert len(set(sentences)) >= len(sentences) - 1
    assert not [sentence for sentence in sentences if not sentence.endswith("。")]


def _ids(case: tuple[Exception, int, str]) -> str:
    return type(case[0]).__name__


@pytest.mark.parametrize("case", ANSWERS, ids=_ids)
async def test_a_no_is_a_whole_page_with_its_status_and_a_way_back(
    settings: Settings, case: tuple[Exception, int, str]
) -> None:
    error, status, says = case
    async with site_that_raises(error, settings) as client:
        answer = await client.get("/failing", headers={"Referer": "http://zczr.test/lending/applications"})
    page = Page(answer)
    assert (page.status, says in page.text, "geheim" in answer.text) == (status, True, False)
    assert page.link("返回上一页") == "/lending/applications"


@pytest.mark.parametrize("case", ANSWERS, ids=_ids)
async def test_for_htmx_a_no_is_a_notice_at_its_place(settings: Settings, case: tuple[Exception, int, str]) -> None:
    error, status, says = case
    async with site_that_raises(error, settings) as client:
        answer = await client.get("/failing", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert (answer.headers["hx-retarget"], answer.headers["hx-reswap"]) == ("#notices", "innerHTML")
    (notice,) = parse_fragment(answer.text)
    assert says in text_of(notice)
    assert "geheim" not in answer.text


async def test_our_mistake_carries_a_number_and_a_server_that_is_away_a_time(settings: Settings) -> None:
    async with site_that_raises(ZeroDivisionError(), settings) as client:
        page = Page(await client.get("/failing"))
    assert page.tree.xpath("//*[contains(text(), '编号')]")
    async with site_that_raises(TimeoutError(), settings) as client:
        assert (await client.get("/failing")).headers["retry-after"] == "5"


@pytest.mark.parametrize(
    "referrer", ["https://evil.example/x", "http://zczr.test.evil.example/", "http://zczr.test/failing", ""]
)
async def test_the_way_back_leads_to_our_own_pages_only(settings: Settings, referrer: str) -> None:
    async with site_that_raises(NotFound(), settings) as client:
        page = Page(await client.get("/failing", headers={"Referer": referrer}))
    assert page.link("返回首页") == "/"


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/failing", 405), ("GET", "/nowhere", 404)])
async def test_what_the_framework_refuses_is_a_designed_page_too(
    settings: Settings, method: str, path: str, status: int
) -> None:
    async with site_that_raises(NotFound(), settings) as client:
        page = Page(await client.request(method, path))
    assert page.status == status
    assert page.link("返回首页") == "/"
