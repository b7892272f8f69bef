"""What the figures of a claim come to today: discount, days, yield, the reference price and the cap on its yield."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain import clock
from zczr.domain.claims.kinds import DebtorState, Recourse
from zczr.domain.claims.pricing import Figures, YieldStanding, figures_of, yield_standing
from zczr.domain.claims.reference_price import PricedClaim, ReferencePrice, reference_price
from zczr.domain.lending import lpr


@dataclass(frozen=True)
class Valuation:
    """What is computed of a claim, as far as it is filled in."""

    figures: Figures
    reference: ReferencePrice
    standing: YieldStanding
    """How its yield stands to 4×LPR for a buyer without a licence."""


async def valued(
    face: Decimal | None, price: Decimal | None, due_on: date | None, *, state: DebtorState, recourse: str
) -> Valuation:
    """The valuation of a claim today.

    The debtor counts as one that was not assessed: what the platform knows of its credit is for those whom it lets know.
    """
    today = clock.today()
    day = await lpr.on(today)
    rate = day.rate if day else None
    figures = figures_of(face, price, due_on, today)
    standing = YieldStanding.UNKNOWN
    if face and price and figures.days is not None:
        standing = yield_standing(
            face, price, figures.days, rate, recourse=recourse == Recourse.WITH, licensed_buyer=False
        )
    priced = PricedClaim(face, due_on, state, None, rate)
    return Valuation(figures, reference_price(priced, today), standing)
