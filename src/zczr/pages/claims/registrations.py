"""登记: what the buyer of a claim writes down of the unified register."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.detail import application_for
from zczr.domain.claims import registrations
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.pages.applications.answers import application_screen
from zczr.partials.claims.registration_box import RegistrationForm, load_registration_box
from zczr.web.notices import Notice
from zczr.web.respond import answer, see_other

_REGISTRATION = "/claims/applications/{application_id:int}/registration"


@get(_REGISTRATION, opt={"permission": Permission.APPLICATION_READ})
async def index(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The address a refused form is shown at; opened anew it leads to the application."""
    await application_for(actor, Business.CLAIM, application_id)
    return see_other(request, f"{Business.CLAIM.path}/{application_id}")


@post(_REGISTRATION, opt={"permission": Permission.APPLICATION_APPLY}, status_code=200)
async def enter(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """保存登记信息."""
    found = await application_for(actor, Business.CLAIM, application_id)
    form = await RegistrationForm.read(request)
    try:
        if form.check():
            await registrations.enter(actor, application_id, form.registration())
            return see_other(request, f"{Business.CLAIM.path}/{application_id}", notice=Notice.REGISTRATION_KEPT)
    except RuleBroken as refusal:
        form.refuse(refusal)
    screen = await application_screen(actor, found)
    box = await load_registration_box(actor, application_id, form)
    screen = {**screen, "status": form.status, "registration_box": box}
    return answer(request, "applications/show.html", fragments=("claims/_registration_box.html",), **screen)


HANDLERS = [index, enter]
