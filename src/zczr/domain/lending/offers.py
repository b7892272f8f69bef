"""贷款: saving a draft, and submitting (product.md section 5)."""

from collections.abc import Sequence

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import lpr, matching, pairs
from zczr.domain.lending.sorts import OFFERS
from zczr.domain.lending.terms import OfferTerms
from zczr.domain.matching.lender_counter import BLOCK_AT, WARN_AT, LenderStanding, lender_standing
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.postings.matching import run_at_once
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken, refuse_all


async def save_draft(actor: Actor, kept: Kept, terms: OfferTerms, file_ids: Sequence[int]) -> int:
    """Keep what has been filled in so far; the id of the offer."""
    return await postings.keep(actor, OFFERS, kept, terms, file_ids)


async def submit(actor: Actor, kept: Kept, terms: OfferTerms, file_ids: Sequence[int]) -> int:
    """Publish a complete offer and match it; its id. The same submission again makes nothing new."""
    await check(actor, terms)

    async def publish(offer_id: int, status: Posting) -> None:
        await postings.publish(actor, OFFERS, offer_id, status, {}, clock.today())

    offer_id = await postings.keep(actor, OFFERS, kept, terms, file_ids, then=publish)
    await run_at_once(matching.run_for_offer, offer_id)
    return offer_id


async def check(actor: Actor, terms: OfferTerms) -> None:
    """Refuse what may not be published, all of it at once; terms that are not there yet break nothing.

    4×LPR binds enterprises; licensed institutions are outside the rule and are only warned (domain.md section 3 rows 3, 4, 10).
    """
    broken = postings.unverified(actor, OFFERS)
    if await standing_of(actor) is LenderStanding.BLOCKED:
        broken.append(
            RuleBroken(f"贵单位 24 个月内的有息出借已达 {BLOCK_AT} 笔，为避免被认定为职业放贷，暂不能再发布贷款。")
        )
    day = await lpr.on(clock.today())
    above = day is not None and terms.min_rate is not None and terms.min_rate > day.cap
    if day is not None and above and not await pairs.is_licensed(actor.organization_id):
        broken.append(RuleBroken(f"期望最低利率不能超过 {day.cap_said}，请调低。", "min_rate"))
    refuse_all(broken)


async def standing_of(actor: Actor) -> LenderStanding:
    """Whether the actor's organization may go on lending for interest (domain.md section 3 row 3)."""
    licensed = await pairs.is_licensed(actor.organization_id)
    return lender_standing(await pairs.paid_loans_of(actor.organization_id), licensed=licensed)


async def cautions_of(actor: Actor, terms: OfferTerms) -> tuple[str, ...]:
    """What an offer may be published with, but should be known: an institution's rate above 4×LPR, many loans, open borrowings."""
    found = []
    day = await lpr.on(clock.today())
    above = day is not None and terms.min_rate is not None and terms.min_rate > day.cap
    # Where the cap binds, the rate is refused instead.
    if day is not None and above and await pairs.is_licensed(actor.organization_id):
        found.append(f"利率超过 {day.cap_said}。持牌机构不受此上限约束，请留意综合成本与监管要求。")
    if await standing_of(actor) is LenderStanding.WARNED:
        found.append(
            f"贵单位 24 个月内的有息出借已达 {WARN_AT} 笔以上，达到 {BLOCK_AT} 笔后不能再出借，请留意职业放贷的认定风险。"
        )
    if await pairs.outstanding_of(actor.organization_id) > 0:
        found.append("贵单位在平台尚有未还清的借款。出借资金须为自有资金，不得转贷。")
    return tuple(found)
