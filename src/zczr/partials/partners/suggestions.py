"""Who might be known, with the switch that turns it off."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.partners.search import suggestions
from zczr.domain.permissions import Permission, may
from zczr.partials.partners.hits import OWNER, HitCard, hit_card
from zczr.web.respond import fragment


@dataclass(frozen=True)
class PartnerSuggestions:
    """Suggested organizations, and whether they are wanted."""

    wanted: bool
    cards: tuple[HitCard, ...]
    may_choose: bool


async def load_partner_suggestions(actor: Actor) -> PartnerSuggestions:
    """Whom the actor's organization might know."""
    found = await suggestions(actor)
    cards = tuple(hit_card(actor, hit) for hit in found or ())
    return PartnerSuggestions(found is not None, cards, may_choose=may(actor, Permission.PARTNERS_WRITE))


@get("/partials/partners/partner-suggestions", opt={"permission": Permission.PARTNERS_READ})
async def partner_suggestions(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The suggestions alone."""
    loaded = await load_partner_suggestions(actor)
    return fragment(request, "partners/_partner_suggestions.html", owner=OWNER, partner_suggestions=loaded)


HANDLERS = [partner_suggestions]
