"""询价 on the page of an own claim: how many quotes there are, and once they are open, which to choose."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims import queries
from zczr.domain.claims.kinds import QuoteScope, SaleMode
from zczr.domain.claims.pricing import figures_of
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.quotes.queries import Received, Round, round_of
from zczr.domain.claims.quotes.stages import LABELS, QuoteStage
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.credit.grades import grade_of
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.stages import Posting
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import day, instant, money, percent

BADGES = {
    QuoteStage.GIVEN: "info",
    QuoteStage.WITHDRAWN: "neutral",
    QuoteStage.CHOSEN: "success",
    QuoteStage.PASSED_OVER: "neutral",
    QuoteStage.LAPSED: "neutral",
}
CLOSE_ASKS = "结束后不再接受报价，已有的报价全部失效并通知买方；之后可以修改条件，重新询价或按定价出售。"
COLUMNS = ({"label": "买方"}, {"label": "报价（元）", "numeric": True}, {"label": "折扣", "numeric": True},
           {"label": "年化收益率", "numeric": True}, {"label": "信用等级"}, {"label": "报价时间"}, {"label": "操作"})  # fmt: skip


class Row(NamedTuple):
    """One quote; ready strings."""

    buyer: str
    buyer_href: str
    institution: bool
    price: str
    discount: str
    annual_yield: str
    grade: str
    when: str
    message: str
    badge: str
    state: str
    below_reserve: bool
    choose_href: str
    """Empty for who may not choose it."""
    choose_asks: str
    application_href: str


@dataclass(frozen=True)
class QuotesBox:
    """The 询价 of an own claim."""

    lead: str
    facts: tuple[Term, ...]
    columns: Any
    rows: tuple[Row, ...]
    close_href: str
    close_asks: str


async def load_quotes_box(actor: Actor, own: OwnClaim) -> QuotesBox | None:
    """The box of an own claim that is sold by 询价, as far as its seller may look; None for every other claim."""
    terms = own.terms
    if terms.sale_mode != SaleMode.QUOTES or own.status in {Posting.DRAFT, Posting.WITHDRAWN}:
        return None
    found = await round_of(own.id, terms.quotes_until)
    active = own.status is Posting.ACTIVE
    chooses = active and found.opened and may(actor, Permission.APPLICATION_DECIDE)
    href = f"{CLAIMS.path}/{own.id}/quotes"
    closes = active and may(actor, Permission.APPLICATION_DECIDE) and (found.given > 0 or not found.opened)
    return QuotesBox(
        lead=_lead(own, found),
        facts=(
            *_taken(own, found),
            Term(
                "由谁报价", "、".join(terms.invited) if terms.quote_scope == QuoteScope.INVITED else "所有已认证的会员"
            ),
            Term(
                "底价",
                f"{money(terms.reserve_price)} 元（买方看不到）" if terms.reserve_price else "未设置",
                figure=True,
            ),
        ),
        columns=COLUMNS,
        rows=tuple(_row(own, each, f"{href}/{each.id}/choice", chooses) for each in found.received),
        close_href=f"{href}/closure" if closes else "",
        close_asks=CLOSE_ASKS,
    )


def _taken(own: OwnClaim, found: Round) -> tuple[Term, ...]:
    """Until when quotes are or were taken, and how many there are; nothing of a round that was ended before its day."""
    count = max(found.given, len(found.received))
    if found.opened and not count:
        return ()
    return (
        Term("报价截止", f"{day(own.terms.quotes_until)} 24:00", figure=True),
        Term("收到报价", f"{count} 份", figure=True),
    )


def _lead(own: OwnClaim, found: Round) -> str:
    if own.status is not Posting.ACTIVE:
        return "询价已结束。"
    if not found.opened:
        return "报价密封：截止前任何人都看不到报价，截止后由贵单位选择。"
    if found.given:
        return f"报价已开启，由管理员或复核在 {day(own.expires_on)} 前选择一份；选中后债权为其预订，其他报价失效。"
    return "本轮询价已结束，没有可以选择的报价。可以修改条件后重新询价，或改为按定价出售。"


def _row(own: OwnClaim, each: Received, choose_href: str, chooses: bool) -> Row:
    terms = own.terms
    figures = figures_of(terms.face_amount, each.price, terms.due_on, clock.today())
    below = bool(terms.reserve_price and each.price < terms.reserve_price)
    return Row(
        buyer=each.buyer_name,
        buyer_href=f"/partners/{each.buyer_id}",
        institution=each.institution,
        price=money(each.price),
        discount=percent(figures.discount),
        annual_yield=percent(figures.annual_yield) or "—",
        grade=grade_of(each.credit_score).label,
        when=instant(each.given_at),
        message=each.message,
        badge=BADGES[each.stage],
        state=LABELS[each.stage],
        below_reserve=below,
        choose_href=choose_href if chooses and each.stage is QuoteStage.GIVEN and not below else "",
        choose_asks=choosing_asks(each.buyer_name, money(each.price)),
        application_href=f"{Business.CLAIM.path}/{each.application_id}" if each.application_id else "",
    )


def choosing_asks(buyer: str, price: str) -> str:
    """What is asked before a quote is chosen."""
    return f"选择{buyer}的报价 {price} 元？债权为其预订，其他报价失效；双方须在期限内完成合同确认，逾期双方各扣 2 分信用分。"


@get("/partials/claims/sales/{claim_id:int}/quotes-box", opt={"permission": Permission.CLAIM_READ})
async def quotes_box(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The box alone."""
    own = await queries.own_claim(actor, claim_id)
    box = await load_quotes_box(actor, own)
    return fragment(request, "claims/_quotes_box.html", owner=f"{CLAIMS.path}/{claim_id}", quotes_box=box)


HANDLERS = [quotes_box]
