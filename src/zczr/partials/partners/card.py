"""企业名片: at the right of the list, and as a page of its own."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit.grades import grade_of
from zczr.domain.partners.cards import Card, Contact, card_of
from zczr.domain.partners.stages import Tie, ask_again_at
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, phones, regions
from zczr.domain.reference.labels import INSTITUTION_TYPES, SCALES
from zczr.partials.conversations.writing import contact_href
from zczr.partials.partners.hits import BADGES, OWNER, REFUSAL_ASKS
from zczr.web import forms
from zczr.web.forms import is_id
from zczr.web.paging import Doors
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import day, day_of, wan

PARTIAL = "/partials/partners/enterprise-card"
LONGEST_MESSAGE = 200
REMOVAL_ASKS = "解除后双方不再互为合作伙伴，看不到对方的联系方式和动态。对方会收到通知，进行中的申请和合同不受影响。"
BLOCK_ASKS = (
    "停止往来后，对方搜索不到贵单位，不能再申请添加或发送消息（进行中的申请除外，仍可就它会话），双方也不再互相匹配；"
    "伙伴关系随之解除。对方不会收到通知。"
)


class AskForm(forms.Form):
    """A few words with a request."""

    message = forms.text("申请留言", forms.at_most(LONGEST_MESSAGE), description="说明贵单位是谁、如何认识，对方会看到")


@dataclass(frozen=True)
class Named:
    """A common partner."""

    name: str
    href: str


@dataclass(frozen=True)
class EnterpriseCard:
    """A card with what may be done about it; None of them where no card is open."""

    id: int
    name: str
    href: str
    institution: bool
    badge: str
    state: str
    grade: str
    facts: tuple[Term, ...]
    profile: str
    contact: tuple[Term, ...] | None
    common_count: int
    common: tuple[Named, ...]
    asked: str
    waits_until: str
    request_id: int | None
    may_ask: bool
    may_answer: bool
    may_withdraw: bool
    may_part: bool
    may_block: bool
    may_unblock: bool
    contact_href: str
    form: AskForm
    back: str
    removal_asks: str = REMOVAL_ASKS
    block_asks: str = BLOCK_ASKS
    refusal_asks: str = REFUSAL_ASKS


@dataclass(frozen=True)
class CardPanel:
    """What stands at the right of the list: a card, or how to open one."""

    card: EnterpriseCard | None


async def load_card(
    actor: Actor, organization_id: int, *, back: str = "", form: AskForm | None = None
) -> EnterpriseCard:
    """The card of an organization; `back` is where what is done about it leads."""
    found = await card_of(actor, organization_id)
    relation = found.relation
    tie = relation.tie(clock.now())
    badge, state = BADGES.get(tie, ("", ""))
    acts = may(actor, Permission.PARTNERS_WRITE)
    waits = ask_again_at(relation.last)
    last = relation.last
    return EnterpriseCard(
        id=found.id,
        name=found.name,
        href=f"{OWNER}/{found.id}",
        institution=found.kind == "institution",
        badge=badge,
        state=state,
        grade=f"信用等级 {grade_of(found.credit_score).label}",
        facts=_facts(found),
        profile=found.profile,
        contact=_contact(found.contact) if found.contact else None,
        common_count=found.common_count,
        common=tuple(Named(name, f"{OWNER}/{each}") for each, name in found.common),
        asked=last.message if last and tie in {Tie.SENT, Tie.RECEIVED} else "",
        waits_until=day_of(waits) if tie is Tie.REFUSED and waits else "",
        request_id=last.id if last else None,
        may_ask=acts and tie is Tie.NONE,
        may_answer=acts and tie is Tie.RECEIVED,
        may_withdraw=acts and tie is Tie.SENT,
        may_part=acts and tie is Tie.PARTNER,
        may_block=acts and tie not in {Tie.SELF, Tie.BLOCKED},
        may_unblock=acts and tie is Tie.BLOCKED,
        contact_href=contact_href(found.id) if may(actor, Permission.CONVERSATION_WRITE) and relation.partners else "",
        form=form or AskForm.blank(),
        back=back or f"{OWNER}/{found.id}",
    )


def _facts(found: Card) -> tuple[Term, ...]:
    facts = [
        Term("统一社会信用代码", found.uscc),
        Term("所在地区", regions.full_name(found.district_code)),
        Term("所属行业", industries.full_name(found.industry_division)),
        Term("机构类型", INSTITUTION_TYPES.get(found.institution_type, "")),
        Term("企业规模", SCALES.get(found.scale, "")),
        Term("注册资本", f"{wan(found.registered_capital)} 万元" if found.registered_capital else "", figure=True),
        Term("成立日期", day(found.established_on) if found.established_on else "", figure=True),
        Term("法定代表人", found.legal_representative),
        Term("主营业务", found.main_business),
        Term("信用分", f"{found.credit_score} 分", figure=True),
        Term("认证时间", day_of(found.verified_at) if found.verified_at else "", figure=True),
        Term("平台业务", f"合作伙伴 {found.partners} 家，双方已确认合同 {found.confirmed} 份"),
    ]
    return tuple(fact for fact in facts if fact.text)


def _contact(found: Contact) -> tuple[Term, ...]:
    facts = (
        Term("联系人", f"{found.name} {found.title}".strip()),
        Term("手机号", phones.shown(found.mobile) if found.mobile else "", figure=True),
        Term("公司电话", phones.shown(found.phone) if found.phone else "", figure=True),
        Term("电子邮箱", found.email),
        Term("QQ号码", found.qq, figure=True),
    )
    return tuple(fact for fact in facts if fact.text)


async def load_card_panel(actor: Actor, query: Any) -> CardPanel:
    """The card that the page's query asks for."""
    asked = str(query.get("card", ""))
    if not is_id(asked):
        return CardPanel(None)
    back = Doors.of(OWNER, PARTIAL, query).to()[0]
    return CardPanel(await load_card(actor, int(asked), back=back))


@get(PARTIAL, opt={"permission": Permission.PARTNERS_READ})
async def enterprise_card(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The card alone, for the right of the list."""
    panel = await load_card_panel(actor, request.query_params)
    url = Doors.of(OWNER, PARTIAL, request.query_params).to()[0]
    return fragment(request, "partners/_enterprise_card.html", owner=OWNER, url=url, enterprise_card=panel)


HANDLERS = [enterprise_card]
