"""合同确认: filing the signed contract."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.detail import Detail
from zczr.domain.contracts import commands
from zczr.domain.permissions import Permission
from zczr.domain.refusals import WrongState
from zczr.pages.applications.password import with_password
from zczr.pages.applications.places import PLACES
from zczr.partials.applications.address import DEALS, application_at, business_at, of_each_business
from zczr.partials.applications.filing_fields import FilingForm, form_of
from zczr.partials.applications.filing_form import load_filing_form, prefilled
from zczr.partials.applications.stage_view import stage_view
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.security import address_of
from zczr.web.uploads import REQUEST_LIMIT, receive

_PATHS = of_each_business("/filings")
_FILE = {"permission": Permission.CONTRACT_FILE}


@get(of_each_business("/filings/new"), opt=_FILE)
async def new(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The form, filled with what the case says, or with what was returned."""
    found = await application_at(request, actor, application_id)
    return page(request, "applications/filing.html", **_screen(found, await prefilled(actor, found)))


@get(_PATHS, opt={"permission": Permission.APPLICATION_READ})
async def index(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The address a refused form is shown at; opened anew it leads to the application."""
    found = await application_at(request, actor, application_id)
    return see_other(request, found.href)


@post(_PATHS, opt=_FILE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def file(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """File it; what is wrong is told in one round, the password included."""
    form = await form_of(business_at(request)).read(request)
    found = await application_at(request, actor, application_id)
    form.check()
    await receive(request, actor, form, subject_kind="contract_filing")
    try:
        await _file(request, actor, application_id, form)
    except WrongState as refusal:
        found = await application_at(request, actor, application_id)  # as it stands now
        form.overtaken(refusal, found.filings)
        return _again(request, found, form, status=409)
    if form.wrong:
        return _again(request, found, form, status=422)
    return see_other(request, found.href, notice=Notice.CONTRACT_FILED)


async def _file(request: Request[Any, Any, Any], actor: Actor, application_id: int, form: FilingForm) -> None:
    """File a form that is right, else say what else is wrong with it; what is refused goes to the form."""
    if form.wrong:
        await form.hear(commands.check_filing(actor, application_id, form.sketch(), cost_known=form.known_cost))
    await with_password(
        request, actor, form,
        lambda password: commands.file(
            actor, application_id, form.filing(), scan_ids=form.scan.ids, password=password, submission_id=form.submission,
            address=address_of(request), cost_known=form.known_cost,
        ),
    )  # fmt: skip


def _again(request: Request[Any, Any, Any], found: Detail, form: FilingForm, *, status: int) -> Response[str]:
    return answer(
        request, "applications/filing.html", status=status,
        # Who was overtaken sees the whole page as it stands now.
        fragments=() if status == 409 else ("applications/_filing_form.html",),
        **_screen(found, form),
    )  # fmt: skip


def _screen(found: Detail, form: FilingForm) -> dict[str, Any]:
    return {
        "title": "合同确认",
        "place": PLACES[found.business],
        "case_title": found.title,
        "filing_form": load_filing_form(found, form),
        "href": found.href,
        "list_href": found.business.path,
        "deal": DEALS[found.business],
        "stage": stage_view(found.stage, found.answer_due_at, found.confirm_due_at),
    }


HANDLERS = [new, index, file]
