"""Terms of a contract and acts on it in one canonical form, with the hash both sides see (domain.md section 3, row 34)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from zczr.domain.money import plain_text

# How a contract is shown is no term of it.
_PRESENTATION = frozenset({"final"})


class Facts(Protocol):
    """What a contract says: a dataclass of texts, amounts, days, and dataclasses and tuples of these."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """Canonical JSON (UTF-8, keys sorted, no spaces, amounts and rates as text) and its SHA-256 in hex."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A filing's terms, and by column what of the day they were drawn up is kept with them."""

    terms: CanonicalText
    columns: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Signer:
    """A member as it acted for its organization; `role` is a member's role, `side` borrower, lender, seller or buyer."""

    member_id: int
    member_name: str
    role: str
    organization_id: int
    organization_name: str
    uscc: str
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody, or the time (`signer` None), did with a filed contract."""

    application_id: int
    filing_id: int
    contract_number: str
    terms_sha256: str
    act: str
    signer: Signer | None
    address: str
    at: datetime
    reason: str


def canonical_terms(
    facts: Facts, *, contract: str, wording: str, scan_sha256: str, previous_sha256: str
) -> CanonicalText:
    """The terms with the hash of the signed scan and of the filing before this one, so that filings form a chain.

    `contract` is its title, `wording` the version of its words.
    """
    terms = {
        "contract": contract,
        "wording": wording,
        "terms": {name: value for name, value in _members(facts) if name not in _PRESENTATION},
        "scan_sha256": scan_sha256,
        "previous_sha256": previous_sha256,
    }
    return _canonical(terms)


def canonical_deed(deed: Deed, *, previous_sha256: str) -> CanonicalText:
    """The statement of an act with the hash of the statement before it, so that the acts on an application form a chain."""
    signer = deed.signer
    return _canonical(
        {
            "act": deed.act,
            "application_id": deed.application_id,
            "filing_id": deed.filing_id,
            "contract_number": deed.contract_number,
            "terms_sha256": deed.terms_sha256,
            "member": signer and {"id": signer.member_id, "name": signer.member_name, "role": signer.role},
            "organization": signer
            and {"id": signer.organization_id, "name": signer.organization_name, "uscc": signer.uscc},
            "side": signer and signer.side,
            "address": deed.address,
            "at": instant_text(deed.at),
            "reason": deed.reason,
            "previous_sha256": previous_sha256,
        }
    )


def instant_text(instant: datetime) -> str:
    """An instant as statements write it: UTC, ISO 8601, microseconds (2026-11-23T06:05:00.000000Z)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _canonical(value: Mapping[str, object]) -> CanonicalText:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return CanonicalText(text, hashlib.sha256(text.encode()).hexdigest())


def _plain(value: object) -> object:
    match value:
        case None | bool():
            return value
        case str():
            return str(value)
        case Decimal():
            return plain_text(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return dict(_members(value))
        case _:
            raise TypeError(f"no canonical form for {type(value).__name__}")


def _members(value: Facts) -> list[tuple[str, object]]:
    return [(field.name, _plain(getattr(value, field.name))) for field in fields(value)]
