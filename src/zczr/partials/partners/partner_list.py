"""好友管理: the partners in pages, sorted and grouped; with something typed, who is found among them and beyond."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit.grades import grade_of
from zczr.domain.partners import queries
from zczr.domain.partners.queries import PartnerLine
from zczr.domain.partners.search import PAGE as SEARCH_PAGE
from zczr.domain.partners.search import Hit, search
from zczr.domain.partners.spelling import search_of
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, regions
from zczr.partials.conversations.writing import contact_href
from zczr.partials.partners.hits import OWNER, HitCard, hit_card
from zczr.web.exports import Batches, Cell, ExportLinks, by_pages
from zczr.web.paging import Doors, Paging, Tab, open_page
from zczr.web.respond import fragment
from zczr.web.sorting import Column, Heading, columns_of, order_of
from zczr.web.templating import day_of

PARTIAL = "/partials/partners/partner-list"
CARD_PARTIAL = "/partials/partners/enterprise-card"
HEADINGS = (
    Heading("企业名称", "name"),
    Heading("地区", "region"),
    Heading("所属行业", "industry"),
    Heading("信用等级", "score", falls=True),
    Heading("成为伙伴", "since", falls=True),
    Heading("操作"),
)
_GROUPS = {"": "不分组", "region": "按地区", "industry": "按行业"}
_LONGEST_TYPED = 60


class Row(NamedTuple):
    """A partner; `group` heads the rows that follow where a group begins."""

    group: str
    id: int
    name: str
    href: str
    card: str
    region: str
    industry: str
    grade: str
    since: str
    contact_href: str


@dataclass(frozen=True)
class PartnerList:
    """The list, or with `typed` what a search found: partners first in `known`, others in `others`."""

    typed: str
    too_short: bool
    groups: tuple[Tab, ...]
    exports: ExportLinks | None
    """Of the list; what a search found is none."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    known: tuple[HitCard, ...]
    others: tuple[HitCard, ...]
    paging: Paging
    cut: str
    back: str
    may_write: bool


async def load_partner_list(actor: Actor, query: Any) -> PartnerList:
    """What the page's query asks for."""
    typed = str(query.get("q", "")).replace("\x00", "").strip()[:_LONGEST_TYPED]
    # Which card is open at the side is no part of the list.
    doors = Doors.of(OWNER, PARTIAL, query).without("card")
    return await (_found(actor, typed, query, doors) if typed else _listed(actor, query, doors))


async def _listed(actor: Actor, query: Any, doors: Doors) -> PartnerList:
    group = str(query.get("group", "")) if query.get("group") in queries.GROUPS else ""
    order = order_of(query, HEADINGS, queries.BY_NAME)
    lines, total, number = await open_page(
        lambda page: queries.partners_of(actor, page=page, order=order, group=group), query, size=queries.PAGE
    )
    views = doors.without("page", "group")
    paging = Paging.of(doors, number=number, size=queries.PAGE, total=total)
    shown = [_row(line, group, doors) for line in lines]
    return PartnerList(
        typed="",
        too_short=False,
        exports=ExportLinks.of(doors),
        groups=tuple(
            views.tab(label, f"group={key}" if key else "", current=key == group) for key, label in _GROUPS.items()
        ),
        columns=columns_of(HEADINGS, order, queries.BY_NAME, doors),
        rows=tuple(
            row if index == 0 or row.group != shown[index - 1].group else row._replace(group="")
            for index, row in enumerate(shown)
        ),
        known=(),
        others=(),
        paging=paging,
        cut="",
        back=paging.here,
        may_write=may(actor, Permission.PARTNERS_WRITE),
    )


COLUMNS = ("企业名称", "地区", "所属行业", "信用等级", "成为伙伴")


def partner_rows(actor: Actor, query: Any) -> Batches:
    """All partners, as the list is ordered and grouped."""
    group = str(query.get("group", "")) if query.get("group") in queries.GROUPS else ""
    order = order_of(query, HEADINGS, queries.BY_NAME)

    async def load(page: int, size: int) -> tuple[PartnerLine, ...]:
        return (await queries.partners_of(actor, page=page, order=order, group=group, size=size))[0]

    return by_pages(load, _cells)


def _cells(line: PartnerLine) -> tuple[Cell, ...]:
    return (
        line.name,
        regions.city_name(line.city_code),
        industries.name_of(line.industry_section),
        grade_of(line.credit_score).label,
        clock.day_of(line.since),
    )


def _row(line: PartnerLine, group: str, doors: Doors) -> Row:
    region, industry = regions.city_name(line.city_code), industries.name_of(line.industry_section)
    heading = {"region": region or "未填写地区", "industry": industry or "未填写行业"}.get(group, "")
    return Row(
        group=f"{heading}（{line.group_size} 家）" if heading else "",
        id=line.id,
        name=line.name,
        href=f"{OWNER}/{line.id}" if line.reached else "",
        card=doors.at(CARD_PARTIAL).to(f"card={line.id}")[1],
        region=region,
        industry=industry,
        grade=grade_of(line.credit_score).label,
        since=day_of(line.since),
        contact_href=contact_href(line.id) if line.reached else "",
    )


async def _found(actor: Actor, typed: str, query: Any, doors: Doors) -> PartnerList:
    cut = False

    async def load(page: int) -> tuple[tuple[Hit, ...], int]:
        nonlocal cut
        found = await search(actor, typed, page=page)
        cut = cut or found.cut
        return found.hits, found.total

    hits, total, number = await open_page(load, query, size=SEARCH_PAGE)
    panel = doors.at(CARD_PARTIAL)
    cards = [hit_card(actor, hit, panel=panel.to(f"card={hit.id}")[1]) for hit in hits]
    partners = {hit.id for hit in hits if hit.relation.partners}
    paging = Paging.of(doors.without("group", "sort", "order"), number=number, size=SEARCH_PAGE, total=total)
    return PartnerList(
        typed=typed,
        too_short=search_of(typed) is None,
        groups=(),
        exports=None,
        columns=(),
        rows=(),
        known=tuple(card for card in cards if card.id in partners),
        others=tuple(card for card in cards if card.id not in partners),
        paging=paging,
        cut="结果较多，只列出最相近的一部分，请输入更多字缩小范围。" if cut else "",
        back=paging.here,
        may_write=may(actor, Permission.PARTNERS_WRITE),
    )


@get(PARTIAL, opt={"permission": Permission.PARTNERS_READ})
async def partner_list(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The list alone, for its search, tabs and pager."""
    loaded = await load_partner_list(actor, request.query_params)
    return fragment(request, "partners/_partner_list.html", owner=OWNER, url=loaded.paging.here, partner_list=loaded)


HANDLERS = [partner_list]
