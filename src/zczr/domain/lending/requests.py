"""借款: saving a draft, and submitting with its assessment (product.md section 5)."""

from collections.abc import Sequence

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import lpr, matching
from zczr.domain.lending.assessments import assess_request
from zczr.domain.lending.sorts import REQUESTS
from zczr.domain.lending.terms import RequestTerms
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.postings.matching import run_at_once
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken, refuse_all
from zczr.domain.risk.policy import CURRENT


async def save_draft(actor: Actor, kept: Kept, terms: RequestTerms, file_ids: Sequence[int]) -> int:
    """Keep what has been filled in so far; the id of the request."""
    return await postings.keep(actor, REQUESTS, kept, terms, file_ids)


async def submit(actor: Actor, kept: Kept, terms: RequestTerms, file_ids: Sequence[int], slots: Sequence[str]) -> int:
    """Assess a complete request, publish it and match it; its id. The same submission again makes nothing new.

    The matching job sent after the commit is the safety net: here it runs at once, so that the page shows results.
    """
    await check(actor, terms)

    async def publish(request_id: int, status: Posting) -> None:
        assessed = await assess_request(actor, terms, slots, request_id=request_id)
        outcome = assessed.result.upper
        facts = {
            "assessment_id": assessed.id,
            "score": outcome.score,
            "coverage": outcome.security.collateral_cover + outcome.security.guarantor_cover,
        }
        await postings.publish(actor, REQUESTS, request_id, status, facts, clock.today())

    request_id = await postings.keep(actor, REQUESTS, kept, terms, file_ids, then=publish)
    await run_at_once(matching.run_for_request, request_id)
    return request_id


async def check(actor: Actor, terms: RequestTerms) -> None:
    """Refuse what may not be published, all of it at once; terms that are not there yet break nothing.

    The use is one the law allows (民间借贷规定 Art. 13), the highest rate within 4×LPR of the day (Art. 25); without an LPR
    nothing is guessed.
    """
    broken = postings.unverified(actor, REQUESTS)
    if terms.purpose in CURRENT.barred_purposes:
        broken.append(RuleBroken("法律不允许这种用途，借款只能用于本企业的生产经营，请改选。", "purpose"))
    day = await lpr.on(clock.today())
    if day is not None and terms.max_rate is not None and terms.max_rate > day.cap:
        broken.append(RuleBroken(f"最高利息不能超过 {day.cap_said}，请调低。", "max_rate"))
    refuse_all(broken)
