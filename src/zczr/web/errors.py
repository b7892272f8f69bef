"""The only place that turns an exception into a status and a page; the one table from refusal to status."""

import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import asyncpg
import redis.exceptions
import structlog
from litestar.connection import Request
from litestar.exceptions import HTTPException
from litestar.response import Response

from zczr.domain.refusals import Conflict, NotAllowed, NotFound, Refusal, RuleBroken, TooMany, WrongState
from zczr.web.layout import Place
from zczr.web.respond import page, see_other, wants_fragment
from zczr.web.security import RegistrationUnfinished, SignInNeeded
from zczr.web.templating import ENVIRONMENT

_log = structlog.get_logger(__name__)

STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    NotAllowed: 403,
    WrongState: 409,
    Conflict: 409,
    RuleBroken: 422,
    TooMany: 429,
}

_TITLES = {
    400: "请求无法识别",
    401: "登录已过期",
    403: "没有权限",
    404: "没有找到页面",
    405: "操作方式不对",
    409: "状态已经变化",
    413: "上传内容过大",
    422: "暂时不能这样做",
    429: "操作过于频繁",
    500: "系统出了点问题",
    503: "服务暂时不可用",
}

_SENTENCES = {
    401: "登录已过期，刚才的操作没有提交。请在新标签页重新登录，再回到这里重新提交，填写的内容还在。",
    400: "提交的内容不完整或在传输中损坏，请返回上一页重新提交。",
    403: NotAllowed.sentence,
    404: NotFound.sentence,
    405: "请从页面上的按钮或链接进入，不要直接打开这个地址。",
    413: "一次上传的文件总量过大。单个文件不超过 20 MB，请压缩或分几次上传。",
    500: "我们已记录这个问题。您填写的内容没有提交成功，请稍后再试；如果反复出现，请把下面的编号告诉平台。",
    503: "数据服务正在恢复，没有任何半途的操作留下。请稍等片刻，查看最新状态后再试。",
}
# The answer to a POST stands at the form's own address: reloading it sends everything once more, files too.
_RESEND = "登录已过期，刚才的内容没有提交，也没有丢失。请在新标签页登录，再回到本页按“刷新”，浏览器询问时选择重新发送。"
_CSRF = "页面停留过久或已在别处登录，为了安全没有提交。请返回上一页，刷新后重新提交。"
# What an address that only takes what a form sends has behind the page on which that form stands.
_POSTED_TO = re.compile(
    r"(/(?:filings|paper-access)/\d+|(?:(?<=/messages)|(?<=/partner-requests)|(?<=/market/filters))/\d+)?/[a-z-]+$"
)

_AWAY = (
    asyncpg.InterfaceError,
    # asyncpg's own confusion about a connection that died in the middle of a statement.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.CannotConnectNowError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
    redis.exceptions.RedisError,
    ConnectionError,
    FileNotFoundError,
    TimeoutError,
)


@dataclass(frozen=True)
class _Link:
    """Where a refusal leads on."""

    href: str
    label: str
    icon: str = ""
    new_tab: bool = False


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[str]:
    """The domain said no, away from a form."""
    status = STATUS[type(refusal)]
    _log.info("refused", refusal=type(refusal).__name__, path=request.url.path, **refusal.data)
    return _told(request, status, refusal.sentence)


def sign_in_needed(request: Request[Any, Any, Any], _: SignInNeeded) -> Response[str]:
    """To the login page, with the way back; what was being sent is told, so that nothing typed is lost without a word."""
    if wants_fragment(request):
        return _told(request, 401, _SENTENCES[401])
    if request.method == "POST":
        return _told(request, 401, _RESEND, link=_Link("/login", "在新标签页登录", new_tab=True))
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={_quoted(wanted)}" if request.method == "GET" and wanted != "/" else ""
    return see_other(request, f"/login{back}")


def registration_unfinished(request: Request[Any, Any, Any], _: RegistrationUnfinished) -> Response[str]:
    """To the step where the registration was left."""
    return see_other(request, "/register")


def http_refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    """What Litestar itself refuses: unknown address, wrong method, broken body, CSRF."""
    status = error.status_code
    if status >= 500:
        return broken(request, error)
    if status == 405 and request.method in {"GET", "HEAD"}:
        # An address that only takes what a form sends, opened anew: to the page on which the form stands.
        page_of_form = _POSTED_TO.sub("", request.url.path)
        return see_other(request, page_of_form if page_of_form not in {"", request.url.path} else "/")
    if status == 403 and "CSRF" in str(error.detail):
        return _told(request, 403, _CSRF, title="页面已过期")
    return _told(request, status, _SENTENCES.get(status, _SENTENCES[400]))


def broken(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Our mistake, or a server that is away."""
    if isinstance(error, asyncpg.DeadlockDetectedError | asyncpg.SerializationError):
        _log.warning("deadlock", path=request.url.path, error=repr(error))
        return _told(request, 409, Conflict.sentence)
    if isinstance(error, _AWAY):
        _log.error("service_away", path=request.url.path, error=repr(error))
        return _told(request, 503, _SENTENCES[503], headers={"Retry-After": "5"})
    reference = secrets.token_hex(4).upper()
    _log.error("failed", reference=reference, path=request.url.path, exc_info=error)
    return _told(request, 500, _SENTENCES[500], reference=reference)


def _told(
    request: Request[Any, Any, Any],
    status: int,
    sentence: str,
    *,
    reference: str = "",
    title: str = "",
    headers: dict[str, str] | None = None,
    link: _Link | None = None,
) -> Response[str]:
    status = status if status in _TITLES else 400
    if wants_fragment(request):
        html = ENVIRONMENT.get_template("errors/_notice.html").render(sentence=sentence, reference=reference)
        response = Response(html, status_code=status, media_type="text/html")
        response.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "innerHTML", "Vary": "HX-Request"})
    else:
        response = page(
            request,
            "errors/refusal.html",
            title=title or _TITLES[status],
            place=Place.NOWHERE,
            status=status,
            sentence=sentence,
            detail="",
            reference=reference,
            link=link or _back(request),
        )
    response.headers.update(headers or {})
    return response


def _back(request: Request[Any, Any, Any]) -> _Link:
    came_from = _referrer(request)
    return _Link(came_from, "返回首页" if came_from == "/" else "返回上一页", icon="arrow-left")


def _referrer(request: Request[Any, Any, Any]) -> str:
    """The page the person came from, if it is ours and another than this one."""
    referrer = request.headers.get("referer", "")
    site = f"{request.url.scheme}://{request.url.netloc}"
    path = referrer.removeprefix(site)
    ours = referrer.startswith(f"{site}/") and not path.startswith("//") and "\\" not in path
    return path if ours and path != request.url.path else "/"


def _quoted(path: str) -> str:
    return quote(path, safe="/")


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: refused,
    SignInNeeded: sign_in_needed,
    RegistrationUnfinished: registration_unfinished,
    HTTPException: http_refused,
    Exception: broken,
}
