"""批量导入 of claims from a workbook: the template, the dry run, what is wrong, confirming, giving up."""

import asyncio
import io
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from zczr.documents.claim_workbook import marked, template
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports import commands, queries
from zczr.domain.claims.imports.checking import MOST_KEPT
from zczr.domain.claims.imports.queries import ClaimImport
from zczr.domain.files import store
from zczr.domain.permissions import Permission
from zczr.domain.refusals import NotFound, RuleBroken
from zczr.partials.claims.import_fields import ConfirmForm, ImportForm, WorkbookForm, attempt_of
from zczr.partials.claims.import_form import NEW, OWNER, TEMPLATE, load_import_form
from zczr.partials.claims.import_list import load_import_list
from zczr.partials.claims.import_state import WITHDRAWAL_ASKS, load_import_state
from zczr.web.exports import sent_workbook
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, page, see_other
from zczr.web.security import throttle
from zczr.web.uploads import REQUEST_LIMIT

_WRITE = {"permission": Permission.CLAIM_WRITE}
_FILE = {**_WRITE, "no_compress": True}
_ONE = f"{OWNER}/{{import_id:int}}"


@get(OWNER, opt=_WRITE)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The imports of the organization."""
    loaded = await load_import_list(actor, request.query_params)
    return page(request, "claims/imports.html", title="批量导入", place=Place.CLAIM_POSTINGS, import_list=loaded)


@get(NEW, opt=_WRITE)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return page(request, "claims/import.html", **_form(actor, ImportForm()))


@get(TEMPLATE, opt=_FILE)
async def empty_workbook(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """The template to fill in."""
    return sent_workbook(io.BytesIO(await asyncio.to_thread(template)), "债权批量导入模板")


@post(OWNER, opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def create(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Take in a workbook and have it checked."""
    form = await ImportForm.read(request)
    await form.take(request, actor)
    if not form.wrong:
        try:
            made = await commands.create(actor, form.submission, form.workbook_id, form.paper_ids)
            return see_other(request, f"{OWNER}/{made}", notice=Notice.IMPORT_TAKEN)
        except RuleBroken as refusal:
            form.refuse(refusal)
    return answer(request, "claims/import.html", fragments=("claims/_import_form.html",), **_form(actor, form))


@get(_ONE, opt=_WRITE)
async def show(request: Request[Any, Any, Any], actor: Actor, import_id: FromPath[int]) -> Response[str]:
    """Where an own import stands."""
    found = await queries.own_import(actor, import_id)
    return page(request, "claims/import_shown.html", **await _screen(request, actor, found))


@get(f"{_ONE}/mistakes.xlsx", opt=_FILE)
async def mistakes(request: Request[Any, Any, Any], actor: Actor, import_id: FromPath[int]) -> Stream:
    """The workbook with its wrong cells marked, to be mended and sent again."""
    found = await queries.own_import(actor, import_id)
    workbook, wrong = await queries.workbook_of(import_id), await queries.mistakes_of(import_id, 1, MOST_KEPT)
    if workbook is None or not wrong:
        raise NotFound(claim_import=import_id)
    # A workbook of many rows keeps a processor busy for some seconds.
    await throttle(request, "export", str(actor.member_id), most=30, minutes=10)
    file = await asyncio.to_thread(marked, store.path_of(workbook.storage_key), wrong, found.mistakes - len(wrong))
    return sent_workbook(file, f"{found.file_name.removesuffix('.xlsx')}-标出问题")


@post(f"{_ONE}/workbook", opt=_WRITE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def replace(request: Request[Any, Any, Any], actor: Actor, import_id: FromPath[int]) -> Response[str]:
    """Put a mended workbook in the place of the one that was checked."""
    found, form = await queries.own_import(actor, import_id), await WorkbookForm.read(request)
    await form.take(request, actor)
    if not form.wrong:
        try:
            await commands.replace(actor, import_id, attempt_of(form), form.workbook_id)
            return see_other(request, f"{OWNER}/{import_id}", notice=Notice.IMPORT_TAKEN)
        except RuleBroken as refusal:
            form.refuse(refusal)
    return await _again(request, await _screen(request, actor, found, workbook=form), form.status)


@post(f"{_ONE}/confirmation", opt=_WRITE, status_code=200)
async def confirm(request: Request[Any, Any, Any], actor: Actor, import_id: FromPath[int]) -> Response[str]:
    """Have what was checked written, on sale or as drafts."""
    found, form = await queries.own_import(actor, import_id), await ConfirmForm.read(request)
    if form.check():
        try:
            await commands.confirm(actor, import_id, attempt_of(form), publish=form.is_sale)
            return see_other(request, f"{OWNER}/{import_id}")
        except RuleBroken as refusal:
            form.refuse(refusal)
    return await _again(request, await _screen(request, actor, found, confirm=form), form.status)


@post(f"{_ONE}/withdrawal", opt=_WRITE, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, import_id: FromPath[int]) -> Response[str]:
    """Give up an own import that has written nothing."""
    await queries.own_import(actor, import_id)
    href = f"{OWNER}/{import_id}"
    if asked := await ask_first(request, text=WITHDRAWAL_ASKS, label="放弃这次导入", back=href):
        return asked
    await commands.withdraw(actor, import_id)
    return see_other(request, href, notice=Notice.IMPORT_WITHDRAWN)


def _form(actor: Actor, form: ImportForm) -> dict[str, Any]:
    return {
        "title": "批量导入债权", "place": Place.CLAIM_SALE, "status": form.status, "import_form": load_import_form(actor, form),
    }  # fmt: skip


async def _screen(
    request: Request[Any, Any, Any], actor: Actor, found: ClaimImport, **forms: WorkbookForm | ConfirmForm
) -> dict[str, Any]:
    state = await load_import_state(actor, found, request.query_params, **forms)
    return {"title": "批量导入", "place": Place.CLAIM_POSTINGS, "import_state": state}


async def _again(request: Request[Any, Any, Any], screen: dict[str, Any], status: int) -> Response[str]:
    """The page with a form that was refused."""
    return answer(
        request, "claims/import_shown.html", fragments=("claims/_import_state.html",), status=status, **screen
    )


HANDLERS = [index, new, empty_workbook, create, show, mistakes, replace, confirm, withdraw]
