"""收购意向: saving a draft, submitting, and the own ones (product.md section 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.claims.kinds import Recourse
from zczr.domain.claims.matching import run_for_criteria
from zczr.domain.claims.sorts import PURCHASES
from zczr.domain.claims.terms import CriteriaTerms, criteria_title
from zczr.domain.lending import lpr
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.postings.matching import run_at_once
from zczr.domain.postings.own import Own, common_of, own_row
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import refuse_all

PAGE = 20


async def save_draft(actor: Actor, kept: Kept, terms: CriteriaTerms, file_ids: Sequence[int] = ()) -> int:
    """Keep what has been filled in so far; its id."""
    return await postings.keep(actor, PURCHASES, kept, terms, file_ids)


async def submit(actor: Actor, kept: Kept, terms: CriteriaTerms, file_ids: Sequence[int] = ()) -> int:
    """Publish complete criteria and match them; their id. The same submission again makes nothing new."""
    await check(actor)

    async def publish(criteria_id: int, status: Posting) -> None:
        await postings.publish(actor, PURCHASES, criteria_id, status, {}, clock.today())

    criteria_id = await postings.keep(actor, PURCHASES, kept, terms, file_ids, then=publish)
    await run_at_once(run_for_criteria, criteria_id)
    return criteria_id


async def check(actor: Actor) -> None:
    """Refuse who may not publish yet."""
    refuse_all(postings.unverified(actor, PURCHASES))


async def cautions_of(actor: Actor, terms: CriteriaTerms) -> tuple[str, ...]:
    """What criteria may be published with, but should be known: with recourse the cap binds buyers without a licence."""
    if terms.min_yield is None or (actor.kind is Kind.INSTITUTION and actor.standing is Standing.VERIFIED):
        return ()
    day = await lpr.on(clock.today())
    if day is None or terms.min_yield <= day.cap:
        return ()
    return (
        f"最低年化收益率超过 {day.cap_said}。贵单位不是持牌机构，{Recourse.WITH.label}的债权按借款处理，"
        f"不会与这项意向匹配；{Recourse.WITHOUT.label}的债权不受影响。",
    )


@dataclass(frozen=True)
class OwnCriteria(Own):
    """An own 收购意向."""

    terms: CriteriaTerms

    @property
    def title(self) -> str:
        """What it is called."""
        return criteria_title(self.terms.project, self.terms.amount_min, self.terms.amount_max)


async def own_criteria(actor: Actor, criteria_id: int) -> OwnCriteria:
    """A 收购意向 of the actor's organization; NotFound else."""
    row = await own_row(actor, PURCHASES, criteria_id)
    named: dict[str, Any] = {
        name: tuple(row[name]) if isinstance(row[name], list) else row[name]
        for name in CriteriaTerms.__dataclass_fields__
    }
    return OwnCriteria(**common_of(row, PURCHASES), terms=CriteriaTerms(**named))


class CriteriaLine(NamedTuple):
    """An own 收购意向 in the list."""

    id: int
    status: Posting
    title: str
    kinds: tuple[str, ...]
    amount_min: Decimal | None
    amount_max: Decimal | None
    min_yield: Decimal | None
    max_days: int | None
    expires_on: date | None
    matches: int
    open_received: int


NEWEST_FIRST = Order("created", descending=True)
_THEN = ", c.id {way}"
_MATCH_COUNT = (
    "(SELECT count(DISTINCT m.claim_id) FROM claim_match m WHERE m.criteria_id = c.id AND m.outcome = 'match')"
)
ORDERS: Mapping[str, str] = {
    "project": by_name("c.project") + " {way}" + _THEN,
    "amount": "c.amount_max {way} NULLS LAST" + _THEN,
    "yield": "c.min_yield {way} NULLS LAST" + _THEN,
    "days": "c.max_days {way} NULLS LAST" + _THEN,
    "status": f"array_position(ARRAY{[str(each) for each in Posting]}, c.status) {{way}}" + _THEN,
    # The last day and the matches are shown of what is open only.
    "expires": "CASE c.status WHEN 'active' THEN c.expires_on END {way} NULLS LAST" + _THEN,
    "matches": f"CASE c.status WHEN 'active' THEN {_MATCH_COUNT} END {{way}} NULLS LAST" + _THEN,
    "created": "c.created_at {way}" + _THEN,
}
"""What the list can be ordered by."""


async def list_criteria(
    actor: Actor, statuses: tuple[Posting, ...], page: int, order: Order = NEWEST_FIRST
) -> tuple[tuple[CriteriaLine, ...], int]:
    """A page of own 收购意向, and how many there are; a page behind the last is empty and knows of none."""
    by = order_by(ORDERS, order)
    rows = await db.fetch(
        f"""WITH mine AS (SELECT * FROM purchase_criteria WHERE organization_id = $1 AND status = ANY($2)),
                 page AS (SELECT * FROM mine c ORDER BY {by} LIMIT $3 OFFSET $4)
            SELECT c.*, (SELECT count(*) FROM mine) AS total, {_MATCH_COUNT} AS matches,
                   (SELECT count(*) FROM application a WHERE a.criteria_id = c.id AND a.respondent_id = $1
                      AND a.status IN ('pending', 'approved', 'approved_unconfirmed')) AS received
            FROM page c ORDER BY {by}""",  # noqa: S608 -- our own orders
        actor.organization_id, [str(status) for status in statuses], PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    lines = tuple(
        CriteriaLine(
            row["id"],
            Posting(row["status"]),
            criteria_title(row["project"], row["amount_min"], row["amount_max"]),
            tuple(row["kinds"]),
            row["amount_min"],
            row["amount_max"],
            row["min_yield"],
            row["max_days"],
            row["expires_on"],
            row["matches"],
            row["received"],
        )
        for row in rows
    )
    return lines, rows[0]["total"] if rows else 0


async def counts_by_status(actor: Actor) -> dict[Posting, int]:
    """How many own 收购意向 stand in each state."""
    rows = await db.fetch(
        "SELECT status, count(*) FROM purchase_criteria WHERE organization_id = $1 GROUP BY status",
        actor.organization_id,
    )
    return {Posting(row[0]): row[1] for row in rows}
