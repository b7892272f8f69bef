"""Own 收购意向 by state, and one of them around its form or in full."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims import criteria
from zczr.domain.claims.criteria import CriteriaLine, OwnCriteria
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.sorts import PURCHASES
from zczr.domain.credit.grades import grade_of
from zczr.domain.lending.labels import VISIBILITIES, range_text
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.stages import LABELS, Posting
from zczr.domain.reference import industries, regions
from zczr.partials.claims.criteria_fields import CriteriaForm
from zczr.partials.entry_facts import kinds_text
from zczr.partials.own_postings import status_asked, status_tabs
from zczr.partials.postings import BADGES, PostingView, posting_view
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day, percent

OWNER = PURCHASES.path
PARTIAL = "/partials/claims/criteria-list"
HEADINGS = (
    Heading("意向名称", "project"),
    Heading("债权类型"),
    Heading("最低年化收益率", "yield", numeric=True),
    Heading("最长剩余期限", "days", numeric=True),
    Heading("状态", "status"),
    Heading("有效期至", "expires"),
    Heading("匹配", "matches", falls=True),
    Heading("操作"),
)
_MISSING = "未填写"


class Row(NamedTuple):
    """One line of the list; ready strings."""

    href: str
    title: str
    kinds: str
    least: str
    days: str
    badge: str
    state: str
    expires: str
    matches: str
    matches_href: str
    received: str
    received_href: str


@dataclass(frozen=True)
class CriteriaList:
    """Own 收购意向 under one tab."""

    tabs: tuple[Tab, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    paging: Paging
    may_buy: bool


async def load_criteria_list(actor: Actor, query: Any) -> CriteriaList:
    """The page of the list that the query asks for."""
    status, statuses = status_asked(query)
    order = order_of(query, HEADINGS, criteria.NEWEST_FIRST)
    lines, total, number = await open_page(
        lambda page: criteria.list_criteria(actor, statuses, page, order), query, size=criteria.PAGE
    )
    counts = await criteria.counts_by_status(actor)
    doors = Doors.of(OWNER, PARTIAL, query)
    return CriteriaList(
        tabs=status_tabs(doors, status, counts),
        columns=columns_of(HEADINGS, order, criteria.NEWEST_FIRST, doors),
        rows=tuple(_row(line) for line in lines),
        paging=Paging.of(doors, number=number, size=criteria.PAGE, total=total),
        may_buy=may(actor, Permission.CRITERIA_WRITE),
    )


def _row(line: CriteriaLine) -> Row:
    href = f"{PURCHASES.path}/{line.id}"
    active = line.status is Posting.ACTIVE
    return Row(
        href=href,
        title=line.title,
        kinds=kinds_text(line.kinds),
        least=percent(line.min_yield) or "不限",
        days=f"{line.max_days} 天" if line.max_days else _MISSING,
        badge=BADGES[line.status],
        state=LABELS[line.status],
        expires=day(line.expires_on) if active else "",
        matches=str(line.matches) if active else "",
        matches_href=f"{href}/matches" if active else "",
        received=f"收到 {line.open_received} 件申请" if line.open_received else "",
        received_href=f"{Business.CLAIM.path}?side=received" if line.open_received else "",
    )


async def load_criteria(actor: Actor, own: OwnCriteria) -> PostingView:
    """An own 收购意向 with its history."""
    return await posting_view(
        actor, own, title=own.title, kind=PURCHASES.noun, facts=_facts(own), slots=CriteriaForm(), list_href=OWNER
    )


def _facts(own: OwnCriteria) -> tuple[Term, ...]:
    terms = own.terms
    places = [regions.city_name(code) for code in terms.preferred_regions]
    trades = [industries.name_of(code) for code in terms.preferred_industries]
    states = [DebtorState(state).label for state in terms.debtor_states]
    return (
        Term("债权类型", kinds_text(terms.kinds)),
        Term("收购金额", range_text(terms.amount_min, terms.amount_max)),
        Term("最低年化收益率", f"{percent(terms.min_yield)}/年" if terms.min_yield is not None else "不限"),
        Term("最低折扣", percent(terms.min_discount) or "不限"),
        Term("最长剩余期限", f"{terms.max_days} 天" if terms.max_days else _MISSING),
        Term("偏好剩余期限", f"{terms.preferred_days} 天" if terms.preferred_days else "没有偏好"),
        Term("确权要求", "、".join(states) or "不限"),
        Term("债务方要求", terms.debtor_requirement or _MISSING),
        Term("出售方最低信用等级", grade_of(terms.min_score).label if terms.min_score else "不限"),
        Term("偏好行业", "、".join(trades) or "没有偏好"),
        Term("偏好地区", "、".join(places) or "没有偏好"),
        Term("可见范围", VISIBILITIES[terms.visibility]),
    )


@get(PARTIAL, opt={"permission": Permission.CRITERIA_READ})
async def criteria_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for tabs, sorting and pager."""
    loaded = await load_criteria_list(actor, request.query_params)
    return fragment(request, "claims/_criteria_list.html", owner=OWNER, url=loaded.paging.here, criteria_list=loaded)


HANDLERS = [criteria_list]
