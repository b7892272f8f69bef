"""What the platform tells everybody about itself."""

from dataclasses import dataclass
from decimal import Decimal

from zczr import db


@dataclass(frozen=True)
class PlatformFigures:
    """How many verified organizations there are, and what came of it; the amount in yuan."""

    enterprises: int
    institutions: int
    contracts: int
    amount: Decimal


async def platform_figures() -> PlatformFigures:
    """The figures as they are now; a contract counts once both sides have confirmed it."""
    row = await db.fetch_row(
        """SELECT (SELECT count(*) FROM organization WHERE kind = 'enterprise' AND status = 'verified'),
                  (SELECT count(*) FROM organization WHERE kind = 'institution' AND status = 'verified'),
                  count(*), coalesce(sum(principal), 0) FROM loan_position"""
    )
    assert row is not None, "an aggregate has a row"
    return PlatformFigures(*row)
