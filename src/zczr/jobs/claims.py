"""What time brings to claims."""

from zczr.domain.claims import confirmations
from zczr.jobs.context import Context


async def lapse_confirmations(context: Context) -> None:
    """Requests to confirm a claim that nobody answered in time."""
    await confirmations.lapse_due()
