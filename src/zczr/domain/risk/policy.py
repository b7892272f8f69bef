"""Every constant of the risk model in dated, frozen tables, found by version (domain.md section 4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from zczr.domain.rates import to_hundredth_percent
from zczr.domain.risk.kinds import (
    AmountGrade,
    CoarseGrade,
    CollateralKind,
    FactorCode,
    Grade,
    GuaranteeMode,
    Purpose,
    RepaymentBehaviour,
    RepaymentSource,
    RiskBand,
    Tie,
)

Ladder = tuple[tuple[Decimal, int], ...]


@dataclass(frozen=True, slots=True)
class AssetTerms:
    """How one kind of asset counts: advance rate, mode coefficient, loss given default."""

    advance: Decimal
    coefficient: Decimal
    lgd: Decimal


@dataclass(frozen=True, slots=True)
class GuarantorTerms:
    """How a guarantor of one grade counts: weight of the cover, coefficient of the covered part."""

    weight: Decimal
    coefficient: Decimal


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the model's constants; ladders are read from their first rung on."""

    version: str
    effective_on: date

    full_points: Mapping[FactorCode, int]
    missing_points: Mapping[FactorCode, int]
    f1_at_least: Ladder
    f2_at_most: Ladder
    f3_at_most: Ladder
    f6_at_most: Ladder
    f7_at_least: Ladder
    credit_floor: Decimal
    credit_span: Decimal
    credit_cap_by_contracts: tuple[tuple[int, int], ...]
    behaviour_points: Mapping[RepaymentBehaviour, int]
    source_points: Mapping[RepaymentSource, int]
    assumed_paid_share: Decimal

    grade_at_least: tuple[tuple[int, Grade], ...]
    pd_by_score: tuple[Decimal, ...]

    principal_years: int
    dscr_required: Decimal
    worth_of_paid_in: Decimal
    worth_of_registered: Decimal
    document_base: Decimal
    document_step: Decimal
    alpha: Mapping[Grade, Decimal]
    guarantee_charge: Decimal
    platform_limit: Decimal
    days_in_year: Decimal

    assets: Mapping[CollateralKind, AssetTerms]
    unconfirmed_receivable: AssetTerms
    unproven_factor: Decimal
    guarantors: Mapping[Grade, GuarantorTerms]
    mode_factor: Mapping[GuaranteeMode, Decimal]
    tie_factor: Mapping[Tie, Decimal]
    guarantor_lgd: Decimal
    uncovered_coefficient: Decimal
    uncovered_lgd: Decimal

    grade_coefficient: Mapping[Grade, Decimal]
    term_at_most: tuple[tuple[int, Decimal], ...]
    term_beyond: Decimal
    overdue_at_most: tuple[tuple[int, Decimal], ...]
    overdue_beyond: Decimal
    band_at_most: tuple[tuple[Decimal, RiskBand], ...]
    acceptable_total_risk: Decimal

    operating_cost: Decimal
    required_return: Decimal
    term_premium_per_year: Decimal
    term_premium_after_months: int

    veto_overdue_days: int
    barred_purposes: frozenset[Purpose]

    def asset_terms(self, kind: CollateralKind, confirmed: bool) -> AssetTerms:
        """The terms of an asset; a receivable its debtor has not confirmed is advanced less."""
        if kind is CollateralKind.RECEIVABLE and not confirmed:
            return self.unconfirmed_receivable
        return self.assets[kind]

    def grade_of(self, score: int) -> Grade:
        """The credit grade of a score."""
        for least, grade in self.grade_at_least:
            if score >= least:
                return grade
        return Grade.C

    def score_for(self, grade: Grade) -> int:
        """The lowest score of a grade (0 for C)."""
        for least, each in self.grade_at_least:
            if each is grade:
                return least
        return 0

    def term_coefficient(self, months: int) -> Decimal:
        """T of the total risk coefficient."""
        for most, coefficient in self.term_at_most:
            if months <= most:
                return coefficient
        return self.term_beyond

    def overdue_coefficient(self, days: int) -> Decimal:
        """X of the total risk coefficient."""
        for most, coefficient in self.overdue_at_most:
            if days <= most:
                return coefficient
        return self.overdue_beyond

    def band_of(self, total_risk: Decimal) -> RiskBand:
        """The band of a total risk coefficient that is rounded to 2 decimals."""
        for most, band in self.band_at_most:
            if total_risk <= most:
                return band
        return RiskBand.HIGH


