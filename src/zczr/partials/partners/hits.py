"""An organization as a search or a suggestion shows it: a line with what may be done about it at the right."""

from dataclasses import dataclass

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit.grades import grade_of
from zczr.domain.partners.search import Hit
from zczr.domain.partners.stages import Tie
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, regions
from zczr.partials.conversations.writing import contact_href

OWNER = "/partners"
REFUSAL_ASKS = "婉拒后，对方 30 天内不能再次申请；贵单位随时可以申请添加对方。"
BADGES = {
    Tie.SELF: ("neutral", "本单位"),
    Tie.PARTNER: ("success", "合作伙伴"),
    Tie.SENT: ("info", "已申请，待对方答复"),
    Tie.RECEIVED: ("warning", "对方申请添加"),
    Tie.REFUSED: ("neutral", "对方已婉拒"),
    Tie.BLOCKED: ("neutral", "已停止往来"),
}
"""What a tie is called; between strangers there is nothing to say."""


@dataclass(frozen=True)
class HitCard:
    """One organization; ready strings."""

    id: int
    name: str
    href: str
    panel: str
    """The card's own address, where it opens at the right; empty where there is no such place."""
    contact_href: str
    institution: bool
    facts: tuple[str, ...]
    business: str
    badge: str
    state: str
    may_ask: bool
    may_answer: bool
    request_id: int | None
    refusal_asks: str = REFUSAL_ASKS


def hit_card(actor: Actor, hit: Hit, *, panel: str = "") -> HitCard:
    """A found or suggested organization as the actor sees it; `panel` is where its card is swapped in from."""
    tie = hit.relation.tie(clock.now())
    badge, state = BADGES.get(tie, ("", ""))
    acts = may(actor, Permission.PARTNERS_WRITE)
    facts = [
        regions.city_name(hit.city_code),
        industries.name_of(hit.industry_section),
        f"信用 {grade_of(hit.credit_score).label}",
    ]
    if hit.common:
        facts.append(f"{hit.common} 家共同伙伴")
    return HitCard(
        id=hit.id,
        name=hit.name,
        href=f"{OWNER}/{hit.id}",
        panel=panel,
        contact_href=contact_href(hit.id) if tie is Tie.PARTNER and may(actor, Permission.CONVERSATION_WRITE) else "",
        institution=hit.kind == "institution",
        facts=tuple(fact for fact in facts if fact),
        business=hit.main_business,
        badge=badge,
        state=state,
        may_ask=acts and tie is Tie.NONE,
        may_answer=acts and tie is Tie.RECEIVED,
        request_id=hit.relation.last.id if hit.relation.last else None,
    )
