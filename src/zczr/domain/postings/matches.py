"""The ranked list of an own posting, as its own last run and those of the other sides left it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.matching.ranking import ranked
from zczr.domain.partners.relations import STILL_MEET
from zczr.domain.postings.commands import Sort
from zczr.domain.postings.matching import BEST_KEPT, NEAR_KEPT
from zczr.domain.postings.own import Own


@dataclass(frozen=True)
class Matched:
    """A counterparty that matching found, without its contact details."""

    posting_id: int
    organization_id: int
    name: str
    institution: bool
    city_code: str
    industry_section: str
    credit_score: int
    total: Decimal
    terms: dict[str, Any]
    """What `matching` kept: best, weakest, cautions, and for a near miss what would have to change."""
    application_id: int | None
    """The open application of the pair, if there is one."""

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to be careful about with this counterparty; a list made before cautions were kept has none until the next run."""
        return tuple(self.terms.get("cautions", ()))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for it: the best terms, and the preferences it meets."""
        return (*self.terms["best"], *self.terms.get("liked", ()))


Line = TypeVar("Line", bound=Matched)


def matches_sql(own: Sort, other: Sort, columns: str, application: str) -> str:
    """SQL for the matches of a posting `own`: $1 its id, $2 the outcome, $3 its side, $4 today.

    `columns` are further ones of the other posting `p`; `application` says which applications `a` are about the pair.
    """
    return f"""
        SELECT DISTINCT ON (p.id) p.id AS posting_id, p.organization_id, o.name, o.kind = 'institution' AS institution,
               p.city_code, p.industry_section, o.credit_score, m.score AS total, m.terms, {columns},
               (SELECT a.id FROM application a WHERE {application}
                    AND a.status IN ('pending', 'approved', 'approved_unconfirmed')) AS application_id
        FROM {own.match_table} m JOIN {own.seen} own ON own.id = m.{own.application_column}
        JOIN {other.seen} p ON p.id = m.{other.application_column} JOIN organization o ON o.id = p.organization_id
        WHERE m.{own.application_column} = $1 AND m.outcome = $2 AND (m.side = $3 OR $2 = 'match')
          AND p.status = 'active' AND p.expires_on >= $4 AND {STILL_MEET.format(one="own", other="p")}
        ORDER BY p.id, (m.side = $3) DESC"""  # noqa: S608 -- our own names


async def matches_of(
    actor: Actor, own: Own, sql: str, line: Callable[[dict[str, Any]], Line], *, near: bool
) -> tuple[Line, ...]:
    """Matches of an own posting that are open now, or its near misses, best first; `line` makes one from its columns."""
    outcome = "near_miss" if near else "match"
    rows = await db.fetch(sql, own.id, outcome, own.sort.side, clock.today())
    best = ranked(
        [line({**row, "terms": json.loads(row["terms"])}) for row in rows],
        total=lambda each: each.total,
        item_id=lambda each: each.posting_id,
        user_id=actor.organization_id,
        day=clock.today(),
    )
    return tuple(best[: NEAR_KEPT if near else BEST_KEPT])


async def matched_at(own: Own) -> datetime | None:
    """When the posting's own list last changed."""
    sort = own.sort
    found: datetime | None = await db.fetch_value(
        f"SELECT max(computed_at) FROM {sort.match_table} WHERE {sort.application_column} = $1 AND side = $2",  # noqa: S608
        own.id,
        sort.side,
    )
    return found
