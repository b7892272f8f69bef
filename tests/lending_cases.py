"""E1 of domain.md section 4.3 as a clerk types it, and the record behind it."""

from typing import Any

from cast import PASSWORD
from visitor import Page, Visitor, upload
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
TICKS = {
    **{f"read_{clause}": "y" for clause in ("purpose", "principal", "cost", "security", "platform", "scan")},
    "password": PASSWORD,
}
"""What is ticked and typed to confirm a contract."""
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
