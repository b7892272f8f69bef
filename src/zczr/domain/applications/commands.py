"""Answering and withdrawing; the sixty days begin with the approval."""

from dataclasses import dataclass
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.own_funds import declared, funds_broken
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
from zczr.domain.lending import pairs
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotAllowed, NotFound, WrongState, refuse_all
from zczr.domain.stages import move, overtaken

_LATE = "这份申请已过期，不能再处理。"


@dataclass(frozen=True)
class Parties:
    """An application as commands need it."""

    id: int
    stage: Stage
    title: str
    applicant_id: int
    respondent_id: int
    borrower_id: int
    lender_id: int
    request_id: int
    offer_id: int

    def other(self, organization_id: int) -> int:
        """The other party."""
        return self.respondent_id if organization_id == self.applicant_id else self.applicant_id

    @property
    def href(self) -> str:
        """Its page."""
        return f"/lending/applications/{self.id}"


async def parties_for(actor: Actor, application_id: int, *, lock: bool = False) -> Parties:
    """An application the actor is a party to; NotFound for everybody else."""
    row = await db.fetch_row(
        f"""SELECT id, status, title, applicant_id, respondent_id, borrower_id, lender_id, request_id, offer_id
            FROM application WHERE id = $1 AND $2 IN (applicant_id, respondent_id) {"FOR UPDATE" if lock else ""}""",  # noqa: S608 -- constants
        application_id, actor.organization_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(application=application_id)
    return Parties(row[0], Stage(row[1]), *tuple(row)[2:])


async def approve(actor: Actor, application_id: int, *, own_funds: bool = False) -> None:
    """The other side agrees; sixty days begin. `own_funds` is the lender's declaration."""
    async with db.transaction():
        await lock_request(actor, application_id)
        found = await _answerable(actor, application_id, Act.APPROVE, Permission.APPLICATION_DECIDE)
        await _refuse_second_signing(found)
        refuse_all(await funds_broken(actor, found.lender_id, own_funds))
        # What the law leaves no room for could only expire and cost both sides points.
        await pairs.check_headroom(found.borrower_id, found.lender_id, await _amount_of(application_id))
        now = clock.now()
        await move(
            APPLICATION, application_id, to=Stage.APPROVED, only_from=(Stage.PENDING,), act="approve", by=actor.mover,
            also={
                "approved_at": now, "confirm_due_at": now + CONFIRM_WITHIN,
                **(declared(actor, found.lender_id, own_funds) if actor.organization_id == found.lender_id else {}),
            },
        )  # fmt: skip
        await messages.tell(
            found.applicant_id, key=f"application:{application_id}:approved", title=f"申请已通过：{found.title}",
            body=f"{actor.organization_name}已通过申请。请下载合同模板与对方协商，并在 60 天内由双方完成合同确认。",
            href=found.href,
        )  # fmt: skip


async def check_own_funds(actor: Actor, application_id: int, own_funds: bool) -> None:
    """Refuse an approval that lacks the lender's declaration, before anything is done."""
    found = await parties_for(actor, application_id)
    refuse_all(await funds_broken(actor, found.lender_id, own_funds))


async def lock_request(actor: Actor, application_id: int) -> None:
    """Hold the request behind an application until the commit.

    Closes the race of two lenders who approve at once. Always taken before the application itself, so that an approval and a
    confirmation of two applications for one request cannot wait for each other.
    """
    found = await parties_for(actor, application_id)
    await db.execute("SELECT FROM loan_request WHERE id = $1 FOR UPDATE", found.request_id)


async def _amount_of(application_id: int) -> Decimal:
    amount: Decimal = await db.fetch_value("SELECT amount FROM application WHERE id = $1", application_id)
    return amount


async def _refuse_second_signing(found: Parties) -> None:
    """One request is signed with one lender at a time: a second approval could only expire and cost both sides points."""
    other = await db.fetch_value(
        "SELECT id FROM application WHERE request_id = $1 AND id <> $2 AND status = ANY($3) LIMIT 1",
        found.request_id,
        found.id,
        [str(Stage.APPROVED), str(Stage.APPROVED_UNCONFIRMED), str(Stage.CONFIRMED)],
    )
    if other is not None:
        raise WrongState("这笔借款正在与另一家签约或已经成交，暂不能通过这份申请。", application=found.id, other=other)


async def decline_others(application_id: int, request_id: int) -> None:
    """Once a request is served by a contract, what else waits for an answer about it is declined by the system."""
    reason = SERVED_ELSEWHERE
    rows = await db.fetch(
        """SELECT id, applicant_id, title FROM application WHERE request_id = $1 AND id <> $2 AND status = 'pending'
           ORDER BY id FOR UPDATE""",
        request_id,
        application_id,
    )
    for row in rows:
        await move(
            APPLICATION, row["id"], to=Stage.REJECTED, only_from=(Stage.PENDING,), act="decline", by=SYSTEM, reason=reason,
            also={"reason": reason, "closed_at": clock.now()},
        )  # fmt: skip
        await messages.tell(
            row["applicant_id"], key=f"application:{row['id']}:declined", title=f"申请已结束：{row['title']}",
            body=f"{reason}，{ENDED_BY_OTHER}", href=f"/lending/applications/{row['id']}",
        )  # fmt: skip


async def reject(actor: Actor, application_id: int, *, reason: str) -> None:
    """The other side declines and says why."""
    async with db.transaction():
        found = await _answerable(actor, application_id, Act.REJECT, Permission.APPLICATION_DECIDE)
        await move(
            APPLICATION, application_id, to=Stage.REJECTED, only_from=(Stage.PENDING,), act="reject", by=actor.mover,
            reason=reason, also={"reason": reason, "closed_at": clock.now()},
        )  # fmt: skip
        await messages.tell(
            found.applicant_id, key=f"application:{application_id}:rejected", title=f"申请被拒绝：{found.title}",
            body=f"{actor.organization_name}拒绝了申请，原因：{reason}", href=found.href,
        )  # fmt: skip


async def withdraw(actor: Actor, application_id: int) -> None:
    """The applicant takes it back before it is answered."""
    async with db.transaction():
        found = await _answerable(actor, application_id, Act.WITHDRAW, Permission.APPLICATION_APPLY)
        await move(
            APPLICATION, application_id, to=Stage.WITHDRAWN, only_from=(Stage.PENDING,), act="withdraw", by=actor.mover,
            also={"closed_at": clock.now()},
        )  # fmt: skip
        await messages.tell(
            found.respondent_id, key=f"application:{application_id}:withdrawn", title=f"申请已撤回：{found.title}",
            body=f"{actor.organization_name}撤回了申请。", href=found.href,
        )  # fmt: skip


async def _answerable(actor: Actor, application_id: int, act: Act, permission: Permission) -> Parties:
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
