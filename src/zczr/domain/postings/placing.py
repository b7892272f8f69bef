"""How postings and their owners are placed to each other, as the facts that all kinds of matching decide on."""

from collections.abc import Iterable

from zczr import db
from zczr.domain.matching.common import PostingState
from zczr.domain.matching.parties import STRANGERS, PairFacts, PartyFacts, Visibility

_VISIBILITIES = {str(each): each for each in Visibility}
_NONE: frozenset[str] = frozenset()

OWNER = """o.kind, o.status AS standing, o.dishonest_on, o.controller, o.legal_representative"""
"""SQL for the columns of the owner `o` that `party_of` and `Network.pair` read beside those of the posting."""
# A run may be lost with the server: the next one finds the same. Waiting for the disk would be a third of its time.
HELD = "SELECT held.*, set_config('synchronous_commit', 'off', true) FROM ({rows} FOR NO KEY UPDATE OF p) held"
"""SQL for the rows of postings `p`, held so that two runs of one, and a run and an edit, follow each other."""


def party_of(row: db.Record) -> PartyFacts:
    """The owner of a posting; place and industry are those of the posting."""
    institution, verified = row["kind"] == "institution", row["standing"] == "verified"
    return PartyFacts(
        organization_id=row["organization_id"],
        licensed=institution and verified,
        institution=institution and verified,
        verified=verified,
        active=row["standing"] != "suspended",
        on_dishonest_list=row["dishonest_on"] is not None,
        province_code=row["province_code"],
        city_code=row["city_code"],
        industry_section=row["industry_section"],
    )


def posting_of(row: db.Record) -> PostingState:
    """What of a posting decides whether it can be matched at all."""
    return PostingState(row["status"] == "active", row["expires_on"], _VISIBILITIES[row["visibility"]])


def codes_of(values: list[str]) -> frozenset[str]:
    """Codes of places or industries."""
    return frozenset(values) if values else _NONE


class Network:
    """How one organization is placed to others: its partners, and the partners it has in common with them."""

    def __init__(self, partners: frozenset[int], common: dict[int, int], kept_away: frozenset[int]) -> None:
        self._partners = partners
        self._common = common
        self._kept_away = kept_away

    @classmethod
    async def around(cls, organization_id: int, others: Iterable[int]) -> "Network":
        """The network of an organization as far as these others are concerned."""
        rows = await db.fetch(
            """WITH mine AS (
                   SELECT high_id AS id FROM partnership WHERE low_id = $1
                   UNION ALL SELECT low_id FROM partnership WHERE high_id = $1
               ), met AS (
                   SELECT p.high_id AS id FROM partnership p JOIN mine ON mine.id = p.low_id WHERE p.high_id = ANY($2)
                   UNION ALL
                   SELECT p.low_id FROM partnership p JOIN mine ON mine.id = p.high_id WHERE p.low_id = ANY($2)
               )
               SELECT id, count(*), 'common' AS how FROM met GROUP BY id
               UNION ALL SELECT id, 0, 'direct' FROM mine WHERE id = ANY($2)
               UNION ALL SELECT blocked_id, 0, 'blocked' FROM partner_block WHERE blocker_id = $1
               UNION ALL SELECT blocker_id, 0, 'blocked' FROM partner_block WHERE blocked_id = $1""",
            organization_id,
            list(others),
        )
        return cls(
            frozenset(row["id"] for row in rows if row["how"] == "direct"),
            {row["id"]: row["count"] for row in rows if row["how"] == "common"},
            frozenset(row["id"] for row in rows if row["how"] == "blocked"),
        )

    def pair(self, own: db.Record, other: db.Record) -> PairFacts:
        """How the owners of two posting rows are placed to each other."""
        other_id = other["organization_id"]
        direct, common = other_id in self._partners, self._common.get(other_id, 0)
        same, away = _same_controller(own, other), other_id in self._kept_away
        if not (direct or common or same or away):
            return STRANGERS
        return PairFacts(direct, common, blocked=away, common_controller=same)


def _same_controller(one: db.Record, other: db.Record) -> bool:
    """Whether both name the same controller; two legal representatives of one name alone may be namesakes."""
    if not (one["controller"] or other["controller"]):
        return False
    first = one["controller"] or one["legal_representative"]
    return bool(first) and first == (other["controller"] or other["legal_representative"])
