"""Where the actor's organization stands: credit score with its last entries, and the newest messages."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.credit.queries import ledger
from zczr.domain.messages import queries as messages
from zczr.domain.permissions import Permission
from zczr.web.respond import fragment
from zczr.web.templating import day_of, instant

OWNER = "/work"
_SHOWN_LINES = 4


@dataclass(frozen=True)
class CreditLine:
    """One entry of the ledger."""

    when: str
    what: str
    points: str
    note: str
    loss: bool


@dataclass(frozen=True)
class RecentMessage:
    """One of the newest messages."""

    title: str
    href: str
    when: str
    read: bool


@dataclass(frozen=True)
class StandingPanel:
    """Credit score with its last entries, and the newest messages."""

    score: str
    lines: tuple[CreditLine, ...]
    messages: tuple[RecentMessage, ...]
    shows_credit: bool


async def load_standing_panel(actor: Actor) -> StandingPanel:
    """Where the actor's organization stands."""
    score, lines = await ledger(actor)
    recent = await messages.newest(actor, _SHOWN_LINES)
    return StandingPanel(
        score=str(score),
        lines=tuple(
            CreditLine(
                day_of(line.at), line.label, f"{line.points:+d}" if line.points else "—", line.note, line.points < 0
            )
            for line in lines[:_SHOWN_LINES]
        ),
        messages=tuple(RecentMessage(each.title, each.href, instant(each.at), each.read) for each in recent),
        shows_credit=actor.kind is not Kind.PLATFORM,
    )


@get("/partials/work/standing-panel", opt={"permission": Permission.WORK_READ})
async def standing_panel(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The panel, alone."""
    return fragment(request, "home/_standing_panel.html", owner=OWNER, standing_panel=await load_standing_panel(actor))


HANDLERS = [standing_panel]
