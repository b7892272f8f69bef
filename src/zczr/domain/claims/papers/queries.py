"""Who asked to see the papers of a claim, who is let in, and who looked."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Role
from zczr.domain.claims.papers.stages import ASK_AGAIN_AFTER, Access
from zczr.domain.files.queries import OPENS
from zczr.domain.partners.relations import NOT_APART
from zczr.domain.refusals import NotFound

PAGE = 20
_MOST_WAITING = 20


@dataclass(frozen=True)
class OwnAccess:
    """What the actor's organization last asked about a claim, and what came of it."""

    id: int
    stage: Access
    reason: str
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None


async def last_access(actor: Actor, claim_id: int) -> OwnAccess | None:
    """The newest request of the actor's organization about a claim; None where it never asked."""
    row = await db.fetch_row(
        """SELECT id, status, reason, asked_at, answered_at, ended_at FROM paper_access
           WHERE claim_id = $1 AND organization_id = $2 ORDER BY id DESC LIMIT 1""",
        claim_id, actor.organization_id,
    )  # fmt: skip
    return None if row is None else OwnAccess(row[0], Access(row[1]), *tuple(row)[2:])


async def own_access(actor: Actor, claim_id: int) -> OwnAccess:
    """As `last_access`; NotFound where it never asked."""
    last = await last_access(actor, claim_id)
    if last is None:
        raise NotFound(claim=claim_id)
    return last


def ask_again_at(last: OwnAccess | None) -> datetime | None:
    """When who was refused, or whose access was taken back, may ask again; None for everybody else."""
    if last is None or last.stage not in {Access.REFUSED, Access.REVOKED}:
        return None
    assert last.ended_at is not None, "what was refused or taken back ended then"
    return last.ended_at + ASK_AGAIN_AFTER


async def debtor_asks(actor: Actor, claim_id: int) -> bool:
    """Whether the actor's organization is the one that owes the claim."""
    return bool(
        await db.fetch_value(
            """SELECT EXISTS (SELECT FROM claim c JOIN organization o ON o.id = $2
                   WHERE c.id = $1 AND (c.debtor_uscc = nullif(o.uscc, '') OR c.debtor_name = o.name))""",
            claim_id, actor.organization_id,
        )
    )  # fmt: skip


class AccessLine(NamedTuple):
    """An open request about an own claim: who waits for an answer, or is let in."""

    id: int
    stage: Access
    organization_id: int
    organization_name: str
    member_name: str
    message: str
    asked_at: datetime
    answered_at: datetime | None
    city_code: str
    credit_score: int
    views: int


async def open_accesses(claim_id: int) -> tuple[AccessLine, ...]:
    """Who waits, the first to ask first, and who is let in; for a claim that the caller has made sure is the actor's."""
    rows = await db.fetch(
        f"""SELECT x.id, x.status, x.organization_id, o.name, m.name, x.message, x.asked_at, x.answered_at, o.city_code,
                   o.credit_score, (SELECT count(*) FROM paper_view v WHERE v.claim_id = x.claim_id AND v.access_id = x.id)
            FROM paper_access x JOIN organization o ON o.id = x.organization_id JOIN member m ON m.id = x.asked_by
            WHERE x.claim_id = $1 AND x.status IN ('asked', 'granted')
              AND {NOT_APART.format(one="x.seller_id", other="x.organization_id")}
            ORDER BY x.status, x.id""",  # noqa: S608 -- constants
        claim_id,
    )
    return tuple(AccessLine(row[0], Access(row[1]), *tuple(row)[2:]) for row in rows)


class WaitingAccess(NamedTuple):
    """A request that waits for the actor's organization."""

    claim_id: int
    title: str
    organization_name: str
    asked_at: datetime


_CAN_OPEN = OPENS.format(viewer="x.organization_id", today="$2")


async def can_open(access_id: int) -> bool:
    """Whether letting this organization in would show it anything now."""
    return bool(
        await db.fetch_value(
            f"SELECT EXISTS (SELECT FROM paper_access x JOIN claim c ON c.id = x.claim_id WHERE x.id = $1 AND {_CAN_OPEN})",  # noqa: S608
            access_id, clock.today(),
        )
    )  # fmt: skip


async def waiting_accesses(actor: Actor) -> tuple[WaitingAccess, ...]:
    """Requests about claims of the actor's organization that are still on sale, the first to ask first."""
    rows = await db.fetch(
        f"""SELECT x.claim_id, c.title, o.name, x.asked_at FROM paper_access x JOIN claim c ON c.id = x.claim_id
            JOIN organization o ON o.id = x.organization_id
            WHERE x.seller_id = $1 AND x.status = 'asked' AND {_CAN_OPEN}
              AND {NOT_APART.format(one="x.seller_id", other="x.organization_id")}
            ORDER BY x.id LIMIT {_MOST_WAITING}""",  # noqa: S608 -- constants
        actor.organization_id, clock.today(),
    )  # fmt: skip
    return tuple(WaitingAccess(*row) for row in rows)


class ViewLine(NamedTuple):
    """One look at a paper of an own claim."""

    at: datetime
    organization_name: str
    member_name: str
    role: Role
    slot: str
    file_name: str
    marked: bool


async def views_of(claim_id: int, page: int, size: int = PAGE) -> tuple[tuple[ViewLine, ...], int]:
    """A page of who looked at the papers of a claim that the caller has made sure is the actor's, newest first, and how many looks."""
    rows = await db.fetch(
        """SELECT v.at, o.name, m.name, v.member_role, v.slot, v.file_name, v.marked, counted.many
           FROM (SELECT count(*) AS many FROM paper_view WHERE claim_id = $1) counted
           LEFT JOIN (SELECT * FROM paper_view WHERE claim_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3) v ON true
           LEFT JOIN organization o ON o.id = v.organization_id LEFT JOIN member m ON m.id = v.member_id
           ORDER BY v.id DESC""",
        claim_id, size, (page - 1) * size,
    )  # fmt: skip
    lines = tuple(ViewLine(row[0], row[1], row[2], Role(row[3]), row[4], row[5], row[6]) for row in rows if row["at"])
    return lines, rows[0]["many"]
