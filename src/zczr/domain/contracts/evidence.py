"""The terms of a contract in one canonical form, and its hash that both sides see (domain.md section 3, row 34)."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from zczr.domain.contracts.facts import Guarantor, LoanContractFacts, Party
from zczr.domain.contracts.wording import TITLE, VERSION
from zczr.domain.money import plain_text

# How a contract is shown is no term of it.
_PRESENTATION = frozenset({"final"})


@dataclass(frozen=True, slots=True)
class CanonicalTerms:
    """Canonical JSON (UTF-8, keys sorted, no spaces, numbers as text) and its SHA-256 in hex."""

    text: str
    sha256: str


def canonical_terms(facts: LoanContractFacts, *, scan_sha256: str = "", previous_sha256: str = "") -> CanonicalTerms:
    """The terms with the hash of the signed scan and of the filing before this one, so that filings form a chain."""
    terms = {
        "contract": TITLE,
        "wording": VERSION,
        "terms": {name: value for name, value in _members(facts) if name not in _PRESENTATION},
        "scan_sha256": scan_sha256,
        "previous_sha256": previous_sha256,
    }
    text = json.dumps(terms, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return CanonicalTerms(text, hashlib.sha256(text.encode()).hexdigest())


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
        case Party() | Guarantor():
            return dict(_members(value))
        case _:
            raise TypeError(f"no canonical form for {type(value).__name__}")


def _members(value: LoanContractFacts | Party | Guarantor) -> list[tuple[str, object]]:
    return [(field.name, _plain(getattr(value, field.name))) for field in fields(value)]
