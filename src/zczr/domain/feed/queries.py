"""伙伴动态 as a member sees it: what is open now, of the own organization and of those who are its partners now."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.feed.stages import Entry
from zczr.domain.lending.labels import offer_title, request_title
from zczr.domain.partners.relations import PARTNER_IDS
from zczr.domain.permissions import Permission, may
from zczr.domain.refusals import NotFound

PAGE = 20
MOST = 100
"""How far back the feed goes: the newest entries are counted and listed, no more."""
REQUEST = "loan_request"
OFFER = "loan_offer"

POSTING = """CROSS JOIN LATERAL (
        SELECT r.status, r.visibility, r.expires_on, r.project, r.reason, r.summary, r.repayment_source_note AS note,
               r.city_code, r.industry_section, r.amount_min, r.amount_max, r.max_rate AS rate, r.term_months, r.security_modes
        FROM loan_request r WHERE e.posting_kind = 'loan_request' AND r.id = e.posting_id
        UNION ALL
        SELECT f.status, f.visibility, f.expires_on, f.project, '', f.summary, '', f.city_code, f.industry_section,
               f.amount_min, f.amount_max, f.min_rate, f.max_term_months, f.security_modes
        FROM loan_offer f WHERE e.posting_kind = 'loan_offer' AND f.id = e.posting_id) p"""
"""SQL for the posting `p` of an entry `e`, a request or an offer; rate and term are what it asks for at most or offers at least."""

_SHOWN = f"""
    SELECT e.id, e.organization_id, o.name, o.kind = 'institution', o.credit_score, e.posting_kind, e.posting_id, p.project,
           p.city_code, p.industry_section, p.amount_min, p.amount_max, p.rate, p.term_months, p.security_modes, e.matches,
           e.published_at, p.expires_on, e.organization_id = $1
    FROM {{entries}} e JOIN organization o ON o.id = e.organization_id {POSTING}
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


def title_of(posting_kind: str, project: str, city_code: str, low: Decimal, high: Decimal) -> str:
    """What the posting of an entry is called."""
    return request_title(city_code, project, high) if posting_kind == REQUEST else offer_title(project, low, high)


@dataclass(frozen=True)
class FeedLine:
    """An entry as those who may see it do; `rate` is the highest of a request or the lowest of an offer."""

    id: int
    organization_id: int
    name: str
    institution: bool
    credit_score: int
    posting_kind: str
    posting_id: int
    project: str
    city_code: str
    industry_section: str
    amount_min: Decimal
    amount_max: Decimal
    rate: Decimal
    term_months: int
    security_modes: tuple[str, ...]
    matches: int
    published_at: datetime
    expires_on: date
    own: bool

    @property
    def is_request(self) -> bool:
        """借款 rather than 贷款."""
        return self.posting_kind == REQUEST

    @property
    def title(self) -> str:
        """What the posting is called."""
        return title_of(self.posting_kind, self.project, self.city_code, self.amount_min, self.amount_max)


async def feed_of(actor: Actor, *, kind: str, page: int) -> tuple[tuple[FeedLine, ...], int]:
    """A page of the feed, newest first, and how many entries there are, counted to MOST; `kind` REQUEST, OFFER or ''."""
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
    values: list[Any] = list(tuple(row)[:19])
    values[14] = tuple(values[14])
    return FeedLine(*values)


@dataclass(frozen=True)
class ReviewedEntry:
    """An entry with all its posting says, as an admin reads it; `posting_status` is that of the posting."""

    id: int
    status: Entry
    organization_id: int
    name: str
    credit_score: int
    posting_kind: str
    posting_id: int
    posting_status: str
    project: str
    reason: str
    summary: str
    note: str
    city_code: str
    amount_min: Decimal
    amount_max: Decimal
    rate: Decimal
    term_months: int
    matches: int
    published_at: datetime

    @property
    def title(self) -> str:
        """What the posting is called."""
        return title_of(self.posting_kind, self.project, self.city_code, self.amount_min, self.amount_max)


async def entry_for_review(actor: Actor, entry_id: int) -> ReviewedEntry:
    """Any entry, whatever became of it, for an admin."""
    row = (
        await db.fetch_row(
            f"""SELECT e.id, e.status, e.organization_id, o.name, o.credit_score, e.posting_kind, e.posting_id, p.status, p.project,
                       p.reason, p.summary, p.note, p.city_code, p.amount_min, p.amount_max, p.rate, p.term_months, e.matches,
                       e.published_at
                FROM feed_entry e JOIN organization o ON o.id = e.organization_id {POSTING} WHERE e.id = $1""",  # noqa: S608
            entry_id,
        )
        if may(actor, Permission.REPORT_REVIEW)
        else None
    )
    if row is None:
        raise NotFound(entry=entry_id)
    return ReviewedEntry(row[0], Entry(row[1]), *tuple(row)[2:])
