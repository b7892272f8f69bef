"""What time brings to claims and to who watches the market."""

from zczr.domain import clock
from zczr.domain.claims import confirmations, notices
from zczr.domain.claims.quotes.commands import tell_of_opened
from zczr.domain.claims.reprice import reprice as reprice_market
from zczr.domain.claims.saved_filters import tell_of_new_claims
from zczr.jobs.context import Context


async def lapse_confirmations(context: Context) -> None:
    """Requests to confirm a claim that nobody answered in time."""
    await confirmations.lapse_due()


async def note_sent_notices(context: Context) -> None:
    """Notices of assignment whose e-mail has left."""
    await notices.note_sent()


async def open_quotes(context: Context) -> None:
    """Tell sellers that they may read the quotes for their claims."""
    await tell_of_opened()


async def reprice(context: Context) -> None:
    """Bring the market's yields to the day."""
    await reprice_market(clock.today())


async def saved_filter_notices(context: Context) -> None:
    """Tell who watches the market of new claims."""
    await tell_of_new_claims()
