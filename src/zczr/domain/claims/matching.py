"""Matching claims on sale with 收购意向, from either side (domain.md section 5, Claim).

As for loans, the number of candidates is bounded (`candidates.py`), so that one run costs the same at any size.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.claims import candidates
from zczr.domain.claims.match_facts import (
    claim_facts,
    claim_rows,
    criteria_facts,
    criteria_rows,
    held_claim,
    held_criteria,
)
from zczr.domain.claims.sorts import CLAIMS, PURCHASES
from zczr.domain.matching.claim import (
    ClaimFacts,
    CriteriaFacts,
    Side,
    cautions,
    hard_failures,
    liked,
    near_miss,
    score,
)
from zczr.domain.matching.parties import PairFacts
from zczr.domain.postings.matching import Found, best_of, finish, lpr_rate
from zczr.domain.postings.placing import Network
from zczr.domain.postings.stages import Posting

_TO_SELLER = "请查看匹配结果，向合适的买方发起出售申请。"
_TO_BUYER = "请查看匹配结果，合适的可以联系出售方或直接购买。"
_Pair = tuple[ClaimFacts, CriteriaFacts, PairFacts]


async def run_for_claim(claim_id: int) -> int:
    """Match a claim with 收购意向 and keep its ranked list; how many match. Run again it leaves the same list."""
    async with db.transaction():
        today = clock.today()
        own = await held_claim(claim_id)
        if own is None or own["status"] != Posting.ACTIVE:
            return 0
        rows = await criteria_rows(await candidates.criteria_for(own, today))
        network = await Network.around(own["organization_id"], {each["organization_id"] for each in rows})
        claim = claim_facts(own)
        pairs = [(claim, criteria_facts(each), network.pair(own, each)) for each in rows]
        best = _best(pairs, Side.CLAIM, own["organization_id"], today, await lpr_rate(today))
        says = [own["title"], own["origin"], own["debtor_situation"]]
        # An import tells of all that it put on sale at once, when all of it has been matched (imports/writing.py).
        quiet = own["told_of_together"]
        return await finish(
            CLAIMS, own, best, across=PURCHASES.noun, advice=_TO_SELLER, says=says, today=today, quiet=quiet
        )


async def run_for_criteria(criteria_id: int) -> int:
    """Match 收购意向 with claims on sale and keep its ranked list; how many match. Run again it leaves the same list."""
    async with db.transaction():
        today = clock.today()
        own = await held_criteria(criteria_id)
        if own is None or own["status"] != Posting.ACTIVE:
            return 0
        rows = await claim_rows(await candidates.claims_for(own, today))
        network = await Network.around(own["organization_id"], {each["organization_id"] for each in rows})
        criteria = criteria_facts(own)
        pairs = [(claim_facts(each), criteria, network.pair(own, each)) for each in rows]
        best = _best(pairs, Side.CRITERIA, own["organization_id"], today, await lpr_rate(today))
        says = [own["project"], own["debtor_requirement"]]
        return await finish(PURCHASES, own, best, across=CLAIMS.noun, advice=_TO_BUYER, says=says, today=today)


def _best(pairs: Sequence[_Pair], side: Side, user_id: int, today: date, lpr: Decimal | None) -> list[Found]:
    """The best matches, then the best near misses, each in their order."""
    matches, missed = [], []
    for claim, criteria, pair in pairs:
        other = criteria if side is Side.CLAIM else claim
        whose = (other.id, other.party.organization_id)
        failures = hard_failures(claim, criteria, pair, today, lpr)
        if not failures:
            found = score(claim, criteria, pair, today)
            told = cautions(claim, criteria, today, lpr)
            matches.append(Found(*whose, found, None, told, liked(claim, criteria)))
        elif miss := near_miss(claim, criteria, failures, today, lpr, side):
            missed.append(Found(*whose, score(claim, criteria, pair, today), miss))
    return best_of(matches, missed, user_id, today)
