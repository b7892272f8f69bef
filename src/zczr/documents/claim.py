"""What the 债权转让合同 shows."""

from zczr.documents.content import ContractContent, Signer, contract_content
from zczr.domain.contracts.claim import wording
from zczr.domain.contracts.claim.facts import ClaimContractFacts


def claim_content(facts: ClaimContractFacts, *, draft: bool = False) -> ContractContent:
    """Lay out a case: seller, buyer and the clauses."""
    return contract_content(
        title=wording.TITLE,
        version=wording.VERSION,
        number=facts.number,
        signers=[
            Signer("甲方（转让方）", "转让方", facts.seller),
            Signer("乙方（受让方）", "受让方", facts.buyer),
        ],
        preamble=wording.preamble(facts),
        clauses=wording.clauses(facts),
        draft=draft,
    )
