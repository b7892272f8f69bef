"""首页, and 我的业务 as it opens."""

from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission
from zczr.partials.work import load_overview
from zczr.web.layout import Place
from zczr.web.respond import page


@get("/", opt={"permission": Permission.PUBLIC})
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """What the platform is and whom it serves."""
    return page(request, "home/index.html", title="让企业之间的融资有据可依", place=Place.HOME)


@get("/work", opt={"permission": Permission.WORK_READ})
async def work(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What waits for the actor, and where the business stands."""
    return page(request, "home/work.html", title="我的业务", place=Place.MINE, overview=await load_overview(actor))


HANDLERS = [show, work]
