"""A claim on sale as a member looks at it before buying: the two sides, the claim, what it comes to, what to mind."""

from dataclasses import dataclass

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.buyers import BARRED
from zczr.domain.claims.duplicates import beside
from zczr.domain.claims.kinds import DebtorState, QuoteScope, Recourse, SaleMode
from zczr.domain.claims.pricing import YieldStanding, late_interest
from zczr.domain.claims.queries import ClaimOnSale
from zczr.domain.claims.quotes.invitations import is_invited
from zczr.domain.claims.quotes.queries import standing_quote
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.valuation import Valuation, valued
from zczr.domain.credit.grades import grade_of
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, regions
from zczr.partials.claims.states import STATE_BADGES
from zczr.partials.conversations.writing import contact_href
from zczr.web.pieces import Link, Term
from zczr.web.templating import day, money, percent

MARKET = "/claims/market"
_DEBTOR_SAYS = {
    DebtorState.CONFIRMED: "债务方已确认金额和到期日，没有抵销和在先转让。确认之后，债务方不能再以债权不存在对抗受让人。",
    DebtorState.NOTIFIED: "债务方已收到确权请求，尚未答复。",
    DebtorState.UNNOTIFIED: "债务方尚未就这笔债权作出确认。",
    DebtorState.DISPUTED: "债务方对这笔债权提出了争议，请先向出售方了解情况。",
}
# Whatever the debtor has said: only the notice of the assignment binds it to the buyer (domain.md section 3, row 27).
_UNTIL_TOLD = "转让成立后，债权转让通知到达债务方之前，债务方向出售方付款仍然有效。"
_LEFT_TO = "购买和报价由贵单位的管理员或经办人员发起。"
_RECOURSE = {
    Recourse.WITH: "债务方到期不付款时，买方可以要求出售方回购或补足。",
    Recourse.WITHOUT: "债务方的付款风险由买方承担，出售方只保证债权真实、有效。",
}
_BESIDE = (
    "出售方就同一份合同另有 {many} 笔债权在售或已售出，其中有的没有发票号码可以区分。"
    "请向出售方核对各笔的范围，确认没有重复。"
)


@dataclass(frozen=True)
class Offered:
    """A claim on sale; ready strings."""

    id: int
    title: str
    href: str
    seller_name: str
    seller_href: str
    seller: tuple[Term, ...]
    debtor: tuple[Term, ...]
    debtor_name: str
    debtor_badge: str
    debtor_state: str
    debtor_says: str
    claim: tuple[Term, ...]
    figures: tuple[Term, ...]
    price: str
    reference: str
    factors: tuple[Link, ...]
    reference_note: str
    warnings: tuple[str, ...]
    until: str
    own_href: str
    """Where its seller looks after it; empty for everybody else."""
    contact_href: str
    price_label: str
    purchase_href: str
    """Where it is bought or quoted for; empty for who may not."""
    purchase_label: str
    left_to: str
    """Who of the organization buys, for a member who may not; empty for everybody else."""


