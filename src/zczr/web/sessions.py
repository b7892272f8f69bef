"""Server-side sessions in Valkey: made and rotated at login, ended at logout, never brought back by a slow request.

A session is written only by `open_session`, inside the handler, so that a failing Valkey is an ordinary refusal and a
reading request never writes. An unknown id from a cookie is not taken over (no fixation).
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from redis.asyncio import Redis

from zczr.domain import clock

COOKIE = "sid"
_PREFIX = "session:"
_IDLE_SECONDS = 8 * 3600
_LONGEST_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True)
class Session:
    """Who is signed in: a member, and the epoch that ends all its sessions when it moves on."""

    member_id: int
    epoch: int
    opened_at: int


class SessionMiddleware:
    """Reads the session of a request, and sets the cookie that a handler asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Load, run the app, add the cookie to the response's start."""
        if scope["type"] != ScopeType.HTTP or scope["route_handler"].opt.get("no_session"):
            await self.app(scope, receive, send)
            return
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        scope["session"] = await _load(connection)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and "session_cookie" in scope["state"]:
                headers = MutableScopeHeaders.from_message(message)
                headers.add("Set-Cookie", scope["state"]["session_cookie"])
            await send(message)

        await self.app(scope, receive, with_cookie)


async def _load(connection: ASGIConnection[Any, Any, Any, Any]) -> Session | None:
    key = connection.cookies.get(COOKIE, "")
    if len(key) != 64 or not key.isalnum():
        return None
    valkey: Redis = connection.app.state.valkey
    raw = await valkey.getex(_PREFIX + key, ex=_IDLE_SECONDS)
    if raw is None:
        return None
    session = Session(**json.loads(raw))
    return session if clock.now().timestamp() - session.opened_at < _LONGEST_SECONDS else None


def session_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Session | None:
    """The session of a request; None where no middleware ran (an unknown address)."""
    found = connection.scope.get("session")
    return found if isinstance(found, Session) else None


async def open_session(connection: ASGIConnection[Any, Any, Any, Any], member_id: int, epoch: int) -> None:
    """Begin a session under a fresh id; the one before, if any, ends."""
    valkey: Redis = connection.app.state.valkey
    await _forget(connection)
    key = secrets.token_hex(32)
    session = Session(member_id=member_id, epoch=epoch, opened_at=int(clock.now().timestamp()))
    await valkey.set(_PREFIX + key, json.dumps(session.__dict__), ex=_IDLE_SECONDS)
    connection.scope["session"] = session
    _set_cookie(connection, key, _LONGEST_SECONDS)


async def close_session(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """End the session and take the cookie away."""
    await _forget(connection)
    connection.scope["session"] = None
    _set_cookie(connection, "", 0)


async def _forget(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    valkey: Redis = connection.app.state.valkey
    if key := connection.cookies.get(COOKIE):
        await valkey.delete(_PREFIX + key)


def _set_cookie(connection: ASGIConnection[Any, Any, Any, Any], value: str, max_age: int) -> None:
    secure = connection.app.state.settings.behind_https
    cookie = Cookie(key=COOKIE, value=value, max_age=max_age, httponly=True, samesite="lax", secure=secure, path="/")
    connection.scope["state"]["session_cookie"] = cookie.to_header(header="")
