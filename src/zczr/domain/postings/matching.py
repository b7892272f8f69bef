"""What every matching run does around the decision: keep the ranked list, tell of it, and be run at once or nightly.

A run takes a posting's candidates, lets the pure rule decide, and hands what it found to `finish`.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import structlog

from zczr import db
from zczr.domain import clock
from zczr.domain.feed import commands as feed
from zczr.domain.lending import lpr
from zczr.domain.matching.near_miss import NearMiss
from zczr.domain.matching.ranking import ranked
from zczr.domain.matching.score import MatchScore
from zczr.domain.messages import commands as messages
from zczr.domain.money import plain_text
from zczr.domain.postings.commands import Sort
from zczr.domain.risk.kinds import Labelled

BEST_KEPT = 50
NEAR_KEPT = 20
_BATCH = 200
LONGEST_UNMATCHED = (
    "SELECT id, matched_at FROM {table} WHERE status = 'active' ORDER BY matched_at NULLS FIRST, id LIMIT $1"
)
"""What waits longest for a run; every table of postings has the index for it."""
_log = structlog.get_logger(__name__)
Run = Callable[[int], Awaitable[int]]


@dataclass(frozen=True)
class Found:
    """A pair to keep; `miss` says what would have to change, None for a match. `liked` are preferences that are met, in words."""

    other_id: int
    organization_id: int
    scored: MatchScore
    miss: NearMiss | None
    cautions: tuple[Labelled, ...] = ()
    liked: tuple[str, ...] = ()


async def lpr_rate(today: date) -> Decimal | None:
    """The 1-year LPR in force; None where none is known."""
    day = await lpr.on(today)
    return day.rate if day else None


def best_of(matches: Sequence[Found], misses: Sequence[Found], user_id: int, today: date) -> list[Found]:
    """The best matches, then the near misses, each in their order."""
    return [*_ranked(matches, user_id, today)[:BEST_KEPT], *_ranked(misses, user_id, today)[:NEAR_KEPT]]


def _ranked(found: Sequence[Found], user_id: int, today: date) -> list[Found]:
    return ranked(
        found, total=lambda each: each.scored.total, item_id=lambda each: each.other_id, user_id=user_id, day=today
    )


async def finish(
    sort: Sort, row: db.Record, best: Sequence[Found], *, across: str, advice: str, says: Iterable[str], today: date
) -> int:
    """Keep a run's list, publish it to the partners and tell the owner what is new; how many match.

    `across` is what a counterpart's posting is called, `says` are the posting's own words.
    """
    fresh = await _keep(sort, row["id"], best)
    count = sum(each.miss is None for each in best)
    makers = len({each.organization_id for each in best if each.miss is None})
    await feed.publish(sort.table, row["id"], row["organization_id"], matches=makers, says=says)
    if fresh:
        # Once a posting and day.
        await messages.tell(
            row["organization_id"],
            key=f"{sort.table}:{row['id']}:matches:{today}",
            title=f"找到 {count} 笔匹配的{across}：{sort.titled(row)}",
            body=advice,
            href=f"{sort.path}/{row['id']}/matches",
            mail=False,
        )
    return count


async def _keep(sort: Sort, posting_id: int, best: Sequence[Found]) -> int:
    """Make the side's list this one; what has not changed is not written again. How many matches were not there before."""
    own, other = sort.application_column, f"{sort.across}_id"
    written = await db.fetch(
        f"""WITH found AS (
                SELECT * FROM unnest($3::bigint[], $4::text[], $5::numeric[], $6::jsonb[])
                    AS found (other, outcome, score, terms)
            ), gone AS (
                DELETE FROM {sort.match_table} m WHERE m.{own} = $1 AND m.side = $2 AND m.{other} <> ALL ($3::bigint[])
            ), marked AS (
                UPDATE {sort.table} SET matched_at = $7 WHERE id = $1
            )
            INSERT INTO {sort.match_table} AS m ({own}, {other}, side, outcome, score, terms, computed_at)
            SELECT $1, other, $2, outcome, score, terms, $7 FROM found
            ON CONFLICT ({own}, {other}, side) DO UPDATE
                SET outcome = excluded.outcome, score = excluded.score, terms = excluded.terms,
                    computed_at = excluded.computed_at
                WHERE (m.outcome, m.score, m.terms) IS DISTINCT FROM (excluded.outcome, excluded.score, excluded.terms)
            RETURNING m.xmax = 0 AND m.outcome = 'match' AS fresh""",  # noqa: S608 -- our own names
        posting_id,
        sort.side,
        [each.other_id for each in best],
        ["near_miss" if each.miss else "match" for each in best],
        [each.scored.total for each in best],
        [json.dumps(_terms(each), ensure_ascii=False) for each in best],
        clock.now(),
    )
    return sum(row["fresh"] for row in written)


def _terms(found: Found) -> dict[str, Any]:
    """What a page needs to say why: best terms and the weakest, what is liked, cautions, the change of a near miss."""
    scored, miss = found.scored, found.miss
    weakest = scored.weakest
    kept: dict[str, Any] = {
        "best": [term.sentence for term in scored.best],
        "weakest": weakest.sentence if weakest else "",
        "cautions": [caution.label for caution in found.cautions],
    }
    if found.liked:
        kept["liked"] = list(found.liked)
    if miss:
        kept["miss"] = {
            "reason": str(miss.reason),
            "change": str(miss.change),
            "size": plain_text(miss.size),
            "detail": miss.detail,
        }
    return kept


async def run_at_once(run: Run, posting_id: int) -> None:
    """Match a posting that was just committed, for the page that follows; what fails is left to the job sent for it."""
    try:
        await run(posting_id)
    except Exception:
        _log.exception("matching_failed", run=run.__name__, posting=posting_id)


async def run_all(runs: Sequence[tuple[Sort, Run]]) -> int:
    """Match every active posting of these sorts anew, longest unmatched first; how many.

    Each in its own transaction, so that a run that is cut has lost nothing, and the next one begins with what it left.
    The sorts take turns, so that none waits for all of another.
    """
    began, total = clock.now(), 0
    while True:
        count = sum([await _run_batch(sort.table, run, began) for sort, run in runs])
        total += count
        if not count:
            return total


async def _run_batch(table: str, run: Run, began: datetime) -> int:
    """Match the postings that wait longest, of those not matched since the run began; how many."""
    rows = await db.fetch(LONGEST_UNMATCHED.format(table=table), _BATCH)
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
