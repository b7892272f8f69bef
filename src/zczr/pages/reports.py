"""举报处理: the admins' queue, one report, uphold or dismiss with a reason."""

from typing import Any, TypeVar

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission
from zczr.domain.refusals import WrongState
from zczr.domain.reports import commands, queries
from zczr.partials.reports import DISMISSAL_ASKS, OWNER, UPHOLDING_ASKS, load_report_file, load_report_queue
from zczr.web import forms
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import ask_first, page, see_other

_REPORT = "/admin/reports/{report_id:int}"
_REVIEW = {"permission": Permission.REPORT_REVIEW}


class UpholdingForm(forms.Form):
    """Why the entry goes."""

    upheld_reason = forms.text(
        "成立说明", forms.needed("请写明认定成立的理由，发布单位和举报单位都会看到"), forms.at_most(300)
    )


class DismissalForm(forms.Form):
    """Why the entry may stay."""

    dismissed_reason = forms.text(
        "不成立说明", forms.needed("请写明认定不成立的理由，举报单位会看到"), forms.at_most(300)
    )


@get(OWNER, opt=_REVIEW)
async def queue(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Those that wait, longest first; the decided ones under their tabs."""
    loaded = await load_report_queue(actor, request.query_params)
    return page(request, "admin/reports.html", title="举报处理", place=Place.REPORTS, report_queue=loaded)


@get(_REPORT, opt=_REVIEW)
async def show(request: Request[Any, Any, Any], actor: Actor, report_id: FromPath[int]) -> Response[str]:
    """One report with its entry."""
    return await _show(request, actor, report_id)


@post(f"{_REPORT}/upholding", opt=_REVIEW, status_code=200)
async def uphold(request: Request[Any, Any, Any], actor: Actor, report_id: FromPath[int]) -> Response[str]:
    """成立."""
    form = await UpholdingForm.read(request)
    if not form.check():
        return await _show(request, actor, report_id, upholding=form, status=422)
    await queries.report_for(actor, report_id)
    if asked := await ask_first(request, text=UPHOLDING_ASKS, label="认定成立", back=f"{OWNER}/{report_id}"):
        return asked
    try:
        await commands.uphold(actor, report_id, reason=form.upheld_reason.data)
    except WrongState as refusal:
        return await _show(
            request, actor, report_id, upholding=_overtaken(form, form.upheld_reason, refusal), status=409
        )
    return see_other(request, OWNER, notice=Notice.REPORT_UPHELD)


@post(f"{_REPORT}/dismissal", opt=_REVIEW, status_code=200)
async def dismiss(request: Request[Any, Any, Any], actor: Actor, report_id: FromPath[int]) -> Response[str]:
    """不成立."""
    form = await DismissalForm.read(request)
    if not form.check():
        return await _show(request, actor, report_id, dismissal=form, status=422)
    await queries.report_for(actor, report_id)
    if asked := await ask_first(request, text=DISMISSAL_ASKS, label="认定不成立", back=f"{OWNER}/{report_id}"):
        return asked
    try:
        await commands.dismiss(actor, report_id, reason=form.dismissed_reason.data)
    except WrongState as refusal:
        return await _show(
            request, actor, report_id, dismissal=_overtaken(form, form.dismissed_reason, refusal), status=409
        )
    return see_other(request, OWNER, notice=Notice.REPORT_DISMISSED)


_Form = TypeVar("_Form", bound=forms.Form)


def _overtaken(form: _Form, reason: Any, refusal: WrongState) -> _Form:
    """The form that comes too late: who was faster, and the words that were typed."""
    form.form_errors = [refusal.sentence, f"您填写的说明：{reason.data}"]
    return form


async def _show(
    request: Request[Any, Any, Any], actor: Actor, report_id: int, *, upholding: UpholdingForm | None = None,
    dismissal: DismissalForm | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    loaded = await load_report_file(actor, report_id)
    return page(
        request, "admin/report.html", title=loaded.title, place=Place.REPORTS, status=status, report_file=loaded,
        upholding=upholding or UpholdingForm(), dismissal=dismissal or DismissalForm(),
    )  # fmt: skip


HANDLERS = [queue, show, uphold, dismiss]
