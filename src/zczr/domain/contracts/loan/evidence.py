"""The terms of a loan contract in their canonical form."""

from zczr.domain.contracts import evidence
from zczr.domain.contracts.evidence import CanonicalText
from zczr.domain.contracts.loan.facts import LoanContractFacts
from zczr.domain.contracts.loan.wording import TITLE, VERSION


def canonical_terms(facts: LoanContractFacts, *, scan_sha256: str = "", previous_sha256: str = "") -> CanonicalText:
    """What is hashed of a loan contract when it is filed."""
    return evidence.canonical_terms(
        facts, contract=TITLE, wording=VERSION, scan_sha256=scan_sha256, previous_sha256=previous_sha256
    )
