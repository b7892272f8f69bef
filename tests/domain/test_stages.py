"""Every lifecycle, each state against each state: the table decides, and nothing else happens."""

import uuid
from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from typing import Any

import pytest

from cases import make_assessed_request, make_filing_row
from cast import Cast
from claim_makers import make_claim, make_criteria
from feed_cases import make_entry, make_report
from makers import make_application, make_offer, make_organization
from paper_cases import make_access
from zczr import db
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Standing
from zczr.domain.accounts.stages import ORGANIZATION
from zczr.domain.applications.stages import APPLICATION, LABELS, PERMITS, Act, Side, Stage, permits
from zczr.domain.claims.imports.stages import IMPORT, Import
from zczr.domain.claims.imports.stages import LABELS as IMPORT_LABELS
from zczr.domain.claims.papers.stages import ACCESS, Access
from zczr.domain.claims.papers.stages import LABELS as ACCESS_LABELS
from zczr.domain.claims.sorts import CLAIM, CRITERIA
from zczr.domain.contracts.stages import FILING, FilingStage
from zczr.domain.contracts.stages import LABELS as FILING_LABELS
from zczr.domain.feed.stages import ENTRY, Entry
from zczr.domain.feed.stages import LABELS as ENTRY_LABELS
from zczr.domain.history import SYSTEM
from zczr.domain.lending.sorts import OFFER, REQUEST
from zczr.domain.postings.stages import LABELS as POSTING_LABELS
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import WrongState
from zczr.domain.reports.stages import LABELS as REPORT_LABELS
from zczr.domain.reports.stages import REPORT, Report
from zczr.domain.stages import Lifecycle, move

Make = Callable[[Cast, str], Awaitable[int]]


async def _organization(cast: Cast, status: str) -> int:
    return await make_organization(status=status)


async def _request(cast: Cast, status: str) -> int:
    return await make_assessed_request(cast.borrower, status=status)


async def _offer(cast: Cast, status: str) -> int:
    return await make_offer(cast.lender, status=status)


async def _claim(cast: Cast, status: str) -> int:
    claim_id = await make_claim(cast.borrower, status=status, contract_number=uuid.uuid4().hex, invoice_numbers=())
    await db.execute("DELETE FROM history WHERE subject_kind = 'claim'")
    return claim_id


async def _import(cast: Cast, status: str) -> int:
    import_id: int = await db.fetch_value(
        """INSERT INTO claim_import (organization_id, member_id, submission_id, status, file_name, sha256, publish, confirmed_by)
           VALUES ($1, $2, gen_random_uuid(), $3, '', '', true, $2) RETURNING id""",
        cast.borrower.organization_id, cast.borrower.member_id, status,
    )  # fmt: skip
    return import_id


async def _criteria(cast: Cast, status: str) -> int:
    return await make_criteria(cast.lender, status=status)


async def _application(cast: Cast, status: str) -> int:
    return await make_application(cast.borrower, cast.lender, status=status)


async def _filing(cast: Cast, status: str) -> int:
    answered = {"answered_at": clock.now()} if status in {"confirmed", "returned"} else {}
    return await make_filing_row(await _application(cast, "approved"), cast.borrower, status=status, **answered)


async def _entry(cast: Cast, status: str) -> int:
    return await make_entry(cast.lender, "loan_offer", await make_offer(cast.lender), status=status)


async def _report(cast: Cast, status: str) -> int:
    return await make_report(cast.borrower, await _entry(cast, "live"), status=status)


async def _access(cast: Cast, status: str) -> int:
    access_id = await make_access(cast.borrower, cast.lender, await _claim(cast, "active"), status=status)
    await db.execute("DELETE FROM history WHERE subject_kind = 'paper_access'")
    return access_id


# Only a claim is reserved or split.
_OPEN_TO_SEVERAL = tuple(each for each in Posting if each not in {Posting.RESERVED, Posting.SPLIT})

LIFECYCLES: dict[str, tuple[Lifecycle, Iterable[StrEnum], Make]] = {
    "organization": (ORGANIZATION, Standing, _organization),
    "loan_request": (REQUEST, _OPEN_TO_SEVERAL, _request),
    "loan_offer": (OFFER, _OPEN_TO_SEVERAL, _offer),
    "claim": (CLAIM, Posting, _claim),
    "claim_import": (IMPORT, Import, _import),
    "paper_access": (ACCESS, Access, _access),
    "purchase_criteria": (CRITERIA, _OPEN_TO_SEVERAL, _criteria),
    "application": (APPLICATION, Stage, _application),
    "contract_filing": (FILING, FilingStage, _filing),
    "feed_entry": (ENTRY, Entry, _entry),
    "abuse_report": (REPORT, Report, _report),
}
CASES = [(name, before) for name, (_, states, _) in LIFECYCLES.items() for before in states]


