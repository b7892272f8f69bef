"""Matching: one posting after it was published or changed, and every night all of them."""

from zczr.domain.lending import matching
from zczr.jobs.context import Context


async def run_request(context: Context, request_id: int) -> None:
    """Match one request."""
    await matching.run_for_request(request_id)


async def run_offer(context: Context, offer_id: int) -> None:
    """Match one offer."""
    await matching.run_for_offer(offer_id)


async def nightly(context: Context) -> None:
    """Match every active posting anew."""
    await matching.run_all()
