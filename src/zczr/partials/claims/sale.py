"""An own 债权出售 around its form, or in full."""

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.kinds import ClaimKind, DebtorKind, Recourse, SaleMode
from zczr.domain.claims.pricing import figures_of, late_interest
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.terms import SaleTerms
from zczr.partials.claims.sale_fields import SaleForm
from zczr.partials.postings import PostingView, posting_view
from zczr.web.pieces import Term
from zczr.web.templating import day, money, percent

LIST = "/claims/postings"


async def load_sale(actor: Actor, own: OwnClaim) -> PostingView:
    """An own claim with its papers and history."""
    return await posting_view(
        actor, own, title=own.title, kind="债权", facts=_facts(own), slots=SaleForm(), list_href=LIST
    )


def _facts(own: OwnClaim) -> tuple[Term, ...]:
    terms = own.terms
    return (
        Term("债权类型", ClaimKind(terms.kind).label if terms.kind else "未填写"),
        Term("债务主体名称", terms.debtor_name or "未填写"),
        Term("债务方统一社会信用代码", terms.debtor_uscc or "未填写"),
        Term("债务方类型", DebtorKind(terms.debtor_kind).label if terms.debtor_kind else "未填写"),
        Term("合同编号", terms.contract_number or "未填写"),
        Term("发票号码", "，".join(terms.invoice_numbers) or "无"),
        Term("债权金额", f"{money(terms.face_amount)} 元" if terms.face_amount else "未填写", figure=True),
        Term("债权期限", period(terms), figure=True),
        Term(
            "期望价格" if terms.sale_mode == SaleMode.QUOTES else "债权定价",
            f"{money(terms.asking_price)} 元" if terms.asking_price else "未填写",
            figure=True,
        ),
        *price_facts(terms),
        *_late(terms),
        Term("出售方式", SaleMode(terms.sale_mode).label),
        Term("确权状态", own.debtor_state.label),
        Term("追索权", Recourse(terms.recourse).label if terms.recourse else "未填写"),
        Term("约定不得转让", "是" if terms.assignment_barred else "否"),
        Term("持有债权的来历", terms.origin or "未填写"),
        Term("对应债务方的情况", terms.debtor_situation or "未填写"),
    )


def period(terms: SaleTerms) -> str:
    """The 债权期限: 2026-05-01 至 2027-04-01."""
    return f"{day(terms.starts_on) or '未填写'} 至 {day(terms.due_on) or '未填写'}"


def _late(terms: SaleTerms) -> tuple[Term, ...]:
    if not (terms.kind and terms.debtor_kind and terms.face_amount and terms.due_on):
        return ()
    said = late_interest(
        ClaimKind(terms.kind), DebtorKind(terms.debtor_kind), terms.face_amount, terms.due_on, clock.today()
    )
    return (Term("法定逾期利息", said),) if said else ()


def price_facts(terms: SaleTerms) -> tuple[Term, ...]:
    """What the price comes to today: discount and annual yield, as far as there are any."""
    figures = figures_of(terms.face_amount, terms.asking_price, terms.due_on, clock.today())
    lines = (("折扣", percent(figures.discount)), ("年化收益率", percent(figures.annual_yield)))
    return tuple(Term(label, text, figure=True) for label, text in lines if text)