def _columns(kind: str, after: StrEnum) -> dict[str, Any]:
    """What the table's checks ask for in that state."""
    if kind == "contract_filing":
        return {"answered_at": clock.now()} if after in {FilingStage.CONFIRMED, FilingStage.RETURNED} else {}
    if kind == "abuse_report":
        return {"decided_at": None if after is Report.OPEN else clock.now()}
    if kind == "paper_access":
        answered = {"answered_at": clock.now()} if after in {Access.GRANTED, Access.REFUSED} else {}
        return {**answered, "ended_at": None if after in {Access.ASKED, Access.GRANTED} else clock.now()}
    if kind != "application":
        return {}
    closed = after in {Stage.CONFIRMED, Stage.REJECTED, Stage.WITHDRAWN, Stage.EXPIRED}
    columns: dict[str, Any] = {"closed_at": clock.now() if closed else None}
    if after is Stage.APPROVED:
        columns |= {"approved_at": clock.now(), "confirm_due_at": clock.now()}
    return columns


@pytest.mark.parametrize(("kind", "before"), CASES, ids=lambda value: str(value))
async def test_a_row_moves_exactly_where_its_table_leads(cast: Cast, kind: str, before: StrEnum) -> None:
    lifecycle, states, make = LIFECYCLES[kind]
    for after in states:
        subject_id = await make(cast, str(before))
        if lifecycle.allows(before, after):
            came_from = await move(
                lifecycle, subject_id, to=after, act="try", by=cast.borrower.mover, also=_columns(kind, after)
            )
            assert came_from == str(before)
            (line,) = await history.events_of(kind, subject_id)
            assert (line.act, line.before, line.after, line.member_name) == ("try", before, after, cast.borrower.name)
        else:
            with pytest.raises(WrongState):
                await move(lifecycle, subject_id, to=after, act="try", by=SYSTEM, also=_columns(kind, after))
            assert await history.events_of(kind, subject_id) == ()
        status = await db.fetch_value(f"SELECT status FROM {kind} WHERE id = $1", subject_id)
        assert status == str(after if lifecycle.allows(before, after) else before)


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_state_has_its_line_in_the_table_and_no_state_leads_to_itself(kind: str) -> None:
    lifecycle, states, _ = LIFECYCLES[kind]
    assert set(lifecycle.transitions) == set(states)
    assert not [state for state in states if lifecycle.allows(state, state)]


def test_every_state_has_a_name() -> None:
    assert set(LABELS) == set(Stage)
    assert set(POSTING_LABELS) == set(Posting)
    assert set(FILING_LABELS) == set(FilingStage)
    assert set(ENTRY_LABELS) == set(Entry)
    assert set(REPORT_LABELS) == set(Report)
    assert set(IMPORT_LABELS) == set(Import)
    assert set(ACCESS_LABELS) == set(Access)


async def test_a_move_is_narrower_where_only_some_sources_are_meant(cast: Cast) -> None:
    application_id = await _application(cast, "pending")
    with pytest.raises(WrongState, match="已有人处理"):
        await move(
            APPLICATION,
            application_id,
            to=Stage.EXPIRED,
            only_from=(Stage.APPROVED,),
            act="expire",
            by=SYSTEM,
            refusal="已有人处理",
        )


async def test_a_move_that_is_no_transition_is_a_mistake_of_the_program(cast: Cast) -> None:
    with pytest.raises(AssertionError):
        await move(APPLICATION, 1, to=Stage.CONFIRMED, only_from=(Stage.PENDING,), act="confirm", by=SYSTEM)


async def test_a_reason_and_further_columns_are_written_with_the_move(cast: Cast) -> None:
    application_id = await _application(cast, "pending")
    await move(
        APPLICATION,
        application_id,
        to=Stage.REJECTED,
        act="reject",
        by=cast.lender.mover,
        reason="额度已满",
        also={"reason": "额度已满", "closed_at": clock.now()},
    )
    (line,) = await history.events_of("application", application_id)
    assert (line.reason, line.organization_name) == ("额度已满", cast.lender.organization_name)
    assert await db.fetch_value("SELECT reason FROM application WHERE id = $1", application_id) == "额度已满"


_BOTH = {Side.APPLICANT, Side.RESPONDENT}
PERMITTED = {
    (Stage.PENDING, Act.APPROVE): {Side.RESPONDENT},
    (Stage.PENDING, Act.REJECT): {Side.RESPONDENT},
    (Stage.PENDING, Act.WITHDRAW): {Side.APPLICANT},
    (Stage.APPROVED, Act.DRAW_UP): _BOTH,
    (Stage.APPROVED, Act.FILE): _BOTH,
    (Stage.APPROVED_UNCONFIRMED, Act.DRAW_UP): _BOTH,
    (Stage.APPROVED_UNCONFIRMED, Act.CONFIRM): {Side.OTHER},
    (Stage.APPROVED_UNCONFIRMED, Act.RETURN): {Side.OTHER},
    (Stage.CONFIRMED, Act.DRAW_UP): _BOTH,
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("side", Side)
def test_each_state_permits_each_side_exactly_what_product_md_says(stage: Stage, act: Act, side: Side) -> None:
    assert permits(stage, act, frozenset({side})) is (side in PERMITTED.get((stage, act), set()))


def test_permits_has_a_line_for_every_state_and_nothing_for_nobody() -> None:
    assert set(PERMITS) == set(Stage)
    assert not [stage for stage in Stage for act in Act if permits(stage, act, frozenset())]
