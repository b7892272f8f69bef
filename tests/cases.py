"""Makers of whole cases as commands leave them: assessed requests, applications with their history, filed contracts."""

import hashlib
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from makers import make_application, make_request
from zczr import db
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.contracts import chain
from zczr.domain.contracts.stages import FilingStage


async def make_assessed_request(owner: Actor, **more: Any) -> int:
    """A loan request with the assessment that a published one always has."""
    assessment_id = await db.fetch_value(
        """INSERT INTO assessment (organization_id, member_id, policy_version, lpr_on, inputs, outputs, created_at)
           VALUES ($1, $2, 'risk-2026.1', $3, '{}', '{}', $4) RETURNING id""",
        owner.organization_id, owner.member_id, clock.today(), clock.now(),
    )  # fmt: skip
    return await make_request(owner, assessment_id=assessment_id, **more)


async def make_match(request_id: int, offer_id: int) -> tuple[int, int]:
    """What lets both owners see the pair: a run found it. The pair."""
    await db.execute(
        """INSERT INTO loan_match (request_id, offer_id, side, outcome, score, terms)
           VALUES ($1, $2, 'request', 'match', 80, $3)""",
        request_id, offer_id, '{"points": {}, "best": ["金额合适"], "weakest": ""}',
    )  # fmt: skip
    return request_id, offer_id


async def make_deal(borrower: Actor, lender: Actor, *, status: str = "pending", **more: Any) -> int:
    """An application in a state, with its assessed request and the line of history that brought it there."""
    if "request_id" not in more:
        more["request_id"] = await make_assessed_request(borrower)
    application_id = await make_application(borrower, lender, status=status, **more)
    await history.record("application", application_id, before="", after=status, act="apply", by=borrower.mover)
    return application_id


async def make_upload(
    owner: Actor, *, slot: str = "scan", name: str = "合同.pdf", subject_kind: str = "", subject_id: int | None = None
) -> int:
    """A file of the owner's, without a subject unless said otherwise; nothing lies in the store."""
    key = uuid.uuid4().hex
    return int(
        await db.fetch_value(
            """INSERT INTO upload (organization_id, member_id, slot, file_name, media_type, size, sha256, storage_key,
                   subject_kind, subject_id, created_at)
               VALUES ($1, $2, $3, $4, 'application/pdf', 1024, $5, $6, $7, $8, $9) RETURNING id""",
            owner.organization_id, owner.member_id, slot, name, hashlib.sha256(key.encode()).hexdigest(), key,
            subject_kind, subject_id, clock.now(),
        )
    )  # fmt: skip


async def make_filing_row(application_id: int, filer: Actor, *, status: str = "filed", **more: Any) -> int:
    """A contract of 100,000 at 5% for six months that one side filed today: the row alone."""
    today = clock.today()
    terms = f'{{"case":"{uuid.uuid4().hex}"}}'
    previous = "SELECT sha256 FROM contract_filing WHERE application_id = $1 ORDER BY id DESC LIMIT 1"
    values: dict[str, Any] = {
        "application_id": application_id,
        "submission_id": uuid.uuid4(),
        "status": status,
        "contract_number": "HT-2026-001",
        "signed_on": today,
        "starts_on": today,
        "ends_on": today + timedelta(days=180),
        "amount": Decimal("100000"),
        "rate": Decimal("0.05"),
        "repayment_method": "bullet",
        "purpose": "采购原材料",
        "lpr": Decimal("0.03"),
        "lpr_on": today,
        "scan_id": more.pop("scan_id", None) or await make_upload(filer),
        "terms": terms,
        "sha256": hashlib.sha256(terms.encode()).hexdigest(),
        "previous_sha256": await db.fetch_value(previous, application_id) or "",
        "filed_by": filer.member_id,
        "filed_for": filer.organization_id,
        "filed_at": clock.now(),
        **more,
    }
    columns, marks = ", ".join(values), ", ".join(f"${index}" for index in range(1, len(values) + 1))
    return int(
        await db.fetch_value(f"INSERT INTO contract_filing ({columns}) VALUES ({marks}) RETURNING id", *values.values())
    )


async def make_filing(
    application_id: int, filer: Actor, *, status: str = "filed", answered_by: Actor | None = None, **more: Any
) -> int:
    """A filed contract with its history and evidence, and the answer of the other side where the status asks for one."""
    if answered_by is not None:
        answer = {"answered_by": answered_by.member_id, "answered_for": answered_by.organization_id}
        more = {**answer, "answered_at": clock.now(), **more}
    filing_id = await make_filing_row(application_id, filer, status=status, **more)
    row = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1", filing_id)
    await history.record("contract_filing", filing_id, before="", after="filed", act="file", by=filer.mover)
    await chain.record(filing_id, FilingStage.FILED, by=filer.mover, at=row["filed_at"])
    if answered_by is not None:
        await history.record(
            "contract_filing", filing_id, before="filed", after=status, act="answer", by=answered_by.mover
        )
        await chain.record(filing_id, FilingStage(status), by=answered_by.mover, at=row["answered_at"])
    return filing_id


async def make_position(borrower: Actor, lender: Actor, *, principal: Decimal, rate: Decimal = Decimal("0.05")) -> int:
    """A loan that runs, with the confirmed application and contract it came from."""
    application_id = await make_deal(borrower, lender, status="confirmed", amount=principal)
    filing_id = await make_filing(
        application_id, borrower, status="confirmed", answered_by=lender, amount=principal, rate=rate
    )
    return int(
        await db.fetch_value(
            """INSERT INTO loan_position (application_id, filing_id, borrower_id, lender_id, principal, outstanding, rate,
                   starts_on, ends_on, status, opened_at)
               SELECT c.application_id, c.id, $2, $3, c.amount, c.amount, c.rate, c.starts_on, c.ends_on, 'performing', $4
               FROM contract_filing c WHERE c.id = $1 RETURNING id""",
            filing_id, borrower.organization_id, lender.organization_id, clock.now(),
        )
    )  # fmt: skip
