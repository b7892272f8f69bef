"""The organizations of a case as they sign its contract."""

from zczr import db
from zczr.domain.contracts.party import Party
from zczr.domain.reference import phones, regions


async def signer(organization_id: int) -> tuple[Party, str]:
    """A side as it signs, and its licence number."""
    row = await db.fetch_row(
        """SELECT name, uscc, district_code, address, legal_representative, contact_email, contact_phone, licence_number, kind, city_code
           FROM organization WHERE id = $1""",
        organization_id,
    )
    assert row is not None, "parties are never removed"
    party = Party(
        name=row["name"],
        uscc=row["uscc"],
        address=f"{regions.full_name(row['district_code'])}{row['address']}",
        legal_representative=row["legal_representative"],
        signatory=row["legal_representative"],
        signatory_role="法定代表人",
        phone=phones.shown(row["contact_phone"]) if row["contact_phone"] else None,
        email=row["contact_email"] or None,
    )
    return party, row["licence_number"] if row["kind"] == "institution" else ""
