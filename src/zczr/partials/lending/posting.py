"""An own posting around its form, or in full where it may no longer be edited."""

from dataclasses import dataclass
from typing import NamedTuple

from zczr.domain import history
from zczr.domain.accounts.actor import Actor
from zczr.domain.files.queries import files_of
from zczr.domain.lending.labels import (
    COLLATERAL_KINDS,
    REPAYMENT_SOURCES,
    SECURITY_MODES,
    VISIBILITIES,
    purpose_text,
    range_text,
    title_of_state,
)
from zczr.domain.lending.queries import OwnOffer, OwnRequest
from zczr.domain.lending.terms import OfferTerms, RequestTerms
from zczr.domain.money import wan_text
from zczr.domain.permissions import may
from zczr.domain.postings.commands import APPLIED_FOR
from zczr.domain.postings.stages import LABELS, Posting
from zczr.domain.rates import percent_text
from zczr.domain.reference import industries, regions
from zczr.domain.risk.policy import CURRENT
from zczr.partials.lending.offer_fields import OfferForm
from zczr.partials.lending.request_fields import RequestForm
from zczr.web.notices import Notice
from zczr.web.pieces import Event, Paper, Term
from zczr.web.templating import day
from zczr.web.uploads import fill, slots_of

BADGES = {
    Posting.DRAFT: "neutral",
    Posting.ACTIVE: "success",
    Posting.MATCHED: "info",
    Posting.CLOSED: "neutral",
    Posting.WITHDRAWN: "neutral",
    Posting.EXPIRED: "warning",
}
CLOSE_ASKS = "已在别处办妥或不再需要时关闭。关闭后不再参与匹配，不能恢复。"
WITHDRAW_ASKS = "撤回后不再参与匹配，不能恢复。"
DISCARD_ASKS = "放弃后这份草稿不能恢复。"
_ACTS = {"create": "新建", "edit": "修改", "match": "双方确认合同，成交", "expire": "到期，不再参与匹配"}


@dataclass(frozen=True)
class PostingView:
    """An own posting: what it is called, where it stands, what may be done with it, and its history."""

    title: str
    kind: str
    badge: str
    state: str
    expires: str
    href: str
    matches_href: str
    held_because: str
    may_withdraw: bool
    withdraw_label: str
    withdraw_asks: str
    may_close: bool
    close_asks: str
    facts: tuple[Term, ...]
    papers: tuple[Paper, ...]
    events: tuple[Event, ...]


async def load_posting(actor: Actor, own: OwnRequest | OwnOffer) -> PostingView:
    """An own posting with its files and history."""
    files = await files_of(own.sort.table, own.id)
    events = await history.events_of(own.sort.table, own.id)
    form = RequestForm() if isinstance(own, OwnRequest) else OfferForm()
    fill(form, files)
    href = f"{own.sort.path}/{own.id}"
    changeable = may(actor, own.sort.write) and not own.applied_for
    return PostingView(
        title=own.title,
        kind="借款" if isinstance(own, OwnRequest) else "贷款",
        badge=BADGES[own.status],
        state=LABELS[own.status],
        expires=day(own.expires_on) if own.status is Posting.ACTIVE else "",
        href=href,
        matches_href=f"{href}/matches" if own.status is Posting.ACTIVE else "",
        held_because=APPLIED_FOR if own.applied_for and own.status is Posting.ACTIVE else "",
        may_withdraw=changeable and own.sort.lifecycle.allows(own.status, Posting.WITHDRAWN),
        withdraw_label=withdrawing(own.status).label,
        withdraw_asks=withdrawing(own.status).asks,
        may_close=changeable and own.sort.lifecycle.allows(own.status, Posting.CLOSED),
        close_asks=CLOSE_ASKS,
        facts=_request_facts(own.terms) if isinstance(own, OwnRequest) else _offer_facts(own.terms),
        papers=tuple(Paper(slot.label.text, slot.attached) for slot in slots_of(form) if slot.attached),
        events=tuple(Event.of(event, _ACTS.get(event.act, title_of_state(event.after))) for event in events),
    )


class Withdrawing(NamedTuple):
    """What taking back a posting is called, what it asks first, and what it says then."""

    label: str
    asks: str
    notice: Notice


def withdrawing(status: Posting) -> Withdrawing:
    """The words for taking back a posting: nobody has seen a draft."""
    if status is Posting.DRAFT:
        return Withdrawing("放弃草稿", DISCARD_ASKS, Notice.DRAFT_DISCARDED)
    return Withdrawing("撤回", WITHDRAW_ASKS, Notice.POSTING_WITHDRAWN)


def _modes(modes: tuple[str, ...]) -> str:
    return "、".join(SECURITY_MODES[mode] for mode in modes) or "未填写"


def _request_facts(terms: RequestTerms) -> tuple[Term, ...]:
    source = REPAYMENT_SOURCES.get(terms.repayment_source, "未填写")
    facts = [
        Term("融资金额", range_text(terms.amount_min, terms.amount_max)),
        Term("可承担最高利息", "未填写" if terms.max_rate is None else f"{percent_text(terms.max_rate, 2)}/年"),
        Term("预计还款时间", "未填写" if terms.term_months is None else f"{terms.term_months} 个月内"),
        Term("借款用途", purpose_text(terms.purpose)),
        Term("借款原因", terms.reason or "未填写"),
        Term("还款来源", f"{source}：{terms.repayment_source_note}" if terms.repayment_source_note else source),
        Term("可提供风控", _modes(terms.security_modes)),
        Term("可见范围", VISIBILITIES[terms.visibility]),
        Term("项目概述", terms.summary or "未填写"),
    ]
    if terms.collateral_value is not None:
        kind = COLLATERAL_KINDS.get(terms.collateral_kind, "")
        facts.append(Term("抵押物", f"{kind}，市值 {wan_text(terms.collateral_value)} 万元"))
    return tuple(facts)


def _offer_facts(terms: OfferTerms) -> tuple[Term, ...]:
    advance = terms.max_advance_rate
    places = [regions.city_name(code) for code in terms.preferred_regions]
    trades = [industries.name_of(code) for code in terms.preferred_industries]
    return (
        Term("可贷金额", range_text(terms.amount_min, terms.amount_max)),
        Term("期望最低利率", "未填写" if terms.min_rate is None else f"{percent_text(terms.min_rate, 2)}/年"),
        Term("最长期限", f"{terms.max_term_months} 个月" if terms.max_term_months else "未填写"),
        Term("偏好期限", f"{terms.preferred_term_months} 个月" if terms.preferred_term_months else "没有偏好"),
        Term("接受的风控方式", _modes(terms.security_modes)),
        Term("抵押率要求", "没有要求" if advance is None else f"不超过 {percent_text(advance)}"),
        Term("最低信用等级", CURRENT.grade_of(terms.min_score).label if terms.min_score else "不限"),
        Term("偏好行业", "、".join(trades) or "没有偏好"),
        Term("偏好地区", "、".join(places) or "没有偏好"),
        Term("资金来源", "声明为自有资金" if terms.own_funds else "未声明"),
        Term("可见范围", VISIBILITIES[terms.visibility]),
        Term("说明", terms.summary or "未填写"),
    )
