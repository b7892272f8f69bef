"""存证: each act on a filing is a link that nobody can change, and everything in a link is under its hash."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from filing_cases import ADDRESS, agree, filing_of, refuse, sign

from cases import make_deal, make_filing
from cast import Cast
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.applications.expiry import expire_due
from zczr.domain.contracts import chain
from zczr.domain.contracts.evidence import Deed, Signer, canonical_deed, instant_text
from zczr.domain.contracts.stages import FILING, FilingStage

MIGRATIONS = Path(__file__).resolve().parents[3] / "src/zczr/domain/migrations"
SIGNER = Signer(7, "陈志强", "owner", 3, "广州市华锐精密科技有限公司", "91440112MA5D7K2R45", "borrower")
DEED = Deed(
    application_id=1,
    filing_id=2,
    contract_number="HT-1",
    terms_sha256="ab" * 32,
    act="filed",
    signer=SIGNER,
    address=ADDRESS,
    at=datetime(2026, 11, 23, 6, 5, tzinfo=UTC),
    reason="",
)
OTHER: dict[str, Any] = {
    "application_id": 9,
    "filing_id": 9,
    "contract_number": "HT-2",
    "terms_sha256": "cd" * 32,
    "act": "confirmed",
    "signer": None,
    "address": "203.0.113.8",
    "at": datetime(2026, 11, 23, 6, 5, 0, 1, tzinfo=UTC),
    "reason": "金额不符",
}
OTHER_SIGNER: dict[str, Any] = {
    "member_id": 8, "member_name": "李", "role": "reviewer", "organization_id": 4, "organization_name": "乙", "uscc": "X",
    "side": "lender",
}  # fmt: skip


async def chain_of(application_id: int) -> list[dict[str, Any]]:
    """The statements of an application, read from the rows, each with its hashes checked."""
    rows = await db.fetch("SELECT * FROM contract_evidence WHERE application_id = $1 ORDER BY id", application_id)
    previous, said = "", []
    for row in rows:
        assert row["sha256"] == hashlib.sha256(row["statement"].encode()).hexdigest()
        link = json.loads(row["statement"])
        assert row["statement"] == json.dumps(link, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert row["previous_sha256"] == link["previous_sha256"] == previous
        previous = row["sha256"]
        said.append(link)
    return said


@pytest.mark.parametrize("name", OTHER)
def test_any_changed_fact_changes_the_hash(name: str) -> None:
    assert set(OTHER) == {field.name for field in fields(Deed)}
    changed = canonical_deed(replace(DEED, **{name: OTHER[name]}), previous_sha256="")
    assert changed.sha256 != canonical_deed(DEED, previous_sha256="").sha256
    assert canonical_deed(DEED, previous_sha256="x").sha256 != canonical_deed(DEED, previous_sha256="").sha256


@pytest.mark.parametrize("name", OTHER_SIGNER)
def test_who_acted_for_whom_is_under_the_hash(name: str) -> None:
    assert set(OTHER_SIGNER) == {field.name for field in fields(Signer)}
    signer = replace(SIGNER, **{name: OTHER_SIGNER[name]})
    changed = canonical_deed(replace(DEED, signer=signer), previous_sha256="")
    assert changed.sha256 != canonical_deed(DEED, previous_sha256="").sha256


def test_an_instant_is_written_in_utc_wherever_it_was_taken() -> None:
    shanghai = datetime(2026, 11, 23, 14, 5, tzinfo=timezone(timedelta(hours=8)))
    assert instant_text(shanghai) == "2026-11-23T06:05:00.000000Z" == instant_text(DEED.at)


async def test_filing_returning_and_confirming_are_links_of_one_chain(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved")
    await sign(cast.clerk, application_id)
    await refuse(cast.lender, await filing_of(application_id))
    await sign(cast.lender, application_id)
    await agree(cast.borrower, filing_id := await filing_of(application_id))
    links = await chain_of(application_id)
    assert [link["act"] for link in links] == ["filed", "returned", "filed", "confirmed"]
    assert [link["side"] for link in links] == ["borrower", "lender", "lender", "borrower"]
    assert [link["member"]["role"] for link in links] == ["operator", "owner", "owner", "owner"]
    assert {link["address"] for link in links} == {ADDRESS}
    assert [link["reason"] for link in links] == ["", "金额与合同不符", "", ""]
    row = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1", filing_id)
    assert links[3]["terms_sha256"] == row["sha256"]
    assert links[3]["at"] == instant_text(row["answered_at"])
    assert links[3]["member"] == {"id": cast.borrower.member_id, "name": cast.borrower.name, "role": "owner"}
    uscc = await db.fetch_value("SELECT uscc FROM organization WHERE id = $1", cast.borrower.organization_id)
    named = {"id": cast.borrower.organization_id, "name": cast.borrower.organization_name, "uscc": uscc}
    assert links[3]["organization"] == named
    assert await invariants.broken() == []


async def test_the_history_of_a_filing_says_who_moved_it(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved")
    await sign(cast.borrower, application_id)
    first = await filing_of(application_id)
    await refuse(cast.lender, first)
    lines = await history.events_of("contract_filing", first)
    assert [(line.before, line.after, line.act) for line in lines] == [
        ("", "filed", "file"),
        ("filed", "returned", "return"),
    ]
    assert [line.organization_name for line in lines] == [
        cast.borrower.organization_name,
        cast.lender.organization_name,
    ]
    assert lines[1].reason == "金额与合同不符"


async def test_expiry_closes_waiting_filings_with_their_history_and_evidence(cast: Cast) -> None:
    waiting = await make_deal(cast.borrower, cast.lender, status="approved")
    await sign(cast.borrower, waiting)
    await refuse(cast.lender, returned := await filing_of(waiting))
    await sign(cast.lender, waiting)
    closed = await filing_of(waiting)
    bare = await make_deal(cast.borrower, cast.partner, status="approved")
    clock.travel(timedelta(days=60))
    assert await expire_due() == 2
    links = await chain_of(waiting)
    assert [link["act"] for link in links] == ["filed", "returned", "filed", "expired"]
    assert (links[3]["member"], links[3]["organization"], links[3]["side"], links[3]["address"]) == (
        None,
        None,
        None,
        "",
    )
    assert "期限内" in links[3]["reason"]
    last = (await history.events_of("contract_filing", closed))[-1]
    assert (last.before, last.after, last.act, last.member_name) == ("filed", "expired", "expire", "")
    assert await db.fetch_value("SELECT status FROM contract_filing WHERE id = $1", returned) == "returned"
    assert await chain_of(bare) == []
    assert await invariants.broken() == []


async def test_what_both_sides_read_names_everybody_and_holds_no_address(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved")
    await sign(cast.borrower, application_id)
    (statement,) = await chain.statements_of(application_id)
    assert (statement.member_name, statement.role) == (cast.borrower.name, "owner")
    assert statement.act is FilingStage.FILED
    assert ADDRESS not in repr(statement)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contract_evidence SET act = 'returned'",
        "DELETE FROM contract_evidence",
        "UPDATE contract_filing SET amount = amount * 10",
        "UPDATE contract_filing SET terms = '{}', sha256 = ''",
        "DELETE FROM contract_filing",
    ],
)
async def test_no_link_is_ever_changed_or_removed(cast: Cast, change: str) -> None:
    await make_filing(await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed"), cast.borrower)
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        async with db.transaction():
            await db.execute(change)


async def test_the_chain_cannot_fork_nor_hold_a_hash_of_something_else(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing_id = await make_filing(application_id, cast.borrower)
    insert = """INSERT INTO contract_evidence (application_id, filing_id, act, statement, sha256, previous_sha256)
                VALUES ($1, $2, 'returned', $3, $4, $5)"""
    root = '{"previous_sha256":""}'
    digest = hashlib.sha256(root.encode()).hexdigest()
    for previous, sha256, error in (
        ("", digest, asyncpg.UniqueViolationError),
        ("", "ab" * 32, asyncpg.CheckViolationError),
        ("elsewhere", digest, asyncpg.CheckViolationError),
    ):
        with pytest.raises(error):
            async with db.transaction():
                await db.execute(insert, application_id, filing_id, root, sha256, previous)


async def test_filings_made_before_there_was_evidence_are_given_theirs_by_the_migration(cast: Cast) -> None:
    returned = await make_deal(cast.borrower, cast.lender, status="approved")
    await sign(cast.borrower, returned)
    await refuse(cast.lender, await filing_of(returned))
    await sign(cast.lender, returned)
    late = await make_deal(cast.borrower, cast.partner, status="approved_unconfirmed", confirm_due_at=clock.now())
    await make_filing(late, cast.borrower)
    assert await expire_due() == 1
    before = {application_id: await chain_of(application_id) for application_id in (returned, late)}
    await db.execute("DELETE FROM history WHERE subject_kind = 'contract_filing'")
    await db.execute("DROP TABLE contract_evidence")
    await db.execute((MIGRATIONS / "0006_contract_evidence.sql").read_text())
    for application_id, links in before.items():
        again = await chain_of(application_id)
        assert {link.pop("written") for link in again} == {"afterwards"}
        assert [_unchained(link) for link in again] == [_unchained(link) for link in links]
    assert await invariants.broken() == []


def _unchained(link: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in link.items() if name != "previous_sha256"}


def test_a_filing_is_answered_once_and_for_all() -> None:
    ends = {FilingStage.CONFIRMED, FilingStage.RETURNED, FilingStage.EXPIRED}
    assert FILING.transitions[FilingStage.FILED] == ends
    assert not [end for end in ends if FILING.transitions[end]]
