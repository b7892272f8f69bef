"""合同确认: filing the signed contract."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import queries
from zczr.domain.contracts import commands
from zczr.domain.permissions import Permission
from zczr.pages.applications.password import with_password
from zczr.partials.applications.filing_form import FilingForm, load_filing_form, prefilled
from zczr.partials.applications.stage_view import stage_view
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.security import address_of
from zczr.web.uploads import REQUEST_LIMIT, receive

_PATH = "/lending/applications/{application_id:int}/filings"
_FILE = {"permission": Permission.CONTRACT_FILE}


@get(f"{_PATH}/new", opt=_FILE)
async def new(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The form, filled with what the case says."""
    form = await prefilled(actor, application_id)
    return page(request, "applications/filing.html", **await _screen(actor, application_id, form))


@get(_PATH, opt={"permission": Permission.APPLICATION_READ})
async def index(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The address a refused form is shown at; opened anew it leads to the application."""
    await queries.application_for(actor, application_id)
    return see_other(request, f"/lending/applications/{application_id}")


@post(_PATH, opt=_FILE, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def file(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """File it; what is wrong is told in one round, the password included."""
    screen = await _screen(actor, application_id, form := await FilingForm.read(request))
    form.check()
    await receive(request, actor, form, subject_kind="contract_filing")
    if form.wrong:
        form.check_days(clock.today())
    await with_password(
        request, actor, form,
        lambda password: commands.file(
            actor, application_id, form.filing(), scan_ids=form.scan.ids, password=password, submission_id=form.submission,
            address=address_of(request),
        ),
    )  # fmt: skip
    if not form.wrong:
        return see_other(request, f"/lending/applications/{application_id}", notice=Notice.CONTRACT_FILED)
    return answer(
        request, "applications/filing.html", fragments=("applications/_filing_form.html",), status=form.status, **screen
    )


async def _screen(actor: Actor, application_id: int, form: FilingForm) -> dict[str, Any]:
    found = await queries.application_for(actor, application_id)
    return {
        "title": "合同确认",
        "place": Place.APPLICATIONS,
        "case_title": found.title,
        "filing_form": await load_filing_form(actor, application_id, form),
        "href": f"/lending/applications/{application_id}",
        "stage": stage_view(found.stage, found.answer_due_at, found.confirm_due_at),
    }


HANDLERS = [new, index, file]
