"""What the buyer of a claim writes down of its registration: kept line by line, the last one counts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import ClaimParties, parties_for
from zczr.domain.applications.stages import Act, Side, Stage, permits
from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.claims.registration import Registration, is_registrable, registration_broken
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotAllowed, NotFound, WrongState, refuse_all

_SHOWN = 20


class Line(NamedTuple):
    """What was written down once, by whom."""

    registration: Registration
    member_name: str
    at: datetime


@dataclass(frozen=True)
class Entered:
    """What was written down of an assignment's registration, the last line first, and what it is about."""

    due_on: date
    by_us: bool
    """The actor's organization is the buyer, who writes it down."""
    lines: tuple[Line, ...]

    @property
    def registration(self) -> Registration:
        """What counts."""
        return self.lines[0].registration if self.lines else Registration()


async def entered_for(actor: Actor, application_id: int) -> Entered | None:
    """Of an application that the actor's organization is a party to; None where there is nothing to register, or not yet."""
    case = await db.fetch_row(
        """SELECT a.status, a.buyer_id, c.kind, c.due_on FROM application a JOIN claim c ON c.id = a.claim_id
           WHERE a.id = $1 AND $2 IN (a.seller_id, a.buyer_id)""",
        application_id, actor.organization_id,
    )  # fmt: skip
    if case is None or not is_registrable(ClaimKind(case["kind"])) or not _is_open(case["status"]):
        return None
    rows = await db.fetch(
        """SELECT r.searched_on, r.number, r.registered_on, r.expires_on, m.name, r.entered_at
           FROM claim_registration r JOIN member m ON m.id = r.entered_by
           WHERE r.application_id = $1 ORDER BY r.id DESC LIMIT $2""",
        application_id, _SHOWN,
    )  # fmt: skip
    lines = tuple(Line(Registration(*tuple(row)[:4]), row["name"], row["entered_at"]) for row in rows)
    return Entered(case["due_on"], case["buyer_id"] == actor.organization_id, lines)


async def enter(actor: Actor, application_id: int, entered: Registration) -> None:
    """Write it down, by the buyer; the same once more is kept once. NotAllowed for the seller, NotFound for strangers."""
    require(actor, Permission.APPLICATION_APPLY)
    async with db.transaction():
        # Held, so that of two that are sent at once the second finds the first.
        found = await parties_for(actor, application_id, lock=True)
        if not isinstance(found, ClaimParties):
            raise NotFound(application=application_id)
        if found.buyer_id != actor.organization_id:
            raise NotAllowed("登记信息由受让方填写。", application=application_id)
        if not _is_open(found.stage):
            raise WrongState("申请通过之后才能填写登记信息。", application=application_id)
        known = await entered_for(actor, application_id)
        if known is None:
            raise NotFound(application=application_id)
        refuse_all(list(registration_broken(entered, today=clock.today())))
        if known.registration != entered:
            await db.execute(
                """INSERT INTO claim_registration (application_id, entered_by, entered_at, searched_on, number, registered_on, expires_on)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)""",
                application_id, actor.member_id, clock.now(), entered.searched_on, entered.number, entered.registered_on,
                entered.expires_on,
            )  # fmt: skip


def _is_open(stage: str) -> bool:
    """From the approval on: a register is searched before one pays, and may be filed in before one signs."""
    return permits(Stage(stage), Act.DRAW_UP, frozenset({Side.APPLICANT, Side.RESPONDENT}))
