"""首页, and 我的业务 as it opens."""

from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.permissions import Permission
from zczr.partials.home import load_figures
from zczr.partials.work.my_business import load_my_business
from zczr.partials.work.partner_news import load_partner_news
from zczr.partials.work.standing_panel import load_standing_panel
from zczr.partials.work.todo_list import load_todo_list
from zczr.web.layout import Place
from zczr.web.respond import page
from zczr.web.security import visitor_of


@get("/", opt={"permission": Permission.PUBLIC})
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """What the platform is and whom it serves; for somebody signed in also what waits."""
    actor = visitor_of(request)
    return page(
        request, "home/index.html", title="让企业之间的融资有据可依", place=Place.HOME,
        figures=await load_figures(), todo_list=await load_todo_list(actor) if actor else None,
    )  # fmt: skip


@get("/work", opt={"permission": Permission.WORK_READ})
async def work(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What waits for the actor, and where the business stands."""
    return page(
        request, "home/work.html", title="管理后台" if actor.kind is Kind.PLATFORM else "我的业务", place=Place.MINE,
        standing=str(actor.standing),
        todo_list=await load_todo_list(actor),
        partner_news=await load_partner_news(actor) if actor.kind is not Kind.PLATFORM else None,
        my_business=await load_my_business(actor) if actor.kind is not Kind.PLATFORM else None,
        standing_panel=await load_standing_panel(actor),
    )  # fmt: skip


HANDLERS = [show, work]
