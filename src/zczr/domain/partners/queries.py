"""How the actor's organization stands to another one, its partners, its requests, and whom it keeps away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.ordering import Order, order_by
from zczr.domain.partners.stages import Ask, LastRequest, Relation
from zczr.domain.refusals import NotFound

PAGE = 20

# Who has blocked the viewer is not there for it; who is suspended or was never verified is there for nobody but itself.
REACHED = """(o.id = $1 OR (o.kind <> 'platform' AND o.status = 'verified' AND NOT EXISTS (
    SELECT FROM partner_block away WHERE away.blocker_id = o.id AND away.blocked_id = $1)))"""
# The newest request between the viewer and an organization, and how they stand: the columns that `relation_of` reads.
RELATION_COLUMNS = """o.id = $1 AS itself,
    EXISTS (SELECT FROM partnership p WHERE p.low_id = least(o.id, $1) AND p.high_id = greatest(o.id, $1)) AS partners,
    EXISTS (SELECT FROM partner_block b WHERE b.blocker_id = $1 AND b.blocked_id = o.id) AS blocked,
    last.id AS request_id, last.status AS request_status, last.requester_id = $1 AS sent_by_viewer, last.message,
    last.created_at AS asked_at, last.answered_at"""
LAST_REQUEST = """LEFT JOIN LATERAL (
        SELECT * FROM partner_request r WHERE r.low_id = least(o.id, $1) AND r.high_id = greatest(o.id, $1)
        ORDER BY r.id DESC LIMIT 1
    ) last ON true"""


def relation_of(row: db.Record) -> Relation:
    """The relation that a row with `RELATION_COLUMNS` tells."""
    last = None
    if row["request_id"] is not None:
        last = LastRequest(
            row["request_id"], Ask(row["request_status"]), row["sent_by_viewer"], row["message"], row["asked_at"],
            row["answered_at"],
        )  # fmt: skip
    return Relation(row["itself"], row["partners"], row["blocked"], last)


async def relation_to(actor: Actor, other_id: int) -> Relation:
    """How the actor's organization stands to another that it reaches; NotFound else."""
    row = await db.fetch_row(
        f"SELECT {RELATION_COLUMNS} FROM organization o {LAST_REQUEST} WHERE o.id = $2 AND {REACHED}",  # noqa: S608
        actor.organization_id,
        other_id,
    )
    if row is None:
        raise NotFound(organization=other_id)
    return relation_of(row)


async def is_reached(actor: Actor, other_id: int) -> bool:
    """Whether an organization is there for the actor: verified, and it does not keep the actor away."""
    sql = f"SELECT EXISTS (SELECT FROM organization o WHERE o.id = $2 AND {REACHED})"  # noqa: S608 -- constants
    return bool(await db.fetch_value(sql, actor.organization_id, other_id))


@dataclass(frozen=True)
class PartnerLine:
    """A partner in the list; `reached` says whether its card can be opened, `group_size` how many its group has."""

    id: int
    name: str
    kind: str
    city_code: str
    industry_section: str
    credit_score: int
    since: datetime
    reached: bool
    group_size: int


_ORDERS: Mapping[str, str] = {
    # By pinyin, also of characters that the bytes of GB 18030 put behind the common ones.
    "name": "d.spelled {way}, o.id {way}",
    "region": "o.province_code {way}, o.city_code {way}, o.id {way}",
    "industry": "o.industry_section {way}, o.industry_division {way}, o.id {way}",
    "score": "o.credit_score {way}, o.id {way}",
    "since": "mine.since {way}, o.id {way}",
}
BY_NAME = Order("name", descending=False)
GROUPS: Mapping[str, str] = {"region": "o.city_code", "industry": "o.industry_section"}
"""What the list can be grouped by."""


