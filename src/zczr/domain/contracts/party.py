"""A company as it signs a contract."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """A company that signs; the signatory's role is 法定代表人 or 授权代表 (domain.md section 3, row 23)."""

    name: str | None = None
    uscc: str | None = None
    address: str | None = None
    legal_representative: str | None = None
    signatory: str | None = None
    signatory_role: str | None = None
    phone: str | None = None
    email: str | None = None
