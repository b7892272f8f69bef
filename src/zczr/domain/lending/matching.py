"""Matching postings: fetch candidates, let the pure rule decide, keep the best (domain.md section 5).

Time budget of one posting against 1,000,000 active opposite ones: at most three times the bare SQL that fetches its
candidates (`candidates.py`, then rows and network by `match_facts.py`); the number of candidates is bounded, so that what
follows costs the same at any size. What it takes is measured by `bench/matching.py`.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import structlog

from zczr import db
from zczr.domain import clock
from zczr.domain.feed import commands as feed
from zczr.domain.lending import candidates, lpr
from zczr.domain.lending.labels import request_title
from zczr.domain.lending.match_facts import (
    Network,
    held_offer,
    held_request,
    offer_facts,
    offer_rows,
    request_facts,
    request_rows,
)
from zczr.domain.matching.loan import (
    Caution,
    LoanOfferFacts,
    LoanRequestFacts,
    MatchScore,
    NearMiss,
    PairFacts,
    Side,
    cautions,
    hard_failures,
    near_miss,
    ranked,
    score,
)
from zczr.domain.messages import commands as messages
from zczr.domain.money import ZERO, plain_text
from zczr.domain.postings.stages import Posting

BEST_KEPT = 50
NEAR_KEPT = 20
_BATCH = 200
_log = structlog.get_logger(__name__)
Run = Callable[[int], Awaitable[int]]


@dataclass(frozen=True)
class _Found:
    """A pair to keep; `miss` says what would have to change, None for a match."""

    other_id: int
    organization_id: int
    scored: MatchScore
    miss: NearMiss | None
    cautions: tuple[Caution, ...] = ()


_Pair = tuple[LoanRequestFacts, LoanOfferFacts, PairFacts]


async def run_for_request(request_id: int) -> int:
    """Match a request with offers and keep its ranked list; how many match. Run again it leaves the same list."""
    async with db.transaction():
        today = clock.today()
        own = await held_request(request_id)
        if own is None or own["status"] != Posting.ACTIVE:
            return 0
        rows = await offer_rows(await candidates.offers_for(own), today)
        cap = await _cap(today)
        network = await Network.around(own["organization_id"], {each["organization_id"] for each in rows})
        request = request_facts(own)
        pairs = [(request, offer_facts(each), network.pair(own, each)) for each in rows]
        best = _best(pairs, Side.REQUEST, own["organization_id"], today, cap)
        fresh = await _keep(Side.REQUEST, request_id, best)
        title = request_title(own["city_code"], own["project"], own["amount_max"])
        return await _tell(Side.REQUEST, own, title, best, fresh, today)


async def run_for_offer(offer_id: int) -> int:
    """Match an offer with requests and keep its ranked list; how many match. Run again it leaves the same list."""
    async with db.transaction():
        today = clock.today()
        own = await held_offer(offer_id, today)
        if own is None or own["status"] != Posting.ACTIVE:
            return 0
        offer = offer_facts(own)
        cap = await _cap(today)
        rows = await request_rows(await candidates.requests_for(own, None if offer.party.licensed else cap))
        network = await Network.around(own["organization_id"], {each["organization_id"] for each in rows})
        pairs = [(request_facts(each), offer, network.pair(own, each)) for each in rows]
        best = _best(pairs, Side.OFFER, own["organization_id"], today, cap)
        fresh = await _keep(Side.OFFER, offer_id, best)
        return await _tell(Side.OFFER, own, own["project"], best, fresh, today)


async def run_at_once(run: Run, posting_id: int) -> None:
    """Match a posting that was just committed, for the page that follows; what fails is left to the job sent for it."""
    try:
        await run(posting_id)
    except Exception:
        _log.exception("matching_failed", run=run.__name__, posting=posting_id)


async def run_all() -> int:
    """Match every active posting anew, nightly, longest unmatched first; how many.

    Each in its own transaction, so that a run that is cut has lost nothing, and the next one begins with what it left.
    Requests and offers take turns, so that neither waits for all of the other.
    """
    began, total = clock.now(), 0
    while True:
        count = await _run_batch("loan_request", run_for_request, began)
        count += await _run_batch("loan_offer", run_for_offer, began)
        total += count
        if not count:
            return total


async def _run_batch(table: str, run: Run, began: datetime) -> int:
    """Match the postings that wait longest, of those not matched since the run began; how many."""
    rows = await db.fetch(
        f"SELECT id, matched_at FROM {table} WHERE status = 'active' ORDER BY matched_at NULLS FIRST, id LIMIT {_BATCH}",  # noqa: S608
    )
    due = [row["id"] for row in rows if row["matched_at"] is None or row["matched_at"] < began]
    for posting_id in due:
        await run_at_once(run, posting_id)
    # One that could not be matched goes to the end too: else it would come first for ever.
    await db.execute(
        f"UPDATE {table} SET matched_at = $2 WHERE id = ANY($1) AND (matched_at IS NULL OR matched_at < $3)",  # noqa: S608
        due,
        clock.now(),
        began,
    )
    return len(due)


async def _cap(today: date) -> Decimal | None:
    day = await lpr.on(today)
    return day.cap if day else None


def _best(pairs: Sequence[_Pair], side: Side, user_id: int, today: date, cap: Decimal | None) -> list[_Found]:
    """The best matches, then the best near misses, each in their order."""
    matches, near = [], []
    for request, offer, pair in pairs:
        failures = hard_failures(request, offer, pair, today, cap)
        if not failures:
            scored = score(request, offer, pair)
            matches.append(_Found(*_other(request, offer, side), scored, None, cautions(request, offer, cap)))
        elif miss := near_miss(request, offer, failures, cap, side):
            near.append((request, offer, pair, miss))
    # Near misses are many and few are kept: those of the best rate, and only they are scored.
    near.sort(key=lambda each: (each[1].min_rate or ZERO) if side is Side.REQUEST else -each[0].max_rate)
    missed = [
        _Found(*_other(request, offer, side), score(request, offer, pair), miss)
        for request, offer, pair, miss in near[:NEAR_KEPT]
    ]
    return [
        *_ranked(matches, user_id, today)[:BEST_KEPT],
        *_ranked(missed, user_id, today),
    ]


def _other(request: LoanRequestFacts, offer: LoanOfferFacts, side: Side) -> tuple[int, int]:
    """The other posting, and whose it is."""
    other = offer if side is Side.REQUEST else request
    return other.id, other.party.organization_id


def _ranked(found: Sequence[_Found], user_id: int, today: date) -> list[_Found]:
    return ranked(
        found, total=lambda each: each.scored.total, item_id=lambda each: each.other_id, user_id=user_id, day=today
    )


async def _keep(side: Side, posting_id: int, best: Sequence[_Found]) -> int:
    """Make the side's list this one; what has not changed is not written again. How many matches were not there before."""
    own, other = ("request_id", "offer_id") if side is Side.REQUEST else ("offer_id", "request_id")
    written = await db.fetch(
        f"""WITH found AS (
                SELECT * FROM unnest($3::bigint[], $4::text[], $5::numeric[], $6::jsonb[])
                    AS found (other, outcome, score, terms)
            ), gone AS (
                DELETE FROM loan_match m WHERE m.{own} = $1 AND m.side = $2 AND m.{other} <> ALL ($3::bigint[])
            ), marked AS (
                UPDATE loan_{side} SET matched_at = $7 WHERE id = $1
            )
            INSERT INTO loan_match AS m ({own}, {other}, side, outcome, score, terms, computed_at)
            SELECT $1, other, $2, outcome, score, terms, $7 FROM found
            ON CONFLICT (request_id, offer_id, side) DO UPDATE
                SET outcome = excluded.outcome, score = excluded.score, terms = excluded.terms,
                    computed_at = excluded.computed_at
                WHERE (m.outcome, m.score, m.terms) IS DISTINCT FROM (excluded.outcome, excluded.score, excluded.terms)
            RETURNING m.xmax = 0 AND m.outcome = 'match' AS fresh""",  # noqa: S608
        posting_id,
        str(side),
        [each.other_id for each in best],
        ["near_miss" if each.miss else "match" for each in best],
        [each.scored.total for each in best],
        [json.dumps(_terms(each), ensure_ascii=False) for each in best],
        clock.now(),
    )
    return sum(row["fresh"] for row in written)


