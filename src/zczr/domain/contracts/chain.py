"""存证: each act on a filed contract as a statement in an append-only chain, written in the transaction of the act."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zczr import db
from zczr.domain.contracts.evidence import Deed, Signer, canonical_deed
from zczr.domain.contracts.stages import FilingStage
from zczr.domain.history import Mover

_APPEND = """
    INSERT INTO contract_evidence (application_id, filing_id, act, statement, sha256, previous_sha256)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
"""

_LAST = """
    coalesce((SELECT e.sha256 FROM contract_evidence e WHERE e.application_id = c.application_id ORDER BY e.id DESC LIMIT 1), '')
"""

# Moved by compare-and-set together with their history, as domain.stages.move does for one row.
_EXPIRE = f"""
    WITH closed AS (
        UPDATE contract_filing c SET status = 'expired' WHERE status = 'filed' AND application_id = ANY($1)
        RETURNING id, application_id, contract_number, sha256, {_LAST} AS last
    ), told AS (
        INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, reason, at)
        SELECT 'contract_filing', id, 'filed', 'expired', 'expire', $3, $2 FROM closed
    )
    SELECT id, application_id, contract_number, sha256, last FROM closed
"""  # noqa: S608 -- constants


@dataclass(frozen=True)
class Statement:
    """A link of the chain as both sides may read it: everything but the network address."""

    filing_id: int
    act: FilingStage
    at: datetime
    organization_name: str
    member_name: str
    role: str
    """Names and role are empty where the time acted."""
    reason: str
    sha256: str


async def record(
    filing_id: int, act: FilingStage, *, by: Mover, at: datetime, address: str = "", reason: str = ""
) -> None:
    """Append what a member did to the chain of the filing's application, which the caller has locked.

    The lock keeps two acts from continuing the same link; if it is ever missing, the unique constraint refuses the second.
    """
    row = await db.fetch_row(
        f"""SELECT c.application_id, c.contract_number, c.sha256, m.name AS member_name, m.role, o.name, o.uscc,
                   CASE o.id WHEN a.borrower_id THEN 'borrower' WHEN a.lender_id THEN 'lender' WHEN a.seller_id THEN 'seller'
                       ELSE 'buyer' END AS side, {_LAST} AS last
            FROM contract_filing c JOIN application a ON a.id = c.application_id, member m
                JOIN organization o ON o.id = m.organization_id
            WHERE c.id = $1 AND m.id = $2 AND o.id = $3""",  # noqa: S608 -- constants
        filing_id, by.member_id, by.organization_id,
    )  # fmt: skip
    assert row is not None, "a filing is answered by a member of an organization"
    assert by.member_id is not None
    assert by.organization_id is not None
    signer = Signer(
        by.member_id, row["member_name"], row["role"], by.organization_id, row["name"], row["uscc"], row["side"]
    )
    await _append([(_deed(row, filing_id, act, signer, address, at, reason), row["last"])])


async def expire(application_ids: Sequence[int], *, at: datetime, reason: str) -> None:
    """Close the filings that still wait in these applications, which the caller has locked; set-based."""
    rows = await db.fetch(_EXPIRE, application_ids, at, reason)
    if rows:
        await _append([(_deed(row, row["id"], FilingStage.EXPIRED, None, "", at, reason), row["last"]) for row in rows])


async def statements_of(application_id: int) -> tuple[Statement, ...]:
    """The chain of an application, oldest first. For those who may see the application."""
    rows = await db.fetch(
        "SELECT filing_id, act, statement, sha256 FROM contract_evidence WHERE application_id = $1 ORDER BY id",
        application_id,
    )
    return tuple(_statement(row) for row in rows)


def _statement(row: db.Record) -> Statement:
    said = json.loads(row["statement"])
    member, organization = said["member"] or {}, said["organization"] or {}
    return Statement(
        filing_id=row["filing_id"],
        act=FilingStage(row["act"]),
        at=datetime.fromisoformat(said["at"]),
        organization_name=organization.get("name", ""),
        member_name=member.get("name", ""),
        role=member.get("role", ""),
        reason=said["reason"],
        sha256=row["sha256"],
    )


def _deed(
    row: db.Record, filing_id: int, act: FilingStage, signer: Signer | None, address: str, at: datetime, reason: str
) -> Deed:
    return Deed(
        application_id=row["application_id"],
        filing_id=filing_id,
        contract_number=row["contract_number"],
        terms_sha256=row["sha256"],
        act=str(act),
        signer=signer,
        address=address,
        at=at,
        reason=reason,
    )


async def _append(links: Sequence[tuple[Deed, str]]) -> None:
    """Write deeds, each with the hash it continues."""
    texts = [canonical_deed(deed, previous_sha256=previous) for deed, previous in links]
    await db.execute(
        _APPEND,
        [deed.application_id for deed, _ in links],
        [deed.filing_id for deed, _ in links],
        [deed.act for deed, _ in links],
        [text.text for text in texts],
        [text.sha256 for text in texts],
        [previous for _, previous in links],
    )
