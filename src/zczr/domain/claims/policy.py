"""Every constant of the rules on claims in dated, frozen tables, found by version (domain.md sections 3 and 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from zczr.domain.claims.kinds import DebtorKind, DebtorState


@dataclass(frozen=True, slots=True)
class ClaimPolicy:
    """One version of the constants."""

    version: str
    effective_on: date

    days_in_year: Decimal
    dilution: Mapping[DebtorState, Decimal]
    """What of the face amount set-off, returns and disputes may take; a disputed claim has no reference price at all."""
    default_pd: Decimal
    """Of a debtor that the platform has not assessed."""
    debtor_lgd: Decimal
    margin: Decimal
    """What a buyer's money costs above the LPR: operating cost and return."""

    late_daily_rate: Decimal
    """Where no late interest was agreed (款项支付条例 Art. 17)."""
    late_debtors: frozenset[DebtorKind]
    """Whom the rules on paying small enterprises bind."""

    least_days: int
    """Fewer days before it falls due, a claim is not matched any more."""
    resale_lock_days: int
    """Trading days between buying a claim and selling it again (国发[2011]38)."""
    longest_quoting: int
    """Days for which quotes are taken at most."""
    choosing_days: int
    """Days that the seller has to choose among the quotes."""
    most_invited: int


CLAIMS_2026_1 = ClaimPolicy(
    version="claims-2026.1",
    effective_on=date(2026, 1, 1),
    days_in_year=Decimal(365),
    dilution=MappingProxyType(
        {
            DebtorState.CONFIRMED: Decimal(0),
            DebtorState.NOTIFIED: Decimal("0.05"),
            DebtorState.UNNOTIFIED: Decimal("0.15"),
        }
    ),
    # The model's PD of 70 points, the middle of the better half of its grades.
    default_pd=Decimal("0.0256"),
    # As of an uncovered loan: enforcement between small enterprises is slow.
    debtor_lgd=Decimal("0.60"),
    margin=Decimal("0.029"),
    late_daily_rate=Decimal("0.0005"),
    late_debtors=frozenset({DebtorKind.PUBLIC, DebtorKind.LARGE}),
    least_days=15,
    resale_lock_days=5,
    longest_quoting=30,
    choosing_days=10,
    most_invited=50,
)

POLICIES: Mapping[str, ClaimPolicy] = MappingProxyType({CLAIMS_2026_1.version: CLAIMS_2026_1})
CURRENT = CLAIMS_2026_1
