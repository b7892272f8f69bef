"""Two doors for members, one of their own for admins, logout, and the way back for a forgotten password."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts import commands, tokens
from zczr.domain.accounts.actor import Kind
from zczr.domain.accounts.passwords import LONGEST, SHORTEST
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.web import forms
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other
from zczr.web.security import address_of, forgive, throttle, visitor_of
from zczr.web.sessions import close_session, open_session

_PUBLIC = {"permission": Permission.PUBLIC}
_DOORS = {"enterprise": Kind.ENTERPRISE, "institution": Kind.INSTITUTION}
_TITLES = {Kind.ENTERPRISE: "企业用户登录", Kind.INSTITUTION: "金融机构登录", Kind.PLATFORM: "管理员登录"}
_ACTIONS = {Kind.ENTERPRISE: "/login/enterprise", Kind.INSTITUTION: "/login/institution", Kind.PLATFORM: "/admin/login"}


class LoginForm(forms.Form):
    """邮箱 and 密码."""

    email = forms.line("邮箱", forms.needed("请填写注册时使用的邮箱"), forms.at_most(200), narrow=True)
    password = forms.secret("密码", forms.needed("请填写密码"), forms.at_most(LONGEST))
    next = forms.hidden()


class AddressForm(forms.Form):
    """The address of a forgotten password."""

    email = forms.line("邮箱", forms.needed("请填写注册时使用的邮箱"), forms.at_most(200), narrow=True)


class NewPasswordForm(forms.Form):
    """A password, twice."""

    password = forms.secret("新密码", forms.needed("请设置密码"), *forms.password_rules(SHORTEST, LONGEST))
    again = forms.secret(
        "确认密码", forms.needed("请再输入一次密码"), forms.same_as("password", "两次输入的密码不一致")
    )


@get("/login", opt=_PUBLIC)
async def choose(request: Request[Any, Any, Any]) -> Response[str]:
    """The enterprise's door, with the other beside it; members who are in already go on to their work."""
    if visitor_of(request) is not None:
        return see_other(request, _local(request.query_params.get("next", "")))
    return _door(request, Kind.ENTERPRISE, LoginForm(next=request.query_params.get("next", "")))


@get("/login/{door:str}", opt=_PUBLIC)
async def show(request: Request[Any, Any, Any], door: FromPath[str]) -> Response[str]:
    """One of the two doors."""
    kind = _DOORS.get(door)
    if kind is None:
        return see_other(request, "/login")
    return _door(request, kind, LoginForm(next=request.query_params.get("next", "")))


@post("/login/{door:str}", opt=_PUBLIC, status_code=200)
async def sign_in(request: Request[Any, Any, Any], door: FromPath[str]) -> Response[str]:
    """Sign in at a door."""
    kind = _DOORS.get(door)
    if kind is None:
        return see_other(request, "/login")
    return await _sign_in(request, kind)


@get("/admin/login", opt=_PUBLIC)
async def show_admin(request: Request[Any, Any, Any]) -> Response[str]:
    """The admins' door."""
    return _door(request, Kind.PLATFORM, LoginForm())


@post("/admin/login", opt=_PUBLIC, status_code=200)
async def sign_in_admin(request: Request[Any, Any, Any]) -> Response[str]:
    """Sign in as an admin."""
    return await _sign_in(request, Kind.PLATFORM)


@post("/logout", opt=_PUBLIC, status_code=200)
async def sign_out(request: Request[Any, Any, Any]) -> Response[str]:
    """退出登录; whose session has run out is out already."""
    await close_session(request)
    return see_other(request, "/", notice=Notice.SIGNED_OUT)


@get("/password-resets/new", opt=_PUBLIC)
async def ask_address(request: Request[Any, Any, Any]) -> Response[str]:
    """Whose password is to be reset."""
    return _address(request, AddressForm())


@post("/password-resets", opt=_PUBLIC, status_code=200)
async def send_reset(request: Request[Any, Any, Any]) -> Response[str]:
    """Send the letter; says the same whether the address is known or not."""
    form = await AddressForm.read(request)
    if not form.check():
        return _address(request, form)
    await throttle(request, "reset-address", address_of(request), most=20, minutes=60)
    await throttle(request, "reset-account", form.email.data.lower(), most=5, minutes=60)
    await tokens.send_reset(form.email.data)
    return see_other(request, "/login", notice=Notice.RESET_SENT)


@get("/password-resets/{token:str}", opt=_PUBLIC)
async def ask_password(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Choose a new password, by the link of the letter."""
    await tokens.check_reset(token)
    return _new_password(request, token, NewPasswordForm())


@post("/password-resets/{token:str}", opt=_PUBLIC, status_code=200)
async def reset(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Set the new password and end all sessions."""
    await throttle(request, "reset-use", address_of(request), most=20, minutes=60)
    await tokens.check_reset(token)  # before the costly hash: nobody without a good link gets to it
    form = await NewPasswordForm.read(request)
    if not form.check():
        return _new_password(request, token, form)
    await tokens.reset_password(token, form.password.data)
    return see_other(request, "/login", notice=Notice.PASSWORD_CHANGED)


async def _sign_in(request: Request[Any, Any, Any], door: Kind) -> Response[str]:
    form = await LoginForm.read(request)
    if form.check():
        account = form.email.data.lower()
        await throttle(request, "login-address", address_of(request), most=60, minutes=15)
        await throttle(request, "login-account", account, most=10, minutes=15)
        try:
            member_id, epoch = await commands.sign_in(email=account, password=form.password.data, door=door)
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            await forgive(request, "login-account", account)
            await open_session(request, member_id, epoch)
            home = "/work"
            return see_other(request, _local(form.next.data or home))
    return _door(request, door, form)


def _door(request: Request[Any, Any, Any], kind: Kind, form: LoginForm) -> Response[str]:
    return page(
        request,
        "accounts/login.html",
        title=_TITLES[kind],
        place=Place.LOGIN,
        status=form.status,
        form=form,
        door=str(kind),
        action=_ACTIONS[kind],
    )


def _address(request: Request[Any, Any, Any], form: AddressForm) -> Response[str]:
    return page(request, "accounts/forgotten.html", title="找回密码", place=Place.LOGIN, status=form.status, form=form)


def _new_password(request: Request[Any, Any, Any], token: str, form: NewPasswordForm) -> Response[str]:
    return page(
        request,
        "accounts/new_password.html",
        title="设置新密码",
        place=Place.LOGIN,
        status=form.status,
        form=form,
        action=f"/password-resets/{token}",
    )


def _local(wanted: str) -> str:
    """An address of ours to go on to; anything else leads to the work area.

    Browsers drop tabs and line ends from an address and read a backslash as a slash: `/\t/elsewhere` would leave the site.
    """
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if plain and wanted.startswith("/") and not wanted.startswith("//") else "/work"


HANDLERS = [choose, show, sign_in, show_admin, sign_in_admin, sign_out, ask_address, send_reset, ask_password, reset]
