"""The terms of a claim's sale in their canonical form."""

from zczr.domain.contracts import evidence
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.claim.wording import TITLE, VERSION
from zczr.domain.contracts.evidence import CanonicalText


def canonical_terms(facts: ClaimContractFacts, *, scan_sha256: str = "", previous_sha256: str = "") -> CanonicalText:
    """What is hashed of the contract when it is filed."""
    return evidence.canonical_terms(
        facts, contract=TITLE, wording=VERSION, scan_sha256=scan_sha256, previous_sha256=previous_sha256
    )
