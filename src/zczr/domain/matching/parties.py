"""Who is matched and how two organizations are placed to each other; shared by all kinds of matching."""

from dataclasses import dataclass
from enum import StrEnum


class Visibility(StrEnum):
    """Who may be shown a posting (domain.md section 3 row 13): there is no public one."""

    MATCH_ONLY = "match_only"
    PARTNERS = "partners"
    INSTITUTIONS = "institutions"


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """One side as an organization.

    `licensed` means an institution whose licence the platform has verified. Regions are GB/T 2260 codes of six
    digits, the industry is a section letter of GB/T 4754.
    """

    organization_id: int
    licensed: bool = False
    institution: bool = False
    verified: bool = True
    active: bool = True
    on_dishonest_list: bool = False
    province_code: str = ""
    city_code: str = ""
    industry_section: str = ""


@dataclass(frozen=True, slots=True)
class PairFacts:
    """How the two sides are placed to each other."""

    direct_partners: bool = False
    common_partners: int = 0
    blocked: bool = False
    common_controller: bool = False
    related_parties: bool = False


STRANGERS = PairFacts()


def visible_to(visibility: Visibility, viewer: PartyFacts, pair: PairFacts) -> bool:
    """Whether a posting may be shown to a verified counterparty that matching proposes."""
    if visibility is Visibility.PARTNERS:
        return pair.direct_partners
    if visibility is Visibility.INSTITUTIONS:
        return viewer.institution
    return True
