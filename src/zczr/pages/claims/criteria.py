"""收购意向: the form, drafts, submitting, editing, ending, and the own ones."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import criteria
from zczr.domain.claims.criteria import OwnCriteria
from zczr.domain.claims.sorts import PURCHASES
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.refusals import RuleBroken, WrongState
from zczr.pages.posting_endings import close_own, withdraw_own
from zczr.partials.claims.criteria_fields import CriteriaForm
from zczr.partials.claims.criteria_form import NEW, load_criteria_form
from zczr.partials.claims.criteria_list import load_criteria, load_criteria_list
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other

_READ = {"permission": Permission.CRITERIA_READ}
_WRITE = {"permission": Permission.CRITERIA_WRITE}
_PATH = PURCHASES.path
_ONE = "/claims/criteria/{criteria_id:int}"


@get(NEW, opt=_WRITE)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return page(request, "claims/criteria.html", **await _screen(actor, CriteriaForm(), None))


@get(_PATH, opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Own 收购意向."""
    loaded = await load_criteria_list(actor, request.query_params)
    return page(
        request, "claims/own_criteria.html", title="我的收购意向", place=Place.CLAIM_POSTINGS, criteria_list=loaded
    )


@post(_PATH, opt=_WRITE, status_code=200)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Save or submit a new one."""
    return await _act(request, actor, None)


@get(_ONE, opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, criteria_id: FromPath[int]) -> Response[str]:
    """An own one: its form for who may edit it now, else in full."""
    own = await criteria.own_criteria(actor, criteria_id)
    screen = await _screen(actor, await CriteriaForm.of(own), own)
    if own.is_editable_by(actor):
        return page(request, "claims/criteria.html", **screen)
    return page(request, "postings/show.html", **{**screen, "title": "收购意向详情"})


@post(_ONE, opt=_WRITE, status_code=200)
async def save(request: Request[Any, Any, Any], actor: Actor, criteria_id: FromPath[int]) -> Response[str]:
    """Save or submit an own one."""
    return await _act(request, actor, await criteria.own_criteria(actor, criteria_id))


@post(f"{_ONE}/withdrawal", opt=_WRITE, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, criteria_id: FromPath[int]) -> Response[str]:
    """撤回 an own one."""
    return await withdraw_own(request, actor, await criteria.own_criteria(actor, criteria_id), leads_to=_PATH)


@post(f"{_ONE}/closure", opt=_WRITE, status_code=200)
async def close(request: Request[Any, Any, Any], actor: Actor, criteria_id: FromPath[int]) -> Response[str]:
    """关闭 an own one."""
    return await close_own(request, actor, await criteria.own_criteria(actor, criteria_id), leads_to=_PATH)


async def _act(request: Request[Any, Any, Any], actor: Actor, own: OwnCriteria | None) -> Response[str]:
    """Do what the pressed button says; whatever is refused comes back with the form."""
    form, own_id = await CriteriaForm.read(request), own.id if own else None
    await form.take(request, actor, own_id)
    try:
        if own:
            await postings.refuse_if_ended(own.sort, own.id, own.status)
        if not form.is_draft:
            await form.hear(criteria.check(actor))
        if not form.wrong:
            return await _keep(request, actor, form, own_id)
    except RuleBroken as refusal:
        form.refuse(refusal)
    except WrongState as refusal:
        form.overtaken(refusal)
        own = await criteria.own_criteria(actor, own.id) if own else None  # as it stands now
    fragments = () if form.is_late else ("claims/_criteria_form.html",)
    return answer(request, "claims/criteria.html", fragments=fragments, **await _screen(actor, form, own))


async def _keep(request: Request[Any, Any, Any], actor: Actor, form: CriteriaForm, own_id: int | None) -> Response[str]:
    """Save or submit a form without mistakes."""
    terms, kept = form.terms(), form.kept(own_id)
    if form.is_draft:
        saved = await criteria.save_draft(actor, kept, terms)
        return see_other(request, f"{_PATH}/{saved}", notice=Notice.DRAFT_SAVED)
    sent = await criteria.submit(actor, kept, terms)
    return see_other(request, f"{_PATH}/{sent}/matches", notice=Notice.PUBLISHED)


async def _screen(actor: Actor, form: CriteriaForm, own: OwnCriteria | None) -> dict[str, Any]:
    return {
        "title": "修改收购意向" if own else "我要收购债权",
        "place": Place.CRITERIA,
        "status": form.status,
        "criteria_form": await load_criteria_form(actor, form, own),
        "posting": await load_criteria(actor, own) if own else None,
    }


HANDLERS = [new, index, create, show, save, withdraw, close]
