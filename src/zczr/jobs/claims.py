"""What time brings to claims and to who watches the market."""

from zczr.domain import clock
from zczr.domain.claims.reprice import reprice as reprice_market
from zczr.domain.claims.saved_filters import tell_of_new_claims
from zczr.jobs.context import Context


async def reprice(context: Context) -> None:
    """Bring the market's yields to the day."""
    await reprice_market(clock.today())


async def saved_filter_notices(context: Context) -> None:
    """Tell who watches the market of new claims."""
    await tell_of_new_claims()
