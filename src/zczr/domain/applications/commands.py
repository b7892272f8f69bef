"""Answering and withdrawing; the sixty days begin with the approval."""

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import claims, loans
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.own_funds import funds_broken
from zczr.domain.applications.parties import ClaimParties, LoanParties, Parties, parties_for
from zczr.domain.applications.stages import (
    APPLICATION,
    CONFIRM_WITHIN,
    ENDED_BY_OTHER,
    SERVED_ELSEWHERE,
    Act,
    Side,
    Stage,
    permits,
)
from zczr.domain.history import SYSTEM
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotAllowed, WrongState, refuse_all
from zczr.domain.stages import move, overtaken

_LATE = "这份申请已过期，不能再处理。"


async def approve(
    actor: Actor, application_id: int, *, own_funds: bool = False, what: str = "申请已通过", done: str = "已通过申请"
) -> None:
    """The other side agrees; sixty days begin. `own_funds` is the lender's declaration.

    `what` has come about, and what the actor has `done`, is what the applicant is told.
    """
    async with db.transaction():
        await lock_subject(actor, application_id)
        found = await _answerable(actor, application_id, Act.APPROVE, Permission.APPLICATION_DECIDE)
        await _refuse_second_signing(found)
        now = clock.now()
        due_at = now + CONFIRM_WITHIN
        if isinstance(found, LoanParties):
            also = await loans.check_approval(actor, found, own_funds=own_funds)
        else:
            also = await claims.check_approval(actor, found)
            due_at = claims.confirm_by(await claims.due_on(found.claim_id))
        await move(
            APPLICATION, application_id, to=Stage.APPROVED, only_from=(Stage.PENDING,), act="approve", by=actor.mover,
            also={"approved_at": now, "confirm_due_at": due_at, **also},
        )  # fmt: skip
        await messages.tell(
            found.applicant_id, key=f"application:{application_id}:approved", title=f"{what}：{found.title}",
            body=f"{actor.organization_name}{done}。请下载合同模板与对方协商，并在 {clock.shown(due_at)} 前由双方完成合同确认。",
            href=found.href,
        )  # fmt: skip


async def check_own_funds(actor: Actor, application_id: int, own_funds: bool) -> None:
    """Refuse an approval that lacks the lender's declaration, before anything is done."""
    found = await parties_for(actor, application_id)
    if isinstance(found, LoanParties):
        refuse_all(await funds_broken(actor, found.lender_id, own_funds))


async def lock_subject(actor: Actor, application_id: int) -> None:
    """Hold what an application is about until the commit.

    Closes the race of two lenders who approve at once. Always taken before the application itself, so that an approval and a
    confirmation of two applications for one request cannot wait for each other.
    """
    subject = (await parties_for(actor, application_id)).subject
    await db.execute(f"SELECT FROM {subject.table} WHERE id = $1 FOR UPDATE", subject.id)


async def _refuse_second_signing(found: Parties) -> None:
    """One request is signed with one lender at a time: a second approval could only expire and cost both sides points."""
    other = await db.fetch_value(
        f"SELECT id FROM application WHERE {found.subject.column} = $1 AND id <> $2 AND status = ANY($3) LIMIT 1",  # noqa: S608
        found.subject.id,
        found.id,
        [str(Stage.APPROVED), str(Stage.APPROVED_UNCONFIRMED), str(Stage.CONFIRMED)],
    )
    if other is not None:
        what = "借款" if found.business is Business.LOAN else "债权"
        raise WrongState(
            f"这笔{what}正在与另一家签约或已经成交，暂不能通过这份申请。", application=found.id, other=other
        )


async def decline_others(found: Parties) -> None:
    """Once what was asked about is served by a contract, whatever else waits for an answer about it is declined by the system."""
    reason = SERVED_ELSEWHERE
    rows = await db.fetch(
        f"""SELECT id, applicant_id, title FROM application
            WHERE {found.subject.column} = $1 AND id <> $2 AND status = 'pending' ORDER BY id FOR UPDATE""",  # noqa: S608
        found.subject.id,
        found.id,
    )
    for row in rows:
        await move(
            APPLICATION, row["id"], to=Stage.REJECTED, only_from=(Stage.PENDING,), act="decline", by=SYSTEM, reason=reason,
            also={"reason": reason, "closed_at": clock.now()},
        )  # fmt: skip
        await messages.tell(
            row["applicant_id"], key=f"application:{row['id']}:declined", title=f"申请已结束：{row['title']}",
            body=f"{reason}，{ENDED_BY_OTHER}", href=f"{found.business.path}/{row['id']}",
        )  # fmt: skip


async def reject(actor: Actor, application_id: int, *, reason: str) -> None:
    """The other side declines and says why."""
    async with db.transaction():
        await lock_subject(actor, application_id)
        found = await _answerable(actor, application_id, Act.REJECT, Permission.APPLICATION_DECIDE)
        await move(
            APPLICATION, application_id, to=Stage.REJECTED, only_from=(Stage.PENDING,), act="reject", by=actor.mover,
            reason=reason, also={"reason": reason, "closed_at": clock.now()},
        )  # fmt: skip
        await _give_back(found, actor)
        await messages.tell(
            found.applicant_id, key=f"application:{application_id}:rejected", title=f"申请被拒绝：{found.title}",
            body=f"{actor.organization_name}拒绝了申请，原因：{reason}", href=found.href,
        )  # fmt: skip


async def withdraw(actor: Actor, application_id: int) -> None:
    """The applicant takes it back before it is answered."""
    async with db.transaction():
        await lock_subject(actor, application_id)
        found = await _answerable(actor, application_id, Act.WITHDRAW, Permission.APPLICATION_APPLY)
        await move(
            APPLICATION, application_id, to=Stage.WITHDRAWN, only_from=(Stage.PENDING,), act="withdraw", by=actor.mover,
            also={"closed_at": clock.now()},
        )  # fmt: skip
        await _give_back(found, actor)
        await messages.tell(
            found.respondent_id, key=f"application:{application_id}:withdrawn", title=f"申请已撤回：{found.title}",
            body=f"{actor.organization_name}撤回了申请。", href=found.href,
        )  # fmt: skip


async def _give_back(found: LoanParties | ClaimParties, actor: Actor) -> None:
    """What was kept for the applicant alone is free again."""
    if isinstance(found, ClaimParties):
        await claims.release(found, by=actor.mover)


async def _answerable(
    actor: Actor, application_id: int, act: Act, permission: Permission
) -> LoanParties | ClaimParties:
    """The application, locked, where the actor may do this now.

    The lock closes the race of two answers and of an answer with the expiry: whoever comes second reads the new state.
    """
    found = await parties_for(actor, application_id, lock=True)
    require(actor, permission)
    side = Side.APPLICANT if actor.organization_id == found.applicant_id else Side.RESPONDENT
    if not any(permits(stage, act, frozenset({side})) for stage in Stage):
        raise NotAllowed("这一步由对方处理。", application=application_id, act=str(act))
    if not permits(found.stage, act, frozenset({side})):
        raise await overtaken(APPLICATION, application_id)
    due = await db.fetch_value("SELECT answer_due_at FROM application WHERE id = $1", application_id)
    if due <= clock.now():
        raise WrongState(_LATE, application=application_id)
    return found
