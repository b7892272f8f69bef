"""An own posting around its form, or in full where it may no longer be edited."""

from dataclasses import dataclass

from zczr.domain import history
from zczr.domain.accounts.actor import Actor
from zczr.domain.files.queries import StoredFile, files_of
from zczr.domain.lending.labels import (
    COLLATERAL_KINDS,
    PURPOSES,
    REPAYMENT_SOURCES,
    SECURITY_MODES,
    VISIBILITIES,
    offer_title,
    request_title,
    title_of_state,
)
from zczr.domain.lending.postings import APPLIED_FOR
from zczr.domain.lending.queries import OwnOffer, OwnRequest
from zczr.domain.lending.stages import LABELS, Posting
from zczr.domain.lending.terms import OfferTerms, RequestTerms
from zczr.domain.money import wan_text
from zczr.domain.permissions import may
from zczr.domain.rates import percent_text
from zczr.domain.reference import industries, regions
from zczr.domain.risk.policy import CURRENT
from zczr.partials.lending.offer_fields import OfferForm
from zczr.partials.lending.request_fields import RequestForm
from zczr.partials.lending.request_form import Fact
from zczr.web.templating import day, instant
from zczr.web.uploads import fill, slots_of

BADGES = {
    Posting.DRAFT: "neutral",
    Posting.ACTIVE: "success",
    Posting.MATCHED: "info",
    Posting.CLOSED: "neutral",
    Posting.WITHDRAWN: "neutral",
    Posting.EXPIRED: "warning",
}
_ACTS = {"create": "新建", "edit": "修改", "match": "双方确认合同，成交", "expire": "到期，不再参与匹配"}


@dataclass(frozen=True)
class Papers:
    """The files of one slot."""

    label: str
    files: tuple[StoredFile, ...]


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
    may_close: bool
    facts: tuple[Fact, ...]
    papers: tuple[Papers, ...]
    events: tuple[dict[str, str], ...]


async def load_posting(actor: Actor, own: OwnRequest | OwnOffer) -> PostingView:
    """An own posting with its files and history."""
    files = await files_of(own.sort.table, own.id)
    events = await history.events_of(own.sort.table, own.id)
    form = RequestForm() if isinstance(own, OwnRequest) else OfferForm()
    fill(form, files)
    href = f"/lending/{own.sort.path}/{own.id}"
    changeable = may(actor, own.sort.write) and not own.applied_for
    return PostingView(
        title=title_of(own),
        kind="借款" if isinstance(own, OwnRequest) else "贷款",
        badge=BADGES[own.status],
        state=LABELS[own.status],
        expires=day(own.expires_on) if own.status is Posting.ACTIVE else "",
        href=href,
        matches_href=f"{href}/matches" if own.status is Posting.ACTIVE else "",
        held_because=APPLIED_FOR if own.applied_for and own.status is Posting.ACTIVE else "",
        may_withdraw=changeable and own.sort.lifecycle.allows(own.status, Posting.WITHDRAWN),
        may_close=changeable and own.sort.lifecycle.allows(own.status, Posting.CLOSED),
        facts=_request_facts(own.terms) if isinstance(own, OwnRequest) else _offer_facts(own.terms),
        papers=tuple(Papers(slot.label.text, slot.attached) for slot in slots_of(form) if slot.attached),
        events=tuple(_event(event) for event in events),
    )


def title_of(own: OwnRequest | OwnOffer) -> str:
    """What an own posting is called."""
    if isinstance(own, OwnRequest):
        return request_title(own.city_code, own.terms.project, own.terms.amount_max)
    return offer_title(own.terms.project, own.terms.amount_min, own.terms.amount_max)


def _event(event: history.Event) -> dict[str, str]:
    return {
        "when": instant(event.at),
        "who": event.member_name or event.organization_name or "系统",
        "text": _ACTS.get(event.act, title_of_state(event.after)),
        "note": event.reason,
        "state": "done",
    }


def _modes(modes: tuple[str, ...]) -> str:
    return "、".join(SECURITY_MODES[mode] for mode in modes) or "未填写"


def _request_facts(terms: RequestTerms) -> tuple[Fact, ...]:
    source = REPAYMENT_SOURCES.get(terms.repayment_source, "未填写")
    facts = [
        Fact("融资金额", amounts(terms)),
        Fact("可承担最高利息", "未填写" if terms.max_rate is None else f"{percent_text(terms.max_rate, 2)}/年"),
        Fact("预计还款时间", "未填写" if terms.term_months is None else f"{terms.term_months} 个月内"),
        Fact("借款用途", PURPOSES.get(terms.purpose, "未填写")),
        Fact("借款原因", terms.reason or "未填写"),
        Fact("还款来源", f"{source}：{terms.repayment_source_note}" if terms.repayment_source_note else source),
        Fact("可提供风控", _modes(terms.security_modes)),
        Fact("可见范围", VISIBILITIES[terms.visibility]),
        Fact("项目概述", terms.summary or "未填写"),
    ]
    if terms.collateral_value is not None:
        kind = COLLATERAL_KINDS.get(terms.collateral_kind, "")
        facts.append(Fact("抵押物", f"{kind}，市值 {wan_text(terms.collateral_value)} 万元"))
    return tuple(facts)


def _offer_facts(terms: OfferTerms) -> tuple[Fact, ...]:
    advance = terms.max_advance_rate
    places = [regions.city_name(code) for code in terms.preferred_regions]
    trades = [industries.name_of(code) for code in terms.preferred_industries]
    return (
        Fact("可贷金额", amounts(terms)),
        Fact("期望最低利率", "未填写" if terms.min_rate is None else f"{percent_text(terms.min_rate, 2)}/年"),
        Fact("最长期限", f"{terms.max_term_months} 个月" if terms.max_term_months else "未填写"),
        Fact("偏好期限", f"{terms.preferred_term_months} 个月" if terms.preferred_term_months else "没有偏好"),
        Fact("接受的风控方式", _modes(terms.security_modes)),
        Fact("抵押率要求", "没有要求" if advance is None else f"不超过 {percent_text(advance)}"),
        Fact("最低信用等级", CURRENT.grade_of(terms.min_score).label if terms.min_score else "不限"),
        Fact("偏好行业", "、".join(trades) or "没有偏好"),
        Fact("偏好地区", "、".join(places) or "没有偏好"),
        Fact("资金来源", "声明为自有资金" if terms.own_funds else "未声明"),
        Fact("可见范围", VISIBILITIES[terms.visibility]),
        Fact("说明", terms.summary or "未填写"),
    )


def amounts(terms: RequestTerms | OfferTerms) -> str:
    """The range of a posting in 万."""
    low, high = (wan_text(amount) if amount else "未填写" for amount in (terms.amount_min, terms.amount_max))
    return f"{low} — {high} 万元"
