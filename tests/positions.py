"""Makers of positions: loans that were confirmed, as the confirmation leaves them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from cases import make_deal, make_filing
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor


async def make_position(borrower: Actor, lender: Actor, *, status: str = "settled", **more: Any) -> int:
    """A loan of 100,000 that was confirmed, settled on time unless said otherwise."""
    application_id = await make_deal(borrower, lender, status="confirmed")
    filing_id = await make_filing(application_id, borrower)
    today = clock.today()
    values: dict[str, Any] = {
        "application_id": application_id,
        "filing_id": filing_id,
        "borrower_id": borrower.organization_id,
        "lender_id": lender.organization_id,
        "principal": Decimal(100_000),
        "outstanding": Decimal(0 if status == "settled" else 100_000),
        "rate": Decimal("0.05"),
        "starts_on": today - timedelta(days=200),
        "ends_on": today + timedelta(days=20),
        "status": status,
        "opened_at": clock.now(),
        "settled_at": clock.now() if status == "settled" else None,
        **more,
    }
    columns, marks = ", ".join(values), ", ".join(f"${index}" for index in range(1, len(values) + 1))
    return int(
        await db.fetch_value(f"INSERT INTO loan_position ({columns}) VALUES ({marks}) RETURNING id", *values.values())
    )
