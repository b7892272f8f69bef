"""举报处理: the admins' queue, one report, uphold or dismiss with a reason."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

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
    return await _decide(request, actor, report_id, _UPHOLDING)


@post(f"{_REPORT}/dismissal", opt=_REVIEW, status_code=200)
async def dismiss(request: Request[Any, Any, Any], actor: Actor, report_id: FromPath[int]) -> Response[str]:
    """不成立."""
    return await _decide(request, actor, report_id, _DISMISSAL)


@dataclass(frozen=True)
class _Decision:
    """One of the two: its form under the name the page knows it by, its reason's field, what it asks, does and says."""

    shown_as: str
    form: type[forms.Form]
    reason: str
    label: str
    asks: str
    command: Callable[..., Awaitable[None]]
    notice: Notice


_UPHOLDING = _Decision(
    "upholding", UpholdingForm, "upheld_reason", "认定成立", UPHOLDING_ASKS, commands.uphold, Notice.REPORT_UPHELD
)
_DISMISSAL = _Decision(
    "dismissal",
    DismissalForm,
    "dismissed_reason",
    "认定不成立",
    DISMISSAL_ASKS,
    commands.dismiss,
    Notice.REPORT_DISMISSED,
)


async def _decide(request: Request[Any, Any, Any], actor: Actor, report_id: int, decision: _Decision) -> Response[str]:
    form = await decision.form.read(request)
    reason = form[decision.reason]
    if not form.check():
        return await _show(request, actor, report_id, status=422, **{decision.shown_as: form})
    await queries.report_for(actor, report_id)
    if asked := await ask_first(request, text=decision.asks, label=decision.label, back=f"{OWNER}/{report_id}"):
        return asked
    try:
        await decision.command(actor, report_id, reason=reason.data)
    except WrongState as refusal:
        form.form_errors = [refusal.sentence, f"您填写的说明：{reason.data}"]
        return await _show(request, actor, report_id, status=409, **{decision.shown_as: form})
    return see_other(request, OWNER, notice=decision.notice)


async def _show(
    request: Request[Any, Any, Any], actor: Actor, report_id: int, *, upholding: forms.Form | None = None,
    dismissal: forms.Form | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    loaded = await load_report_file(actor, report_id)
    return page(
        request, "admin/report.html", title=loaded.title, place=Place.REPORTS, status=status, report_file=loaded,
        upholding=upholding or UpholdingForm(), dismissal=dismissal or DismissalForm(),
    )  # fmt: skip


HANDLERS = [queue, show, uphold, dismiss]