def amount_grade(amount_risk: Decimal | None) -> AmountGrade:
    """The guarantee grade of r rounded to 2 decimals; no number (limit 0) is 高风险 (product.md section 5)."""
    if amount_risk is None or amount_risk > Decimal("1.5"):
        return AmountGrade.HIGH
    if amount_risk > 1:
        return AmountGrade.MEDIUM_HIGH
    if amount_risk > Decimal("0.8"):
        return AmountGrade.MEDIUM
    if amount_risk >= Decimal("0.5"):
        return AmountGrade.MEDIUM_LOW
    return AmountGrade.LOW


def coarse_grade(grade: AmountGrade) -> CoarseGrade:
    """The grade of the manual's three, for filters."""
    if grade is AmountGrade.HIGH:
        return CoarseGrade.HIGH
    return CoarseGrade.LOW if grade is AmountGrade.LOW else CoarseGrade.MEDIUM


def _pd_table() -> tuple[Decimal, ...]:
    """PD of each score 0..100: 1 / (1 + 19 x 2^((score - 60) / 10)), rounded to 0.01%."""
    two = Decimal(2)
    return tuple(to_hundredth_percent(1 / (1 + 19 * two ** (Decimal(score - 60) / 10))) for score in range(101))


def _ladder(*rungs: tuple[str, int]) -> Ladder:
    return tuple((Decimal(bound), points) for bound, points in rungs)


def _terms(advance: str, coefficient: str, lgd: str) -> AssetTerms:
    return AssetTerms(Decimal(advance), Decimal(coefficient), Decimal(lgd))


def _by_grade(values: str) -> Mapping[Grade, Decimal]:
    return MappingProxyType(dict(zip(Grade, map(Decimal, values.split()), strict=True)))


_GUARANTOR_WEIGHT = _by_grade(".90 .85 .75 .60 .40 .20 0")
# Grade C has no coefficient of its own because its weight is 0: no part is ever covered by it.
_GUARANTOR_COEFFICIENT = _by_grade(".60 .65 .70 .80 .90 .95 1.00")

