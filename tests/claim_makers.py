"""Makers of claims and 收购意向, and the terms of a sale as a clerk fills them in."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from makers import _insert
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.terms import SaleTerms, claim_title


def sale_terms(**more: Any) -> SaleTerms:
    """Receivables of 590,000 for 500,000, due in 240 days: the manual's first row."""
    values: dict[str, Any] = {
        "kind": "receivable",
        "debtor_name": "广州市宏达机械有限公司",
        "debtor_uscc": "91440101MA5D000016",
        "debtor_kind": "sme",
        "debtor_email": "caiwu@hongda.example.com",
        "contract_number": "HT-2026-018",
        "invoice_numbers": ("44001", "44002"),
        "face_amount": Decimal("590000.00"),
        "starts_on": clock.today() - timedelta(days=60),
        "due_on": clock.today() + timedelta(days=240),
        "asking_price": Decimal("500000.00"),
        "sale_mode": "fixed",
        "origin": "向债务方供应精密零件，货已验收。",
        "debtor_situation": "经营正常，以往均按期付款。",
        "pledged": False,
        "assignment_barred": False,
        "recourse": "without",
    }
    return SaleTerms(**{**values, **more})


def by_quotes(days: int = 7, **more: Any) -> dict[str, Any]:
    """What makes a claim one that is sold by open 询价, with so many days left for quotes; negative once they are over."""
    until = clock.today() + timedelta(days=days)
    values = {
        "sale_mode": "quotes",
        "quotes_until": until,
        "quote_scope": "open",
        "expires_on": until + timedelta(days=10),
    }
    return {**values, **more}


async def make_claim(seller: Actor, *, status: str = "active", **more: Any) -> int:
    """A claim of the seller's in a state, with the line of history that brought it there."""
    terms = vars(sale_terms(**{name: more.pop(name) for name in tuple(more) if name in SaleTerms.__dataclass_fields__}))
    terms.update({name: list(terms[name]) for name in ("invoice_numbers", "invited")})
    values: dict[str, Any] = {
        "organization_id": seller.organization_id,
        "member_id": seller.member_id,
        "submission_id": uuid.uuid4(),
        "status": status,
        "title": more.pop("title", "")
        or claim_title(terms["kind"], terms["debtor_name"], seller.organization_name, terms["face_amount"]),
        "province_code": "440000",
        "city_code": "440100",
        "industry_section": "C",
        "submitted_at": clock.now(),
        "expires_on": clock.today() + timedelta(days=90),
        **terms,
        **more,
    }
    claim_id = await _insert("claim", values)
    await history.record("claim", claim_id, before="", after=status, act="publish", by=seller.mover)
    return claim_id


async def make_criteria(buyer: Actor, *, status: str = "active", **more: Any) -> int:
    """收购意向 of 100,000 to 1,000,000 from 5% a year for up to a year."""
    values: dict[str, Any] = {
        "organization_id": buyer.organization_id,
        "member_id": buyer.member_id,
        "submission_id": uuid.uuid4(),
        "status": status,
        "project": "收购应收账款",
        "kinds": ["receivable"],
        "amount_min": Decimal("100000"),
        "amount_max": Decimal("1000000"),
        "min_yield": Decimal("0.05"),
        "max_days": 365,
        "province_code": "440000",
        "city_code": "440100",
        "industry_section": "C",
        "submitted_at": clock.now(),
        "expires_on": clock.today() + timedelta(days=90),
        **more,
    }
    return await _insert("purchase_criteria", values)
