"""The worked examples E1-E9 of domain.md section 4.3: inputs and every published column."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from zczr.domain.risk.facts import CollateralAsset, GuarantorOffer, NeedInputs, RiskFacts, Statements
from zczr.domain.risk.kinds import (
    CapKind,
    CollateralKind,
    DocumentClass,
    Grade,
    GuaranteeMode,
    Purpose,
    RepaymentBehaviour,
    RepaymentSource,
    Tie,
)


def thousand(amount: str | int) -> Decimal:
    """Thousand yuan, as the table is written, in yuan."""
    return Decimal(amount) * 1000


def documents(count: int) -> frozenset[DocumentClass]:
    """The first `count` classes of documents."""
    return frozenset(list(DocumentClass)[:count])


def statements(cash: int, assets: int, liabilities: int) -> Statements:
    """Statements in thousand yuan."""
    return Statements(thousand(assets), thousand(liabilities), thousand(cash))


def asset(kind: CollateralKind, value: int, confirmed: bool = False) -> CollateralAsset:
    """A proven asset in thousand yuan."""
    return CollateralAsset(kind, thousand(value), proven=True, confirmed=confirmed)


def facts(amount: int, rate: str, months: int, source: RepaymentSource, **rest: object) -> RiskFacts:
    """A request for one amount in thousand yuan at LPR 3.00%."""
    return RiskFacts(
        amount_min=thousand(amount),
        amount_max=thousand(amount),
        max_rate=Decimal(rate),
        term_months=months,
        purpose=Purpose.OPERATIONS,
        repayment_source=source,
        lpr=Decimal("0.0300"),
        lpr_on=date(2025, 5, 20),
        **rest,  # type: ignore[arg-type]
    )


CONTRACTS = RepaymentSource.SALES_WITH_CONTRACTS
CLEAN = RepaymentBehaviour.CLEAN
A_GUARANTOR = GuarantorOffer(Grade.A, thousand(300), thousand(300), GuaranteeMode.JOINT)

E1 = facts(
    120,
    "0.05",
    3,
    CONTRACTS,
    statements=statements(200, 800, 150),
    declared_debt=thousand(20),
    paid_in_capital=thousand(500),
    completed_contracts=3,
    repayment_behaviour=CLEAN,
    years_registered=6,
    verified_documents=documents(5),
    collateral=(asset(CollateralKind.FIXED_ASSET, 200),),
    need=NeedInputs(
        sales=thousand(1200),
        margin=Decimal("0.10"),
        stock_days=Decimal(30),
        receivable_days=Decimal(60),
        payable_days=Decimal(30),
        own_funds=thousand(60),
        working_loans=thousand(20),
    ),
)
E2 = facts(
    200,
    "0.05",
    6,
    CONTRACTS,
    registered_capital=thousand(1000),
    years_registered=4,
    verified_documents=documents(4),
    collateral=(asset(CollateralKind.FIXED_ASSET, 100),),
)
E3 = facts(
    300,
    "0.08",
    12,
    RepaymentSource.SALES,
    statements=statements(450, 2400, 1200),
    declared_debt=thousand(200),
    paid_in_capital=thousand(1000),
    completed_contracts=1,
    credit_score=Decimal(98),
    repayment_behaviour=CLEAN,
    years_registered=5,
    verified_documents=documents(5),
)
E4 = facts(
    500,
    "0.12",
    12,
    RepaymentSource.OTHER,
    registered_capital=thousand(1000),
    years_registered=0,
    verified_documents=documents(1),
)
E5 = facts(
    400,
    "0.09",
    24,
    CONTRACTS,
    statements=statements(500, 2500, 1500),
    declared_debt=thousand(600),
    guarantees_outstanding=thousand(900),
    paid_in_capital=thousand(800),
    completed_contracts=4,
    credit_score=Decimal(94),
    repayment_behaviour=RepaymentBehaviour.LATE_30,
    years_registered=9,
    verified_documents=documents(5),
    collateral=(asset(CollateralKind.OTHER, 300),),
)
E6 = facts(
    500,
    "0.07",
    6,
    CONTRACTS,
    statements=statements(300, 1500, 600),
    paid_in_capital=thousand(600),
    completed_contracts=2,
    credit_score=Decimal(96),
    repayment_behaviour=CLEAN,
    years_registered=3,
    verified_documents=documents(5),
    collateral=(asset(CollateralKind.RECEIVABLE, 250, confirmed=True),),
    guarantors=(A_GUARANTOR,),
    need=NeedInputs(
        sales=thousand(6000),
        margin=Decimal("0.08"),
        growth=Decimal("0.10"),
        stock_days=Decimal(45),
        receivable_days=Decimal(75),
        payable_days=Decimal(40),
        own_funds=thousand(300),
    ),
)
E7 = replace(E6, guarantees_outstanding=thousand(300), guarantors=(replace(A_GUARANTOR, tie=Tie.MUTUAL),))
E8 = facts(
    90,
    "0.06",
    6,
    CONTRACTS,
    statements=statements(260, 1000, 300),
    paid_in_capital=thousand(500),
    completed_contracts=5,
    repayment_behaviour=CLEAN,
    years_registered=10,
    verified_documents=documents(5),
    collateral=(asset(CollateralKind.PROPERTY, 400),),
)
E9 = replace(E1, statements=statements(200, 150, 160))


@dataclass(frozen=True)
class Published:
    """One row of the table; money in thousand yuan, percentages as printed, None where the table has no number."""

    points: str
    score: int
    grade: str
    pd: str
    cover: tuple[str, str]
    coefficient: str
    lgd: str
    caps: dict[CapKind, str]
    limit: str
    binding: CapKind | None
    amount_risk: str | None
    amount_grade: str
    total_risk: str
    raw: str
    rate: str | None


NEED, DSCR, WORTH, PLATFORM = CapKind

EXAMPLES: dict[str, tuple[RiskFacts, Published]] = {
    "E1": (
        E1,
        Published(
            "25+15+8+15+10+10+4+5+5", 97, "AAA", "0.40", ("1", "0"), "0.5000", "35.00",
            {NEED: "100", DSCR: "397.4", WORTH: "490", PLATFORM: "1000"}, "100", NEED,
            "1.20", "中高", "0.20", "5.04", "5.0",
        ),
    ),
    "E2": (
        E2,
        Published(
            "8+5+5+9+5+10+3+4+5", 54, "BB", "7.39", ("0.30", "0"), "0.8500", "52.50",
            {WORTH: "96", PLATFORM: "1000"}, "96", WORTH,
            "2.08", "高", "0.80", "8.78", "8.8",
        ),
    ),
    "E3": (
        E3,
        Published(
            "25+8+5+12+10+10+4+5+3", 82, "AA", "1.13", ("0", "0"), "1.0000", "60",
            {DSCR: "671.0", WORTH: "400", PLATFORM: "1000"}, "400", WORTH,
            "0.75", "中低", "0.61", "5.58", "5.6",
        ),
    ),
    "E4": (
        E4,
        Published(
            "8+5+2+9+5+10+0+1+1", 41, "B", "16.42", ("0", "0"), "1", "60",
            {WORTH: "12", PLATFORM: "1000"}, "12", WORTH,
            "41.67", "高", "1.10", "14.75", None,
        ),
    ),
    "E5": (
        E5,
        Published(
            "9+8+5+13+3+2+5+5+5", 55, "BBB", "6.93", ("0.30", "0"), "0.8800", "54",
            {DSCR: "344.9", WORTH: "120", PLATFORM: "1000"}, "120", WORTH,
            "3.33", "高", "0.84", "8.74", "8.7",
        ),
    ),
    "E6": (
        E6,
        Published(
            "16+12+2+12+10+10+3+5+5", 75, "AA", "1.83", ("0.40", "0.45"), "0.7050", "43.25",
            {NEED: "1049.3", DSCR: "595.0", WORTH: "875", PLATFORM: "1000"}, "595", DSCR,
            "0.84", "中", "0.41", "5.69", "5.7",
        ),
    ),
    "E7": (
        E7,
        Published(
            # The table prints 46.62; the rule gives 46.625, which half-up would print as 46.63.
            "16+12+2+12+10+7+3+5+5", 72, "A", "2.24", ("0.40", "0.225"), "0.7725", "46.625",
            {NEED: "1049.3", DSCR: "595.0", WORTH: "522.5", PLATFORM: "1000"}, "522", WORTH,
            "0.96", "中", "0.57", "5.94", "5.9",
        ),
    ),
    "E8": (
        E8,
        Published(
            "25+15+8+15+10+10+5+5+5", 98, "AAA", "0.38", ("1", "0"), "0.5000", "35",
            {DSCR: "528.8", WORTH: "700", PLATFORM: "1000"}, "528", DSCR,
            "0.17", "低", "0.21", "5.03", "5.0",
        ),
    ),
    "E9": (
        E9,
        Published(
            "25+0+8+15+10+0+4+5+5", 72, "A", "2.24", ("1", "0"), "0.5000", "35",
            {NEED: "100", DSCR: "397.4", WORTH: "120", PLATFORM: "1000"}, "0", None,
            None, "高", "0.35", "5.68", None,
        ),
    ),
}  # fmt: skip
