"""A contract confirmation as both sides see it: the same page, the same hash."""

from dataclasses import dataclass

from zczr.domain.applications.queries import FilingFacts
from zczr.domain.contracts.facts import RepaymentMethod
from zczr.domain.files.queries import StoredFile
from zczr.domain.rates import rate_cap
from zczr.web.templating import day, instant, money, percent

_STATES = {
    "filed": ("warning", "待确认"),
    "confirmed": ("success", "已确认"),
    "returned": ("danger", "已退回"),
    "expired": ("neutral", "已过期"),
}


@dataclass(frozen=True)
class FilingTerm:
    """A line of the contract's main terms."""

    term: str
    text: str
    figure: bool = False


@dataclass(frozen=True)
class FilingView:
    """One filing; `key_points` are what the other side ticks one by one."""

    id: int
    number: str
    badge: str
    state: str
    filed: str
    own: bool
    terms: tuple[FilingTerm, ...]
    sha256: str
    previous_sha256: str
    answer_reason: str
    scans: tuple[StoredFile, ...]


def filing_view(filing: FilingFacts, scans: tuple[StoredFile, ...], *, own: bool) -> FilingView:
    """A filing with ready strings."""
    badge, state = _STATES[filing.status]
    cap = rate_cap(filing.lpr)
    return FilingView(
        id=filing.id,
        number=filing.number,
        badge=badge,
        state=state,
        filed=f"{filing.filed_for_name} 于 {instant(filing.filed_at)} 提交",
        own=own,
        terms=(
            FilingTerm("合同编号", filing.number),
            FilingTerm("签订日期", day(filing.signed_on)),
            FilingTerm("合同期间", f"{day(filing.starts_on)} 至 {day(filing.ends_on)}"),
            FilingTerm("借款金额", f"{money(filing.amount)} 元", figure=True),
            FilingTerm("年利率", percent(filing.rate) if filing.rate else "无息", figure=True),
            FilingTerm("逾期年利率", percent(filing.default_rate) if filing.default_rate else "未约定", figure=True),
            FilingTerm("其他费用合计", f"{money(filing.other_charges)} 元", figure=True),
            FilingTerm("还款方式", RepaymentMethod(filing.repayment_method).label),
            FilingTerm("借款用途", filing.purpose),
            FilingTerm("一年期 LPR", f"{percent(filing.lpr)}（{day(filing.lpr_on)} 公布），4 倍为 {percent(cap)}"),
            FilingTerm("主要条款", filing.main_terms or "以合同文本为准"),
        ),
        sha256=filing.sha256,
        previous_sha256=filing.previous_sha256,
        answer_reason=filing.answer_reason,
        scans=scans,
    )