async def load_offered(actor: Actor, found: ClaimOnSale) -> Offered:
    """A claim on sale for a verified member."""
    value = await valued(
        found.face_amount, found.asking_price, found.due_on, state=found.debtor_state, recourse=found.recourse
    )
    href = f"{MARKET}/{found.id}"
    buys = may(actor, Permission.APPLICATION_APPLY) and not found.own
    quotes = found.sale_mode is SaleMode.QUOTES
    quoted = quotes and await standing_quote(actor, found.id)
    if found.quote_scope is QuoteScope.INVITED:
        buys = buys and await is_invited(actor, found.id)
    return Offered(
        id=found.id,
        title=found.title,
        href=href,
        seller_name=found.seller_name,
        seller_href="" if found.own else f"/partners/{found.seller_id}",
        seller=(
            Term("所在地区", regions.city_name(found.city_code)),
            Term("所属行业", industries.name_of(found.industry_section)),
            Term("信用等级", f"{grade_of(found.seller_score).label}（信用分 {found.seller_score}）"),
        ),
        debtor=_debtor(found),
        debtor_name=found.debtor_name,
        debtor_badge=STATE_BADGES[found.debtor_state],
        debtor_state=found.debtor_state.label,
        debtor_says=f"{_DEBTOR_SAYS[found.debtor_state]}{_UNTIL_TOLD}",
        claim=claim_facts(found),
        figures=_figures(value),
        price=money(found.asking_price),
        reference="" if value.reference.price is None else f"{value.reference.price:,.0f}",
        factors=tuple(Link(f"{each.label}：{each.value}", f"{each.effect:+,.0f}") for each in value.reference.factors),
        reference_note=value.reference.refused or value.reference.disclaimer,
        warnings=_warnings(found, value, await beside(found.id)),
        until=f"报价截至 {day(found.quotes_until)}" if quotes else f"在售至 {day(found.expires_on)}",
        own_href=f"{CLAIMS.path}/{found.id}" if found.own else "",
        contact_href="" if found.own else contact_href(found.seller_id, "claim", found.id),
        price_label="期望价格" if quotes else "债权定价",
        purchase_href=(f"{href}/quote" if quotes else f"{href}/purchase") if buys else "",
        left_to="" if found.own or may(actor, Permission.APPLICATION_APPLY) else _LEFT_TO,
        purchase_label=("修改报价" if quoted else "参与询价") if quotes else "购买",
    )


def _debtor(found: ClaimOnSale) -> tuple[Term, ...]:
    lines = (
        Term("债务方类型", found.debtor_kind.label if found.debtor_kind else ""),
        # A mailbox is the seller's word for whose it is.
        Term("确权方式", found.confirmed_through),
    )
    return tuple(line for line in lines if line.text)


def claim_facts(found: ClaimOnSale) -> tuple[Term, ...]:
    """The claim itself, line by line."""
    late = late_interest(found.kind, found.debtor_kind, found.face_amount, found.due_on, clock.today())
    return (
        Term("债权类型", found.kind.label),
        Term("债权金额", f"{money(found.face_amount)} 元{_whole(found)}", figure=True),
        Term("债权期限", f"{day(found.starts_on)} 至 {day(found.due_on)}", figure=True),
        *_mode(found),
        *((Term("法定逾期利息", late),) if late else ()),
        Term("追索权", f"{found.recourse.label}：{_RECOURSE[found.recourse]}"),
        Term("约定不得转让", "是，该约定不得对抗受让人，但请核对基础合同" if found.assignment_barred else "否"),
        Term("持有债权的来历", found.origin),
        Term("对应债务方的情况", found.debtor_situation),
    )


def _whole(found: ClaimOnSale) -> str:
    return f"（一笔 {money(found.whole_amount)} 元债权中的一份）" if found.whole_amount else ""


def _mode(found: ClaimOnSale) -> tuple[Term, ...]:
    if found.sale_mode is not SaleMode.QUOTES or found.quote_scope is None:
        return (Term("出售方式", "按定价出售，先购买的买方取得"),)
    return (
        Term("出售方式", found.quote_scope.label),
        Term("报价截止", f"{day(found.quotes_until)} 24:00，截止前报价密封，截止后由出售方选择", figure=True),
    )


def _figures(value: Valuation) -> tuple[Term, ...]:
    figures = value.figures
    return (
        Term("折扣", percent(figures.discount), figure=True),
        Term("剩余天数", f"{figures.days} 天", figure=True),
        Term("年化收益率", percent(figures.annual_yield), figure=True),
    )


def _warnings(found: ClaimOnSale, value: Valuation, beside_it: int) -> tuple[str, ...]:
    said = []
    if value.standing is YieldStanding.FLAGGED:
        said.append(value.standing.label)
    if value.standing is YieldStanding.BARRED:
        said.append(BARRED)
    if found.debtor_state is DebtorState.DISPUTED:
        said.append(_DEBTOR_SAYS[DebtorState.DISPUTED])
    if beside_it:
        said.append(_BESIDE.format(many=beside_it))
    return tuple(said)
