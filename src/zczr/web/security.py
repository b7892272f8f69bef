"""The current actor, the one guard that asks for each route's permission, response headers, and throttling."""

from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.handlers import BaseRouteHandler
from redis.asyncio import Redis

from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.permissions import ADMINS_ONLY, Permission, require
from zczr.domain.refusals import NotFound, RuleBroken, TooMany
from zczr.web.sessions import session_of

HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        b"connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
]
_HSTS = (b"strict-transport-security", b"max-age=31536000")


_LARGEST_ID = 2**63 - 1


class SignInNeeded(Exception):
    """Somebody without a session asked for what only members see."""


class RegistrationUnfinished(Exception):
    """A member whose registration is not complete asked for a page of the work area."""


def add_headers(start: dict[str, Any], *, behind_https: bool) -> None:
    """Put the security headers on the start of a response, beside its own."""
    sent = start.get("headers", [])
    own = {name for name, _ in sent}
    headers = [*sent, *[header for header in HEADERS if header[0] not in own]]
    if behind_https:
        headers.append(_HSTS)
    start["headers"] = headers


# Who registers looks at the papers sent so far, too.
_WHILE_REGISTERING = frozenset({Permission.SIGNED_IN, Permission.REGISTRATION, Permission.FILE_READ})


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse who may not use the route. A route that declares nothing is refused to everybody."""
    permission: Permission = handler.opt["permission"]
    actor = await _load_actor(connection)
    if permission is Permission.PUBLIC:
        return
    if actor is None:
        raise SignInNeeded
    if actor.standing is Standing.REGISTERING and permission not in _WHILE_REGISTERING:
        raise RegistrationUnfinished
    if actor.kind is not Kind.PLATFORM and permission in ADMINS_ONLY:
        raise NotFound  # the admins' addresses do not exist for others
    require(actor, permission)
    if any(isinstance(value, int) and not 0 < value <= _LARGEST_ID for value in connection.path_params.values()):
        raise NotFound  # no row has such an id, and the database would take it for our mistake


async def _load_actor(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor | None:
    session = session_of(connection)
    actor = await actor_of_session(session.member_id, session.epoch) if session else None
    connection.scope["state"]["actor"] = actor
    return actor


async def count_anew(request: Request[Any, Any, Any]) -> None:
    """Load the actor once more: what a page has just marked as read no longer counts in its bars."""
    await _load_actor(request)


def visitor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor | None:
    """The actor, or None for somebody who is not signed in."""
    found = connection.scope.get("state", {}).get("actor")
    return found if isinstance(found, Actor) else None


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """The actor of a route that is not public."""
    actor = visitor_of(request)
    assert actor is not None, "the guard lets nobody without a session in"
    return actor


def address_of(request: Request[Any, Any, Any]) -> str:
    """The client's address, as the server or its trusted proxy saw it."""
    return request.client.host if request.client else ""


_COUNT = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('PTTL', KEYS[1])}
"""


async def throttle(request: Request[Any, Any, Any], what: str, key: str, *, most: int, minutes: int) -> None:
    """Count an attempt of one kind by one key; past `most` within the window TooMany says how long to wait."""
    valkey: Redis = request.app.state.valkey
    count, left = await valkey.eval(_COUNT, 1, f"throttle:{what}:{key}", str(minutes * 60_000))  # type: ignore[misc]
    if int(count) > most:
        wait = max(1, -(-int(left) // 60_000))
        raise TooMany(f"尝试次数过多，请在 {wait} 分钟后再试。", what=what, seconds=int(left) // 1000)


async def forgive(request: Request[Any, Any, Any], what: str, key: str) -> None:
    """Forget the attempts counted so far, after one that was right."""
    valkey: Redis = request.app.state.valkey
    await valkey.delete(f"throttle:{what}:{key}")


PASSWORD_TRIES = "contract-password"
"""Attempts at the password that filing and confirming ask for again."""


async def forgive_unless_password(request: Request[Any, Any, Any], actor: Actor, refusal: RuleBroken | TooMany) -> None:
    """Count only wrong passwords: a form refused for something else had the right one."""
    if isinstance(refusal, RuleBroken) and all(each.field != "password" for each in (refusal, *refusal.others)):
        await forgive(request, PASSWORD_TRIES, str(actor.member_id))
