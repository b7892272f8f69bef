"""The contract of a claim's sale as the parties sign and file it."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cases import make_upload
from cast import PASSWORD
from domain.contracts.filing_cases import ADDRESS
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.kinds import Recourse
from zczr.domain.contracts.claim.facts import Notifier
from zczr.domain.contracts.claim.filing import Filing
from zczr.domain.contracts.commands import file


def sale_contract(**more: Any) -> Filing:
    """590,000 due in 240 days for 560,000 (8.15% a year), without recourse, signed today."""
    today = clock.today()
    values: dict[str, Any] = {
        "number": "ZR-2026-001",
        "signed_on": today,
        "starts_on": today,
        "ends_on": today + timedelta(days=240),
        "amount": Decimal("590000"),
        "price": Decimal("560000"),
        "pays_on": today + timedelta(days=7),
        "recourse": Recourse.WITHOUT,
        "notifier": Notifier.SELLER,
        "notify_by": today + timedelta(days=5),
        "accessory_rights": "",
        "payee_account": "",
        "main_terms": "",
    }
    return Filing(**{**values, **more})


async def sign_sale(
    actor: Actor,
    application_id: int,
    *,
    scans: list[int] | None = None,
    password: str = PASSWORD,
    submission: uuid.UUID | None = None,
    cost_known: str = "",
    **more: Any,
) -> None:
    """File the contract with a scan of its own, under a number of its own."""
    more.setdefault("number", f"ZR-2026-{application_id:05d}")
    await file(
        actor,
        application_id,
        sale_contract(**more),
        scan_ids=[await make_upload(actor)] if scans is None else scans,
        password=password,
        submission_id=submission or uuid.uuid4(),
        address=ADDRESS,
        cost_known=cost_known,
    )
