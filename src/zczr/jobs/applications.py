"""What time brings to applications."""

from zczr.domain.applications import expiry
from zczr.jobs.context import Context


async def expire(context: Context) -> None:
    """Expire what is due."""
    await expiry.expire_due()


async def remind(context: Context) -> None:
    """Remind both sides of contracts that wait for their confirmation."""
    await expiry.remind()
