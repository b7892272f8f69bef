"""Claims on sale for tests of the market."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from makers import _insert
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor


async def put_on_sale(seller: Actor, *, debtor: str = "中国南方重工集团", status: str = "active", **more: Any) -> int:
    """A claim of 600,000 due in 200 days for 500,000, unless said otherwise."""
    face = Decimal(more.get("face_amount", 600_000))
    number = uuid.uuid4().hex[:12]
    values: dict[str, Any] = {
        "organization_id": seller.organization_id,
        "member_id": seller.member_id,
        "submission_id": uuid.uuid4(),
        "status": status,
        "kind": "receivable",
        "debtor_name": debtor,
        "debtor_kind": "large",
        "contract_number": number,
        "face_amount": face,
        "starts_on": clock.today() - timedelta(days=30),
        "due_on": clock.today() + timedelta(days=200),
        "asking_price": Decimal(500_000),
        "recourse": "without",
        "title": f"关于{debtor}对于{seller.organization_name}应收账款{face:,.0f}元的债权出售",
        "province_code": "440000",
        "city_code": "440100",
        "industry_section": "C",
        "submitted_at": clock.now(),
        "expires_on": clock.today() + timedelta(days=90),
        **more,
    }
    return await _insert("claim", values)
