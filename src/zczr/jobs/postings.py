"""What time brings to postings."""

from zczr.domain import clock, rounds
from zczr.jobs.context import Context


async def expire(context: Context) -> None:
    """Close what has been open past its last day."""
    await rounds.expire_postings(clock.today())
