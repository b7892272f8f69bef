"""Matching postings: fetch candidates, let the pure rule decide, keep the best (domain.md section 5).

Time budget of one posting against 1,000,000 active opposite ones: at most three times the bare SQL that fetches its
candidates (`candidates.py`, then rows and network by `match_facts.py`); the number of candidates is bounded, so that what
follows costs the same at any size. What it takes is measured by `bench/matching.py`.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.lending import candidates
from zczr.domain.lending.match_facts import (
    held_offer,
    held_request,
    offer_facts,
    offer_rows,
    request_facts,
    request_rows,
)
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.matching.loan import (
    LoanOfferFacts,
    LoanRequestFacts,
    PairFacts,
    Side,
    cautions,
    hard_failures,
    near_miss,
    score,
)
from zczr.domain.money import ZERO
from zczr.domain.postings.matching import NEAR_KEPT, Found, best_of, finish, lpr_rate
from zczr.domain.postings.placing import Network
from zczr.domain.postings.stages import Posting
from zczr.domain.rates import rate_cap

_ADVICE = "请查看匹配结果，向合适的企业发起申请。"

_Pair = tuple[LoanRequestFacts, LoanOfferFacts, PairFacts]


async def run_for_request(request_id: int) -> int:
    """Match a request with offers and keep its ranked list; how many match. Run again it leaves the same list."""
    async with db.transaction():
        today = clock.today()
        own = await held_request(request_id)
        if own is None or own["status"] != Posting.ACTIVE:
            return 0
        rows = await offer_rows(await candidates.offers_for(own), today)
        cap = rate_cap(await lpr_rate(today))
        network = await Network.around(own["organization_id"], {each["organization_id"] for each in rows})
        request = request_facts(own)
        pairs = [(request, offer_facts(each), network.pair(own, each)) for each in rows]
        best = _best(pairs, Side.REQUEST, own["organization_id"], today, cap)
        says = [own["project"], own["summary"], own["reason"]]
        return await finish(REQUESTS, own, best, across=OFFERS.noun, advice=_ADVICE, says=says, today=today)


async def run_for_offer(offer_id: int) -> int:
    """Match an offer with requests and keep its ranked list; how many match. Run again it leaves the same list."""
    async with db.transaction():
        today = clock.today()
        own = await held_offer(offer_id, today)
        if own is None or own["status"] != Posting.ACTIVE:
            return 0
        offer = offer_facts(own)
        cap = rate_cap(await lpr_rate(today))
        rows = await request_rows(await candidates.requests_for(own, None if offer.party.licensed else cap))
        network = await Network.around(own["organization_id"], {each["organization_id"] for each in rows})
        pairs = [(request_facts(each), offer, network.pair(own, each)) for each in rows]
        best = _best(pairs, Side.OFFER, own["organization_id"], today, cap)
        says = [own["project"], own["summary"]]
        return await finish(OFFERS, own, best, across=REQUESTS.noun, advice=_ADVICE, says=says, today=today)


def _best(pairs: Sequence[_Pair], side: Side, user_id: int, today: date, cap: Decimal | None) -> list[Found]:
    """The best matches, then the best near misses, each in their order."""
    matches, near = [], []
    for request, offer, pair in pairs:
        failures = hard_failures(request, offer, pair, today, cap)
        if not failures:
            scored = score(request, offer, pair)
            matches.append(Found(*_other(request, offer, side), scored, None, cautions(request, offer, cap)))
        elif miss := near_miss(request, offer, failures, cap, side):
            near.append((request, offer, pair, miss))
    # Near misses are many and few are kept: those of the best rate, and only they are scored.
    near.sort(key=lambda each: (each[1].min_rate or ZERO) if side is Side.REQUEST else -each[0].max_rate)
    missed = [
        Found(*_other(request, offer, side), score(request, offer, pair), miss)
        for request, offer, pair, miss in near[:NEAR_KEPT]
    ]
    return best_of(matches, missed, user_id, today)


def _other(request: LoanRequestFacts, offer: LoanOfferFacts, side: Side) -> tuple[int, int]:
    """The other posting, and whose it is."""
    other = offer if side is Side.REQUEST else request
    return other.id, other.party.organization_id
