"""The password that filing and confirming a contract ask for again: tried with everything else in one round."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from litestar import Request

from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.commands import check_password
from zczr.domain.refusals import Refusal, RuleBroken, TooMany
from zczr.web.forms import Form
from zczr.web.security import PASSWORD_TRIES, forgive, forgive_unless_password, throttle


async def with_password(
    request: Request[Any, Any, Any], actor: Actor, form: Form, act: Callable[[str], Awaitable[None]]
) -> None:
    """Do it with the password of a form that is right, else only look at the password; what is refused goes to the form.

    A try counts unless the password was right. Without a password nothing is tried, and nothing forgiven.
    """
    password: str = form["password"].data
    if not password:
        return
    try:
        await throttle(request, PASSWORD_TRIES, str(actor.member_id), most=10, minutes=15)
        await (check_password(actor, password) if form.wrong else act(password))
    except (RuleBroken, TooMany) as refusal:
        form.refuse(refusal)
        await forgive_unless_password(request, actor, refusal)
    except Refusal:
        # The state says no, perhaps before the password was looked at: a try is forgiven only to who knows it.
        with suppress(RuleBroken):
            await check_password(actor, password)
            await forgive(request, PASSWORD_TRIES, str(actor.member_id))
        raise
    else:
        await forgive(request, PASSWORD_TRIES, str(actor.member_id))
