"""注册 in three steps, each saved, each can be gone back to, resumable after a closed browser."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts import queries, registration, tokens
from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.files import queries as files
from zczr.domain.permissions import Permission
from zczr.domain.reference import phones
from zczr.domain.refusals import RuleBroken
from zczr.pages.register_forms import AccountForm, CodeForm, CompanyForm, ContactForm, InstitutionForm
from zczr.partials.regions import Region
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other
from zczr.web.security import address_of, throttle, visitor_of
from zczr.web.sessions import open_session
from zczr.web.uploads import REQUEST_LIMIT, fill, receive

_PUBLIC = {"permission": Permission.PUBLIC}
_OWNER = {"permission": Permission.REGISTRATION}
_KINDS = {"enterprise": Kind.ENTERPRISE, "institution": Kind.INSTITUTION}


@get("/register", opt=_PUBLIC)
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """Step 1, or for somebody who has begun the step where it was left."""
    actor = visitor_of(request)
    return _account(request, AccountForm()) if actor is None else see_other(request, _resume(actor))


@post("/register", opt=_PUBLIC, status_code=200)
async def open_account(request: Request[Any, Any, Any]) -> Response[str]:
    """Make the account, sign it in and send the letter."""
    if (actor := visitor_of(request)) is not None:
        return see_other(request, _resume(actor))
    form = await AccountForm.read(request)
    if form.check():
        await throttle(request, "register-address", address_of(request), most=20, minutes=60)
        try:
            member_id, epoch = await registration.open_account(
                email=form.email.data, password=form.password.data, kind=_KINDS[form.kind.data]
            )
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            await open_session(request, member_id, epoch)
            return see_other(request, "/register/confirmation", notice=Notice.CODE_SENT)
    return _account(request, form)


@get("/register/confirmation", opt=_OWNER)
async def ask_code(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The code from the letter."""
    return see_other(request, _resume(actor)) if actor.email_confirmed else _code(request, actor, CodeForm())


@post("/register/confirmation", opt=_OWNER, status_code=200)
async def confirm(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Confirm the address by the code."""
    if actor.email_confirmed:
        return see_other(request, _resume(actor))
    form = await CodeForm.read(request)
    if form.check():
        try:
            await tokens.confirm_by_code(actor.member_id, form.code.data)
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, "/register/company", notice=Notice.EMAIL_CONFIRMED)
    return _code(request, actor, form)


@post("/register/confirmation/letters", opt=_OWNER, status_code=200)
async def send_again(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Send the letter once more."""
    if not actor.email_confirmed:
        await throttle(request, "confirm-letter", str(actor.member_id), most=5, minutes=60)
        await tokens.send_confirmation(actor.member_id, actor.email)
    return see_other(request, "/register/confirmation", notice=Notice.CODE_SENT)


@get("/register/confirmation/{token:str}", opt=_PUBLIC)
async def open_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """The link of the letter: a page with one button, because mail scanners open links too."""
    return page(request, "accounts/confirm_link.html", title="验证邮箱", place=Place.REGISTER, token=token)


@post("/register/confirmation/{token:str}", opt=_PUBLIC, status_code=200)
async def confirm_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Confirm the address by the link, in whichever browser it was opened."""
    await tokens.confirm_by_link(token)
    return see_other(request, "/register/company" if visitor_of(request) else "/login", notice=Notice.EMAIL_CONFIRMED)


@get("/register/company", opt=_OWNER)
async def ask_company(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Step 2 as it was saved."""
    if _closed(actor) or not actor.email_confirmed:
        return see_other(request, _resume(actor))
    profile = await queries.own_profile(actor)
    return _company(request, actor, profile, _company_form(actor)(obj=profile))


@post("/register/company", opt=_OWNER, status_code=200)
async def save_company(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Keep step 2."""
    profile = await queries.own_profile(actor)
    form = await _company_form(actor).read(request)
    if not form.reload.data and form.check():
        try:
            await registration.save_company(actor, form.facts())
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, "/register/contact", notice=Notice.STEP_SAVED)
    return _company(request, actor, profile, form)


@get("/register/contact", opt=_OWNER)
async def ask_contact(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Step 3 as it was saved."""
    if _closed(actor) or actor.registration_step < 3:
        return see_other(request, _resume(actor))
    profile = await queries.own_profile(actor)
    form = ContactForm(obj=profile)
    form.contact_email.data = form.contact_email.data or actor.email
    for field in (form.contact_mobile, form.contact_phone):
        field.data = phones.shown(field.data) if field.data else ""
    fill(form, await files.files_of("organization", actor.organization_id))
    return _contact(request, profile, form)


@post("/register/contact", opt=_OWNER, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def send_in(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Keep step 3 for later, or send everything in."""
    if _closed(actor) or actor.registration_step < 3:
        return see_other(request, _resume(actor))  # before any file of it is kept
    profile = await queries.own_profile(actor)
    form = await ContactForm.read(request)
    form.check()
    later = form.intent.data == "later"
    await receive(
        request, actor, form, subject_kind="organization", subject_id=actor.organization_id, complete=not later
    )
    if not form.wrong:
        try:
            keep = registration.save_contact if later else registration.send_in
            await keep(actor, form.facts(), form.file_ids())
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, "/", notice=Notice.STEP_SAVED if later else Notice.REGISTERED)
    return _contact(request, profile, form)


def _closed(actor: Actor) -> bool:
    return actor.standing not in {Standing.REGISTERING, Standing.RETURNED}


def _resume(actor: Actor) -> str:
    """Where the registration goes on."""
    if not actor.email_confirmed:
        return "/register/confirmation"
    if _closed(actor):
        return "/work"
    return "/register/contact" if actor.registration_step >= 3 else "/register/company"


def _company_form(actor: Actor) -> type[CompanyForm]:
    return InstitutionForm if actor.kind is Kind.INSTITUTION else CompanyForm


def _account(request: Request[Any, Any, Any], form: AccountForm) -> Response[str]:
    return page(
        request, "accounts/register_account.html", title="注册", place=Place.REGISTER, status=form.status, form=form
    )


def _code(request: Request[Any, Any, Any], actor: Actor, form: CodeForm) -> Response[str]:
    return page(
        request, "accounts/register_confirmation.html", title="验证邮箱", place=Place.REGISTER, status=form.status,
        form=form, email=actor.email, demo=request.app.state.settings.demo,
    )  # fmt: skip


def _company(
    request: Request[Any, Any, Any], actor: Actor, profile: queries.Profile, form: CompanyForm
) -> Response[str]:
    return page(
        request, "accounts/register_company.html", title="填写企业信息", place=Place.REGISTER, status=form.status,
        form=form, region=Region(form), profile=profile, is_institution=actor.kind is Kind.INSTITUTION,
    )  # fmt: skip


def _contact(request: Request[Any, Any, Any], profile: queries.Profile, form: ContactForm) -> Response[str]:
    return page(
        request, "accounts/register_contact.html", title="联系人与资质资料", place=Place.REGISTER, status=form.status,
        form=form, profile=profile,
    )  # fmt: skip


HANDLERS = [
    show, open_account, ask_code, confirm, send_again, open_link, confirm_link,
    ask_company, save_company, ask_contact, send_in,
]  # fmt: skip
