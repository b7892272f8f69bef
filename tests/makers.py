"""Makers of rows, keyword-only, with plain defaults; they write what commands would have written."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.queries import actor_of_session


async def _insert(table: str, values: dict[str, Any]) -> int:
    columns = ", ".join(values)
    marks = ", ".join(f"${index}" for index in range(1, len(values) + 1))
    return int(await db.fetch_value(f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id", *values.values()))


async def make_organization(
    *, name: str = "测试企业有限公司", kind: str = "enterprise", status: str = "verified", **more: Any
) -> int:
    """An organization, verified unless said otherwise."""
    values: dict[str, Any] = {
        "kind": kind,
        "status": status,
        "name": name,
        "province_code": "440000",
        "city_code": "440100",
        "district_code": "440106",
        "address": "体育西路 1 号",
        "industry_section": "C",
        "industry_division": "34",
        "registered_capital": Decimal("1000000"),
        "paid_in_capital": Decimal("500000"),
        "established_on": clock.today() - timedelta(days=6 * 366),
        "legal_representative": "陈志强",
        "scale": "small",
        "contact_name": "陈志强",
        "contact_mobile": "+8613800138000",
        "contact_email": "contact@zczr.test",
        "registration_step": 3,
        **more,
    }
    return await _insert("organization", values)


async def make_member(
    organization_id: int, *, email: str = "", role: str = "owner", name: str = "陈志强", **more: Any
) -> Actor:
    """A member who can sign in at once."""
    from cast import PASSWORD_HASH

    member_id = await _insert(
        "member",
        {
            "organization_id": organization_id,
            "email": email or f"{uuid.uuid4().hex[:12]}@zczr.test",
            "password_hash": PASSWORD_HASH,
            "role": role,
            "name": name,
            "email_confirmed_at": clock.now(),
            **more,
        },
    )
    actor = await actor_of_session(member_id, 0)
    assert actor is not None
    return actor


async def make_partners(one: int, other: int) -> None:
    """Two organizations that know each other."""
    await db.execute("INSERT INTO partnership (low_id, high_id) VALUES ($1, $2)", min(one, other), max(one, other))


async def make_request(owner: Actor, *, status: str = "active", **more: Any) -> int:
    """A loan request of 80,000 to 120,000 at up to 6% for 6 months."""
    values: dict[str, Any] = {
        "organization_id": owner.organization_id,
        "member_id": owner.member_id,
        "submission_id": uuid.uuid4(),
        "status": status,
        "project": "精密零件扩产",
        "purpose": "purchasing",
        "reason": "采购原材料",
        "amount_min": Decimal("80000"),
        "amount_max": Decimal("120000"),
        "max_rate": Decimal("0.06"),
        "term_months": 6,
        "repayment_source": "sales",
        "security_modes": ["mortgage"],
        "collateral_kind": "fixed_asset",
        "collateral_value": Decimal("200000"),
        "province_code": "440000",
        "city_code": "440100",
        "industry_section": "C",
        "score": 82,
        "coverage": Decimal("0.5"),
        "submitted_at": clock.now(),
        "expires_on": clock.today() + timedelta(days=90),
        **more,
    }
    if status != "draft":
        values.setdefault("assessment_id", await _make_assessment(owner))
    return await _insert("loan_request", values)


async def _make_assessment(owner: Actor) -> int:
    """An assessment's row; what it says is not read by those who only need that there is one."""
    return await _insert(
        "assessment",
        {
            "organization_id": owner.organization_id,
            "member_id": owner.member_id,
            "policy_version": "risk-2026.1",
            "lpr_on": date(2025, 5, 20),
            "inputs": "{}",
            "outputs": "{}",
        },
    )


async def make_offer(owner: Actor, *, status: str = "active", **more: Any) -> int:
    """A loan offer of 50,000 to 100,000 from 5% for up to 12 months."""
    values: dict[str, Any] = {
        "organization_id": owner.organization_id,
        "member_id": owner.member_id,
        "submission_id": uuid.uuid4(),
        "status": status,
        "project": "闲置资金出借",
        "amount_min": Decimal("50000"),
        "amount_max": Decimal("100000"),
        "min_rate": Decimal("0.05"),
        "max_term_months": 12,
        "preferred_term_months": 6,
        "security_modes": ["mortgage", "unsecured"],
        "own_funds": True,
        "min_score": 55,
        "province_code": "440000",
        "city_code": "440100",
        "industry_section": "C",
        "submitted_at": clock.now(),
        "expires_on": clock.today() + timedelta(days=90),
        **more,
    }
    return await _insert("loan_offer", values)


async def make_application(
    borrower: Actor, lender: Actor, *, status: str = "pending", applicant: Actor | None = None, **more: Any
) -> int:
    """An application of the borrower to the lender (or the other way), with its request and offer, in a given state."""
    applicant = applicant or borrower
    respondent = lender if applicant is borrower else borrower
    request_id = more.pop("request_id", None) or await make_request(borrower)
    offer_id = more.pop("offer_id", None) or await make_offer(lender)
    now = clock.now()
    approved = status in {"approved", "approved_unconfirmed", "confirmed"} or more.get("approved_at") is not None
    closed = status in {"confirmed", "rejected", "withdrawn", "expired"}
    values: dict[str, Any] = {
        "business": "loan",
        "submission_id": uuid.uuid4(),
        "request_id": request_id,
        "offer_id": offer_id,
        "applicant_id": applicant.organization_id,
        "respondent_id": respondent.organization_id,
        "borrower_id": borrower.organization_id,
        "lender_id": lender.organization_id,
        "applied_by": applicant.member_id,
        "title": "广州市精密零件扩产项目借款120,000元",
        "amount": Decimal("100000"),
        "status": status,
        "created_at": now,
        "answer_due_at": now + timedelta(days=30),
        "approved_at": now if approved else None,
        "confirm_due_at": now + timedelta(days=60) if approved else None,
        "closed_at": now if closed else None,
        **more,
    }
    application_id = await _insert("application", values)
    await db.execute(
        """UPDATE application a SET terms = to_jsonb(seen) FROM (
               SELECT r.purpose, r.reason, r.max_rate, r.term_months, r.repayment_source, r.repayment_source_note,
                      r.security_modes, r.collateral_kind, r.collateral_value, r.summary, f.min_rate
               FROM loan_request r, loan_offer f WHERE r.id = $2 AND f.id = $3) seen WHERE a.id = $1""",
        application_id, request_id, offer_id,
    )  # fmt: skip
    return application_id
