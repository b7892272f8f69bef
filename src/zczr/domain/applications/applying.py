"""发起申请: one amount to one or several of a posting's matches, all or none."""

import uuid
from collections.abc import Sequence
from decimal import Decimal

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.own_funds import declared, funds_broken
from zczr.domain.applications.stages import ANSWER_WITHIN, ENDED, Stage
from zczr.domain.history import record
from zczr.domain.lending import pairs
from zczr.domain.lending.labels import range_text
from zczr.domain.lending.pairs import Pair
from zczr.domain.lending.queries import OwnOffer, OwnRequest
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import RuleBroken, refuse_all

_MOST_AT_ONCE = 10


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
    if before and all(each["status"] in ENDED for each in before):
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
                    *[broken for lender_id in lenders for broken in await funds_broken(actor, lender_id, own_funds)],
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
    # Whoever was in the way may have ended since.
    names = "、".join(f"“{row[0]}”" for row in rows) or "其中一家"
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
        broken += await funds_broken(actor, actor.organization_id, own_funds)
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
    made, title = declared(actor, pair.lender_id, own_funds), pair.title_for(amount)
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
        *made.values(),
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