RISK_2026_1 = Policy(
    version="risk-2026.1",
    effective_on=date(2026, 1, 1),
    full_points=MappingProxyType(dict(zip(FactorCode, (25, 15, 10, 15, 10, 10, 5, 5, 5), strict=True))),
    missing_points=MappingProxyType({FactorCode.F1: 8, FactorCode.F2: 5, FactorCode.F3: 3}),
    f1_at_least=_ladder(("2", 25), ("1.5", 21), ("1.25", 16), ("1", 9)),
    f2_at_most=_ladder((".40", 15), (".55", 12), (".70", 8), (".80", 4)),
    f3_at_most=_ladder((".10", 10), (".25", 8), (".50", 5), ("1", 2)),
    f6_at_most=_ladder((".25", 10), (".50", 7), (".80", 4), ("1", 2)),
    f7_at_least=_ladder(("8", 5), ("5", 4), ("3", 3), ("1", 1)),
    credit_floor=Decimal(60),
    credit_span=Decimal(40),
    credit_cap_by_contracts=((0, 9), (2, 12)),
    behaviour_points=MappingProxyType(dict(zip(RepaymentBehaviour, (10, 5, 3, 0), strict=True))),
    source_points=MappingProxyType(dict(zip(RepaymentSource, (5, 3, 1), strict=True))),
    assumed_paid_share=Decimal("0.5"),
    grade_at_least=(
        (85, Grade.AAA),
        (75, Grade.AA),
        (65, Grade.A),
        (55, Grade.BBB),
        (45, Grade.BB),
        (35, Grade.B),
    ),
    pd_by_score=_pd_table(),
    principal_years=3,
    dscr_required=Decimal("1.25"),
    worth_of_paid_in=Decimal("0.5"),
    worth_of_registered=Decimal("0.2"),
    document_base=Decimal("0.5"),
    document_step=Decimal("0.1"),
    alpha=_by_grade(".60 .50 .40 .30 .20 .10 0"),
    guarantee_charge=Decimal("0.5"),
    platform_limit=Decimal(1_000_000),
    days_in_year=Decimal(360),
    assets=MappingProxyType(
        {
            CollateralKind.PROPERTY: _terms(".70", ".50", ".35"),
            CollateralKind.FIXED_ASSET: _terms(".60", ".50", ".35"),
            CollateralKind.PLANT_OR_LAND: _terms(".60", ".50", ".35"),
            CollateralKind.GENERAL_EQUIPMENT: _terms(".50", ".60", ".40"),
            CollateralKind.SPECIAL_EQUIPMENT: _terms(".30", ".60", ".40"),
            CollateralKind.STOCK: _terms(".50", ".60", ".40"),
            CollateralKind.RECEIVABLE: _terms(".80", ".60", ".35"),
            CollateralKind.DEPOSIT: _terms(".95", ".10", "0"),
            CollateralKind.OTHER: _terms(".40", ".60", ".40"),
        }
    ),
    unconfirmed_receivable=_terms(".60", ".60", ".35"),
    unproven_factor=Decimal("0.5"),
    guarantors=MappingProxyType(
        {grade: GuarantorTerms(_GUARANTOR_WEIGHT[grade], _GUARANTOR_COEFFICIENT[grade]) for grade in Grade}
    ),
    mode_factor=MappingProxyType({GuaranteeMode.JOINT: Decimal(1), GuaranteeMode.GENERAL: Decimal("0.8")}),
    tie_factor=MappingProxyType(
        dict(zip(Tie, (Decimal(1), Decimal("0.7"), Decimal("0.5"), Decimal("0.3")), strict=True))
    ),
    guarantor_lgd=Decimal("0.45"),
    uncovered_coefficient=Decimal("1.00"),
    # Above Basel's 45%: enforcement between small enterprises is slower.
    uncovered_lgd=Decimal("0.60"),
    grade_coefficient=_by_grade(".40 .55 .70 .80 .90 1.00 1.20"),
    term_at_most=(
        (3, Decimal("1.00")),
        (6, Decimal("1.05")),
        (12, Decimal("1.10")),
        (24, Decimal("1.20")),
        (36, Decimal("1.25")),
        (48, Decimal("1.30")),
        (60, Decimal("1.35")),
        (72, Decimal("1.40")),
    ),
    term_beyond=Decimal("1.50"),
    overdue_at_most=((0, Decimal("1.00")), (30, Decimal("1.30")), (90, Decimal("1.60"))),
    overdue_beyond=Decimal("2.00"),
    band_at_most=(
        (Decimal("0.40"), RiskBand.LOW),
        (Decimal("0.60"), RiskBand.ACCEPTABLE),
        (Decimal("0.90"), RiskBand.ELEVATED),
    ),
    acceptable_total_risk=Decimal("0.60"),
    operating_cost=Decimal("0.0090"),
    required_return=Decimal("0.0100"),
    term_premium_per_year=Decimal("0.0010"),
    term_premium_after_months=12,
    veto_overdue_days=30,
    barred_purposes=frozenset({Purpose.ON_LENDING, Purpose.SECURITIES, Purpose.UNLAWFUL}),
)

POLICIES: Mapping[str, Policy] = MappingProxyType({RISK_2026_1.version: RISK_2026_1})
CURRENT = RISK_2026_1


def policy_of(version: str) -> Policy:
    """The policy of a version, old ones included, so that what was once assessed can be run again."""
    return POLICIES[version]
