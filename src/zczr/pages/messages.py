"""消息中心: 业务进程 and 系统公告; and the local outbox of a demo."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.messages import commands, queries
from zczr.domain.messages.outbox import newest_letters
from zczr.domain.permissions import Permission
from zczr.domain.refusals import NotFound
from zczr.partials.messages import SECTIONS, load_message_list
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other

_READ = {"permission": Permission.MESSAGES_READ}


@get("/messages", opt=_READ)
async def progress(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """业务进程."""
    loaded = await load_message_list(actor, "progress", request.query_params)
    return page(request, "messages/index.html", title="业务进程", place=Place.MESSAGES, message_list=loaded, views=())


@get("/messages/announcements", opt=_READ)
async def announcements(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """系统公告."""
    loaded = await load_message_list(actor, "system", request.query_params)
    return page(
        request, "messages/index.html", title="系统公告", place=Place.ANNOUNCEMENTS, message_list=loaded, views=()
    )


@post("/messages/readings", opt=_READ, status_code=200)
async def read_all(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Mark all of one part as read."""
    section = SECTIONS.get(str((await request.form()).get("category", "")))
    if section is None:
        raise NotFound
    await commands.mark_read(actor, category=section.category)
    return see_other(request, section.owner, notice=Notice.MARKED_READ)


@post("/messages/{notice_id:int}/readings", opt=_READ, status_code=200)
async def read(request: Request[Any, Any, Any], actor: Actor, notice_id: FromPath[int]) -> Response[str]:
    """Mark one as read and go to what it is about."""
    message = await queries.message_for(actor, notice_id)
    await commands.mark_read(actor, notice_id=message.id)
    return see_other(request, message.href or SECTIONS[message.category].owner)


@get("/outbox", opt={"permission": Permission.PUBLIC})
async def outbox(request: Request[Any, Any, Any]) -> Response[str]:
    """The e-mails of a demo, which leave to nobody; elsewhere there is no such page."""
    settings = request.app.state.settings
    if not settings.demo or settings.smtp_url:
        raise NotFound
    recipient = request.query_params.get("to", "").replace("\x00", "").strip().lower()
    mails = tuple((mail, mail.body.replace("{site}", settings.site)) for mail in await newest_letters(recipient))
    return page(
        request, "messages/outbox.html", title="演示邮箱", place=Place.NOWHERE, mails=mails, recipient=recipient
    )


HANDLERS = [progress, announcements, read_all, read, outbox]
