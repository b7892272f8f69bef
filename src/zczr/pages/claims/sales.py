"""债权出售: the form with its pricing, drafts, putting on sale, editing, ending."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries, selling
from zczr.domain.claims.imports.queries import papers_of
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.postings import commands as postings
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken, WrongState
from zczr.pages.posting_endings import close_own, withdraw_own
from zczr.partials.claims.access_box import load_access_box
from zczr.partials.claims.confirmation_box import load_confirmation_box
from zczr.partials.claims.pricing_panel import NEW, panel_of
from zczr.partials.claims.quotes_box import load_quotes_box
from zczr.partials.claims.sale import LIST, load_sale
from zczr.partials.claims.sale_fields import SaleForm
from zczr.partials.claims.sale_form import fresh_form, load_sale_form
from zczr.partials.claims.sale_list import COLUMNS, load_sale_list, sale_rows
from zczr.partials.claims.slices_box import load_slices_box
from zczr.web.exports import download
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.uploads import REQUEST_LIMIT

_READ = {"permission": Permission.CLAIM_READ}
_WRITE = {"permission": Permission.CLAIM_WRITE}
_PATH = CLAIMS.path
_ONE = "/claims/sales/{claim_id:int}"


@get(NEW, opt=_WRITE)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The form of something new."""
    return page(request, "claims/sale.html", **await _screen(actor, await fresh_form(actor, request), None))


@get(_PATH, opt=_WRITE)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The address a refused form is shown at; opened anew it leads to an empty one."""
    return see_other(request, NEW)


@get(LIST, opt=_READ)
async def listing(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Own claims."""
    loaded = await load_sale_list(actor, request.query_params)
    return page(request, "claims/postings.html", title="我的发布", place=Place.CLAIM_POSTINGS, sale_list=loaded)


@get([f"{LIST}/export.csv", f"{LIST}/export.xlsx"], opt={**_READ, "no_compress": True})
async def export(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """Own claims as a file."""
    rows = sale_rows(actor, request.query_params)
    return await download(request, actor.member_id, name="债权出售", headings=COLUMNS, batches=rows)


@post(_PATH, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Price, save or put on sale a new claim."""
    return await _act(request, actor, None)


@get(_ONE, opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """An own claim: its form for who may edit it now, else in full."""
    own = await queries.own_claim(actor, claim_id)
    screen = await sale_screen(actor, own)
    if own.is_editable_by(actor):
        return page(request, "claims/sale.html", **screen)
    return page(request, "claims/show.html", **screen)


@post(_ONE, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def save(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """Price, save or put on sale an own claim."""
    return await _act(request, actor, await queries.own_claim(actor, claim_id))


@post(f"{_ONE}/withdrawal", opt=_WRITE, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """撤回 an own claim."""
    return await withdraw_own(request, actor, await queries.own_claim(actor, claim_id), leads_to=LIST)


@post(f"{_ONE}/closure", opt=_WRITE, status_code=200)
async def close(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """关闭 an own claim."""
    return await close_own(request, actor, await queries.own_claim(actor, claim_id), leads_to=LIST)


async def _act(request: Request[Any, Any, Any], actor: Actor, own: OwnClaim | None) -> Response[str]:
    """Do what the pressed button says; whatever is refused comes back with the form."""
    form, own_id = await SaleForm.read(request), own.id if own else None
    await form.take(request, actor, own_id, held=await papers_of(own.import_id if own else None))
    try:
        if own:
            await postings.refuse_if_ended(own.sort, own.id, own.status)
        if form.is_submit:
            await form.hear(selling.check(actor, form.terms(), claim_id=own_id))
        if not (form.wrong or form.is_assessment):
            return await _keep(request, actor, form, own_id)
    except RuleBroken as refusal:
        form.refuse(refusal)
    except WrongState as refusal:
        form.overtaken(refusal)
        own = await queries.own_claim(actor, own.id) if own else None  # as it stands now
    fragments = () if form.is_late else ("claims/_sale_form.html", "claims/_pricing_panel.html")
    return answer(request, "claims/sale.html", fragments=fragments, **await _screen(actor, form, own))


async def _keep(request: Request[Any, Any, Any], actor: Actor, form: SaleForm, own_id: int | None) -> Response[str]:
    """Save or put on sale a form without mistakes."""
    terms, kept, file_ids = form.terms(), form.kept(own_id), form.file_ids()
    if form.is_draft:
        saved = await selling.save_draft(actor, kept, terms, file_ids)
        return see_other(request, f"{_PATH}/{saved}", notice=Notice.DRAFT_SAVED)
    sent = await selling.submit(actor, kept, terms, file_ids)
    return see_other(request, f"{_PATH}/{sent}/matches", notice=Notice.CLAIM_ON_SALE)


async def sale_screen(actor: Actor, own: OwnClaim) -> dict[str, Any]:
    """An own claim as it is kept: in its form, or in full for who may not edit it now."""
    return await _screen(actor, await SaleForm.of(own), own)


async def _screen(actor: Actor, form: SaleForm, own: OwnClaim | None) -> dict[str, Any]:
    return {
        "title": ("修改债权出售" if own.is_editable_by(actor) else "债权详情") if own else "我要出售债权",
        "place": Place.CLAIM_SALE,
        "status": form.status,
        "sale_form": await load_sale_form(actor, form, own),
        "pricing_panel": await panel_of(form, own.debtor_state if own else DebtorState.UNNOTIFIED),
        "posting": await load_sale(actor, own) if own else None,
        "slices_box": await load_slices_box(actor, own) if own else None,
        "quotes_box": await load_quotes_box(actor, own) if own else None,
        "confirmation_box": await load_confirmation_box(actor, own) if own else None,
        "access_box": await load_access_box(actor, own) if own and own.status is not Posting.DRAFT else None,
    }


HANDLERS = [new, index, listing, export, create, show, save, withdraw, close]
