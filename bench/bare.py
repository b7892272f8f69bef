"""The baseline of a page: a bare ASGI app that runs the page's own SQL with asyncpg and renders the page's own template.

What the site's request does is taken down once at start: its statements with their values, and the context its template is
rendered with. Serving it is then nothing but those statements, the strings of a list's rows, and that rendering.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import uvicorn

from zczr.domain.clock import SHANGHAI


async def record(
    url: str, redis_url: str, path: str, cookie: str
) -> tuple[list[tuple[str, tuple[Any, ...]]], str, dict[str, Any]]:
    """Statements, template and context of one request to the site."""
    import tempfile
    from pathlib import Path

    import httpx

    from zczr import db
    from zczr.app import build_app
    from zczr.settings import Settings
    from zczr.web import respond

    statements: list[tuple[str, tuple[Any, ...]]] = []
    rendered: list[tuple[str, dict[str, Any]]] = []
    app = build_app(Settings(data_dir=Path(tempfile.mkdtemp())), database_url=url, redis_url=redis_url)
    environment = respond.ENVIRONMENT

    class _Noted:
        """Stands in for the environment, and notes what a template is rendered with."""

        def __init__(self, name: str = "") -> None:
            self._name = name

        def get_template(self, name: str) -> "_Noted":
            return _Noted(name)

        def render(self, *args: Any, **kwargs: Any) -> str:
            rendered.append((self._name, dict(*args, **kwargs)))
            return environment.get_template(self._name).render(*args, **kwargs)

    async with app.lifespan():
        pool = db.DB.pool
        assert pool is not None
        async with pool.acquire() as connection:

            def note(query: Any) -> None:
                statements.append((query.query, tuple(query.args)))

            db.DB.pool = _Single(connection)  # type: ignore[assignment]
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bench") as client:
                # What the site knows from a first request, it does not ask again in those that follow.
                await client.get(path, headers={"Cookie": cookie})
                connection.add_query_logger(note)
                respond.ENVIRONMENT = _Noted()  # type: ignore[assignment]
                response = await client.get(path, headers={"Cookie": cookie})
                assert response.status_code == 200, response.text[:300]
            respond.ENVIRONMENT = environment
            db.DB.pool = pool
            connection.remove_query_logger(note)
    return statements, *rendered[-1]


def _rows(records: list[asyncpg.Record]) -> list[tuple[str, ...]]:
    """The list's rows as ready strings, by the shortest code that makes them."""
    now = datetime.now(UTC)
    shown = []
    for record in records:
        number, title, other, amount, _, created, due, _, other_id = tuple(record)[:9]
        left = max(0, -(-int((due - now).total_seconds()) // 86_400))
        at = created.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        href = f"/lending/applications/{number}"
        chat = f"/messages/conversations/new?to={other_id}&about=application&id={number}"
        shown.append((href, title, other, f"{amount:,.2f}", "info", "已通过", at, f"{left} 天", "", chat))
    return shown


def _market_rows(records: list[asyncpg.Record]) -> list[tuple[Any, ...]]:
    """The market's rows as ready strings, by the shortest code that makes them."""
    from zczr.domain.claims.kinds import ClaimKind, DebtorState

    today = datetime.now(SHANGHAI).date()
    kinds, states = {each.value: each.label for each in ClaimKind}, {each.value: each.label for each in DebtorState}
    badges = {"confirmed": "success", "notified": "info", "unnotified": "neutral", "disputed": "danger"}
    shown = []
    for record in records:
        number, title, seller_id, seller, kind, due, face, price, state, mode = tuple(record)[1:11]
        left = (due - today).days
        href = f"/claims/market/{number}"
        chat = f"/messages/conversations/new?to={seller_id}&about=claim&id={number}"
        buy = (f"{href}/quote", "参与询价") if mode == "quotes" else (f"{href}/purchase", "购买")
        shown.append(
            (str(number), href, title, f"/partners/{seller_id}", seller, kinds[kind], str(due), f"剩 {left} 天", f"{face:,.2f}",
             f"{price:,.2f}", f"{(1 - price / face) * 100:.2f}%", f"{(face / price - 1) * 36500 / left:.2f}%", badges[state],
             states[state], chat, *buy, ())
        )  # fmt: skip
    return shown


# A list's name in its template's context: what tells its rows among the answers, and what makes them strings.
_LISTS = {"application_list": ("due_at", _rows), "market_list": ("asking_price", _market_rows)}


async def _nothing(_: Any) -> None:
    """The site's pool resets nothing either."""


class _Single:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def acquire(self) -> Any:
        from contextlib import asynccontextmanager

        @asynccontextmanager
        async def one() -> Any:
            yield self._connection

        return one()


class Bare:
    """The ASGI callable."""

    def __init__(self, database_url: str, redis_url: str, path: str, cookie: str) -> None:
        self._at = (database_url, redis_url, path, cookie)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the page, whatever is asked for."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        async with self._pool.acquire() as connection:
            answers = [await connection.fetch(statement, *values) for statement, values in self._statements]
        context = self._context
        for name, (column, strings) in _LISTS.items():
            if name in context and context[name].rows:
                rows = next(found for found in answers if found and column in found[0])
                context = {**context, name: replace(context[name], rows=strings(rows))}
        body = self._template.render(context).encode()
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Any, send: Any) -> None:
        from zczr.web.templating import ENVIRONMENT

        await receive()
        self._statements, name, self._context = await record(*self._at)
        self._template = ENVIRONMENT.get_template(name)
        self._pool = await asyncpg.create_pool(
            self._at[0],
            min_size=10,
            max_size=10,
            reset=_nothing,
            server_settings={"plan_cache_mode": "force_custom_plan", "timezone": "UTC"},
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    at = (os.environ["DATABASE_URL"], os.environ["REDIS_URL"], os.environ["BENCH_PATH"], os.environ["BENCH_COOKIE"])
    uvicorn.run(Bare(*at), port=int(os.environ["BENCH_PORT"]), loop="uvloop", http="httptools", log_level="warning")
