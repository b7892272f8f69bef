"""借款业务: the form with its assessment, drafts, submitting, editing."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import queries, requests
from zczr.domain.lending.assessments import Assessed, assess_request, assessed_before
from zczr.domain.lending.queries import OwnRequest
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.refusals import RuleBroken, WrongState
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


@get(NEW, opt=_WRITE)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return page(request, "lending/request.html", **await _screen(actor, RequestForm.blank(), None))


@get(_PATH, opt=_WRITE)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The address an assessed or refused form is shown at; opened anew it leads to an empty one."""
    return see_other(request, NEW)


@post(_PATH, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Assess, save or submit a new request."""
    return await _act(request, actor, None)


@get("/lending/requests/{request_id:int}", opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """An own request: its form for who may edit it now, else in full."""
    own = await queries.own_request(actor, request_id)
    screen = await _screen(actor, await RequestForm.of(own), own, await assessed_before(actor, own.id))
    if own.is_editable_by(actor):
        return page(request, "lending/request.html", **screen)
    return page(request, "postings/show.html", **{**screen, "title": "借款详情"})


@post("/lending/requests/{request_id:int}", opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def save(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """Assess, save or submit an own request."""
    return await _act(request, actor, await queries.own_request(actor, request_id))


async def _act(request: Request[Any, Any, Any], actor: Actor, own: OwnRequest | None) -> Response[str]:
    """Do what the pressed button says; whatever is refused comes back with the form."""
    form, own_id = await RequestForm.read(request), own.id if own else None
    await form.take(request, actor, own_id)
    made = None
    try:
        if own:
            await postings.refuse_if_ended(own.sort, own.id, own.status)
        if form.is_submit:
            await form.hear(requests.check(actor, form.terms()))
        if not (form.wrong or form.is_assessment):
            return await _keep(request, actor, form, own_id)
        if not form.wrong:
            made = await assess_request(actor, form.terms(), form.filled_slots(), request_id=own_id)
    except RuleBroken as refusal:
        form.refuse(refusal)
    except WrongState as refusal:
        form.overtaken(refusal)
        own = await queries.own_request(actor, own.id) if own else None  # as it stands now
    return await _answer(request, actor, form, own, made)


async def _keep(request: Request[Any, Any, Any], actor: Actor, form: RequestForm, own_id: int | None) -> Response[str]:
    """Save or submit a form without mistakes."""
    terms, kept, file_ids = form.terms(), form.kept(own_id), form.file_ids()
    if form.is_draft:
        saved = await requests.save_draft(actor, kept, terms, file_ids)
        return see_other(request, f"{_PATH}/{saved}", notice=Notice.DRAFT_SAVED)
    sent = await requests.submit(actor, kept, terms, file_ids, form.filled_slots())
    return see_other(request, f"{_PATH}/{sent}/matches", notice=Notice.PUBLISHED)


async def _answer(
    request: Request[Any, Any, Any], actor: Actor, form: RequestForm, own: OwnRequest | None, made: Assessed | None
) -> Response[str]:
    """The form as typed.

    With the panel where an assessment was asked for: made or not, no older one stays that contradicts the form. What was overtaken
    is shown on a whole page, the posting around it as it stands now.
    """
    fragments = ("lending/_request_form.html", *(("lending/_assessment_panel.html",) if form.is_assessment else ()))
    fragments = () if form.is_late else fragments
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
        "title": "修改借款" if own else "我要借款",
        "place": Place.REQUESTS,
        "status": form.status,
        "request_form": await load_request_form(actor, form, own, far),
        "assessment_panel": load_assessment_panel(shown, own, refused=form.status == 422),
        "posting": await load_posting(actor, own) if own else None,
    }


HANDLERS = [new, index, create, show, save]
