"""What the posting of an entry of 伙伴动态 asks for or offers, as terms; for those who may see the entry, and for admins."""

from zczr.domain import clock
from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.claims.pricing import figures_of
from zczr.domain.feed.queries import CLAIM, CRITERIA, REQUEST, Published
from zczr.domain.lending.labels import range_text
from zczr.domain.money import yuan_text
from zczr.domain.rates import percent_text
from zczr.web.pieces import Term
from zczr.web.templating import day


def kinds_text(kinds: tuple[str, ...]) -> str:
    """Kinds of claims by name; none stated means any."""
    return "、".join(ClaimKind(kind).label for kind in kinds) or "不限"


def deal_facts(entry: Published) -> tuple[Term, ...]:
    """Amounts, price, rate and term."""
    if entry.posting_kind == CLAIM:
        return _claim_facts(entry)
    amounts = range_text(entry.amount_min, entry.amount_max)
    if entry.posting_kind == CRITERIA:
        return (
            Term("债权类型", kinds_text(entry.kinds)),
            Term("收购金额", amounts),
            Term("最低年化收益率", f"{percent_text(entry.rate, 2)}/年" if entry.rate else "不限"),
            Term("最长剩余期限", f"{entry.term} 天"),
        )
    request = entry.posting_kind == REQUEST
    assert entry.rate is not None, "a loan that was published has a rate"
    return (
        Term("金额", amounts),
        Term("最高利率" if request else "最低利率", f"{percent_text(entry.rate, 2)}/年"),
        Term("期限" if request else "最长期限", f"{entry.term} 个月"),
    )


def _claim_facts(entry: Published) -> tuple[Term, ...]:
    price, face = entry.amount_min, entry.amount_max
    figures = figures_of(face, price, entry.due_on, clock.today())
    gained = figures.annual_yield
    return (
        Term("债权类型", kinds_text(entry.kinds)),
        Term("债权金额", f"{yuan_text(face)} 元"),
        Term("出售价格", f"{yuan_text(price)} 元"),
        Term("折扣", "无" if figures.discount is None else percent_text(figures.discount, 2)),
        Term("年化收益率", "已到期" if gained is None else f"{percent_text(gained, 2)}/年"),
        Term("到期日", day(entry.due_on)),
    )
