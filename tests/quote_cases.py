"""Claims sold by 询价 and what buyers have quoted for them."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from claim_makers import by_quotes, make_claim
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.quotes.commands import Said, give

QUOTED = Decimal("520000.00")


async def make_quoted_claim(seller: Actor, **more: Any) -> int:
    """A claim of 590,000 for which quotes are taken for a week."""
    return await make_claim(seller, **by_quotes(**more))


async def quote_for(buyer: Actor, claim_id: int, price: Decimal = QUOTED, message: str = "", version: int = 1) -> int:
    """A quote as its buyer gives it, having seen the one that stands."""
    standing = await db.fetch_value(
        "SELECT given_at FROM quote WHERE claim_id = $1 AND buyer_id = $2 AND status = 'given'",
        claim_id,
        buyer.organization_id,
    )
    return await give(
        buyer,
        claim_id,
        Said(price, message, version, standing.isoformat() if standing else ""),
        submission_id=uuid.uuid4(),
    )


async def end_quoting(claim_id: int) -> None:
    """The last day for quotes was yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    await db.execute("UPDATE claim SET quotes_until = $2 WHERE id = $1", claim_id, yesterday)
    await db.execute("UPDATE quote SET until = $2 WHERE claim_id = $1", claim_id, yesterday)


async def stage_of(quote_id: int) -> str:
    """Where a quote stands."""
    return str(await db.fetch_value("SELECT status FROM quote WHERE id = $1", quote_id))
