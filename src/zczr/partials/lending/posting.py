"""An own 借款 or 贷款 around its form, or in full."""

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending.labels import (
    COLLATERAL_KINDS,
    REPAYMENT_SOURCES,
    SECURITY_MODES,
    VISIBILITIES,
    purpose_text,
    range_text,
)
from zczr.domain.lending.queries import OwnOffer, OwnRequest
from zczr.domain.lending.terms import OfferTerms, RequestTerms
from zczr.domain.money import wan_text
from zczr.domain.rates import percent_text
from zczr.domain.reference import industries, regions
from zczr.domain.risk.policy import CURRENT
from zczr.partials.lending.offer_fields import OfferForm
from zczr.partials.lending.request_fields import RequestForm
from zczr.partials.postings import PostingView, posting_view
from zczr.web.pieces import Term


async def load_posting(actor: Actor, own: OwnRequest | OwnOffer) -> PostingView:
    """An own posting with its files and history."""
    request = isinstance(own, OwnRequest)
    return await posting_view(
        actor,
        own,
        title=own.title,
        kind="借款" if request else "贷款",
        facts=_request_facts(own.terms) if isinstance(own, OwnRequest) else _offer_facts(own.terms),
        slots=RequestForm() if request else OfferForm(),
        list_href="/lending/postings",
    )


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
