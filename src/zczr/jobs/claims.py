"""What time brings to claims."""

from zczr.domain.claims import confirmations, notices
from zczr.jobs.context import Context


async def lapse_confirmations(context: Context) -> None:
    """Requests to confirm a claim that nobody answered in time."""
    await confirmations.lapse_due()


async def note_sent_notices(context: Context) -> None:
    """Notices of assignment whose e-mail has left."""
    await notices.note_sent()
