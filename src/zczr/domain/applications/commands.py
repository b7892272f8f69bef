"""Applying, answering and withdrawing; the sixty days begin with the approval."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.stages import (
    ANSWER_WITHIN,
    APPLICATION,
    CONFIRM_WITHIN,
    ENDED_BY_OTHER,
    SERVED_ELSEWHERE,
    Act,
    Side,
    Stage,
    permits,
)
from zczr.domain.history import SYSTEM, record
from zczr.domain.lending import pairs
from zczr.domain.lending.labels import range_text
from zczr.domain.lending.pairs import Pair
from zczr.domain.lending.queries import OwnOffer, OwnRequest
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState, refuse_all
from zczr.domain.stages import move, overtaken

_MOST_AT_ONCE = 10
_LATE = "这份申请已过期，不能再处理。"
_OVER = frozenset({str(Stage.REJECTED), str(Stage.WITHDRAWN), str(Stage.EXPIRED)})


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


async def apply(
    actor: Actor,
    *,
    submission_id: uuid.UUID,
    pairs_wanted: Sequence[tuple[int, int]],
    amount: Decimal,
    message: str,
    own_funds: bool = False,
) -> tuple[int, ...]:
    """Apply for one or several pairs of (request, offer), the actor owning one side of each; the ids of the applications.

    All or none. The same submission again finds what the first one made. `own_funds` is the lender's declaration.
    """
    require(actor, Permission.APPLICATION_APPLY)
    if not pairs_wanted:
        raise RuleBroken("请至少选择一家企业。", "counterparties")
    asked = _asked(pairs_wanted)
    before = await _made_before(actor, submission_id)
    if before and all(each["status"] in _OVER for each in before):
        submission_id = uuid.uuid4()  # an old form sent again after its applications ended: a new application
    elif before:
        return _same(before, pairs_wanted, amount)
    try:
        async with db.transaction():
            # All postings are held until the commit: none can be withdrawn or matched away while we apply for it.
            wanted, gone = await _pairs_of(actor, asked, lock=True)
            lenders = {pair.lender_id for pair in wanted}
            refuse_all(
                [
                    *gone,
                    *await _pairs_broken(actor, wanted, amount),
                    *[broken for lender_id in lenders for broken in await _funds_broken(actor, lender_id, own_funds)],
                ]
            )
            made = [
                await _apply_for(actor, submission_id, pair, amount, message, own_funds=own_funds) for pair in wanted
            ]
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "application_submission":
            return _same(await _made_before(actor, submission_id), pairs_wanted, amount)
        raise RuleBroken(await _said_of_open(actor, asked), "counterparties") from None
    return tuple(made)


async def _said_of_open(actor: Actor, asked: Sequence[tuple[int, int]]) -> str:
    """Whose applications are in the way: one pair is applied for once at a time."""
    rows = await db.fetch(
        """SELECT DISTINCT o.name FROM application a
           JOIN unnest($1::bigint[], $2::bigint[]) AS asked (request_id, offer_id) USING (request_id, offer_id)
           JOIN organization o ON o.id = CASE a.applicant_id WHEN $3 THEN a.respondent_id ELSE a.applicant_id END
           WHERE a.status = ANY($4) ORDER BY 1""",
        [each[0] for each in asked], [each[1] for each in asked], actor.organization_id,
        [str(stage) for stage in (Stage.PENDING, Stage.APPROVED, Stage.APPROVED_UNCONFIRMED)],
    )  # fmt: skip
    names = "、".join(f"“{row[0]}”" for row in rows)
    return f"贵单位与{names}就这笔业务已有进行中的申请，请在“申请详情”中查看，其余的可以重新勾选。"


async def _made_before(actor: Actor, submission_id: uuid.UUID) -> list[db.Record]:
    return await db.fetch(
        """SELECT id, request_id, offer_id, amount, status FROM application
           WHERE applicant_id = $1 AND submission_id = $2 ORDER BY id""",
        actor.organization_id, submission_id,
    )  # fmt: skip


def _same(before: list[db.Record], pairs_wanted: Sequence[tuple[int, int]], amount: Decimal) -> tuple[int, ...]:
    """What a submission made, if it asked for the same; a form that was changed and sent again is told so."""
    made = {(row["request_id"], row["offer_id"], row["amount"]) for row in before}
    if made != {(request_id, offer_id, amount) for request_id, offer_id in pairs_wanted}:
        raise RuleBroken("这份表单已提交过。请刷新匹配结果，再选择企业发起新的申请。")
    return tuple(row["id"] for row in before)


async def check_application(
    actor: Actor, own: OwnRequest | OwnOffer, others: Sequence[int], *, amount: Decimal | None, own_funds: bool
) -> None:
    """Refuse what is wrong with a form that cannot be sent yet, as far as it is filled in; `others` are opposite postings."""
    require(actor, Permission.APPLICATION_APPLY)
    ids = [(own.id, each) if isinstance(own, OwnRequest) else (each, own.id) for each in others]
    wanted, gone = await _pairs_of(actor, _asked(ids))
    broken = [*gone, *await _pairs_broken(actor, wanted, amount)]
    low, high = own.terms.amount_min, own.terms.amount_max
    if not wanted and amount is not None and low is not None and high is not None and not low <= amount <= high:
        broken.append(RuleBroken(f"贵单位发布的金额是 {range_text(low, high)}，申请金额须在其中。", "amount"))
    if isinstance(own, OwnOffer):
        broken += await _funds_broken(actor, actor.organization_id, own_funds)
    refuse_all(broken)


def _asked(pairs_wanted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each pair once, in the order in which everybody locks them."""
    asked = sorted(set(pairs_wanted))
    if len(asked) > _MOST_AT_ONCE:
        raise RuleBroken(f"一次最多向 {_MOST_AT_ONCE} 家企业发起申请，请减少勾选。", "counterparties")
    return asked


