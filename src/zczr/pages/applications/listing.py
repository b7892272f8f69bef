"""申请详情: what was sent and what was received."""

from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission
from zczr.partials.applications.listing import OWNER, load_application_list
from zczr.web.layout import Place
from zczr.web.respond import page


@get(OWNER, opt={"permission": Permission.APPLICATION_READ})
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What was sent, or received."""
    loaded = await load_application_list(actor, request.query_params)
    return page(request, "applications/index.html", title="申请详情", place=Place.APPLICATIONS, application_list=loaded)


HANDLERS = [index]
