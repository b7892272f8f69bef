"""E1 of domain.md section 4.3 as a clerk types it, and the record behind it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from cases import make_deal, make_filing
from cast import PASSWORD
from visitor import Page, Visitor, upload

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor

E1: dict[str, Any] = {
    "project": "华锐精密",
    "purpose": "operations",
    "reason": "采购精密轴承钢",
    "amount_min": "12",
    "amount_max": "１２万",
    "max_rate": "5％",
    "term_months": "3个月",
    "repayment_source": "sales",
    "security_modes": ["mortgage"],
    "collateral_kind": "fixed_asset",
    "collateral_value": "20",
    "summary": "为在手订单采购原材料，三个月内回款。",
    "visibility": "match_only",
    "operating_cash_flow": "20",
    "total_assets": "80",
    "total_liabilities": "15",
    "declared_debt": "2",
    "guarantees_outstanding": "0",
    "sales": "120",
    "margin": "10%",
    "growth": "0",
    "stock_days": "30",
    "receivable_days": "60",
    "payable_days": "30",
    "prepaid_days": "0",
    "advance_days": "0",
    "own_funds": "6",
    "working_loans": "2",
}
PAPERS = {
    "business_licence": [upload("营业执照.pdf")],
    "asset_proof": [upload("设备发票.pdf")],
    "sales_contracts": [upload("购销合同.pdf"), upload("提货单.pdf")],
    "tax_receipts": [upload("完税证明.pdf")],
    "audit_reports": [upload("审计报告.pdf")],
}


async def sign_in(visitor: Visitor, actor: Actor, door: str = "enterprise") -> Page:
    """Through the door of the actor's kind."""
    await visitor.open(f"/login/{door}")
    return await visitor.press("登录", {"email": actor.email, "password": PASSWORD})


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
