"""How near two organizations are in the partner network; the same term in all kinds of matching."""

from decimal import Decimal

from zczr.domain.matching.parties import PairFacts

DIRECT = Decimal(1)
EACH_COMMON_PARTNER = Decimal("0.2")
MOST_BY_COMMON_PARTNERS = Decimal("0.8")


def network_share(pair: PairFacts) -> Decimal:
    """1 for direct partners, else 0.2 for each common partner up to 0.8."""
    if pair.direct_partners:
        return DIRECT
    return min(MOST_BY_COMMON_PARTNERS, EACH_COMMON_PARTNER * pair.common_partners)
