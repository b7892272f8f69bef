"""Who is signed in, the registration as it stands, and the queue of verifications."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zczr import db
from zczr.domain.accounts.actor import Actor, Kind, Role, Standing, Unread
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.refusals import NotFound

_UNREAD = ", ".join(
    f"(SELECT count(*) FROM (SELECT FROM {rows} LIMIT 100) counted)"  # noqa: S608 -- constants
    for rows in (
        "notice_unread WHERE member_id = m.id AND category = 'progress'",
        "notice_unread WHERE member_id = m.id AND category = 'partners'",
        "notice_unread WHERE member_id = m.id AND category = 'system'",
        "conversation_unread WHERE member_id = m.id",
    )
)


async def actor_of_session(member_id: int, epoch: int) -> Actor | None:
    """The actor of a session; None when the member is gone, locked or has ended its sessions.

    One statement, because every page asks it: the member, its organization, and what is unread, counted from indexes alone.
    """
    row = await db.fetch_row(
        f"""SELECT m.id, o.id, o.kind, m.role, o.status, m.name, o.name, m.email, m.email_confirmed_at IS NOT NULL,
                  o.registration_step,
                  {_UNREAD}
           FROM member m JOIN organization o ON o.id = m.organization_id
           WHERE m.id = $1 AND m.session_epoch = $2 AND m.active""",  # noqa: S608 -- constants
        member_id,
        epoch,
    )
    if row is None:
        return None
    return Actor(
        member_id=row[0],
        organization_id=row[1],
        kind=Kind(row[2]),
        role=Role(row[3]),
        standing=Standing(row[4]),
        name=row[5],
        organization_name=row[6],
        email=row[7],
        email_confirmed=row[8],
        registration_step=row[9],
        unread=Unread(*tuple(row)[10:]),
    )


@dataclass(frozen=True)
class Account:
    """What login needs to know of an account."""

    member_id: int
    kind: Kind
    password_hash: str
    session_epoch: int
    active: bool
    suspended: bool


async def account_of(email: str) -> Account | None:
    """The account of an address."""
    row = await db.fetch_row(
        """SELECT m.id, o.kind, m.password_hash, m.session_epoch, m.active, o.status = 'suspended'
           FROM member m JOIN organization o ON o.id = m.organization_id WHERE m.email = $1""",
        email.lower(),
    )
    if row is None:
        return None
    return Account(row[0], Kind(row[1]), *tuple(row)[2:])


@dataclass(frozen=True)
class Profile:
    """An organization with everything its registration told."""

    id: int
    kind: Kind
    standing: Standing
    version: int
    name: str
    uscc: str
    uscc_needs_review: bool
    province_code: str
    city_code: str
    district_code: str
    address: str
    industry_section: str
    industry_division: str
    registered_capital: Decimal | None
    paid_in_capital: Decimal | None
    established_on: date | None
    legal_representative: str
    controller: str
    scale: str
    profile: str
    main_business: str
    institution_type: str
    licence_number: str
    contact_name: str
    contact_title: str
    contact_mobile: str
    contact_email: str
    contact_qq: str
    contact_phone: str
    returned_step: int | None
    returned_reason: str
    credit_score: int
    submitted_at: datetime | None


_PROFILE = """id, kind, status, version, name, uscc, uscc_needs_review, province_code, city_code, district_code, address,
    industry_section, industry_division, registered_capital, paid_in_capital, established_on, legal_representative, controller,
    scale, profile, main_business, institution_type, licence_number, contact_name, contact_title, contact_mobile, contact_email,
    contact_qq, contact_phone, returned_step, returned_reason, credit_score, submitted_at"""


async def _profile(organization_id: int) -> Profile | None:
    row = await db.fetch_row(f"SELECT {_PROFILE} FROM organization WHERE id = $1", organization_id)  # noqa: S608
    if row is None:
        return None
    return Profile(row[0], Kind(row[1]), Standing(row[2]), *tuple(row)[3:])


async def own_profile(actor: Actor) -> Profile:
    """The profile of the actor's organization."""
    found = await _profile(actor.organization_id)
    assert found is not None, "an actor's organization is there"
    return found


async def own_drafts(actor: Actor) -> dict[str, dict[str, str]]:
    """What was typed in the steps of the actor's registration that are not saved yet: field names to text, by step."""
    stored = await db.fetch_value("SELECT registration_draft FROM organization WHERE id = $1", actor.organization_id)
    drafts: dict[str, dict[str, str]] = json.loads(stored)
    return drafts


async def profile_for_review(actor: Actor, organization_id: int) -> Profile:
    """Any registered organization, for an admin."""
    found = await _profile(organization_id) if actor.kind is Kind.PLATFORM else None
    if found is None or found.standing is Standing.REGISTERING or found.kind is Kind.PLATFORM:
        raise NotFound(organization=organization_id)
    return found


@dataclass(frozen=True)
class QueueLine:
    """An organization in the admins' queue."""

    id: int
    name: str
    kind: Kind
    standing: Standing
    uscc: str
    submitted_at: datetime | None


PAGE = 20


QUEUE_ORDERS: Mapping[str, str] = {
    "name": by_name("name") + " {way}, id {way}",
    "submitted": "submitted_at {way} NULLS LAST, id {way}",
}
"""What the queue can be ordered by."""


def queue_order(standing: Standing) -> Order:
    """The queue's own order: those that wait longest first, else what came last."""
    return Order("submitted", descending=standing is not Standing.PENDING)


async def verification_queue(
    actor: Actor, *, standing: Standing, page: int, order: Order | None = None
) -> tuple[tuple[QueueLine, ...], int]:
    """Organizations of one standing, and how many there are; a page behind the last is empty and knows of none."""
    if actor.kind is not Kind.PLATFORM:
        raise NotFound
    by = order_by(QUEUE_ORDERS, order or queue_order(standing))
    rows = await db.fetch(
        f"""SELECT id, name, kind, status, uscc, submitted_at, count(*) OVER () FROM organization
            WHERE status = $1 AND kind <> 'platform' ORDER BY {by} LIMIT $2 OFFSET $3""",  # noqa: S608 -- our own columns
        str(standing), PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    lines = tuple(QueueLine(row[0], row[1], Kind(row[2]), Standing(row[3]), row[4], row[5]) for row in rows)
    return lines, rows[0][6] if rows else 0
