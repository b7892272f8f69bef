"""The door of a debtor's link: it asks for the credit code and shows nothing before; behind it is what was sent, and the answer."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import Request, Response

from zczr.domain.claims.debtor_links import digest
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.claims.debtor_forms import CodeForm
from zczr.web.forms import Form
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.security import throttle

PUBLIC = {"permission": Permission.PUBLIC}
_TEMPLATE = "claims/debtor_door.html"
Sent = TypeVar("Sent")


def show_door(request: Request[Any, Any, Any], title: str) -> Response[str]:
    """The door, before anybody has knocked."""
    return page(request, _TEMPLATE, **screen_of(request, title, CodeForm()))


async def pass_door(
    request: Request[Any, Any, Any],
    token: str,
    title: str,
    *,
    open_with: Callable[[str, str], Awaitable[Sent]],
    then: Callable[[Sent], Awaitable[Response[str]]],
) -> Response[str]:
    """Past the door with the right code, what was sent; without it the door again. Attempts at a link are counted."""
    await throttle(request, "debtor-link", digest(token), most=20, minutes=60)
    code = await CodeForm.read(request)
    code.check()
    try:
        if not code.wrong:
            return await then(await open_with(token, code.uscc.data))
    except RuleBroken as refusal:
        code.refuse(refusal)
    return answer(request, _TEMPLATE, fragments=(), **screen_of(request, title, code))


async def take_answer(
    request: Request[Any, Any, Any],
    form: Form,
    act: Callable[[], Awaitable[None]],
    *,
    leads_to: str,
    thanks: Callable[[], Notice],
    template: str,
    screen: dict[str, Any],
) -> Response[str]:
    """Keep the debtor's answer; what is wrong comes back with the form, which the screen shows."""
    form.check()
    try:
        if not form.wrong:
            await act()
            return see_other(request, leads_to, notice=thanks())
    except RuleBroken as refusal:
        form.refuse(refusal)
    return answer(request, template, fragments=(), **{**screen, "status": form.status})


def screen_of(request: Request[Any, Any, Any], title: str, form: Form) -> dict[str, Any]:
    """What every page of a debtor shows: a form that is sent where it was opened."""
    return {
        "title": title,
        "place": Place.NOWHERE,
        "status": form.status,
        "form": form,
        "action": request.url.path,
    }