async def partners_of(
    actor: Actor, *, page: int, order: Order = BY_NAME, group: str = "", size: int = PAGE
) -> tuple[tuple[PartnerLine, ...], int]:
    """A page of the actor's partners, and how many there are; grouped, each group stands together and in its order."""
    column = GROUPS.get(group, "")
    inside, first = (f"PARTITION BY {column}", f"{column}, ") if column else ("", "")
    rows = await db.fetch(
        f"""WITH mine AS (
                SELECT high_id AS id, created_at AS since FROM partnership WHERE low_id = $1
                UNION ALL SELECT low_id, created_at FROM partnership WHERE high_id = $1
            )
            SELECT o.id, o.name, o.kind, o.city_code, o.industry_section, o.credit_score, mine.since,
                   o.status = 'verified', count(*) OVER ({inside}), count(*) OVER ()
            FROM mine JOIN organization o ON o.id = mine.id LEFT JOIN directory_entry d ON d.organization_id = o.id
            ORDER BY {first}{order_by(_ORDERS, order)} LIMIT $2 OFFSET $3""",  # noqa: S608 -- our own columns
        actor.organization_id,
        size,
        (page - 1) * size,
    )
    return tuple(PartnerLine(*tuple(row)[:9]) for row in rows), rows[0][9] if rows else 0


@dataclass(frozen=True)
class RequestLine:
    """A 好友申请 as one of its two sides sees it."""

    id: int
    other_id: int
    other_name: str
    city_code: str
    industry_section: str
    message: str
    status: Ask
    created_at: datetime
    answered_at: datetime | None
    unread: bool
    reached: bool
    """Whether the other side's card can be opened."""


async def requests_of(
    actor: Actor, *, sent: bool, page: int, only_pending: bool = False
) -> tuple[tuple[RequestLine, ...], int]:
    """A page of the requests received or sent, those that wait first, then the newest, and how many there are."""
    mine, other = ("requester_id", "addressee_id") if sent else ("addressee_id", "requester_id")
    key = "'partner_request:' || r.id" + (" || ':' || r.status" if sent else "")
    rows = await db.fetch(
        f"""SELECT r.id, o.id, o.name, o.city_code, o.industry_section, r.message, r.status, r.created_at, r.answered_at,
                   EXISTS (SELECT FROM notice n JOIN notice_unread u ON u.notice_id = n.id
                           WHERE n.organization_id = $1 AND n.once_key = {key} AND u.member_id = $2),
                   {REACHED}, count(*) OVER ()
            FROM partner_request r JOIN organization o ON o.id = r.{other}
            WHERE r.{mine} = $1 AND (NOT $3 OR r.status = 'pending')
            ORDER BY r.status = 'pending' DESC, r.id DESC LIMIT $4 OFFSET $5""",  # noqa: S608 -- our own columns
        actor.organization_id,
        actor.member_id,
        only_pending,
        PAGE,
        (page - 1) * PAGE,
    )
    lines = tuple(RequestLine(*(*tuple(row)[:6], Ask(row[6]), *tuple(row)[7:11])) for row in rows)
    return lines, rows[0][11] if rows else 0


async def requester_of(actor: Actor, request_id: int) -> str:
    """The name of who sent a request that the actor's organization received; NotFound else."""
    name: str | None = await db.fetch_value(
        """SELECT o.name FROM partner_request r JOIN organization o ON o.id = r.requester_id
           WHERE r.id = $1 AND r.addressee_id = $2""",
        request_id, actor.organization_id,
    )  # fmt: skip
    if name is None:
        raise NotFound(request=request_id)
    return name


async def waiting_requests(actor: Actor) -> int:
    """How many requests wait for the actor's organization to answer."""
    return int(
        await db.fetch_value(
            "SELECT count(*) FROM partner_request WHERE addressee_id = $1 AND status = 'pending'", actor.organization_id
        )
    )


@dataclass(frozen=True)
class Kept:
    """An organization that is kept away."""

    id: int
    name: str
    at: datetime


async def kept_away(actor: Actor) -> tuple[Kept, ...]:
    """Whom the actor's organization keeps away, the newest first."""
    rows = await db.fetch(
        """SELECT o.id, o.name, b.at FROM partner_block b JOIN organization o ON o.id = b.blocked_id
           WHERE b.blocker_id = $1 ORDER BY b.at DESC, o.id LIMIT 200""",
        actor.organization_id,
    )
    return tuple(Kept(*row) for row in rows)
