"""What an admin sees of registrations: the queue and one organization's dossier."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain import history
from zczr.domain.accounts import queries
from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.accounts.stages import ORGANIZATION
from zczr.domain.files.queries import files_of
from zczr.domain.permissions import Permission
from zczr.domain.reference import industries, phones, regions
from zczr.domain.reference.labels import INSTITUTION_TYPES, SCALES
from zczr.web.layout import STANDING_LABELS
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.pieces import Event, Paper, Term
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day, instant, wan

OWNER = "/admin/verifications"
APPROVAL_ASKS = "请确认资料齐全、与执照一致。通过后对方即可发布与申请。"
PARTIAL = "/partials/admin/verification-queue"
HEADINGS = (
    Heading("名称", "name"),
    Heading("账户类型"),
    Heading("统一社会信用代码"),
    Heading("提交时间", "submitted"),
    Heading("操作"),
)
_TABS = (Standing.PENDING, Standing.RETURNED, Standing.VERIFIED)
_KINDS = {Kind.ENTERPRISE: "企业用户", Kind.INSTITUTION: "金融机构", Kind.PLATFORM: "平台"}
STANDING_BADGES = {
    Standing.PENDING: "warning",
    Standing.VERIFIED: "success",
    Standing.RETURNED: "danger",
    Standing.SUSPENDED: "neutral",
    Standing.REGISTERING: "neutral",
}
_SLOTS = {"business_licence": "法人单位执照", "account_permit": "银行开户许可证", "certification": "第三方认证"}


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    name: str
    href: str
    kind: str
    uscc: str
    submitted: str


@dataclass(frozen=True)
class VerificationQueue:
    """The queue under one tab."""

    tabs: tuple[Tab, ...]
    columns: tuple[Column, ...]
    rows: tuple[QueueRow, ...]
    paging: Paging


async def load_verification_queue(actor: Actor, query: Any) -> VerificationQueue:
    """The page of the queue that the query asks for."""
    standing = next((each for each in _TABS if str(each) == query.get("status")), Standing.PENDING)
    default = queries.queue_order(standing)
    order = order_of(query, HEADINGS, default)
    lines, total, number = await open_page(
        lambda page: queries.verification_queue(actor, standing=standing, page=page, order=order),
        query,
        size=queries.PAGE,
    )
    doors = Doors.of(OWNER, PARTIAL, query)
    views = doors.without("page", "status")
    return VerificationQueue(
        tabs=tuple(views.tab(STANDING_LABELS[each], f"status={each}", current=each is standing) for each in _TABS),
        columns=columns_of(HEADINGS, order, default, doors),
        rows=tuple(
            QueueRow(line.name, f"{OWNER}/{line.id}", _KINDS[line.kind], line.uscc, instant(line.submitted_at))
            for line in lines
        ),
        paging=Paging.of(doors, number=number, size=queries.PAGE, total=total),
    )


@dataclass(frozen=True)
class Dossier:
    """An organization as it registered."""

    name: str
    badge: str
    state: str
    may_decide: bool
    needs_review: bool
    returned_reason: str
    company: tuple[Term, ...]
    contact: tuple[Term, ...]
    papers: tuple[Paper, ...]
    events: tuple[Event, ...]
    href: str
    approval_asks: str = APPROVAL_ASKS


async def load_dossier(actor: Actor, organization_id: int) -> Dossier:
    """One organization with its papers and its history."""
    found = await queries.profile_for_review(actor, organization_id)
    files = await files_of("organization", organization_id)
    events = await history.events_of("organization", organization_id)
    return Dossier(
        name=found.name,
        badge=STANDING_BADGES[found.standing],
        state=STANDING_LABELS[found.standing],
        may_decide=found.standing is Standing.PENDING,
        needs_review=found.uscc_needs_review,
        returned_reason=found.returned_reason,
        company=_company(found),
        contact=_contact(found),
        papers=tuple(
            Paper(label, tuple(file for file in files if file.slot == slot)) for slot, label in _SLOTS.items()
        ),
        events=tuple(
            Event.of(event, ORGANIZATION.acts.get(event.act, "状态变化"), danger=event.after == Standing.RETURNED)
            for event in events
        ),
        href=f"{OWNER}/{organization_id}",
    )


def _company(found: queries.Profile) -> tuple[Term, ...]:
    facts = [
        Term("账户类型", _KINDS[found.kind]),
        Term("统一社会信用代码", found.uscc),
        Term("注册地址", f"{regions.full_name(found.district_code)}{found.address}"),
        Term("所属行业", industries.full_name(found.industry_division)),
        Term("注册资本", f"{wan(found.registered_capital)} 万元"),
        Term("实缴资本", f"{wan(found.paid_in_capital)} 万元" if found.paid_in_capital is not None else "未填写"),
        Term("成立日期", day(found.established_on)),
        Term("法定代表人", found.legal_representative),
        Term("实际控制人", found.controller or "同法定代表人"),
        Term("企业规模", SCALES.get(found.scale, "")),
        Term("主营业务", found.main_business),
        Term("企业简介", found.profile),
    ]
    if found.kind is Kind.INSTITUTION:
        facts[1:1] = [
            Term("机构类型", INSTITUTION_TYPES.get(found.institution_type, "")),
            Term("金融许可证号", found.licence_number),
        ]
    return tuple(facts)


def _contact(found: queries.Profile) -> tuple[Term, ...]:
    return (
        Term("姓名", found.contact_name),
        Term("职务", found.contact_title),
        Term("手机号", phones.shown(found.contact_mobile)),
        Term("电子邮箱", found.contact_email),
        Term("QQ号码", found.contact_qq or "未填写"),
        Term("公司电话", phones.shown(found.contact_phone)),
    )


@get(PARTIAL, opt={"permission": Permission.VERIFICATION_REVIEW})
async def verification_queue(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The queue alone, for its tabs and pager."""
    loaded = await load_verification_queue(actor, request.query_params)
    return fragment(
        request, "admin/_verification_queue.html", owner=OWNER, url=loaded.paging.here, verification_queue=loaded
    )


HANDLERS = [verification_queue]
