"""购买: a buyer takes a claim from the market at the price it has seen, and the seller is asked.

One claim is never sold twice, however many press at once: the first compare-and-set reserves it, everybody else is told so.
"""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.claims import ClaimDeal, answer_by, open_deal, reserve
from zczr.domain.applications.stages import ENDED
from zczr.domain.claims.buyers import BARRED, buyer_broken, held_on_sale, is_barred
from zczr.domain.claims.kinds import SaleMode
from zczr.domain.messages import commands as messages
from zczr.domain.money import yuan_text
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import RuleBroken, WrongState, refuse_all


@dataclass(frozen=True)
class Seen:
    """What a buyer agreed to: the claim at a version, and its price in yuan."""

    version: int
    price: Decimal


class PriceChanged(RuleBroken):
    """The claim was edited while its buyer read it; `seen` is what to agree to now."""

    def __init__(self, said: str, seen: Seen) -> None:
        super().__init__(said)
        self.seen = seen


async def purchase(actor: Actor, claim_id: int, *, seen: Seen, message: str, submission_id: uuid.UUID) -> int:
    """Reserve a claim on sale for the actor's organization and apply to its seller; the application's id.

    The same submission again finds what the first one made. PriceChanged where the claim is not the one that was seen, WrongState
    where somebody was faster.
    """
    require(actor, Permission.APPLICATION_APPLY)
    if made := await _made_before(actor, claim_id, submission_id):
        if made["status"] not in ENDED:
            return int(made["id"])
        submission_id = uuid.uuid4()  # an old form sent again after its application ended: a new application
    try:
        async with db.transaction():
            # Held until the commit: no edit, withdrawal or other purchase comes between the look and the reservation.
            claim = await held_on_sale(actor, claim_id, hold="FOR UPDATE")
            refuse_all(await _broken(actor, claim, seen))
            await reserve(claim_id, by=actor.mover)
            deal = ClaimDeal(
                claim_id, claim["organization_id"], actor.organization_id, claim["title"], claim["asking_price"]
            )
            application_id = await open_deal(actor.mover, deal, submission_id=submission_id, message=message)
            await messages.tell(
                claim["organization_id"], key=f"application:{application_id}:applied",
                title=f"有单位要购买贵单位的债权：{claim['title']}",
                body=f"{actor.organization_name}按定价 {yuan_text(claim['asking_price'])} 元申请购买，债权已为其预订，"
                f"请在 {clock.shown(answer_by(claim['due_on']))} 前答复。",
                href=f"{Business.CLAIM.path}/{application_id}",
            )  # fmt: skip
    except WrongState:
        # The race of a double click: the second press waited for the first, finds the claim reserved, and leads to what it made.
        made = await _made_before(actor, claim_id, submission_id)
        if made is None or made["status"] in ENDED:
            raise
        return int(made["id"])
    return application_id


async def _made_before(actor: Actor, claim_id: int, submission_id: uuid.UUID) -> db.Record | None:
    return await db.fetch_row(
        """SELECT id, status FROM application WHERE applicant_id = $1 AND submission_id = $2 AND claim_id = $3
           ORDER BY id DESC LIMIT 1""",
        actor.organization_id, submission_id, claim_id,
    )  # fmt: skip


async def check_buyer(actor: Actor, claim_id: int) -> list[RuleBroken]:
    """Why the actor's organization cannot buy this claim on sale, whatever its price; nothing where it can."""
    claim = await db.fetch_row("SELECT * FROM claim WHERE id = $1", claim_id)
    return [] if claim is None else await _buyer_broken(actor, claim)


async def _buyer_broken(actor: Actor, claim: db.Record) -> list[RuleBroken]:
    broken = await buyer_broken(actor, claim)
    if claim["sale_mode"] == SaleMode.QUOTES:
        broken.append(RuleBroken("这笔债权通过询价出售，请提交报价。"))
    elif await is_barred(claim, claim["asking_price"], actor.organization_id):
        broken.append(RuleBroken(BARRED))
    return broken


async def _broken(actor: Actor, claim: db.Record, seen: Seen) -> list[RuleBroken]:
    broken = await _buyer_broken(actor, claim)
    if claim["version"] == seen.version and claim["asking_price"] == seen.price:
        return broken
    said = "出售方刚刚修改了这笔债权的信息，请重新核对后再确认购买。"
    if claim["asking_price"] != seen.price:
        said = (
            f"出售方刚刚把定价从 {yuan_text(seen.price)} 元改为 {yuan_text(claim['asking_price'])} 元，"
            "请按新的价格重新核对后再确认购买。"
        )
    return [PriceChanged(said, Seen(claim["version"], claim["asking_price"])), *broken]
