"""Who may take a claim that is on sale, and at which price: what 购买 and 报价 both ask."""

from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.kinds import Recourse
from zczr.domain.claims.pricing import YieldStanding, days_left, yield_standing
from zczr.domain.lending import lpr, pairs
from zczr.domain.partners.relations import keep_apart
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import NotFound, RuleBroken, WrongState

TAKEN = "这笔债权刚刚被其他单位预订、改动或撤下，您的操作没有执行。债权市场上还有其他在售债权可以选择。"
BARRED = "有追索权的转让按借款处理，年化收益率超过 LPR 的 4 倍，只有持牌机构可以购买。"
SEEN_BY_OTHERS = frozenset({Posting.ACTIVE, Posting.RESERVED, Posting.MATCHED, Posting.SPLIT})


async def held_on_sale(actor: Actor, claim_id: int, *, hold: str) -> db.Record:
    """The claim, held by a locking clause; NotFound for what others do not see, WrongState for what is not on sale any more."""
    # Looked at before it is waited for: who comes too late need not queue behind everybody else.
    for lock in ("", hold):
        claim = await db.fetch_row(f"SELECT * FROM claim WHERE id = $1 {lock}", claim_id)  # noqa: S608 -- constants
        if claim is None or claim["status"] not in SEEN_BY_OTHERS:
            raise NotFound(claim=claim_id)
        if claim["status"] != Posting.ACTIVE or claim["expires_on"] < clock.today():
            raise WrongState(TAKEN, claim=claim_id, status=claim["status"])
    assert claim is not None, "it was found twice"
    if await keep_apart(actor.organization_id, claim["organization_id"]):
        raise NotFound(claim=claim_id)
    return claim


async def buyer_broken(actor: Actor, claim: db.Record) -> list[RuleBroken]:
    """Why the actor's organization cannot have this claim, whatever its price."""
    broken = []
    if claim["organization_id"] == actor.organization_id:
        broken.append(RuleBroken("这是贵单位自己出售的债权，不能购买。"))
    uscc = await db.fetch_value("SELECT uscc FROM organization WHERE id = $1", actor.organization_id)
    if claim["debtor_uscc"] and claim["debtor_uscc"] == uscc:
        broken.append(RuleBroken("贵单位是这笔债权的债务方，不能购买。要提前付款，请直接与债权方协商。"))
    return broken


async def is_barred(claim: db.Record, price: Decimal, buyer_id: int) -> bool:
    """Whether a price in yuan makes the sale a loan above four times the LPR to this buyer (domain.md section 3, row 29)."""
    day = await lpr.on(clock.today())
    standing = yield_standing(
        claim["face_amount"], price, days_left(claim["due_on"], clock.today()) or 0, day.rate if day else None,
        recourse=claim["recourse"] == Recourse.WITH, licensed_buyer=await pairs.is_licensed(buyer_id),
    )  # fmt: skip
    return standing is YieldStanding.BARRED
