"""What time brings to postings."""

from zczr.domain import clock
from zczr.domain.lending import expiry
from zczr.jobs.context import Context


async def expire_postings(context: Context) -> None:
    """Close what has been open past its last day."""
    await expiry.expire_postings(clock.today())
