"""企业名片: what an organization shows of itself to others, and to its partners alone."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.partners.queries import LAST_REQUEST, REACHED, RELATION_COLUMNS, relation_of
from zczr.domain.partners.search import common_partners
from zczr.domain.partners.stages import Relation
from zczr.domain.refusals import NotFound


@dataclass(frozen=True)
class Contact:
    """How to reach an organization; partners only (domain.md section 3, row 40)."""

    name: str
    title: str
    mobile: str
    email: str
    qq: str
    phone: str


@dataclass(frozen=True)
class Card:
    """An organization's business card; `contact` and the names of `common` are for its partners and itself."""

    id: int
    name: str
    kind: str
    uscc: str
    district_code: str
    industry_division: str
    registered_capital: Decimal | None
    established_on: date | None
    legal_representative: str
    scale: str
    profile: str
    main_business: str
    institution_type: str
    credit_score: int
    verified_at: datetime | None
    partners: int
    confirmed: int
    """Contracts that both sides confirmed."""
    relation: Relation
    contact: Contact | None
    common_count: int
    """Partners that both have."""
    common: tuple[tuple[int, str], ...]
    """Who they are: ids and names."""


_CARD = f"""
    SELECT o.id, o.name, o.kind, o.uscc, o.district_code, o.industry_division, o.registered_capital, o.established_on,
           o.legal_representative, o.scale, o.profile, o.main_business, o.institution_type, o.credit_score, o.verified_at,
           (SELECT count(*) FROM partnership WHERE low_id = o.id) + (SELECT count(*) FROM partnership WHERE high_id = o.id),
           (SELECT count(*) FROM application WHERE borrower_id = o.id AND status = 'confirmed')
               + (SELECT count(*) FROM application WHERE lender_id = o.id AND status = 'confirmed'),
           o.contact_name, o.contact_title, o.contact_mobile, o.contact_email, o.contact_qq, o.contact_phone,
           {RELATION_COLUMNS}
    FROM organization o {LAST_REQUEST} WHERE o.id = $2 AND {REACHED}"""  # noqa: S608 -- constants


async def card_of(actor: Actor, organization_id: int) -> Card:
    """The card of an organization that the actor reaches; NotFound else."""
    row = await db.fetch_row(_CARD, actor.organization_id, organization_id)
    if row is None:
        raise NotFound(organization=organization_id)
    relation = relation_of(row)
    known = relation.partners or relation.itself
    contact = Contact(*tuple(row)[17:23]) if known else None
    common = await common_partners(actor, organization_id) if not relation.itself else ()
    return Card(*(*tuple(row)[:17], relation, contact, len(common), common if relation.partners else ()))
