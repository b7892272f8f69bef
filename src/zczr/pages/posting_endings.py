"""Taking back and closing an own posting, whatever its sort: asked first, done, and back to the list."""

from typing import Any

from litestar import Request, Response

from zczr.domain.accounts.actor import Actor
from zczr.domain.postings import commands
from zczr.domain.postings.own import Own
from zczr.partials.postings import CLOSE_ASKS, withdrawing
from zczr.web.notices import Notice
from zczr.web.respond import ask_first, see_other


async def withdraw_own(request: Request[Any, Any, Any], actor: Actor, own: Own, *, leads_to: str) -> Response[str]:
    """撤回, or 放弃草稿."""
    words = withdrawing(own.status)
    if asked := await ask_first(request, text=words.asks, label=words.label, back=f"{own.sort.path}/{own.id}"):
        return asked
    await commands.withdraw(actor, own.sort, own.id)
    return see_other(request, leads_to, notice=words.notice)


async def close_own(request: Request[Any, Any, Any], actor: Actor, own: Own, *, leads_to: str) -> Response[str]:
    """关闭."""
    if asked := await ask_first(request, text=CLOSE_ASKS, label="关闭发布", back=f"{own.sort.path}/{own.id}"):
        return asked
    await commands.close(actor, own.sort, own.id)
    return see_other(request, leads_to, notice=Notice.POSTING_CLOSED)
