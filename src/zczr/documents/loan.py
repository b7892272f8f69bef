"""What the 企业间借款合同 shows."""

from zczr.documents.content import ContractContent, Signer, contract_content
from zczr.domain.contracts.loan import charges, wording
from zczr.domain.contracts.loan.facts import Guarantor, LoanContractFacts
from zczr.domain.contracts.party import Party
from zczr.domain.matching.loan.facts import SecurityMode
from zczr.domain.money import ZERO


def loan_content(facts: LoanContractFacts, *, draft: bool = False) -> ContractContent:
    """Lay out a case: borrower, lender and guarantors, the clauses, the repayment plan."""
    content = contract_content(
        title=wording.TITLE,
        version=wording.VERSION,
        number=facts.number,
        signers=[
            Signer("甲方（出借人）", "出借人", facts.lender),
            Signer("乙方（借款人）", "借款人", facts.borrower),
            *(Signer("丙方（保证人）", _guarantor_role(one), one.party) for one in _guarantors(facts)),
        ],
        preamble=wording.preamble(facts),
        clauses=wording.clauses(facts),
        draft=draft,
    )
    plan = charges.plan_of(facts)
    content["plan"] = [
        {
            "number": str(row.number),
            "due": row.due_on.isoformat(),
            "principal": f"{row.principal:,.2f}",
            "interest": f"{row.interest:,.2f}",
            "total": f"{row.total:,.2f}",
            "remaining": f"{row.remaining:,.2f}",
        }
        for row in plan
    ]
    content["plan_total"] = {
        "number": "合计",
        "due": "",
        "principal": f"{sum((row.principal for row in plan), ZERO):,.2f}",
        "interest": f"{sum((row.interest for row in plan), ZERO):,.2f}",
        "total": f"{sum((row.total for row in plan), ZERO):,.2f}",
        "remaining": "",
    }
    return content


def _guarantors(facts: LoanContractFacts) -> tuple[Guarantor, ...]:
    # A guarantee without a known guarantor still needs the place where one signs as such.
    if not facts.guarantors and SecurityMode.GUARANTEE in facts.security_modes:
        return (Guarantor(Party()),)
    return facts.guarantors


def _guarantor_role(guarantor: Guarantor) -> str:
    return f"保证人（{guarantor.mode.label}）" if guarantor.mode else "保证人（□一般保证 □连带责任保证）"
