"""会话: the list, starting one, reading and writing."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.conversations import commands, queries
from zczr.domain.conversations.queries import Conversation
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.conversations.listing import OWNER, load_conversation_list
from zczr.partials.conversations.thread import load_conversation_head, load_message_thread
from zczr.partials.conversations.writing import (
    NEW,
    ComposeForm,
    MessageForm,
    Opening,
    load_message_form,
    load_opening,
)
from zczr.web.layout import Place
from zczr.web.respond import answer, page, see_other
from zczr.web.security import count_anew
from zczr.web.uploads import REQUEST_LIMIT, receive

_READ = {"permission": Permission.CONVERSATION_READ}
_WRITE = {"permission": Permission.CONVERSATION_WRITE}
_PATH = "/messages/conversations/{conversation_id:int}"


@get(OWNER, opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The conversations of the organization."""
    loaded = await load_conversation_list(actor, request.query_params)
    return page(request, "conversations/index.html", title="会话", place=Place.CONVERSATIONS, conversation_list=loaded)


@get(NEW, opt=_READ)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The form of a first message; where there is a conversation already, the way to it."""
    opening = await load_opening(actor, ComposeForm.asked(request.query_params))
    if opening.href:
        return see_other(request, opening.href)
    return page(request, "conversations/new.html", **_opening_screen(opening))


@post(OWNER, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def start(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Send a first message."""
    form = await ComposeForm.read(request)
    await load_opening(actor, form)
    form.check()
    await receive(request, actor, form, subject_kind=commands.FILES_OF)
    try:
        if not form.wrong:
            started = await commands.start(actor, *form.target(), form.writing())
            return see_other(request, f"{OWNER}/{started}")
    except RuleBroken as refusal:
        form.refuse(refusal)
    return answer(
        request, "conversations/new.html", fragments=("conversations/_message_form.html",), status=422,
        **_opening_screen(await load_opening(actor, form)),
    )  # fmt: skip


@get(_PATH, opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, conversation_id: FromPath[int]) -> Response[str]:
    """What was written, and the form to write."""
    found = await queries.conversation_for(actor, conversation_id)
    return page(request, "conversations/show.html", **await _screen(request, actor, found))


@post(f"{_PATH}/messages", opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def write(request: Request[Any, Any, Any], actor: Actor, conversation_id: FromPath[int]) -> Response[str]:
    """Send a message; htmx shows it in place."""
    found = await queries.conversation_for(actor, conversation_id)
    form = await MessageForm.read(request)
    form.check()
    await receive(request, actor, form, subject_kind=commands.FILES_OF)
    try:
        if not form.wrong:
            await commands.write(actor, found.id, form.writing())
    except RuleBroken as refusal:
        form.refuse(refusal)
    return answer(
        request, "conversations/show.html",
        fragments=("conversations/_message_form.html", "conversations/_message_thread.html"),
        status=form.status, leads_to="" if form.wrong else f"{OWNER}/{found.id}",
        **await _screen(request, actor, found, form),
    )  # fmt: skip


async def _screen(
    request: Request[Any, Any, Any], actor: Actor, found: Conversation, form: MessageForm | None = None
) -> dict[str, Any]:
    # A POST shows the newest page, whatever page its form stood on.
    thread = await load_message_thread(actor, found, request.query_params)
    if thread.marked:
        await count_anew(request)
    return {
        "title": f"与{found.other_name}的会话",
        "place": Place.CONVERSATIONS,
        "conversation": await load_conversation_head(actor, found),
        "message_thread": thread,
        "message_form": await load_message_form(actor, found, form),
    }


def _opening_screen(opening: Opening) -> dict[str, Any]:
    return {
        "title": f"联系{opening.other}",
        "place": Place.CONVERSATIONS,
        "opening": opening,
        "message_form": opening.form,
    }


HANDLERS = [index, new, start, show, write]
