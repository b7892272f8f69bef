"""E1-E9 of domain.md section 4.3 through the real functions, every published column."""

from decimal import Decimal

import pytest

from domain.risk.examples import E1, E6, E7, E9, EXAMPLES, Published, thousand
from zczr.domain.money import half_up
from zczr.domain.rates import from_percent
from zczr.domain.risk.explain import explain, headline_of
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.kinds import CapKind, Veto
from zczr.domain.risk.model import assess


@pytest.fixture(params=EXAMPLES, name="example")
def _example(request: pytest.FixtureRequest) -> tuple[RiskFacts, Published]:
    return EXAMPLES[request.param]


def test_score_grade_and_pd_are_as_published(example: tuple[RiskFacts, Published]) -> None:
    facts, published = example
    outcome = assess(facts).upper
    assert "+".join(str(factor.points) for factor in outcome.factors) == published.points
    assert (outcome.score, outcome.grade.label) == (published.score, published.grade)
    assert outcome.pd == from_percent(Decimal(published.pd))


def test_cover_coefficient_and_lgd_are_as_published(example: tuple[RiskFacts, Published]) -> None:
    facts, published = example
    security = assess(facts).upper.security
    assert (security.collateral_cover, security.guarantor_cover) == tuple(map(Decimal, published.cover))
    assert security.coefficient == Decimal(published.coefficient)
    assert security.lgd == from_percent(Decimal(published.lgd))


def test_caps_limit_and_binding_cap_are_as_published(example: tuple[RiskFacts, Published]) -> None:
    facts, published = example
    limit = assess(facts).upper.limit
    shown = {cap.kind: half_up(cap.amount / 1000, Decimal("0.1")) for cap in limit.caps if cap.amount is not None}
    assert shown == {kind: Decimal(amount) for kind, amount in published.caps.items()}
    assert limit.amount == thousand(published.limit)
    assert limit.binding is published.binding


def test_ratios_and_grades_are_as_published(example: tuple[RiskFacts, Published]) -> None:
    facts, published = example
    outcome = assess(facts).upper
    assert outcome.amount_risk == (None if published.amount_risk is None else Decimal(published.amount_risk))
    assert outcome.amount_grade.label == f"{published.amount_grade}风险"
    assert outcome.total_risk.value == Decimal(published.total_risk)


def test_rate_is_as_published(example: tuple[RiskFacts, Published]) -> None:
    facts, published = example
    pricing = assess(facts).upper.pricing
    assert pricing.raw == from_percent(Decimal(published.raw))
    assert pricing.rate == (None if published.rate is None else from_percent(Decimal(published.rate)))


def test_e1_shows_the_four_figures_of_the_manual() -> None:
    headline = headline_of(assess(E1))
    assert (headline.limit, headline.amount_risk, headline.total_risk, headline.rate) == (
        "100,000元",
        "1.2",
        "0.2",
        "5%",
    )


def test_e1_is_read_to_the_user_as_published() -> None:
    assert explain(E1, assess(E1)).sentences == (
        "额度由营运资金缺口决定（100,000 元），抵押物足够（120,000 元）但需求不支持更多；"
        "降到 100,000 元系数为 1.00（中风险）。",
        "总风险 0.20 = 信用AAA 0.40 × 抵押 0.50 × 3个月 1.00 × 正常 1.00。",
        "利率 5.0% = LPR 3.00 + 运营 0.90 + 回报 1.00 + 预期损失 0.40% × 35% = 0.14（合计 5.04）。",
    )


def test_a_mutual_guarantor_takes_capacity_away_and_lifts_the_total_risk() -> None:
    single, mutual = assess(E6).upper, assess(E7).upper
    worth = CapKind.WORTH_AND_SECURITY
    alone, together = single.limit.cap(worth), mutual.limit.cap(worth)
    assert alone is not None
    assert together is not None
    assert alone - together == thousand("352.5")
    assert (single.total_risk.value, mutual.total_risk.value) == (Decimal("0.41"), Decimal("0.57"))


def test_e9_is_vetoed_for_its_net_worth_and_still_shows_its_score() -> None:
    assessment = assess(E9)
    assert assessment.vetoes == (Veto.NO_NET_WORTH,)
    assert assessment.upper.score == 72
    assert headline_of(assessment).amount_risk == "无"
