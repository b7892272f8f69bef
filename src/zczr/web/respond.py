"""The only four answers, and with errors.py the only reader and writer of HX- headers."""

import re
from typing import Any

from litestar.connection import Request
from litestar.datastructures import Cookie
from litestar.response import Response

from zczr.web import notices
from zczr.web.layout import Place, csrf_token_of, layout_for
from zczr.web.notices import Notice
from zczr.web.security import visitor_of
from zczr.web.templating import ENVIRONMENT

HTML = "text/html"
_ROOT_TAG = re.compile(r"\A\s*<[a-z0-9-]+")
_GONE = Cookie(key=notices.COOKIE, value="", max_age=0, path="/", httponly=True, samesite="lax")


def wants_fragment(request: Request[Any, Any, Any]) -> bool:
    """Whether htmx asks for a part of the page: not boosted, and not restoring its history."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-boosted") != "true"
        and headers.get("hx-history-restore-request") != "true"
    )


def page(
    request: Request[Any, Any, Any], template: str, *, title: str, place: Place, status: int = 200, **context: Any
) -> Response[str]:
    """A whole page."""
    layout = layout_for(request, title=title, place=place, with_error=status == 422)
    html = ENVIRONMENT.get_template(template).render(context, layout=layout, csrf_token=layout.csrf_token)
    cookies = [_GONE] if notices.COOKIE in request.cookies else []
    return _html(request, html, status, cookies=cookies)


def fragment(
    request: Request[Any, Any, Any],
    template: str,
    *,
    owner: str,
    url: str = "",
    status: int = 200,
    unchanged: bool = False,
    **context: Any,
) -> Response[str]:
    """A part of a page under its own address; without htmx the way to the page that owns it, query kept.

    `url` is the page's address that shows this state, where the address is the state. What is `unchanged` since a poll last asked
    stays in the page as it is, with what is selected and focused in it.
    """
    if not wants_fragment(request):
        query = request.url.query
        return _redirect(f"{owner}?{query}" if query else owner)
    if unchanged:
        return Response("", status_code=204, headers={"Vary": "HX-Request", "Cache-Control": "no-store"})
    html = ENVIRONMENT.get_template(template).render(context, csrf_token=csrf_token_of(request))
    return _html(request, html, status, headers={"HX-Push-Url": url} if url else {})


def answer(
    request: Request[Any, Any, Any],
    template: str,
    *,
    fragments: tuple[str, ...],
    title: str,
    place: Place,
    status: int = 200,
    leads_to: str = "",
    **context: Any,
) -> Response[str]:
    """What a POST shows: the whole page, or for htmx its target's fragment and the others out of band.

    Without fragments the page as a whole has changed, and htmx puts all of it in the place of the one that is shown. `leads_to` is
    for a POST that succeeded and whose page htmx does not leave: a plain browser is led there.
    """
    if leads_to and not wants_fragment(request):
        return _redirect(leads_to)
    if not wants_fragment(request):
        return page(request, template, title=title, place=place, status=status, **context)
    if not fragments:
        whole = page(request, template, title=title, place=place, status=status, **context)
        whole.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML show:window:top"})
        return whole
    token = csrf_token_of(request)
    target, *others = (ENVIRONMENT.get_template(name).render(context, csrf_token=token) for name in fragments)
    return _html(request, target + "".join(_out_of_band(html) for html in others), status)


async def ask_first(request: Request[Any, Any, Any], *, text: str, label: str, back: str) -> Response[str] | None:
    """The page that asks before something is done, or None once the answer was yes (a dialog sends it along).

    What the form sent travels on through the question.
    """
    form = await request.form()
    if form.get("confirmed") == "yes":
        return None
    sent = {name: value for name, value in form.items() if name != "_csrf_token" and isinstance(value, str)}
    return page(
        request, "confirm.html", title=f"确认{label}", place=Place.NOWHERE, text=text, action=request.url.path, label=label,
        back_href=back, fields=sent,
    )  # fmt: skip


def see_other(request: Request[Any, Any, Any], url: str, *, notice: Notice | None = None) -> Response[str]:
    """Where a POST that succeeded leads, and what the page there says."""
    if wants_fragment(request):
        # htmx cannot see the headers of a redirect that the browser follows by itself.
        response = Response("", status_code=204, headers={"HX-Location": url, "Vary": "HX-Request"})
    else:
        response = _redirect(url)
    if notice is not None:
        response.set_cookie(
            Cookie(key=notices.COOKIE, value=str(notice), max_age=60, path="/", httponly=True, samesite="lax")
        )
    return response


def _redirect(url: str) -> Response[str]:
    return Response("", status_code=303, headers={"Location": url, "Vary": "HX-Request"}, media_type=HTML)


def _html(
    request: Request[Any, Any, Any],
    html: str,
    status: int,
    *,
    headers: dict[str, str] | None = None,
    cookies: list[Cookie] | None = None,
) -> Response[str]:
    sent = {"Vary": "HX-Request", **(headers or {})}
    if visitor_of(request) is not None:
        sent["Cache-Control"] = "no-store"
    return Response(html, status_code=status, media_type=HTML, headers=sent, cookies=cookies or [])


def _out_of_band(html: str) -> str:
    return _ROOT_TAG.sub(lambda tag: f'{tag.group()} hx-swap-oob="true"', html, count=1)
