"""发起出售申请: a seller offers a claim to one or several buyers whose 收购意向 it meets; the first who agrees gets it."""

import uuid
from collections.abc import Sequence

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.claims import ClaimDeal, answer_by, open_deal
from zczr.domain.applications.stages import ENDED
from zczr.domain.claims.buyers import TAKEN
from zczr.domain.claims.kinds import SaleMode
from zczr.domain.messages import commands as messages
from zczr.domain.money import yuan_text
from zczr.domain.partners.relations import STILL_MEET
from zczr.domain.permissions import Permission, require
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import NotFound, RuleBroken, WrongState

_MOST_AT_ONCE = 10
_MATCHED = f"""
    SELECT p.id, p.organization_id FROM claim_match m
    JOIN (SELECT *, 'match_only' AS visibility FROM claim) c ON c.id = m.claim_id
    JOIN purchase_criteria p ON p.id = m.criteria_id
    WHERE m.claim_id = $1 AND p.id = ANY($2) AND m.outcome = 'match' AND p.status = 'active' AND p.expires_on >= $3
      AND {STILL_MEET.format(one="c", other="p")}
    GROUP BY p.id ORDER BY p.id
"""  # noqa: S608 -- constants


async def offer(
    actor: Actor, *, claim_id: int, criteria_ids: Sequence[int], message: str, submission_id: uuid.UUID
) -> tuple[int, ...]:
    """Offer an own claim at its price to buyers that matching found; the ids of the applications, all or none.

    The claim stays on the market until a buyer agrees. The same submission again finds what the first one made.
    """
    require(actor, Permission.APPLICATION_APPLY)
    wanted = sorted(set(criteria_ids))
    if not wanted:
        raise RuleBroken("请至少选择一家买方。", "counterparties")
    if len(wanted) > _MOST_AT_ONCE:
        raise RuleBroken(f"一次最多向 {_MOST_AT_ONCE} 家买方发起申请，请减少勾选。", "counterparties")
    before = await _made_before(actor, claim_id, submission_id)
    if any(each["status"] not in ENDED for each in before):
        return tuple(each["id"] for each in before)
    if before:
        submission_id = uuid.uuid4()  # an old form sent again after its applications ended: new ones
    try:
        async with db.transaction():
            claim = await db.fetch_row(
                "SELECT * FROM claim WHERE id = $1 AND organization_id = $2 FOR UPDATE", claim_id, actor.organization_id
            )
            if claim is None:
                raise NotFound(claim=claim_id)
            if claim["status"] != Posting.ACTIVE:
                raise WrongState(TAKEN, claim=claim_id)
            if claim["sale_mode"] == SaleMode.QUOTES:
                raise RuleBroken("这笔债权通过询价出售，请等待买方报价。要邀请某家买方，请通过“联系”告知。")
            buyers = await db.fetch(_MATCHED, claim_id, wanted, clock.today())
            if len(buyers) < len(wanted):
                gone = len(wanted) - len(buyers)
                said = f"勾选的有 {gone} 家已撤回或修改收购意向，不在匹配结果中了，请重新勾选。"
                raise RuleBroken(said, "counterparties")
            return tuple([await _offer_to(actor, claim, buyer, submission_id, message) for buyer in buyers])
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "application_claim_submission":
            return tuple(each["id"] for each in await _made_before(actor, claim_id, submission_id))
        said = "贵单位与勾选的买方就这笔债权已有进行中的申请，请在“申请详情”中查看，其余的可以重新勾选。"
        raise RuleBroken(said, "counterparties") from None


async def _made_before(actor: Actor, claim_id: int, submission_id: uuid.UUID) -> list[db.Record]:
    return await db.fetch(
        "SELECT id, status FROM application WHERE applicant_id = $1 AND submission_id = $2 AND claim_id = $3 ORDER BY id",
        actor.organization_id, submission_id, claim_id,
    )  # fmt: skip


async def _offer_to(actor: Actor, claim: db.Record, buyer: db.Record, submission_id: uuid.UUID, message: str) -> int:
    deal = ClaimDeal(
        claim["id"], actor.organization_id, buyer["organization_id"], claim["title"], claim["asking_price"], buyer["id"]
    )
    application_id = await open_deal(actor.mover, deal, submission_id=submission_id, message=message)
    await messages.tell(
        buyer["organization_id"], key=f"application:{application_id}:applied", title=f"收到债权出售申请：{claim['title']}",
        body=f"{actor.organization_name}按定价 {yuan_text(claim['asking_price'])} 元向贵单位出售债权，"
        f"先同意的买方取得，请在 {clock.shown(answer_by(claim['due_on']))} 前答复。",
        href=f"{Business.CLAIM.path}/{application_id}",
    )  # fmt: skip
    return application_id
