"""Loan requests and offers of the demo, sized to the firms that post them."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from random import Random

from zczr.demo.facts import LoanOffer, LoanRequest, Organization
from zczr.demo.trades import Need, Trade

_TEN_THOUSAND = Decimal(10_000)
_LARGEST = Decimal(1_000_000)
_SMALLEST = Decimal(50_000)

_SECURITY = (
    ("mortgage",),
    ("mortgage",),
    ("mortgage", "guarantee"),
    ("guarantee",),
    ("unsecured",),
    ("mortgage", "unsecured"),
    ("other",),
)
_OTHER_SOURCES = ("厂房出租的租金收入", "已批复的技术改造补助", "股东增资款", "处置闲置设备所得")
_OFFERS = (
    ("闲置资金短期出借", "以自有闲置资金支持合作伙伴短期周转，期限灵活，可提前还款。"),
    ("同行订单支持", "熟悉本行业生产与回款规律，优先支持有真实订单的企业。"),
    ("上游采购支持", "支持下游客户采购原材料，凭购销合同和提货单办理。"),
    ("设备更新支持", "支持购置生产设备，接受设备或厂房抵押，可按月等额还款。"),
    ("本地企业互助", "优先支持同城企业，便于实地了解经营情况，资料齐全当周答复。"),
    ("旺季备货支持", "旺季备货与节前周转均可申请，到期一次还本付息。"),
)


def draw_requests(rng: Random, firms: Iterable[tuple[Organization, Trade]]) -> tuple[LoanRequest, ...]:
    """One request from each firm; firms of one trade take its needs in turn."""
    turns = Counter[str]()
    requests = []
    for firm, trade in firms:
        need = trade.needs[turns[trade.word] % len(trade.needs)]
        turns[trade.word] += 1
        requests.append(_request(rng, firm, need))
    return tuple(requests)


def draw_offers(rng: Random, firms: Iterable[Organization]) -> tuple[LoanOffer, ...]:
    """One offer from each firm."""
    return tuple(_offer(rng, firm) for firm in firms)


def _request(rng: Random, firm: Organization, need: Need) -> LoanRequest:
    most = min(_LARGEST, max(_SMALLEST, _ten_thousands(firm.paid_in_capital * rng.randint(8, 35) / 100)))
    modes = rng.choice(_SECURITY)
    mortgaged = "mortgage" in modes
    by_sales = rng.random() < 0.8
    return LoanRequest(
        borrower=firm.key,
        project=need.project,
        purpose=need.purpose,
        reason=need.reason,
        amount_min=max(_SMALLEST, _ten_thousands(most * rng.randint(60, 90) / 100)),
        amount_max=most,
        max_rate=Decimal(rng.randint(18, 38)) / 400,
        term_months=rng.choice((3, 6, 6, 9, 12, 12, 18, 24)),
        repayment_source="sales" if by_sales else "other",
        repayment_source_note="" if by_sales else rng.choice(_OTHER_SOURCES),
        security_modes=modes,
        collateral_kind=rng.choice(("fixed_asset", "fixed_asset", "other_asset")) if mortgaged else "",
        collateral_value=_ten_thousands(most * rng.randint(80, 220) / 100) if mortgaged else None,
        summary=need.summary,
        visibility=rng.choice(("match_only", "match_only", "partners", "institutions")),
        posted_days_ago=rng.randint(0, 45),
    )


def _offer(rng: Random, firm: Organization) -> LoanOffer:
    project, summary = rng.choice(_OFFERS)
    least = Decimal(rng.choice((50_000, 80_000, 100_000, 150_000, 200_000)))
    longest = rng.choice((6, 12, 12, 18, 24))
    return LoanOffer(
        lender=firm.key,
        project=project,
        amount_min=least,
        amount_max=min(_LARGEST, least * rng.randint(2, 6)),
        min_rate=Decimal(rng.randint(16, 26)) / 400,
        max_term_months=longest,
        preferred_term_months=rng.choice((None, 3, 6)),
        security_modes=rng.choice(
            (("mortgage",), ("mortgage", "guarantee"), ("mortgage", "guarantee", "unsecured"), ("unsecured", "other"))
        ),
        max_advance_rate=Decimal(rng.choice((50, 60, 70))) / 100,
        preferred_industries=rng.choice(((), (), ("C",), ("C", "F"))),
        preferred_regions=rng.choice(((), (firm.city_code,))),
        min_score=rng.choice((0, 45, 45, 55, 65)),
        summary=summary,
        visibility=rng.choice(("match_only", "match_only", "partners")),
        posted_days_ago=rng.randint(0, 60),
    )


def _ten_thousands(yuan: Decimal) -> Decimal:
    return (yuan / _TEN_THOUSAND).quantize(Decimal(1)) * _TEN_THOUSAND
