"""Both sides of every threshold of domain.md section 4.2."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.risk.examples import E1, E3, E4, documents, thousand
from zczr.domain.risk.facts import (
    NeedInputs,
    RiskFacts,
    Statements,
    years_registered,
)
from zczr.domain.risk.kinds import (
    AmountGrade,
    CapKind,
    CoarseGrade,
    FactorCode,
    Grade,
    Purpose,
    RepaymentBehaviour,
    RepaymentSource,
    RiskBand,
    Veto,
)
from zczr.domain.risk.limits import working_capital_need
from zczr.domain.risk.model import assess
from zczr.domain.risk.policy import CURRENT, POLICIES, amount_grade, coarse_grade, policy_of

CENT = Decimal("0.01")


def points(facts: RiskFacts, code: FactorCode) -> int:
    return next(factor.points for factor in assess(facts).upper.factors if factor.code is code)


# Q 300,000 and E 200,000 at 0%: DSCR = 3 x OCF / 500,000.
@pytest.mark.parametrize(
    ("at_least", "reached", "below"), [("2", 25, 21), ("1.5", 21, 16), ("1.25", 16, 9), ("1", 9, 0)]
)
def test_f1_reads_its_ladder(at_least: str, reached: int, below: int) -> None:
    exact = Decimal(at_least) * 500_000 / 3
    with_cash = replace(E3, max_rate=Decimal(0))
    just = replace(E3.statements, operating_cash_flow=exact.quantize(CENT) + CENT)
    under = replace(E3.statements, operating_cash_flow=exact.quantize(CENT) - CENT)
    assert points(replace(with_cash, statements=just), FactorCode.F1) == reached
    assert points(replace(with_cash, statements=under), FactorCode.F1) == below


def test_f1_meets_a_threshold_exactly_although_a_third_has_no_end() -> None:
    sheet = replace(E3.statements, operating_cash_flow=Decimal(250_000))
    assert points(replace(E3, max_rate=Decimal(0), statements=sheet), FactorCode.F1) == 21


@pytest.mark.parametrize(
    ("at_most", "reached", "above"), [("0.40", 15, 12), ("0.55", 12, 8), ("0.70", 8, 4), ("0.80", 4, 0)]
)
def test_f2_reads_its_ladder(at_most: str, reached: int, above: int) -> None:
    assets = Decimal(700_000)
    liabilities = Decimal(at_most) * 1_000_000 - 300_000
    exact = replace(E3, statements=Statements(assets, liabilities, None))
    over = replace(E3, statements=Statements(assets, liabilities + CENT, None))
    assert (points(exact, FactorCode.F2), points(over, FactorCode.F2)) == (reached, above)


@pytest.mark.parametrize(
    ("at_most", "reached", "above"), [("0.10", 10, 8), ("0.25", 8, 5), ("0.50", 5, 2), ("1", 2, 0)]
)
def test_f3_reads_its_ladder(at_most: str, reached: int, above: int) -> None:
    capital = Decimal(300_000) / Decimal(at_most)
    exact = replace(E3, paid_in_capital=capital)
    over = replace(E3, paid_in_capital=capital - CENT)
    assert (points(exact, FactorCode.F3), points(over, FactorCode.F3)) == (reached, above)


def test_f3_takes_half_the_registered_capital_and_3_points_where_none_is_known() -> None:
    half = replace(E3, paid_in_capital=None, registered_capital=Decimal(600_000))
    assert points(half, FactorCode.F3) == 2
    assert points(replace(half, registered_capital=Decimal("599999.98")), FactorCode.F3) == 0
    assert points(replace(half, registered_capital=None), FactorCode.F3) == 3


@pytest.mark.parametrize(
    ("score", "contracts", "expected"),
    [
        ("60", 3, 0),
        ("59", 3, 0),
        ("61", 3, 0),  # 0.375 rounds down
        ("62", 3, 1),  # 0.75 rounds up
        ("94", 4, 13),
        ("98", 3, 14),
        ("100", 3, 15),
        ("120", 3, 15),
        ("100", 2, 12),
        ("100", 1, 12),
        ("90", 1, 11),
        ("100", 0, 9),
        ("80", 0, 8),
    ],
)
def test_f4_scales_the_platform_score_and_is_capped_by_contracts(score: str, contracts: int, expected: int) -> None:
    facts = replace(E3, credit_score=Decimal(score), completed_contracts=contracts)
    assert points(facts, FactorCode.F4) == expected


@pytest.mark.parametrize(("behaviour", "expected"), list(zip(RepaymentBehaviour, (10, 5, 3, 0), strict=True)))
def test_f5_follows_repayment_behaviour(behaviour: RepaymentBehaviour, expected: int) -> None:
    assert points(replace(E3, repayment_behaviour=behaviour), FactorCode.F5) == expected


@pytest.mark.parametrize(
    ("at_most", "reached", "above"), [("0.25", 10, 7), ("0.50", 7, 4), ("0.80", 4, 2), ("1", 2, 0)]
)
def test_f6_reads_its_ladder(at_most: str, reached: int, above: int) -> None:
    given = Decimal(at_most) * 1_200_000
    exact = replace(E3, guarantees_outstanding=given)
    over = replace(E3, guarantees_outstanding=given + CENT)
    assert (points(exact, FactorCode.F6), points(over, FactorCode.F6)) == (reached, above)


@pytest.mark.parametrize(
    ("years", "expected"), [(0, 0), (1, 1), (2, 1), (3, 3), (4, 3), (5, 4), (7, 4), (8, 5), (None, 0)]
)
def test_f7_follows_years(years: int | None, expected: int) -> None:
    assert points(replace(E3, years_registered=years), FactorCode.F7) == expected


@pytest.mark.parametrize("count", range(6))
def test_f8_gives_a_point_for_each_class_of_documents(count: int) -> None:
    assert points(replace(E3, verified_documents=documents(count)), FactorCode.F8) == count


@pytest.mark.parametrize(("source", "expected"), list(zip(RepaymentSource, (5, 3, 1), strict=True)))
def test_f9_follows_the_source(source: RepaymentSource, expected: int) -> None:
    assert points(replace(E3, repayment_source=source), FactorCode.F9) == expected


@pytest.mark.parametrize(
    ("score", "grade", "pd"),
    [
        (100, "AAA", "0.0033"), (85, "AAA", "0.0092"), (84, "AA", None), (75, "AA", "0.0183"), (74, "A", None),
        (65, "A", "0.0359"), (64, "BBB", None), (55, "BBB", "0.0693"), (54, "BB", None), (45, "BB", "0.1296"),
        (44, "B", None), (35, "B", "0.2294"), (34, "C", None), (0, "C", "0.7711"),
    ],
)  # fmt: skip
def test_grades_begin_where_published(score: int, grade: str, pd: str | None) -> None:
    assert CURRENT.grade_of(score).value == grade
    if pd is not None:
        assert CURRENT.pd_by_score[score] == Decimal(pd)


@pytest.mark.parametrize("grade", Grade)
def test_the_lowest_score_of_a_grade_has_that_grade(grade: Grade) -> None:
    assert CURRENT.grade_of(CURRENT.score_for(grade)) is grade
    assert grade.reaches(grade)


def test_a_better_grade_reaches_a_lower_one_and_not_the_other_way() -> None:
    assert Grade.AAA.reaches(Grade.B)
    assert not Grade.B.reaches(Grade.BB)


@pytest.mark.parametrize(
    ("ratio", "label"),
    [
        ("0.49", "低风险"), ("0.50", "中低风险"), ("0.80", "中低风险"), ("0.81", "中风险"), ("1.00", "中风险"),
        ("1.01", "中高风险"), ("1.50", "中高风险"), ("1.51", "高风险"),
    ],
)  # fmt: skip
def test_guarantee_grades_meet_at_the_published_boundaries(ratio: str, label: str) -> None:
    assert amount_grade(Decimal(ratio)).label == label


def test_no_ratio_is_high_risk() -> None:
    assert amount_grade(None) is AmountGrade.HIGH


@pytest.mark.parametrize(
    ("grade", "coarse"),
    list(
        zip(
            AmountGrade,
            (
                CoarseGrade.HIGH,
                CoarseGrade.MEDIUM,
                CoarseGrade.MEDIUM,
                CoarseGrade.MEDIUM,
                CoarseGrade.LOW,
            ),
            strict=True,
        )
    ),
)
def test_the_three_middle_grades_count_as_medium(grade: AmountGrade, coarse: CoarseGrade) -> None:
    assert coarse_grade(grade) is coarse


@pytest.mark.parametrize(
    ("value", "band"),
    [
        ("0.40", RiskBand.LOW), ("0.41", RiskBand.ACCEPTABLE), ("0.60", RiskBand.ACCEPTABLE),
        ("0.61", RiskBand.ELEVATED), ("0.90", RiskBand.ELEVATED), ("0.91", RiskBand.HIGH),
    ],
)  # fmt: skip
def test_bands_of_the_total_risk_end_where_published(value: str, band: RiskBand) -> None:
    assert CURRENT.band_of(Decimal(value)) is band


@pytest.mark.parametrize(
    ("months", "coefficient"),
    [
        (1, "1.00"), (3, "1.00"), (4, "1.05"), (6, "1.05"), (7, "1.10"), (12, "1.10"), (13, "1.20"), (24, "1.20"),
        (25, "1.25"), (36, "1.25"), (37, "1.30"), (48, "1.30"), (49, "1.35"), (60, "1.35"), (61, "1.40"),
        (72, "1.40"), (73, "1.50"),
    ],
)  # fmt: skip
def test_term_coefficients_change_where_published(months: int, coefficient: str) -> None:
    assert CURRENT.term_coefficient(months) == Decimal(coefficient)


@pytest.mark.parametrize(
    ("days", "coefficient"),
    [(0, "1.00"), (1, "1.30"), (30, "1.30"), (31, "1.60"), (90, "1.60"), (91, "2.00")],
)
def test_overdue_coefficients_change_where_published(days: int, coefficient: str) -> None:
    assert CURRENT.overdue_coefficient(days) == Decimal(coefficient)


@pytest.mark.parametrize(
    ("changed", "veto"),
    [
        ({"kyb_passed": False}, Veto.NOT_VERIFIED),
        ({"on_dishonest_list": True}, Veto.DISHONEST),
        ({"overdue_days": 31}, Veto.OVERDUE),
        ({"purpose": Purpose.ON_LENDING}, Veto.BARRED_PURPOSE),
        ({"purpose": Purpose.SECURITIES}, Veto.BARRED_PURPOSE),
        ({"purpose": Purpose.UNLAWFUL}, Veto.BARRED_PURPOSE),
        ({"statements": Statements(Decimal(10), Decimal(10))}, Veto.NO_NET_WORTH),
    ],
)
def test_each_veto_sets_the_limit_to_0_and_takes_the_rate(changed: dict[str, object], veto: Veto) -> None:
    assessment = assess(replace(E1, **changed))  # type: ignore[arg-type]
    assert assessment.vetoes == (veto,)
    assert assessment.upper.limit.amount == 0
    assert assessment.upper.amount_risk is None
    assert assessment.upper.pricing.rate is None


@pytest.mark.parametrize(
    "changed",
    [{"overdue_days": 30}, {"statements": Statements(Decimal("10.01"), Decimal(10))}, {"purpose": Purpose.PROJECT}],
)
def test_just_short_of_a_veto_there_is_none(changed: dict[str, object]) -> None:
    assert assess(replace(E1, **changed)).vetoes == ()  # type: ignore[arg-type]


def test_the_platform_cap_is_off_for_a_licensed_lender() -> None:
    open_debt = replace(E1, need=None, platform_outstanding=Decimal(950_000))
    assert assess(open_debt).upper.limit.cap(CapKind.PLATFORM) == 50_000
    assert assess(replace(open_debt, licensed_lender=True)).upper.limit.cap(CapKind.PLATFORM) is None
    over = replace(open_debt, platform_outstanding=Decimal(1_000_001))
    assert assess(over).upper.limit.cap(CapKind.PLATFORM) == 0


def test_platform_debt_counts_as_debt() -> None:
    declared = assess(replace(E3, declared_debt=thousand(200), platform_outstanding=thousand(100)))
    assert declared.upper.limit.unsecured == thousand(300)


def test_without_any_day_count_the_need_is_unknown() -> None:
    need = NeedInputs(sales=thousand(100), margin=Decimal("0.1"))
    assert working_capital_need(need, CURRENT) is None
    assert working_capital_need(replace(need, stock_days=Decimal(36)), CURRENT) == thousand(9)


def test_a_business_paid_before_it_pays_needs_nothing() -> None:
    need = NeedInputs(sales=thousand(100), margin=Decimal("0.1"), payable_days=Decimal(30))
    assert working_capital_need(need, CURRENT) == 0


def test_the_limit_is_rounded_down_to_whole_thousands() -> None:
    almost = replace(E3, statements=replace(E3.statements, total_assets=Decimal("2401999.98")))
    assert assess(almost).upper.limit.amount == thousand(400)
    just = replace(E3, statements=replace(E3.statements, total_assets=Decimal(2_402_000)))
    assert assess(just).upper.limit.amount == thousand(401)


@pytest.mark.parametrize(("months", "premium"), [(12, "0"), (13, "0.0000833"), (18, "0.0005"), (24, "0.0010")])
def test_the_term_premium_is_pro_rata_beyond_a_year(months: int, premium: str) -> None:
    shown = assess(replace(E3, term_months=months)).upper.pricing.term_premium
    assert shown.quantize(Decimal("0.0000001")) == Decimal(premium)


def test_the_rate_is_withheld_as_soon_as_the_sum_passes_the_cap() -> None:
    # PD 16.42% x LGD 60% = 9.85%, so the sum is LPR + 11.75% and meets 4 x LPR at 3.9167%.
    def shown(lpr: str) -> Decimal | None:
        return assess(replace(E4, lpr=Decimal(lpr))).upper.pricing.rate

    assert shown("0.0391") is None
    # 15.67% is under the cap of 15.68%, but would be shown as 15.7%.
    assert shown("0.0392") is None
    assert shown("0.0393") == Decimal("0.157")


def test_the_own_maximum_is_named_only_when_the_rate_is_above_it() -> None:
    assert assess(replace(E1, max_rate=Decimal("0.0499"))).upper.pricing.above_own_max
    assert not assess(replace(E1, max_rate=Decimal("0.05"))).upper.pricing.above_own_max


def test_without_an_lpr_there_is_neither_cap_nor_rate_but_the_rest() -> None:
    outcome = assess(replace(E1, lpr=None, lpr_on=None)).upper
    assert (outcome.pricing.cap, outcome.pricing.rate, outcome.pricing.raw) == (None, None, None)
    assert outcome.limit.amount == thousand(100)


def test_the_lower_end_of_the_range_is_assessed_too() -> None:
    assessment = assess(replace(E1, amount_min=thousand(80)))
    assert assessment.lower.amount == thousand(80)
    assert assessment.lower.amount_risk == Decimal("0.80")
    assert assessment.upper.amount_risk == Decimal("1.20")


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_min": Decimal(0)},
        {"amount_min": thousand(121)},
        {"max_rate": Decimal("-0.01")},
        {"term_months": 0},
    ],
)
def test_impossible_requests_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|cannot"):
        replace(E1, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("established", "today", "years"),
    [
        (date(2020, 5, 10), date(2026, 5, 9), 5),
        (date(2020, 5, 10), date(2026, 5, 10), 6),
        (date(2024, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2030, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_years_are_full_years(established: date, today: date, years: int) -> None:
    assert years_registered(established, today) == years


def test_a_policy_is_found_by_its_version_and_says_so() -> None:
    assert policy_of("risk-2026.1") is CURRENT
    assert all(policy.version == version for version, policy in POLICIES.items())
