"""伙伴动态 as a member sees it: what is open now, of the own organization and of those who are its partners now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.claims.sorts import CLAIMS, PURCHASES
from zczr.domain.feed.stages import Entry
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.partners.relations import PARTNER_IDS
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.commands import Sort
from zczr.domain.refusals import NotFound

PAGE = 20
MOST = 100
"""How far back the feed goes: the newest entries are counted and listed, no more."""
SORTS: Mapping[str, Sort] = {sort.table: sort for sort in (REQUESTS, OFFERS, CLAIMS, PURCHASES)}
"""What is published, by the kind that an entry names."""
REQUEST, OFFER, CLAIM, CRITERIA = SORTS

POSTING = """CROSS JOIN LATERAL (
        SELECT r.status, r.visibility, r.expires_on, '' AS title, r.project, r.reason, r.summary, r.repayment_source_note AS note,
               r.city_code, r.industry_section, r.amount_min, r.amount_max, r.max_rate AS rate, r.term_months AS term,
               r.security_modes, '{}'::text[] AS kinds, NULL::date AS due_on
        FROM loan_request r WHERE e.posting_kind = 'loan_request' AND r.id = e.posting_id
        UNION ALL
        SELECT f.status, f.visibility, f.expires_on, '', f.project, '', f.summary, '', f.city_code, f.industry_section,
               f.amount_min, f.amount_max, f.min_rate, f.max_term_months, f.security_modes, '{}', NULL
        FROM loan_offer f WHERE e.posting_kind = 'loan_offer' AND f.id = e.posting_id
        UNION ALL
        SELECT c.status, 'match_only', c.expires_on, c.title, '', c.origin, c.debtor_situation, '', c.city_code,
               c.industry_section, c.asking_price, c.face_amount, NULL, NULL, '{}', ARRAY[c.kind], c.due_on
        FROM claim c WHERE e.posting_kind = 'claim' AND c.id = e.posting_id
        UNION ALL
        SELECT w.status, w.visibility, w.expires_on, '', w.project, '', w.debtor_requirement, '', w.city_code,
               w.industry_section, w.amount_min, w.amount_max, w.min_yield, w.max_days, '{}', w.kinds, NULL
        FROM purchase_criteria w WHERE e.posting_kind = 'purchase_criteria' AND w.id = e.posting_id) p"""
"""SQL for the posting `p` of an entry `e`. Rate and term are what it asks for at most or offers at least: months of a loan, days of a
收购意向. The amounts of a claim are its price and its face."""

_COMMON = """e.id, e.organization_id, o.name, o.credit_score, e.posting_kind, e.posting_id, p.title, p.project, p.city_code,
           p.amount_min, p.amount_max, p.rate, p.term, p.kinds, p.due_on, e.matches, e.published_at"""
_SHOWN = f"""
    SELECT {_COMMON}, o.kind = 'institution' AS institution, p.industry_section, p.security_modes, p.expires_on,
           e.organization_id = $1 AS own
    FROM {{entries}} e JOIN organization o ON o.id = e.organization_id {POSTING.replace("{}", "{{}}")}
    WHERE o.status = 'verified' AND p.status = 'active' AND p.expires_on >= $4
      AND (p.visibility <> 'institutions' OR $3 OR e.organization_id = $1)
      AND NOT EXISTS (SELECT FROM abuse_report b WHERE b.member_id = $2 AND b.entry_id = e.id)"""  # noqa: S608 -- constants
# The newest of each partner come from its index in their order, so that the first hundred cost the same however much there is.
# What they are about is looked up only until enough has been found.
_NEWEST = f"""(
        SELECT own.* FROM (SELECT $1::bigint AS id UNION ALL {PARTNER_IDS.format(viewer="$1")}) circle
        CROSS JOIN LATERAL (
            SELECT * FROM feed_entry WHERE organization_id = circle.id AND status = 'live' AND ($5 = '' OR posting_kind = $5)
            ORDER BY published_at DESC, id DESC LIMIT {MOST}) own
        ORDER BY own.published_at DESC, own.id DESC)"""  # noqa: S608 -- constants
NEWEST_ENTRIES = f"""
    WITH shown AS ({_SHOWN.format(entries=_NEWEST)} ORDER BY e.published_at DESC, e.id DESC LIMIT {MOST})
    SELECT *, (SELECT count(*) FROM shown) AS total FROM shown ORDER BY published_at DESC, id DESC LIMIT $6 OFFSET $7"""  # noqa: S608
"""$1 the organization, $2 the member, $3 whether it is an institution, $4 today, $5 a kind of posting or '', $6 how many,
$7 after how many."""
_SEEN = f"""{_SHOWN.format(entries="feed_entry")} AND e.status = 'live'
      AND (e.organization_id = $1 OR EXISTS (SELECT FROM partnership
           WHERE low_id = least($1, e.organization_id) AND high_id = greatest($1, e.organization_id)))"""


def title_of(row: db.Record) -> str:
    """What the posting of an entry is called."""
    return SORTS[row["posting_kind"]].titled(row)


@dataclass(frozen=True)
class Published:
    """An entry with what its posting says; rate, term and amounts as in POSTING."""

    id: int
    organization_id: int
    name: str
    credit_score: int
    posting_kind: str
    posting_id: int
    title: str
    project: str
    city_code: str
    amount_min: Decimal
    amount_max: Decimal
    rate: Decimal | None
    term: int | None
    kinds: tuple[str, ...]
    due_on: date | None
    matches: int
    published_at: datetime

    @property
    def sort(self) -> Sort:
        """What kind of posting it is."""
        return SORTS[self.posting_kind]


@dataclass(frozen=True)
class FeedLine(Published):
    """An entry as those who may see it do."""

    institution: bool
    industry_section: str
    security_modes: tuple[str, ...]
    expires_on: date
    own: bool


async def feed_of(actor: Actor, *, kind: str, page: int) -> tuple[tuple[FeedLine, ...], int]:
    """A page of the feed, newest first, and how many entries there are, counted to MOST; `kind` one of SORTS or ''."""
    rows = await db.fetch(NEWEST_ENTRIES, *_viewer(actor), kind, PAGE, (page - 1) * PAGE)
    return tuple(_line(row) for row in rows), rows[0]["total"] if rows else 0


async def entry_for(actor: Actor, entry_id: int) -> FeedLine:
    """One entry the actor sees in its feed; NotFound else."""
    row = await db.fetch_row(f"{_SEEN} AND e.id = $5", *_viewer(actor), entry_id)
    if row is None:
        raise NotFound(entry=entry_id)
    return _line(row)


async def entry_about(actor: Actor, posting_kind: str, posting_id: int) -> int | None:
    """The entry of a posting, if the actor sees it in its feed."""
    row = await db.fetch_row(
        f"{_SEEN} AND e.posting_kind = $5 AND e.posting_id = $6", *_viewer(actor), posting_kind, posting_id
    )
    return row["id"] if row else None


def _viewer(actor: Actor) -> tuple[int, int, bool, date]:
    return actor.organization_id, actor.member_id, actor.kind is Kind.INSTITUTION, clock.today()


def _line(row: db.Record) -> FeedLine:
    return FeedLine(**_values(row, FeedLine))


def _values(row: db.Record, shape: type[Published]) -> dict[str, Any]:
    """The fields of an entry from its row; arrays as tuples."""
    values = {name: row[name] for name in shape.__dataclass_fields__}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return {**values, "title": title_of(row)}


@dataclass(frozen=True)
class ReviewedEntry(Published):
    """An entry with all its posting says, as an admin reads it; `posting_status` is that of the posting."""

    status: Entry
    posting_status: str
    reason: str
    summary: str
    note: str


async def entry_for_review(actor: Actor, entry_id: int) -> ReviewedEntry:
    """Any entry, whatever became of it, for an admin."""
    row = (
        await db.fetch_row(
            f"""SELECT {_COMMON}, e.status, p.status AS posting_status, p.reason, p.summary, p.note
                FROM feed_entry e JOIN organization o ON o.id = e.organization_id {POSTING} WHERE e.id = $1""",  # noqa: S608
            entry_id,
        )
        if may(actor, Permission.REPORT_REVIEW)
        else None
    )
    if row is None:
        raise NotFound(entry=entry_id)
    return ReviewedEntry(**{**_values(row, ReviewedEntry), "status": Entry(row["status"])})
