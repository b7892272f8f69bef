"""Makers of whole cases about claims as commands leave them: applications, filed contracts, transfers."""

import json
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cases import make_filing
from claim_makers import make_claim
from makers import _insert
from zczr import db
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor

_HELD = {"pending", "approved", "approved_unconfirmed"}
_TERMS = (
    "kind", "debtor_name", "debtor_uscc", "debtor_kind", "contract_number", "invoice_numbers", "face_amount", "starts_on",
    "due_on", "recourse", "assignment_barred", "debtor_state", "origin", "debtor_situation", "whole_id",
)  # fmt: skip


async def make_claim_deal(
    seller: Actor, buyer: Actor, *, status: str = "pending", applicant: Actor | None = None, **more: Any
) -> int:
    """An application of the buyer about a claim of 590,000 for 500,000 in a state, the claim in the state that goes with it."""
    applicant = applicant or buyer
    respondent = seller if applicant is buyer else buyer
    claim_id = more.pop("claim_id", None)
    if claim_id is None:
        held = "matched" if status == "confirmed" else "reserved" if status in _HELD else "active"
        number = uuid.uuid4().hex[:12].upper()
        claim_id = await make_claim(
            seller,
            status=held,
            **{"contract_number": f"CG-{number}", "invoice_numbers": (number,), **more.pop("claim", {})},
        )
    claim = await db.fetch_row("SELECT * FROM claim WHERE id = $1", claim_id)
    now = clock.now()
    approved = status in {"approved", "approved_unconfirmed", "confirmed"} or more.get("confirm_due_at") is not None
    application_id = await _insert(
        "application",
        {
            "business": "claim",
            "submission_id": uuid.uuid4(),
            "claim_id": claim_id,
            "seller_id": seller.organization_id,
            "buyer_id": buyer.organization_id,
            "applicant_id": applicant.organization_id,
            "respondent_id": respondent.organization_id,
            "applied_by": applicant.member_id,
            "title": claim["title"],
            "amount": claim["asking_price"],
            "status": status,
            "created_at": now,
            "answer_due_at": now + timedelta(days=30),
            "approved_at": now if approved else None,
            "confirm_due_at": now + timedelta(days=60) if approved else None,
            "closed_at": now if status in {"confirmed", "rejected", "withdrawn", "expired"} else None,
            "terms": json.dumps({name: claim[name] for name in _TERMS}, default=_plain),
            **more,
        },
    )
    await history.record("application", application_id, before="", after=status, act="apply", by=applicant.mover)
    return application_id


def _plain(value: Any) -> Any:
    # As Postgres writes it: a number stays one.
    return float(value) if isinstance(value, Decimal) else str(value)


async def make_claim_filing(application_id: int, filer: Actor, *, status: str = "filed", **more: Any) -> int:
    """The contract of a claim's sale that one side filed today, with its history and evidence."""
    claim = await db.fetch_row(
        "SELECT c.* FROM claim c JOIN application a ON a.claim_id = c.id WHERE a.id = $1", application_id
    )
    today = clock.today()
    values: dict[str, Any] = {
        "contract_number": f"ZR-2026-{application_id:05d}",
        "ends_on": claim["due_on"],
        "amount": claim["face_amount"],
        "price": claim["asking_price"],
        "pays_on": today + timedelta(days=7),
        "recourse": "without",
        "notifier": "seller",
        "notify_by": today + timedelta(days=7),
        "accessory_rights": "",
        "payee_account": "",
        "debtor_state": claim["debtor_state"],
        "rate": None, "other_charges": None, "default_rate": None, "repayment_method": None, "purpose": None,
    }  # fmt: skip
    return await make_filing(application_id, filer, status=status, **{**values, **more})


async def make_transfer(seller: Actor, buyer: Actor, **more: Any) -> int:
    """A claim that was sold, with the confirmed application and contract it came from; the application's id."""
    application_id = await make_claim_deal(seller, buyer, status="confirmed", **more)
    filing_id = await make_claim_filing(application_id, seller, status="confirmed", answered_by=buyer)
    await db.execute(
        """INSERT INTO claim_transfer (application_id, filing_id, claim_id, seller_id, buyer_id, face_amount, price,
               transferred_on, resale_from, opened_at)
           SELECT a.id, c.id, a.claim_id, a.seller_id, a.buyer_id, c.amount, c.price, c.starts_on, c.starts_on + 8, c.filed_at
           FROM application a JOIN contract_filing c ON c.application_id = a.id WHERE c.id = $1""",
        filing_id,
    )
    return application_id
