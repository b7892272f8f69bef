"""The composition root: builds the Litestar app; the only file that knows everything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from redis.asyncio import Redis

from zczr import db, logs
from zczr.domain.files import store
from zczr.domain.permissions import Permission
from zczr.jobs.queue import Queue
from zczr.pages import HANDLERS as PAGES
from zczr.partials import HANDLERS as PARTIALS
from zczr.settings import Settings
from zczr.web.errors import EXCEPTION_HANDLERS
from zczr.web.security import add_headers, guard, provide_actor
from zczr.web.sessions import SessionMiddleware
from zczr.web.templating import ASSETS_IN_MEMORY

_SMALL_BODY = 2 << 20


@get(
    "/assets/{name:path}",
    opt={"permission": Permission.PUBLIC, "no_session": True, "no_csrf": True, "no_compress": True},
    sync_to_thread=False,
)
def asset(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """A static file under its content-hashed name, for ever."""
    found = ASSETS_IN_MEMORY.get(str(name).lstrip("/"))
    if found is None:
        raise NotFoundException
    accepted = request.headers.get("accept-encoding", "")
    encoding, body = "", found.plain
    if found.brotli and "br" in accepted:
        encoding, body = "br", found.brotli
    elif found.gzip and "gzip" in accepted:
        encoding, body = "gzip", found.gzip
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=found.media_type, headers=headers)


@get("/health", opt={"permission": Permission.PUBLIC, "no_session": True, "no_csrf": True}, media_type="text/plain")
async def health(request: Request[Any, Any, Any]) -> str:
    """Whether both servers answer; 503 by the error handler where one is away."""
    await db.fetch_value("SELECT 1")
    await request.app.state.valkey.ping()
    return "ok"


class Site(Litestar):
    """The app; every response carries the security headers, and HEAD is answered as GET without the body."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve, error pages included."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def send_on(message: Any) -> None:
            if message["type"] == "http.response.start":
                add_headers(message, behind_https=self.state.settings.behind_https)
            elif head:
                message = {**message, "body": b""}
            await send(message)

        await super().__call__({**scope, "method": "GET"} if head else scope, receive, send_on)  # type: ignore[arg-type]


def build_app(settings: Settings, *, database_url: str, redis_url: str) -> Litestar:
    """The app on these servers; they may be the bundled ones or others."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        await db.open_pool(database_url)
        queue = Queue(redis_url)
        db.send_jobs_with(queue.send)
        try:
            yield
        finally:
            db.send_jobs_with(None)
            await queue.close()
            await db.close_pool()
            await app.state.valkey.aclose()

    logs.configure(settings.log_format)
    store.use_folder(settings.uploads_dir)
    return Site(
        route_handlers=[asset, health, *PAGES, *PARTIALS],
        lifespan=[lifespan],
        state=State(
            {"settings": settings, "valkey": Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2)}
        ),
        guards=[guard],
        dependencies={"actor": Provide(provide_actor)},
        middleware=[SessionMiddleware],
        csrf_config=CSRFConfig(
            secret=settings.secret(),
            cookie_name="csrf",
            cookie_httponly=True,
            cookie_samesite="lax",
            cookie_secure=settings.behind_https,
            exclude_from_csrf_key="no_csrf",
        ),
        compression_config=CompressionConfig(
            "brotli", brotli_quality=4, minimum_size=1000, exclude_opt_key="no_compress"
        ),
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=_SMALL_BODY,
        openapi_config=None,
        logging_config=None,
    )
