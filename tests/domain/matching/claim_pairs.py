"""The manual's first row as a claim on sale and a buyer for it, for variations."""

from datetime import date
from decimal import Decimal

from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.matching.claim import ClaimFacts, CriteriaFacts
from zczr.domain.matching.parties import PairFacts, PartyFacts

TODAY = date(2017, 8, 4)
LPR = Decimal("0.03")
PARTNERS = PairFacts(direct_partners=True)

CLAIM = ClaimFacts(
    id=1,
    party=PartyFacts(10, province_code="440000", city_code="440100", industry_section="C"),
    kind=ClaimKind.RECEIVABLE,
    debtor_name="广州市城投建设有限公司",
    debtor_uscc="91440101MA5CBX0003",
    face=Decimal(590_000),
    price=Decimal(500_000),
    due_on=date(2018, 4, 1),
    debtor_state=DebtorState.CONFIRMED,
    recourse=False,
    seller_score=95,
    evidence=Decimal("0.5"),
    debtor_rated=True,
)
CRITERIA = CriteriaFacts(
    id=2,
    party=PartyFacts(20, province_code="440000", city_code="440100", industry_section="J"),
    buyer_name="广州市远航供应链有限公司",
    buyer_uscc="91440101MA59FY009L",
    amount_min=Decimal(400_000),
    amount_max=Decimal(800_000),
    max_days=300,
    preferred_days=180,
    min_yield=Decimal("0.25"),
    min_discount=Decimal("0.15"),
    kinds=frozenset({ClaimKind.RECEIVABLE, ClaimKind.BILL}),
    debtor_states=frozenset({DebtorState.CONFIRMED, DebtorState.NOTIFIED}),
    min_score=90,
)
