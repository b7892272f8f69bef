"""The seller's choice among quotes: the claim is reserved for that buyer, who has applied by its quote, at the price quoted."""

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import commands
from zczr.domain.applications.claims import ClaimDeal, open_deal, reserve
from zczr.domain.claims.buyers import BARRED, is_barred
from zczr.domain.claims.quotes.ending import end
from zczr.domain.claims.quotes.stages import QUOTE, QuoteStage
from zczr.domain.history import Mover
from zczr.domain.money import yuan_text
from zczr.domain.partners.relations import keep_apart
from zczr.domain.permissions import Permission, require
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import NotFound, RuleBroken, WrongState, refuse_all
from zczr.domain.stages import move


async def choose(actor: Actor, claim_id: int, quote_id: int) -> int:
    """Take one of the quotes for an own claim once they can be read; the application, which is approved by this.

    The other quotes end. The same choice again finds what the first one made.
    """
    require(actor, Permission.APPLICATION_DECIDE)
    async with db.transaction():
        # Held against a second choice, an edit and the end of the claim: whoever comes later reads what became of it.
        claim = await db.fetch_row(
            "SELECT * FROM claim WHERE id = $1 AND organization_id = $2 FOR UPDATE", claim_id, actor.organization_id
        )
        quote = await db.fetch_row("SELECT * FROM quote WHERE id = $1 AND claim_id = $2", quote_id, claim_id)
        if claim is None or quote is None:
            raise NotFound(claim=claim_id, quote=quote_id)
        if quote["status"] == QuoteStage.CHOSEN:
            return int(quote["application_id"])
        if claim["status"] != Posting.ACTIVE:
            raise WrongState(await _said_of_choice(claim_id), claim=claim_id)
        refuse_all(await _broken(claim, quote))
        buyer = Mover(quote["buyer_id"], quote["member_id"])
        await reserve(claim_id, by=actor.mover)
        deal = ClaimDeal(claim_id, actor.organization_id, quote["buyer_id"], claim["title"], quote["price"])
        made = await open_deal(buyer, deal, submission_id=quote["submission_id"], message=quote["message"])
        chosen = {"application_id": made, "closed_at": clock.now()}
        await move(QUOTE, quote_id, to=QuoteStage.CHOSEN, act="choose", by=actor.mover, also=chosen)
        await end([claim_id], QuoteStage.PASSED_OVER, by=actor.mover)
        await commands.approve(
            actor, made, what=f"已选中贵单位的报价 {yuan_text(quote['price'])} 元", done="选择了贵单位的报价，债权已为贵单位预订"
        )  # fmt: skip
    return made


async def _said_of_choice(claim_id: int) -> str:
    """Which quote has been chosen meanwhile, by a colleague or in another window."""
    row = await db.fetch_row(
        """SELECT o.name, q.price FROM quote q JOIN organization o ON o.id = q.buyer_id
           WHERE q.claim_id = $1 AND q.status = 'chosen' ORDER BY q.id DESC LIMIT 1""",
        claim_id,
    )
    if row is None:
        return ""
    return f"贵单位已选择{row['name']}的报价 {yuan_text(row['price'])} 元，请在“申请详情”中查看。"


async def _broken(claim: db.Record, quote: db.Record) -> list[RuleBroken]:
    if claim["quotes_until"] is None or claim["quotes_until"] >= clock.today():
        return [RuleBroken(f"报价在 {claim['quotes_until']} 截止，截止后才能查看和选择。")]
    broken = []
    if claim["expires_on"] < clock.today():
        broken.append(RuleBroken("选择报价的期限已过，请修改后重新询价。"))
    if claim["reserve_price"] and quote["price"] < claim["reserve_price"]:
        broken.append(RuleBroken(f"这份报价低于底价 {yuan_text(claim['reserve_price'])} 元，不能选择。"))
    if await is_barred(claim, quote["price"], quote["buyer_id"]):
        broken.append(RuleBroken(BARRED))
    buyer_stands = await db.fetch_value("SELECT status = 'verified' FROM organization WHERE id = $1", quote["buyer_id"])
    if not buyer_stands or await keep_apart(claim["organization_id"], quote["buyer_id"]):
        broken.append(RuleBroken("目前不能与这家买方交易，请选择其他报价。"))
    return broken
