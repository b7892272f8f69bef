"""Matching: one posting after it was published or changed, and every night all of them."""

from zczr.domain import rounds
from zczr.domain.claims import matching as claims
from zczr.domain.lending import matching as loans
from zczr.jobs.context import Context


async def run_request(context: Context, request_id: int) -> None:
    """Match one request."""
    await loans.run_for_request(request_id)


async def run_offer(context: Context, offer_id: int) -> None:
    """Match one offer."""
    await loans.run_for_offer(offer_id)


async def run_claim(context: Context, claim_id: int) -> None:
    """Match one claim on sale."""
    await claims.run_for_claim(claim_id)


async def run_criteria(context: Context, criteria_id: int) -> None:
    """Match one 收购意向."""
    await claims.run_for_criteria(criteria_id)


async def nightly(context: Context) -> None:
    """Match every active posting anew."""
    await rounds.match_all()
