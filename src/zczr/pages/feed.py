"""伙伴动态: the feed, one entry, and 举报."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission
from zczr.domain.reports import commands as reports
from zczr.domain.reports.stages import CATEGORIES
from zczr.partials.feed import OWNER, load_feed_entry, load_feed_list
from zczr.web import forms
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other

_ENTRY = "/partners/feed/{entry_id:int}"
_READ = {"permission": Permission.FEED_READ}
_REPORT = {"permission": Permission.REPORT_WRITE}


class ReportForm(forms.Form):
    """What is wrong with an entry."""

    category = forms.radio("举报类别", CATEGORIES, forms.needed("请选择举报类别"))
    reason = forms.text(
        "举报理由", forms.needed("请写明举报理由，便于平台核实"), forms.at_most(300),
        description="请说明哪里不实或违规、依据是什么",
    )  # fmt: skip


@get(OWNER, opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What partners are looking for and offering now."""
    loaded = await load_feed_list(actor, request.query_params)
    return page(request, "partners/feed.html", title="伙伴动态", place=Place.FEED, feed_list=loaded)


@get(_ENTRY, opt=_READ)
async def show_entry(request: Request[Any, Any, Any], actor: Actor, entry_id: FromPath[int]) -> Response[str]:
    """One entry."""
    entry = await load_feed_entry(actor, entry_id)
    return page(request, "partners/feed_entry.html", title=entry.title, place=Place.FEED, entry=entry)


@get(f"{_ENTRY}/reports/new", opt=_REPORT)
async def report_form(request: Request[Any, Any, Any], actor: Actor, entry_id: FromPath[int]) -> Response[str]:
    """The form of 举报."""
    return await _form(request, actor, entry_id, ReportForm())


@post(f"{_ENTRY}/reports", opt=_REPORT, status_code=200)
async def report(request: Request[Any, Any, Any], actor: Actor, entry_id: FromPath[int]) -> Response[str]:
    """举报, which hides the entry from who reports it."""
    form = await ReportForm.read(request)
    if not form.check():
        return await _form(request, actor, entry_id, form)
    fresh = await reports.file(actor, entry_id, category=form.category.data, reason=form.reason.data)
    return see_other(request, OWNER, notice=Notice.REPORTED if fresh else Notice.REPORTED_BEFORE)


async def _form(request: Request[Any, Any, Any], actor: Actor, entry_id: int, form: ReportForm) -> Response[str]:
    await reports.check_reportable(actor, entry_id)
    entry = await load_feed_entry(actor, entry_id)
    return page(
        request, "partners/report.html", title="举报动态", place=Place.FEED, status=form.status, entry=entry, form=form
    )


HANDLERS = [show, show_entry, report_form, report]
