"""注册 in three steps, each saved, each can be gone back to, resumable after a closed browser."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts import queries, registration, tokens
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.accounts.steps import Step, goes_on_at, may_change_kind, open_steps, refuse_closed
from zczr.domain.files import queries as files
from zczr.domain.permissions import Permission
from zczr.domain.reference import phones
from zczr.domain.refusals import RuleBroken, TooMany
from zczr.pages.register_forms import (
    KINDS,
    AccountChangeForm,
    AccountForm,
    CodeForm,
    CompanyForm,
    ContactForm,
    EnterpriseForm,
    posted,
    typed,
)
from zczr.partials.regions import Region
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other
from zczr.web.security import PASSWORD_TRIES, address_of, forgive, forgive_unless_password, throttle, visitor_of
from zczr.web.sessions import open_session
from zczr.web.uploads import REQUEST_LIMIT, fill, receive, removed_from

_PUBLIC = {"permission": Permission.PUBLIC}
_OWNER = {"permission": Permission.REGISTRATION}
_KINDS = {"enterprise": Kind.ENTERPRISE, "institution": Kind.INSTITUTION}


@get("/register", opt=_PUBLIC)
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """Step 1, or for somebody who has begun the step where it was left; what was returned opens at the step named."""
    actor = visitor_of(request)
    if actor is None:
        return _account(request, AccountForm())
    return see_other(request, _resume(actor, (await queries.own_profile(actor)).returned_step))


@post("/register", opt=_PUBLIC, status_code=200)
async def open_account(request: Request[Any, Any, Any]) -> Response[str]:
    """Make the account, sign it in and send the letter."""
    form = await AccountForm.read(request)
    if (actor := visitor_of(request)) is not None:
        return _begun(request, actor, form)
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


def _begun(request: Request[Any, Any, Any], actor: Actor, form: AccountForm) -> Response[str]:
    """Step 1 pressed again by who has an account: on with it, or where something else was typed to where that is changed."""
    same = (form.email.data.lower(), form.kind.data) == (actor.email, actor.kind)
    if same or Step.ACCOUNT not in open_steps(actor):
        return see_other(request, _resume(actor))
    return see_other(request, "/register/account", notice=Notice.ACCOUNT_MADE)


@get("/register/account", opt=_OWNER)
async def ask_account(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Step 1 gone back to."""
    if Step.ACCOUNT not in open_steps(actor):
        return see_other(request, _resume(actor))
    return _account_change(request, actor, _settled(actor, AccountChangeForm(email=actor.email, kind=str(actor.kind))))


