"""登记 beside a transfer: the sheet for the unified register, and what its buyer found and registered there."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims.registration import REGISTER, Registration
from zczr.domain.claims.registrations import Entered, Line, entered_for
from zczr.domain.permissions import Permission, may
from zczr.domain.refusals import NotFound
from zczr.web import forms
from zczr.web.pieces import Event, Term
from zczr.web.respond import fragment
from zczr.web.templating import day, instant


class RegistrationForm(forms.Form):
    """What the buyer writes down; which of it belongs together the domain says."""

    searched_on = forms.day("查询日期", description="以转让方的名称查询的日期")
    number = forms.line("登记证明编号", forms.at_most(40), narrow=True)
    registered_on = forms.day("登记日期")
    expires_on = forms.day("登记到期日")

    def registration(self) -> Registration:
        """What was filled in; call after a check without errors."""
        return Registration(
            self.searched_on.data, self.number.data.upper(), self.registered_on.data, self.expires_on.data
        )


@dataclass(frozen=True)
class RegistrationBox:
    """Where the registration stands; ready strings."""

    badge: str
    state: str
    lead: str
    facts: tuple[Term, ...]
    earlier: tuple[Event, ...]
    """What was written down before; newest first."""
    sheets: tuple[tuple[str, str], ...]
    """Label and address of each form of the sheet."""
    form: RegistrationForm | None
    """None for the seller, and for who may not act for the buyer."""
    action: str


async def load_registration_box(
    actor: Actor, application_id: int, form: RegistrationForm | None = None
) -> RegistrationBox | None:
    """The box of an application about a claim, its form as typed; None where there is nothing to register, or not yet."""
    found = await entered_for(actor, application_id)
    if found is None:
        return None
    badge, state, lead = _standing(found, clock.today())
    href = f"{Business.CLAIM.path}/{application_id}"
    writes = found.by_us and may(actor, Permission.APPLICATION_APPLY)
    return RegistrationBox(
        badge=badge,
        state=state,
        lead=lead,
        facts=_facts(found),
        earlier=tuple(map(_earlier, found.lines[1:])),
        sheets=tuple((f"下载登记信息表（{kind}）", f"{href}/registration-sheet.{end}") for kind, end in _ENDS),
        form=(form or RegistrationForm(data=_typed(found.registration))) if writes else None,
        action=f"{href}/registration",
    )


_ENDS = (("Word", "docx"), ("PDF", "pdf"))


def _typed(known: Registration) -> dict[str, Any]:
    return asdict(known)


def _standing(found: Entered, today: date) -> tuple[str, str, str]:
    """Badge, name and sentence of how far it is."""
    known = found.registration
    if known.expires_on is None:
        state = ("info", "已查询，未登记") if known.searched_on else ("warning", "未登记")
        who = "请" if found.by_us else "受让方应"
        return (
            *state,
            f"{who}在{REGISTER}以转让方的名称查询，并办理应收账款转让登记：保理、转让、质押竞存的，先登记的优先。"
            "登记不能代替转让通知；平台不代为登记，登记内容由受让方负责。",
        )
    if known.expires_on < today:
        return "danger", "登记已到期", "登记已失效。债权尚未收回的，请受让方重新登记，优先顺序按新的登记时间。"
    if known.expires_on < found.due_on:
        return "warning", "登记期限短于债权期限", "登记在债权到期之前届满，请受让方在届满之前办理展期。"
    return "success", "已登记", "登记内容由受让方填写和负责，平台未作核实。没有成交或债权已收回的，请及时办理注销登记。"


def _facts(found: Entered) -> tuple[Term, ...]:
    if not found.lines:
        return ()
    known, name, at = found.lines[0]
    return (
        Term("查询日期", day(known.searched_on) or "未填写", figure=True),
        *(
            (Term("登记证明编号", known.number, figure=True), Term("登记期限", _term(known), figure=True))
            if known.number
            else ()
        ),
        Term("填写人", f"{name}，{instant(at)}"),
    )


def _earlier(line: Line) -> Event:
    known, name, at = line
    said = (
        f"查询日期 {day(known.searched_on)}" if known.searched_on else "",
        f"登记证明编号 {known.number}，{_term(known)}" if known.number else "",
    )
    return Event(instant(at), name, "；".join(filter(None, said)), "", "done")


def _term(known: Registration) -> str:
    return f"{day(known.registered_on)} 至 {day(known.expires_on)}"


@get(
    "/partials/claims/applications/{application_id:int}/registration-box",
    opt={"permission": Permission.APPLICATION_READ},
)
async def registration_box(
    request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]
) -> Response[str]:
    """The box alone."""
    box = await load_registration_box(actor, application_id)
    if box is None:
        raise NotFound(application=application_id)
    owner = f"{Business.CLAIM.path}/{application_id}"
    return fragment(request, "claims/_registration_box.html", owner=owner, registration_box=box)


HANDLERS = [registration_box]
