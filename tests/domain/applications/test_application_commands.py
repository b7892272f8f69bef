"""发起申请, 通过, 拒绝, 撤回: who may, when, and what is left when not."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cases import make_assessed_request, make_deal, make_match
from cast import Cast
from makers import make_offer
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.accounts.actor import Actor, Role, Standing
from zczr.domain.applications.applying import apply
from zczr.domain.applications.commands import approve, reject, withdraw
from zczr.domain.applications.expiry import expire_due
from zczr.domain.applications.stages import Stage
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState

Answer = Callable[[Actor, int], Awaitable[None]]


async def decline(actor: Actor, application_id: int) -> None:
    await reject(actor, application_id, reason="额度已满")


ANSWERS: dict[str, Answer] = {
    "approve": lambda actor, which: approve(actor, which, own_funds=True),
    "reject": decline,
    "withdraw": withdraw,
}
REACHES = {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}


async def status_of(application_id: int) -> str:
    return str(await db.fetch_value("SELECT status FROM application WHERE id = $1", application_id))


async def titles_for(actor: Actor) -> list[str]:
    rows = await db.fetch("SELECT title FROM notice WHERE organization_id = $1 ORDER BY id", actor.organization_id)
    return [row["title"].partition("：")[0] for row in rows]


async def matched_pair(cast: Cast, **offer: object) -> tuple[int, int]:
    """A request of the borrower and an offer of the lender that a run has matched."""
    return await make_match(await make_assessed_request(cast.borrower), await make_offer(cast.lender, **offer))


async def ask(
    actor: Actor, *pairs: tuple[int, int], amount: str = "100000", submission: uuid.UUID | None = None
) -> tuple:
    return await apply(
        actor,
        submission_id=submission or uuid.uuid4(),
        pairs_wanted=pairs,
        amount=Decimal(amount),
        message="希望合作",
        own_funds=True,
    )


# Applying


@pytest.mark.parametrize("side", ["borrower", "lender"])
async def test_either_side_of_a_match_applies_to_the_other(cast: Cast, side: str) -> None:
    applicant = getattr(cast, side)
    respondent = cast.lender if side == "borrower" else cast.borrower
    pair = await matched_pair(cast)
    (application_id,) = await ask(applicant, pair)
    row = await db.fetch_row("SELECT * FROM application WHERE id = $1", application_id)
    assert (row["applicant_id"], row["respondent_id"]) == (applicant.organization_id, respondent.organization_id)
    assert (row["borrower_id"], row["lender_id"]) == (cast.borrower.organization_id, cast.lender.organization_id)
    assert (row["status"], row["amount"], row["message"]) == ("pending", Decimal("100000.00"), "希望合作")
    assert row["answer_due_at"] - row["created_at"] == timedelta(days=30)
    assert await titles_for(respondent) == ["收到新的申请"]
    assert await titles_for(applicant) == []
    assert await invariants.broken() == []


async def test_several_are_applied_to_at_once_all_or_none(cast: Cast) -> None:
    request_id = await make_assessed_request(cast.borrower)
    near = await make_match(request_id, await make_offer(cast.lender))
    far = await make_match(request_id, await make_offer(cast.institution, status="withdrawn"))
    with pytest.raises(RuleBroken, match=cast.institution.organization_name):
        await ask(cast.borrower, near, far)
    assert await db.fetch_value("SELECT count(*) FROM application") == 0
    assert await titles_for(cast.lender) == []
    other = await make_match(request_id, await make_offer(cast.partner))
    assert len(await ask(cast.borrower, near, other)) == 2


async def test_the_same_submission_again_finds_what_the_first_made(cast: Cast) -> None:
    pair, submission = await matched_pair(cast), uuid.uuid4()
    first = await ask(cast.borrower, pair, submission=submission)
    await approve(cast.lender, first[0], own_funds=True)
    await db.execute("UPDATE loan_request SET status = 'closed' WHERE id = $1", pair[0])
    assert await ask(cast.borrower, pair, submission=submission) == first
    assert await titles_for(cast.lender) == ["收到新的申请"]


@pytest.mark.parametrize("status", ["pending", "approved"])
async def test_a_pair_has_one_open_application_at_a_time(cast: Cast, status: str) -> None:
    pair = await matched_pair(cast)
    await make_deal(cast.borrower, cast.lender, status=status, request_id=pair[0], offer_id=pair[1])
    with pytest.raises(RuleBroken, match="已有进行中的申请"):
        await ask(cast.borrower, pair)


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "expired"])
async def test_after_it_ended_one_may_apply_again(cast: Cast, status: str) -> None:
    pair = await matched_pair(cast)
    await make_deal(cast.borrower, cast.lender, status=status, request_id=pair[0], offer_id=pair[1])
    assert len(await ask(cast.borrower, pair)) == 1


@pytest.mark.parametrize(
    ("amount", "allowed"), [("79999.99", False), ("80000", True), ("100000", True), ("100000.01", False)]
)
async def test_the_amount_lies_where_both_ranges_overlap(cast: Cast, amount: str, allowed: bool) -> None:
    pair = await matched_pair(cast)
    if allowed:
        assert await ask(cast.borrower, pair, amount=amount)
    else:
        with pytest.raises(RuleBroken, match="8 — 10 万元") as refusal:
            await ask(cast.borrower, pair, amount=amount)
        assert refusal.value.field == "amount"


async def test_strangers_and_unmatched_pairs_are_not_found(cast: Cast) -> None:
    pair = await matched_pair(cast)
    unmatched = (await make_assessed_request(cast.borrower), await make_offer(cast.lender))
    with pytest.raises(NotFound):
        await ask(cast.stranger, pair)
    for wanted in (unmatched, (pair[0], 10**6)):
        with pytest.raises(RuleBroken, match="不在匹配结果中"):
            await ask(cast.borrower, wanted)
    assert await db.fetch_value("SELECT count(*) FROM application") == 0


async def test_a_reviewer_and_an_unverified_enterprise_may_not_apply(cast: Cast) -> None:
    pair = await matched_pair(cast)
    for actor in (cast.checker, replace(cast.borrower, standing=Standing.PENDING)):
        with pytest.raises(NotAllowed):
            await ask(actor, pair)


@pytest.mark.parametrize("status", ["withdrawn", "closed", "matched", "expired"])
async def test_a_posting_that_is_no_longer_open_cannot_be_applied_for(cast: Cast, status: str) -> None:
    pair = await matched_pair(cast)
    await db.execute(f"UPDATE loan_request SET status = '{status}' WHERE id = $1", pair[0])
    with pytest.raises(RuleBroken, match="暂不能向"):
        await ask(cast.lender, pair)


async def test_one_to_ten_may_be_chosen(cast: Cast) -> None:
    for wanted in ([], [(1, number) for number in range(11)]):
        with pytest.raises(RuleBroken) as refusal:
            await ask(cast.borrower, *wanted)
        assert refusal.value.field == "counterparties"


async def test_letters_leave_after_the_commit_and_never_for_what_was_rolled_back(
    cast: Cast, jobs: list[tuple[str, tuple[int, ...]]]
) -> None:
    pair = await matched_pair(cast)
    with pytest.raises(RuleBroken):
        await ask(cast.borrower, pair, amount="1")
    assert jobs == []
    await ask(cast.borrower, pair)
    letters = {row["id"] for row in await db.fetch("SELECT id FROM mail")}
    assert {(name, *ids) for name, ids in jobs} == {("messages.deliver", mail_id) for mail_id in letters}
    assert len(letters) == 2


# Answering


async def answerer(cast: Cast, act: str) -> tuple[Actor, Actor]:
    """Who may do it when the borrower applied, and who hears of it."""
    return (cast.borrower, cast.lender) if act == "withdraw" else (cast.lender, cast.borrower)


@pytest.mark.parametrize("act", ANSWERS)
async def test_an_answer_moves_the_application_and_tells_the_other_side_once(cast: Cast, act: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    who, hears = await answerer(cast, act)
    await ANSWERS[act](who, application_id)
    assert await status_of(application_id) == REACHES[act]
    last = (await history.events_of("application", application_id))[-1]
    assert (last.before, last.after, last.act, last.member_name) == ("pending", REACHES[act], act, who.name)
    assert len(await titles_for(hears)) == 1
    assert await titles_for(who) == []
    assert await invariants.broken() == []


async def test_who_lends_declares_for_each_deal_that_the_money_is_its_own(cast: Cast) -> None:
    received = await make_deal(cast.borrower, cast.lender)
    with pytest.raises(RuleBroken, match="自有资金") as refused:
        await approve(cast.lender, received)
    assert refused.value.field == "own_funds"
    assert await status_of(received) == "pending"
    await approve(cast.lender_checker, received, own_funds=True)
    assert await db.fetch_value("SELECT own_funds_by FROM application WHERE own_funds_at IS NOT NULL") == (
        cast.lender_checker.member_id
    )


async def test_a_lender_who_applies_declares_when_it_applies(cast: Cast) -> None:
    pair = await matched_pair(cast)
    with pytest.raises(RuleBroken, match="自有资金"):
        await apply(cast.lender, submission_id=uuid.uuid4(), pairs_wanted=[pair], amount=Decimal(100_000), message="")
    assert await db.fetch_value("SELECT count(*) FROM application") == 0
    (sent,) = await ask(cast.lender, pair)
    await approve(cast.borrower, sent)
    assert await db.fetch_value("SELECT own_funds_by FROM application") == cast.lender.member_id


async def test_a_borrower_declares_nothing_about_the_lender(cast: Cast) -> None:
    await ask(cast.borrower, await matched_pair(cast))
    assert await db.fetch_value("SELECT own_funds_by FROM application") is None


async def test_a_licensed_institution_need_not_declare(cast: Cast) -> None:
    received = await make_deal(cast.borrower, cast.institution)
    await approve(cast.institution, received)
    assert await status_of(received) == "approved"


async def test_the_sixty_days_begin_with_the_approval(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    clock.travel(timedelta(days=12))
    await approve(cast.lender, application_id, own_funds=True)
    row = await db.fetch_row("SELECT approved_at, confirm_due_at FROM application WHERE id = $1", application_id)
    assert row["confirm_due_at"] - row["approved_at"] == timedelta(days=60)
    assert abs(row["approved_at"] - clock.now()) < timedelta(minutes=1)


async def test_a_rejection_carries_its_reason_to_the_applicant(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    await reject(cast.lender, application_id, reason="近期额度已满")
    assert await db.fetch_value("SELECT reason FROM application WHERE id = $1", application_id) == "近期额度已满"
    body = await db.fetch_value("SELECT body FROM notice WHERE organization_id = $1", cast.borrower.organization_id)
    assert "近期额度已满" in body


@pytest.mark.parametrize("act", ANSWERS)
async def test_a_stranger_does_not_find_the_application(cast: Cast, act: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    for actor in (cast.stranger, cast.institution, cast.admin):
        with pytest.raises(NotFound):
            await ANSWERS[act](actor, application_id)
    with pytest.raises(NotFound):
        await ANSWERS[act](cast.borrower, application_id + 1)
    assert await status_of(application_id) == "pending"


@pytest.mark.parametrize("act", ANSWERS)
async def test_a_role_without_the_right_is_refused(cast: Cast, act: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    who, _ = await answerer(cast, act)
    lacking = replace(who, role=Role.REVIEWER if act == "withdraw" else Role.OPERATOR)
    with pytest.raises(NotAllowed):
        await ANSWERS[act](lacking, application_id)
    assert await status_of(application_id) == "pending"


@pytest.mark.parametrize("act", ANSWERS)
async def test_the_wrong_side_is_told_that_the_other_has_to_act(cast: Cast, act: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    _, wrong = await answerer(cast, act)
    with pytest.raises(NotAllowed, match="由对方处理"):
        await ANSWERS[act](wrong, application_id)
    assert await status_of(application_id) == "pending"


@pytest.mark.parametrize("act", ANSWERS)
@pytest.mark.parametrize("status", [stage for stage in Stage if stage is not Stage.PENDING])
async def test_what_is_answered_already_stays_as_it_is(cast: Cast, act: str, status: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status=str(status))
    who, hears = await answerer(cast, act)
    with pytest.raises(WrongState):
        await ANSWERS[act](who, application_id)
    assert await status_of(application_id) == status
    assert len(await history.events_of("application", application_id)) == 1
    assert await titles_for(hears) == []


@pytest.mark.parametrize("act", ANSWERS)
async def test_after_thirty_days_nothing_can_be_answered_even_before_the_job_ran(cast: Cast, act: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    who, _ = await answerer(cast, act)
    clock.travel(timedelta(days=30))
    with pytest.raises(WrongState, match="已过期"):
        await ANSWERS[act](who, application_id)
    assert await status_of(application_id) == "pending"


# Races, with connections of their own


async def outcomes(*attempts: Awaitable[object]) -> list[str]:
    """What became of attempts made at once: ok, or the name of the refusal."""
    results = await asyncio.gather(*attempts, return_exceptions=True)
    return sorted("ok" if not isinstance(result, BaseException) else type(result).__name__ for result in results)


@pytest.mark.committed
async def test_of_two_approvals_at_once_one_is_told_that_it_is_done(cast: Cast) -> None:
    for _ in range(5):
        application_id = await make_deal(cast.borrower, cast.lender)
        both = await outcomes(
            approve(cast.lender, application_id, own_funds=True),
            approve(cast.lender_checker, application_id, own_funds=True),
        )
        assert both == ["WrongState", "ok"]
        assert len(await history.events_of("application", application_id)) == 2
    assert await titles_for(cast.borrower) == ["申请已通过"] * 5
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_an_approval_and_a_withdrawal_at_once_leave_one_of_both(cast: Cast) -> None:
    for _ in range(5):
        application_id = await make_deal(cast.borrower, cast.lender)
        both = await outcomes(
            approve(cast.lender, application_id, own_funds=True), withdraw(cast.borrower, application_id)
        )
        assert both == ["WrongState", "ok"]
        assert await status_of(application_id) in {"approved", "withdrawn"}
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_an_answer_and_the_expiry_at_once_leave_one_of_both(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, answer_due_at=clock.now() + timedelta(milliseconds=20))

    async def late() -> None:
        await asyncio.sleep(0.02)
        await expire_due()

    await outcomes(*(approve(cast.lender, application_id, own_funds=True) for _ in range(8)), late())
    await expire_due()
    events = [event.after for event in await history.events_of("application", application_id)]
    assert events in (["pending", "approved"], ["pending", "expired"])
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_twenty_identical_submissions_make_one_application(cast: Cast) -> None:
    pair, submission = await matched_pair(cast), uuid.uuid4()
    made = await asyncio.gather(*(ask(cast.borrower, pair, submission=submission) for _ in range(20)))
    assert len(set(made)) == 1
    assert await db.fetch_value("SELECT count(*) FROM application") == 1
    assert await titles_for(cast.lender) == ["收到新的申请"]


@pytest.mark.committed
async def test_of_both_sides_applying_to_each_other_at_once_one_does(cast: Cast) -> None:
    pair = await matched_pair(cast)
    assert await outcomes(ask(cast.borrower, pair), ask(cast.lender, pair)) == ["RuleBroken", "ok"]
    assert await db.fetch_value("SELECT count(*) FROM application") == 1