async def _pairs_of(
    actor: Actor, asked: Sequence[tuple[int, int]], *, lock: bool = False
) -> tuple[list[Pair], list[RuleBroken]]:
    """The pairs, and that some are no match any more; NotFound where the actor owns neither side."""
    found = [await pairs.pair_for(actor, *each, lock=lock) for each in asked]
    wanted = [pair for pair in found if pair is not None]
    gone = len(found) - len(wanted)
    said = f"勾选的有 {gone} 笔已撤回、到期或修改，不在匹配结果中了，请重新勾选。"
    return wanted, [RuleBroken(said, "counterparties")] if gone else []


async def _pairs_broken(actor: Actor, wanted: Sequence[Pair], amount: Decimal | None) -> list[RuleBroken]:
    """Why these pairs cannot be applied for now: each that does not match any more, and an amount that does not suit them all."""
    broken = []
    for pair in wanted:
        if failures := await pairs.failures_of(pair):
            said = f"暂不能向{pair.other_posting(actor)}发起申请：{failures[0]}"
            broken.append(RuleBroken(said, "counterparties"))
    if amount is None or all(pair.smallest <= amount <= pair.largest for pair in wanted):
        return broken
    low, high = max(pair.smallest for pair in wanted), min(pair.largest for pair in wanted)
    if len(wanted) == 1:
        said = f"{wanted[0].other_posting(actor)}可申请的金额是 {range_text(low, high)}。"
    elif low <= high:
        said = f"所选各家都可申请的金额是 {range_text(low, high)}。"
    else:
        each = "，".join(f"{pair.other_posting(actor)}是 {range_text(pair.smallest, pair.largest)}" for pair in wanted)
        said = f"所选各家可申请的金额没有重合，请分开申请：{each}。"
    return [*broken, RuleBroken(said, "amount")]


async def _apply_for(
    actor: Actor, submission_id: uuid.UUID, pair: Pair, amount: Decimal, message: str, *, own_funds: bool
) -> int:
    now = clock.now()
    declared, title = _declared(actor, pair.lender_id, own_funds), pair.title_for(amount)
    application_id: int = await db.fetch_value(
        """INSERT INTO application (business, submission_id, request_id, offer_id, applicant_id, respondent_id, borrower_id,
               lender_id, applied_by, assessment_id, title, amount, message, status, created_at, answer_due_at,
               own_funds_by, own_funds_at, terms)
           SELECT 'loan', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, to_jsonb(seen) FROM (
               SELECT r.purpose, r.reason, r.max_rate, r.term_months, r.repayment_source, r.repayment_source_note,
                      r.security_modes, r.collateral_kind, r.collateral_value, r.summary, f.min_rate
               FROM loan_request r, loan_offer f WHERE r.id = $2 AND f.id = $3) seen
           RETURNING id""",
        submission_id, pair.request_id, pair.offer_id, actor.organization_id, pair.other_id(actor), pair.borrower_id, pair.lender_id,
        actor.member_id, pair.assessment_id, title, amount, message, str(Stage.PENDING), now, now + ANSWER_WITHIN,
        *declared.values(),
    )  # fmt: skip
    await record("application", application_id, before="", after=str(Stage.PENDING), act="apply", by=actor.mover)
    await messages.tell(
        pair.other_id(actor),
        key=f"application:{application_id}:applied",
        title=f"收到新的申请：{title}",
        body=f"{actor.organization_name}向贵单位发起申请，金额 {amount:,.2f} 元，请在 30 天内答复。",
        href=f"/lending/applications/{application_id}",
    )
    return application_id


async def approve(actor: Actor, application_id: int, *, own_funds: bool = False) -> None:
    """The other side agrees; sixty days begin. `own_funds` is the lender's declaration."""
    async with db.transaction():
        await lock_request(actor, application_id)
        found = await _answerable(actor, application_id, Act.APPROVE, Permission.APPLICATION_DECIDE)
        await _refuse_second_signing(found)
        refuse_all(await _funds_broken(actor, found.lender_id, own_funds))
        # What the law leaves no room for could only expire and cost both sides points.
        await pairs.check_headroom(found.borrower_id, found.lender_id, await _amount_of(application_id))
        now = clock.now()
        await move(
            APPLICATION, application_id, to=Stage.APPROVED, only_from=(Stage.PENDING,), act="approve", by=actor.mover,
            also={
                "approved_at": now, "confirm_due_at": now + CONFIRM_WITHIN,
                **(_declared(actor, found.lender_id, own_funds) if actor.organization_id == found.lender_id else {}),
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
    refuse_all(await _funds_broken(actor, found.lender_id, own_funds))


async def _funds_broken(actor: Actor, lender_id: int, own_funds: bool) -> list[RuleBroken]:
    """Whoever lends declares for each deal that the money is its own: what is borrowed may not be lent on (民间借贷规定 Art. 13).

    Licensed institutions lend what others entrusted to them.
    """
    if actor.organization_id == lender_id and not own_funds and not await pairs.is_licensed(lender_id):
        return [RuleBroken("请确认并勾选：本笔出借资金为自有资金。借来的资金不能转贷。", "own_funds")]
    return []


def _declared(actor: Actor, lender_id: int, own_funds: bool) -> dict[str, object]:
    """Who made the lender's declaration and when, by column."""
    made = own_funds and actor.organization_id == lender_id
    return {"own_funds_by": actor.member_id if made else None, "own_funds_at": clock.now() if made else None}


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
