"""Rows in bulk for the measures, by COPY."""

import random
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg

SIDE = 500
CITIES = ("440100", "440300", "440400", "440600", "440700", "441200", "441300", "441900", "442000")
SECTIONS = "ACDEFGIKLMNOP"
_ORGANIZATION = ("id", "kind", "status", "name", "province_code", "city_code", "district_code", "industry_section",
                 "registered_capital", "paid_in_capital", "registration_step")  # fmt: skip
_MEMBER = ("id", "organization_id", "email", "password_hash", "name", "role", "email_confirmed_at")
_REQUEST = ("id", "organization_id", "member_id", "submission_id", "status", "project", "purpose", "amount_min", "amount_max",
            "max_rate", "term_months", "repayment_source", "security_modes", "collateral_kind", "collateral_value",
            "province_code", "city_code", "industry_section", "score", "coverage", "submitted_at", "expires_on",
            "assessment_id")  # fmt: skip
_OFFER = ("id", "organization_id", "member_id", "submission_id", "status", "project", "amount_min", "amount_max", "min_rate",
          "max_term_months", "preferred_term_months", "security_modes", "min_score", "own_funds", "province_code",
          "city_code", "industry_section", "submitted_at", "expires_on")  # fmt: skip
_APPLICATION = ("business", "submission_id", "request_id", "offer_id", "applicant_id", "respondent_id", "borrower_id",
                "lender_id", "applied_by", "title", "amount", "status", "created_at", "answer_due_at", "approved_at",
                "confirm_due_at", "closed_at")  # fmt: skip


async def _copy(connection: asyncpg.Connection, table: str, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    await connection.copy_records_to_table(table, records=rows, columns=list(columns))


async def fill_organizations(connection: asyncpg.Connection, count: int) -> None:
    """Verified enterprises 1..count, each with a member of the same id."""
    chance = random.Random(7)
    now = datetime.now(UTC)
    await _copy(connection, "organization", _ORGANIZATION, (
        (n, "enterprise", "verified", f"第{n}号企业有限公司", "440000", city, city, chance.choice(SECTIONS),
         Decimal(1_000_000), Decimal(500_000), 3)
        for n in range(1, count + 1) for city in (chance.choice(CITIES),)
    ))  # fmt: skip
    await _copy(connection, "member", _MEMBER, (
        (n, n, f"m{n}@bench.example", "", f"经办{n}", "owner", now) for n in range(1, count + 1)
    ))  # fmt: skip


def request_row(number: int, owner: int, chance: random.Random, assessment: int) -> tuple[Any, ...]:
    """A plausible active request."""
    low = Decimal(chance.randrange(5, 60) * 10_000)
    now = datetime.now(UTC)
    return (
        number, owner, owner, uuid.UUID(int=number), "active", "设备更新", "equipment", low,
        low + Decimal(chance.randrange(0, 40) * 10_000), Decimal(chance.randrange(30, 121)) / 1000, chance.randrange(1, 37),
        "sales", chance.sample(["mortgage", "guarantee", "unsecured", "other"], 2), "fixed_asset", low * 2, "440000",
        chance.choice(CITIES), chance.choice(SECTIONS), chance.randrange(30, 98), Decimal(chance.randrange(0, 101)) / 100, now,
        (now + timedelta(days=chance.randrange(1, 90))).date(), assessment,
    )  # fmt: skip


def offer_row(number: int, owner: int, chance: random.Random) -> tuple[Any, ...]:
    """A plausible active offer."""
    low = Decimal(chance.randrange(5, 60) * 10_000)
    longest = chance.choice((3, 6, 12, 24, 36))
    now = datetime.now(UTC)
    return (
        number, owner, owner, uuid.UUID(int=number), "active", "闲置资金", low, low + Decimal(chance.randrange(0, 40) * 10_000),
        Decimal(chance.randrange(30, 121)) / 1000, longest, chance.randrange(1, longest + 1),
        chance.sample(["mortgage", "guarantee", "unsecured", "other"], 2), chance.choice((0, 35, 45, 55, 65, 75)), True,
        "440000", chance.choice(CITIES), chance.choice(SECTIONS), now,
        (now + timedelta(days=chance.randrange(1, 90))).date(),
    )  # fmt: skip


async def fill_postings(connection: asyncpg.Connection, *, requests: int, offers: int, organizations: int) -> None:
    """Active requests and offers, spread over the organizations."""
    chance = random.Random(11)
    assessment = await connection.fetchval(
        """INSERT INTO assessment (organization_id, member_id, policy_version, lpr_on, inputs, outputs)
           VALUES (1, 1, 'risk-2026.1', '2025-05-20', '{}', '{}') RETURNING id"""
    )
    await _copy(connection, "loan_request", _REQUEST, (
        request_row(n, n % organizations + 1, chance, assessment) for n in range(1, requests + 1)
    ))  # fmt: skip
    await _copy(connection, "loan_offer", _OFFER, (
        offer_row(n, n % organizations + 1, chance) for n in range(1, offers + 1)
    ))  # fmt: skip


async def fill_applications(url: str, count: int, *, status: str, approved_at: datetime | None = None) -> None:
    """Applications between the owners of requests and offers, every pair once, with their history."""
    connection = await asyncpg.connect(url)
    await fill_organizations(connection, 2 * SIDE)
    await fill_postings(connection, requests=SIDE, offers=2 * SIDE, organizations=2 * SIDE)
    owners = {row[0]: row[1] for row in await connection.fetch("SELECT id, organization_id FROM loan_request")}
    lenders = {row[0]: row[1] for row in await connection.fetch("SELECT id, organization_id FROM loan_offer")}
    now = datetime.now(UTC)
    pairs = ((request, offer) for offer in lenders for request in owners if owners[request] != lenders[offer])
    rows = (
        ("loan", uuid.uuid4(), request, offer, owners[request], lenders[offer], owners[request], lenders[offer],
         owners[request], f"广州市设备更新项目借款{number}元", Decimal(100_000), status, now, now + timedelta(days=30),
         approved_at, approved_at + timedelta(days=60) if approved_at else None, None)
        for number, (request, offer) in zip(range(count), pairs, strict=False)
    )  # fmt: skip
    await _copy(connection, "application", _APPLICATION, rows)
    await connection.execute(
        """INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, member_id)
           SELECT 'application', id, '', status, 'apply', applicant_id, applied_by FROM application"""
    )
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
