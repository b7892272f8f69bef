"""What time brings to claims and to who watches the market."""

from zczr.domain import clock
from zczr.domain.claims.reprice import reprice as reprice_market
from zczr.jobs.context import Context


async def reprice(context: Context) -> None:
    """Bring the market's yields to the day."""
    await reprice_market(clock.today())