def _terms(found: _Found) -> dict[str, Any]:
    """What a page needs to say why: best terms and the weakest, cautions, the change of a near miss."""
    scored, miss = found.scored, found.miss
    weakest = scored.weakest
    kept: dict[str, Any] = {
        "best": [term.sentence for term in scored.best],
        "weakest": weakest.sentence if weakest else "",
        "cautions": [caution.label for caution in found.cautions],
    }
    if miss:
        kept["miss"] = {
            "reason": str(miss.reason),
            "change": str(miss.change),
            "size": plain_text(miss.size),
            "detail": miss.detail,
        }
    return kept


async def _tell(side: Side, row: db.Record, title: str, best: Sequence[_Found], fresh: int, today: date) -> int:
    """Tell the owner when there are new matches, once a posting and day, and its partners by 伙伴动态; how many there are in all."""
    count = sum(each.miss is None for each in best)
    makers = len({each.organization_id for each in best if each.miss is None})
    says = [row["project"], row["summary"], row.get("reason", "")]
    await feed.publish(f"loan_{side}", row["id"], row["organization_id"], matches=makers, says=says)
    if fresh:
        path = "requests" if side is Side.REQUEST else "offers"
        what = "贷款" if side is Side.REQUEST else "借款"
        await messages.tell(
            row["organization_id"],
            key=f"loan_{side}:{row['id']}:matches:{today}",
            title=f"找到 {count} 笔匹配的{what}：{title}",
            body="请查看匹配结果，向合适的企业发起申请。",
            href=f"/lending/{path}/{row['id']}/matches",
            mail=False,
        )
    return count
