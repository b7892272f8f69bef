"""A contract as the parties sign it, and what they do with it."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cases import make_upload
from cast import PASSWORD
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.contracts.commands import confirm, file, send_back
from zczr.domain.contracts.loan.facts import RepaymentMethod
from zczr.domain.contracts.loan.filing import Filing

ADDRESS = "203.0.113.7"


def contract(**more: Any) -> Filing:
    """100,000 at 5% from today for a year, repaid at the end, without charges."""
    today = clock.today()
    values: dict[str, Any] = {
        "number": "HT-2026-001",
        "signed_on": today,
        "starts_on": today,
        "ends_on": today + timedelta(days=365),
        "amount": Decimal("100000"),
        "rate": Decimal("0.05"),
        "default_rate": Decimal("0"),
        "other_charges": Decimal("0"),
        "repayment_method": RepaymentMethod.BULLET,
        "purpose": "采购原材料",
        "main_terms": "",
    }
    return Filing(**{**values, **more})


async def sign(
    actor: Actor,
    application_id: int,
    *,
    scans: list[int] | None = None,
    password: str = PASSWORD,
    submission: uuid.UUID | None = None,
    cost_known: str = "",
    **more: Any,
) -> None:
    """File a contract with a scan of its own, under a number of its own."""
    more.setdefault("number", f"HT-2026-{application_id:05d}")
    await file(
        actor,
        application_id,
        contract(**more),
        scan_ids=[await make_upload(actor)] if scans is None else scans,
        password=password,
        submission_id=submission or uuid.uuid4(),
        address=ADDRESS,
        cost_known=cost_known,
    )


async def agree(actor: Actor, filing_id: int, *, password: str = PASSWORD) -> None:
    """Confirm a filed contract."""
    await confirm(actor, filing_id, password=password, address=ADDRESS)


async def refuse(actor: Actor, filing_id: int) -> None:
    """Return a filed contract."""
    await send_back(actor, filing_id, reason="金额与合同不符", address=ADDRESS)


async def filing_of(application_id: int) -> int:
    """The newest filing of an application."""
    return int(
        await db.fetch_value(
            "SELECT id FROM contract_filing WHERE application_id = $1 ORDER BY id DESC LIMIT 1", application_id
        )
    )


async def status_of(application_id: int) -> str:
    """Where an application stands."""
    return str(await db.fetch_value("SELECT status FROM application WHERE id = $1", application_id))
