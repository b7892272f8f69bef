"""合同确认: filed by one side, confirmed or returned by the other; what forms, and what races leave."""

import asyncio
import uuid
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from filing_cases import ADDRESS, agree, filing_of, refuse, sign, status_of

from cases import make_deal, make_filing, make_position, make_upload
from cast import Cast
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.accounts.actor import Actor, Role
from zczr.domain.applications.expiry import expire_due
from zczr.domain.applications.stages import Stage
from zczr.domain.contracts import case
from zczr.domain.contracts.loan.evidence import canonical_terms
from zczr.domain.files.queries import files_of
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState


async def approved(cast: Cast) -> int:
    """An application that waits for its contract."""
    return await make_deal(cast.borrower, cast.lender, status="approved")


async def filed(cast: Cast) -> tuple[int, int]:
    """An application with the borrower's filing, which waits for the lender."""
    application_id = await approved(cast)
    await sign(cast.borrower, application_id)
    return application_id, await filing_of(application_id)


async def titles_for(actor: Actor) -> list[str]:
    rows = await db.fetch("SELECT title FROM notice WHERE organization_id = $1 ORDER BY id", actor.organization_id)
    return [row["title"].partition("：")[0] for row in rows]


async def score_of(actor: Actor) -> int:
    return int(await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", actor.organization_id))


@pytest.mark.parametrize("side", ["borrower", "lender"])
async def test_either_side_files_and_the_other_is_asked_to_confirm(cast: Cast, side: str) -> None:
    filer, other = (cast.borrower, cast.lender) if side == "borrower" else (cast.lender, cast.borrower)
    application_id = await approved(cast)
    await sign(filer, application_id)
    row = await db.fetch_row("SELECT * FROM contract_filing WHERE application_id = $1", application_id)
    assert await status_of(application_id) == "approved_unconfirmed"
    assert (row["status"], row["filed_for"], row["filed_address"]) == ("filed", filer.organization_id, ADDRESS)
    assert (row["lpr"], row["previous_sha256"]) == (Decimal("0.03"), "")
    assert [file.id for file in await files_of("contract_filing", row["id"])] == [row["scan_id"]]
    assert await titles_for(other) == ["请确认合同"]
    assert await titles_for(filer) == []
    assert await invariants.broken() == []


async def test_the_hash_is_that_of_the_terms_and_the_scan(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    row = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1", filing_id)
    scan = await db.fetch_value("SELECT sha256 FROM upload WHERE id = $1", row["scan_id"])
    facts = replace(await case.template_for(cast.lender, application_id), final=True)
    terms = canonical_terms(facts, scan_sha256=scan)
    assert (row["terms"], row["sha256"]) == (terms.text, terms.sha256)


async def test_at_the_second_yes_the_contract_forms_the_loan_opens_and_both_gain_a_point(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    await agree(cast.lender, filing_id)
    assert await status_of(application_id) == "confirmed"
    filing = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1", filing_id)
    assert (filing["status"], filing["answered_for"], filing["answered_address"]) == (
        "confirmed",
        cast.lender.organization_id,
        ADDRESS,
    )
    loan = await db.fetch_row("SELECT * FROM loan_position WHERE application_id = $1", application_id)
    assert (loan["borrower_id"], loan["lender_id"]) == (cast.borrower.organization_id, cast.lender.organization_id)
    assert loan["principal"] == loan["outstanding"] == filing["amount"]
    assert (loan["rate"], loan["starts_on"], loan["status"]) == (filing["rate"], filing["starts_on"], "performing")
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (101, 101)
    statuses = "SELECT r.status FROM loan_request r JOIN application a ON a.request_id = r.id WHERE a.id = $1"
    assert await db.fetch_value(statuses, application_id) == "matched"
    assert (await titles_for(cast.borrower))[-1] == (await titles_for(cast.lender))[-1] == "合同已确认"
    assert await invariants.broken() == []


@pytest.mark.parametrize("status", ["active", "expired", "closed"])
async def test_what_was_applied_for_while_it_was_open_is_confirmed_after_it_closed(cast: Cast, status: str) -> None:
    application_id, filing_id = await filed(cast)
    await db.execute(f"UPDATE loan_request SET status = '{status}'")
    await agree(cast.lender, filing_id)
    assert await status_of(application_id) == "confirmed"


@pytest.mark.parametrize("status", ["matched", "withdrawn"])
async def test_a_request_that_went_elsewhere_takes_no_second_contract(cast: Cast, status: str) -> None:
    application_id, filing_id = await filed(cast)
    await db.execute(f"UPDATE loan_request SET status = '{status}'")
    with pytest.raises(WrongState, match="不能再确认这份合同"):
        await agree(cast.lender, filing_id)
    assert await status_of(application_id) == "approved_unconfirmed"
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (100, 100)
    assert await db.fetch_value("SELECT count(*) FROM loan_position") == 0


async def test_a_returned_filing_opens_the_way_for_the_next_which_carries_its_hash(cast: Cast) -> None:
    application_id, first = await filed(cast)
    await refuse(cast.lender, first)
    assert await status_of(application_id) == "approved"
    assert (await titles_for(cast.borrower))[-1] == "合同确认被退回"
    await sign(cast.lender, application_id)
    second = await filing_of(application_id)
    rows = {row["id"]: row for row in await db.fetch("SELECT * FROM contract_filing")}
    assert (rows[first]["status"], rows[first]["answer_reason"]) == ("returned", "金额与合同不符")
    assert rows[second]["previous_sha256"] == rows[first]["sha256"]
    assert rows[second]["sha256"] != rows[first]["sha256"]
    await agree(cast.borrower, second)
    assert await status_of(application_id) == "confirmed"
    assert await invariants.broken() == []


async def test_the_same_submission_again_changes_nothing(cast: Cast) -> None:
    application_id, submission = await approved(cast), uuid.uuid4()
    scan = await make_upload(cast.borrower)
    for _ in range(2):
        await sign(cast.borrower, application_id, submission=submission, scans=[scan])
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 1
    assert await titles_for(cast.lender) == ["请确认合同"]


@pytest.mark.parametrize("answer", [agree, refuse])
async def test_ones_own_filing_waits_for_the_other_side(cast: Cast, answer: object) -> None:
    application_id, filing_id = await filed(cast)
    with pytest.raises(NotAllowed, match="等待对方确认"):
        await answer(cast.borrower, filing_id)
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_a_stranger_finds_neither_application_nor_filing(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    with pytest.raises(NotFound):
        await sign(cast.stranger, application_id)
    for answer in (agree, refuse):
        for actor, which in ((cast.stranger, filing_id), (cast.institution, filing_id), (cast.lender, filing_id + 1)):
            with pytest.raises(NotFound):
                await answer(actor, which)


async def test_a_reviewer_files_nothing_and_an_operator_confirms_nothing(cast: Cast) -> None:
    application_id = await approved(cast)
    with pytest.raises(NotAllowed):
        await sign(cast.checker, application_id)
    await sign(cast.clerk, application_id)
    operator = replace(cast.lender, role=Role.OPERATOR)
    for answer in (agree, refuse):
        with pytest.raises(NotAllowed):
            await answer(operator, await filing_of(application_id))
    await agree(cast.lender_checker, await filing_of(application_id))
    assert await status_of(application_id) == "confirmed"


@pytest.mark.parametrize("status", [stage for stage in Stage if stage is not Stage.APPROVED])
async def test_only_an_approved_application_takes_a_filing(cast: Cast, status: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=str(status))
    with pytest.raises(WrongState):
        await sign(cast.borrower, application_id)
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 0


@pytest.mark.parametrize("answer", [agree, refuse])
@pytest.mark.parametrize("status", ["confirmed", "expired", "approved"])
async def test_a_filing_that_waits_for_nobody_is_not_answered(cast: Cast, answer: object, status: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=status)
    kind = {"confirmed": "confirmed", "expired": "expired", "approved": "returned"}[status]
    answered_by = None if kind == "expired" else cast.lender
    filing_id = await make_filing(application_id, cast.borrower, status=kind, answered_by=answered_by)
    with pytest.raises(WrongState):
        await answer(cast.lender, filing_id)
    assert await status_of(application_id) == status


async def test_after_sixty_days_nothing_is_filed_confirmed_or_returned_even_before_the_job_ran(cast: Cast) -> None:
    waiting = await approved(cast)
    application_id, filing_id = await filed(cast)
    clock.travel(timedelta(days=60))
    for attempt in (sign(cast.borrower, waiting), agree(cast.lender, filing_id), refuse(cast.lender, filing_id)):
        with pytest.raises(WrongState, match="合同确认的期限"):
            await attempt
    assert (await status_of(waiting), await status_of(application_id)) == ("approved", "approved_unconfirmed")


async def test_a_minute_before_the_end_it_is_still_confirmed(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    clock.travel(timedelta(days=60) - timedelta(minutes=1))
    await agree(cast.lender, filing_id)
    clock.travel(timedelta(days=61))
    assert await expire_due() == 0
    assert await status_of(application_id) == "confirmed"


# Races, with connections of their own


async def outcomes(*attempts: Awaitable[object]) -> list[str]:
    """What became of attempts made at once: ok, or the name of the refusal."""
    results = await asyncio.gather(*attempts, return_exceptions=True)
    return sorted("ok" if not isinstance(result, BaseException) else type(result).__name__ for result in results)


@pytest.mark.committed
async def test_of_two_filings_by_both_sides_at_once_one_counts_and_the_other_is_told(cast: Cast) -> None:
    application_id = await approved(cast)
    both = await outcomes(sign(cast.borrower, application_id), sign(cast.lender, application_id))
    assert both == ["WrongState", "ok"]
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 1
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_a_double_click_on_filing_is_one_filing(cast: Cast) -> None:
    application_id, submission = await approved(cast), uuid.uuid4()
    scan = await make_upload(cast.borrower)
    attempts = [sign(cast.borrower, application_id, submission=submission, scans=[scan]) for _ in range(10)]
    assert await outcomes(*attempts) == ["ok"] * 10
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 1
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_of_two_confirmations_at_once_one_opens_the_loan(cast: Cast) -> None:
    _, filing_id = await filed(cast)
    assert await outcomes(agree(cast.lender, filing_id), agree(cast.lender_checker, filing_id)) == ["WrongState", "ok"]
    assert await db.fetch_value("SELECT count(*) FROM loan_position") == 1
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (101, 101)
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_a_confirmation_and_a_return_at_once_leave_one_of_both(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    both = await outcomes(agree(cast.lender, filing_id), refuse(cast.lender_checker, filing_id))
    assert both == ["WrongState", "ok"]
    assert await status_of(application_id) in {"confirmed", "approved"}
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_a_confirmation_and_the_expiry_at_once_leave_one_of_both(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    await db.execute(
        "UPDATE application SET confirm_due_at = $2 WHERE id = $1",
        application_id, clock.now() + timedelta(milliseconds=40),
    )  # fmt: skip

    async def late() -> None:
        await asyncio.sleep(0.03)
        for _ in range(5):
            await expire_due()

    await outcomes(*(agree(cast.lender, filing_id) for _ in range(6)), late())
    await asyncio.sleep(0.02)
    await expire_due()
    last = (await history.events_of("application", application_id))[-1].after
    scores = (await score_of(cast.borrower), await score_of(cast.lender))
    assert (last, *scores) in {("confirmed", 101, 101), ("expired", 98, 98)}
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_two_confirmations_of_one_borrower_at_once_do_not_share_the_last_room(cast: Cast) -> None:
    await make_position(cast.borrower, cast.stranger, principal=Decimal("850000"))
    first = await make_deal(cast.borrower, cast.lender, status="approved")
    second = await make_deal(cast.borrower, cast.partner, status="approved")
    for application_id in (first, second):
        await sign(cast.borrower, application_id)
    both = await outcomes(agree(cast.lender, await filing_of(first)), agree(cast.partner, await filing_of(second)))
    assert both == ["RuleBroken", "ok"]
    owed = "SELECT sum(outstanding) FROM loan_position WHERE borrower_id = $1"
    assert await db.fetch_value(owed, cast.borrower.organization_id) == Decimal("950000")
    assert await invariants.broken() == []


async def test_a_refused_filing_leaves_its_scan_for_the_next_try(cast: Cast) -> None:
    application_id, scan = await approved(cast), await make_upload(cast.borrower)
    with pytest.raises(RuleBroken):
        await sign(cast.borrower, application_id, scans=[scan], rate=Decimal("0.5"))
    await sign(cast.borrower, application_id, scans=[scan])
    assert await status_of(application_id) == "approved_unconfirmed"
