"""What time brings to postings."""

from zczr.domain import clock
from zczr.domain.lending import postings
from zczr.jobs.context import Context


async def expire_postings(context: Context) -> None:
    """Close what has been open past its last day."""
    await postings.expire_postings(clock.today())
