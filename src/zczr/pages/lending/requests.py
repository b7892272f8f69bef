"""借款业务: the form with its assessment, drafts, submitting, editing."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import queries, requests
from zczr.domain.lending.assessments import Assessed, assess_request, assessed_before
from zczr.domain.lending.queries import OwnRequest
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.domain.risk.far_fields import FarField
from zczr.partials.lending.assessment_panel import load_assessment_panel
from zczr.partials.lending.posting import load_posting
from zczr.partials.lending.request_fields import RequestForm
from zczr.partials.lending.request_form import NEW, load_request_form
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.uploads import REQUEST_LIMIT

_READ = {"permission": Permission.REQUEST_READ}
_WRITE = {"permission": Permission.REQUEST_WRITE}
_PATH = "/lending/requests"


@get(NEW, opt=_READ)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return page(request, "lending/request.html", **await _screen(actor, RequestForm.blank(), None))


@get(_PATH, opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The address an assessed or refused form is shown at; opened anew it leads to an empty one."""
    return see_other(request, NEW)


@post(_PATH, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Assess, save or submit a new request."""
    return await _act(request, actor, None)


@get("/lending/requests/{request_id:int}", opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """An own request: its form while it may be edited, else in full."""
    own = await queries.own_request(actor, request_id)
    form = await RequestForm.of(own)
    template = "lending/request.html" if own.is_editable else "lending/posting.html"
    return page(request, template, **await _screen(actor, form, own, await assessed_before(actor, own.id)))


@post("/lending/requests/{request_id:int}", opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def save(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """Assess, save or submit an own request."""
    return await _act(request, actor, await queries.own_request(actor, request_id))


async def _act(request: Request[Any, Any, Any], actor: Actor, own: OwnRequest | None) -> Response[str]:
    """Do what the pressed button says; whatever is refused comes back with the form."""
    form, own_id = await RequestForm.read(request), own.id if own else None
    await form.take(request, actor, own_id)
    terms, kept = form.terms(), form.kept(own_id)
    if form.is_submit:
        await form.hear(requests.check(actor, terms))
    if form.wrong:
        return await _answer(request, actor, form, own, None)
    try:
        if form.is_draft:
            saved = await requests.save_draft(actor, kept, terms, form.file_ids())
            return see_other(request, f"{_PATH}/{saved}", notice=Notice.DRAFT_SAVED)
        if form.is_submit:
            sent = await requests.submit(actor, kept, terms, form.file_ids(), form.filled_slots())
            return see_other(request, f"{_PATH}/{sent}/matches", notice=Notice.PUBLISHED)
        assessed = await assess_request(actor, terms, form.filled_slots(), request_id=own_id)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return await _answer(request, actor, form, own, None)
    return await _answer(request, actor, form, own, assessed)


async def _answer(
    request: Request[Any, Any, Any], actor: Actor, form: RequestForm, own: OwnRequest | None, made: Assessed | None
) -> Response[str]:
    """The form as typed; with the panel where an assessment was asked for: made or not, no older one stays that contradicts it."""
    fragments = ("lending/_request_form.html", *(("lending/_assessment_panel.html",) if form.is_assessment else ()))
    shown = await assessed_before(actor, own.id) if own and not form.is_assessment else made
    far = made.far if made else ()
    return answer(request, "lending/request.html", fragments=fragments, **await _screen(actor, form, own, shown, far))


async def _screen(
    actor: Actor,
    form: RequestForm,
    own: OwnRequest | None,
    shown: Assessed | None = None,
    far: tuple[FarField, ...] = (),
) -> dict[str, Any]:
    return {
        "title": _title(own),
        "place": Place.REQUESTS,
        "status": form.status,
        "request_form": await load_request_form(actor, form, own, far),
        "assessment_panel": load_assessment_panel(shown, own, refused=form.wrong),
        "posting": await load_posting(actor, own) if own else None,
    }


def _title(own: OwnRequest | None) -> str:
    if own is None:
        return "我要借款"
    return "修改借款" if own.is_editable else "借款详情"


HANDLERS = [new, index, create, show, save]