@post("/register/account", opt=_OWNER, status_code=200)
async def change_account(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Keep step 1; a new address is confirmed next."""
    if Step.ACCOUNT not in open_steps(actor):
        return see_other(request, _resume(actor))
    form = _settled(actor, await AccountChangeForm.read(request))
    if form.check():
        try:
            await throttle(request, "account-change", str(actor.member_id), most=10, minutes=60)
            await throttle(request, PASSWORD_TRIES, str(actor.member_id), most=10, minutes=15)
            epoch = await registration.change_account(
                actor, password=form.password.data, email=form.email.data, new_password=form.new_password.data,
                kind=_KINDS[form.kind.data] if form.kind else actor.kind,
            )  # fmt: skip
        except (RuleBroken, TooMany) as refusal:
            form.refuse(refusal)
            await forgive_unless_password(request, actor, refusal)
        else:
            await forgive(request, PASSWORD_TRIES, str(actor.member_id))
            if form.new_password.data:
                await open_session(request, actor.member_id, epoch)
            moved = form.email.data.lower() != actor.email
            return see_other(request, "/register", notice=Notice.ADDRESS_CHANGED if moved else Notice.ACCOUNT_SAVED)
    return _account_change(request, actor, form)


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
            return see_other(request, "/register", notice=Notice.EMAIL_CONFIRMED)
    return _code(request, actor, form)


@post("/register/confirmation/letters", opt=_OWNER, status_code=200)
async def send_again(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Send the letter once more."""
    await tokens.send_confirmation(actor.member_id)
    return see_other(request, "/register/confirmation", notice=Notice.CODE_SENT)


@get("/register/confirmation/{token:str}", opt=_PUBLIC)
async def open_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """The link of the letter: a page with one button, because mail scanners open links too; no button for a link that is spent."""
    letter = await tokens.letter_of(token)
    if letter.confirmed:
        return see_other(request, _onward(request, letter), notice=Notice.CONFIRMED_BEFORE)
    return page(request, "accounts/confirm_link.html", title="验证邮箱", place=Place.REGISTER, token=token)


@post("/register/confirmation/{token:str}", opt=_PUBLIC, status_code=200)
async def confirm_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Confirm the address by the link, in whichever browser it was opened."""
    letter = await tokens.confirm_by_link(token)
    notice = Notice.EMAIL_CONFIRMED if _is_reader(request, letter) else Notice.CONFIRMED_SIGN_IN
    return see_other(request, _onward(request, letter), notice=notice)


@get("/register/company", opt=_OWNER)
async def ask_company(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Step 2 as it was saved, or as it was typed since."""
    if Step.COMPANY not in open_steps(actor):
        return see_other(request, _resume(actor))
    profile = await queries.own_profile(actor)
    draft = (await queries.own_drafts(actor)).get(Step.COMPANY)
    form = _company_form(actor)(posted(draft) if draft else None, obj=profile)
    return _company(request, actor, profile, form, unsaved=draft is not None)


@post("/register/company", opt=_OWNER, status_code=200)
async def save_company(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Save step 2, or keep what was typed in it."""
    refuse_closed(actor, Step.COMPANY)
    profile = await queries.own_profile(actor)
    form = await _company_form(actor).read(request)
    later = form.intent.data == "later"
    if not later and not form.reload.data and form.check():
        try:
            await registration.save_company(actor, form.facts())
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, "/register/contact", notice=Notice.STEP_SAVED)
    await registration.keep_draft(actor, Step.COMPANY, typed(form))
    return see_other(request, "/", notice=Notice.STEP_KEPT) if later else _company(request, actor, profile, form)


@get("/register/contact", opt=_OWNER)
async def ask_contact(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Step 3 as it was saved, or as it was typed since."""
    if Step.CONTACT not in open_steps(actor):
        return see_other(request, _resume(actor))
    profile = await queries.own_profile(actor)
    drafts = await queries.own_drafts(actor)
    draft = drafts.get(Step.CONTACT)
    form = ContactForm(posted(draft) if draft else None, obj=profile)
    if draft is None:
        form.contact_email.data = form.contact_email.data or actor.email
        for field in (form.contact_mobile, form.contact_phone):
            field.data = phones.shown(field.data) if field.data else ""
    fill(form, await files.files_of("organization", actor.organization_id))
    return _contact(request, actor, profile, form, unsaved=draft is not None, company_unsaved=Step.COMPANY in drafts)


@post("/register/contact", opt=_OWNER, status_code=200, request_max_body_size=REQUEST_LIMIT)
async def send_in(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Send everything in, or keep what was typed and uploaded in step 3."""
    if goes_on_at(actor) is not None:  # else the command tells whether this is what was sent in
        refuse_closed(actor, Step.CONTACT)  # before any file of it is kept
    profile = await queries.own_profile(actor)
    form = await ContactForm.read(request)
    later = form.intent.data == "later"
    if not later:
        form.check()
    await receive(
        request, actor, form, subject_kind="organization", subject_id=actor.organization_id, complete=not later,
        held=await files.files_of("organization", actor.organization_id),
    )  # fmt: skip
    removed = await removed_from(request, form)
    if not later and not form.wrong:
        try:
            await registration.send_in(actor, form.facts(), form.file_ids(), removed)
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, "/", notice=Notice.REGISTERED)
    await registration.keep_draft(actor, Step.CONTACT, typed(form), form.file_ids(), removed)
    # A file that could not be kept is told now: it would not be there later.
    if later and not form.wrong:
        return see_other(request, "/", notice=Notice.STEP_KEPT)
    # Also what other windows sent: nobody sends in a file unseen.
    fill(form, await files.files_of("organization", actor.organization_id))
    company_unsaved = Step.COMPANY in await queries.own_drafts(actor)
    return _contact(request, actor, profile, form, company_unsaved=company_unsaved)


def _onward(request: Request[Any, Any, Any], letter: tokens.Letter) -> str:
    """Where the link of a letter leads: on with the registration, or to the account's door for who is not signed in here."""
    return "/register" if _is_reader(request, letter) else f"/login/{letter.kind}"


def _is_reader(request: Request[Any, Any, Any], letter: tokens.Letter) -> bool:
    """Whether the letter was written to who is signed in in this browser."""
    actor = visitor_of(request)
    return actor is not None and actor.member_id == letter.member_id


_GOES_ON = {
    Step.ACCOUNT: "/register/confirmation",
    Step.COMPANY: "/register/company",
    Step.CONTACT: "/register/contact",
    None: "/work",
}


def _resume(actor: Actor, returned_step: int | None = None) -> str:
    """Where the registration goes on."""
    return _GOES_ON[goes_on_at(actor, returned_step)]


def _settled(actor: Actor, form: AccountChangeForm) -> AccountChangeForm:
    """The form without the kind, once that may not be changed any more."""
    if not may_change_kind(actor):
        del form.kind
    return form


def _company_form(actor: Actor) -> type[CompanyForm]:
    return CompanyForm if actor.kind is Kind.INSTITUTION else EnterpriseForm


def _account(request: Request[Any, Any, Any], form: AccountForm) -> Response[str]:
    return page(
        request, "accounts/register_account.html", title="注册", place=Place.REGISTER, status=form.status, form=form
    )


def _account_change(request: Request[Any, Any, Any], actor: Actor, form: AccountChangeForm) -> Response[str]:
    return page(
        request, "accounts/register_account_change.html", title="修改账户信息", place=Place.REGISTER, status=form.status,
        form=form, kind=KINDS[actor.kind], open_steps=open_steps(actor), back=_resume(actor),
    )  # fmt: skip


def _code(request: Request[Any, Any, Any], actor: Actor, form: CodeForm) -> Response[str]:
    return page(
        request, "accounts/register_confirmation.html", title="验证邮箱", place=Place.REGISTER, status=form.status,
        form=form, email=actor.email, open_steps=open_steps(actor), demo=request.app.state.settings.demo,
    )  # fmt: skip


def _company(
    request: Request[Any, Any, Any], actor: Actor, profile: queries.Profile, form: CompanyForm, *, unsaved: bool = False
) -> Response[str]:
    return page(
        request, "accounts/register_company.html", title="填写企业信息", place=Place.REGISTER, status=form.status,
        form=form, region=Region(form), profile=profile, unsaved=unsaved, open_steps=open_steps(actor),
    )  # fmt: skip


def _contact(
    request: Request[Any, Any, Any], actor: Actor, profile: queries.Profile, form: ContactForm, *,
    unsaved: bool = False, company_unsaved: bool = False,
) -> Response[str]:  # fmt: skip
    return page(
        request, "accounts/register_contact.html", title="联系人与资质资料", place=Place.REGISTER, status=form.status,
        form=form, profile=profile, unsaved=unsaved, company_unsaved=company_unsaved, open_steps=open_steps(actor),
    )  # fmt: skip


HANDLERS = [
    show, open_account, ask_account, change_account, ask_code, confirm, send_again, open_link, confirm_link,
    ask_company, save_company, ask_contact, send_in,
]  # fmt: skip
