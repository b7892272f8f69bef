"""The pair of the published matching test, and its two sides for variations."""

from datetime import date
from decimal import Decimal

from zczr.domain.matching.loan import LoanOfferFacts, LoanRequestFacts, PairFacts, PartyFacts, SecurityMode

TODAY = date(2026, 6, 1)
CAP = Decimal("0.12")
PARTNERS = PairFacts(direct_partners=True)

REQUEST = LoanRequestFacts(
    id=1,
    party=PartyFacts(10, province_code="440000", city_code="440100", industry_section="C"),
    amount_min=Decimal(80_000),
    amount_max=Decimal(120_000),
    max_rate=Decimal("0.06"),
    term_months=6,
    score=82,
    coverage=Decimal("0.5"),
    security_modes=frozenset({SecurityMode.MORTGAGE}),
    collateral_value=Decimal(200_000),
    headroom=Decimal(1_000_000),
)
OFFER = LoanOfferFacts(
    id=2,
    party=PartyFacts(20, province_code="440000", city_code="440100", industry_section="C"),
    amount_min=Decimal(50_000),
    amount_max=Decimal(100_000),
    min_rate=Decimal("0.05"),
    max_term_months=12,
    preferred_term_months=6,
    security_modes=frozenset({SecurityMode.MORTGAGE, SecurityMode.GUARANTEE}),
    preferred_industries=frozenset({"C"}),
    preferred_regions=frozenset({"440100"}),
    min_score=55,
)
