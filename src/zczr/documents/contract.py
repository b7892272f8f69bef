"""The contract of a case as a Word document, to negotiate on or to sign, and as a PDF to sign, whatever it is about."""

from zczr.documents.claim import claim_content
from zczr.documents.content import ContractContent
from zczr.documents.files import pdf_file, word_file
from zczr.documents.loan import loan_content
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.loan.facts import LoanContractFacts

Facts = LoanContractFacts | ClaimContractFacts


def contract_docx(facts: Facts, *, draft: bool = False) -> bytes:
    """The contract as a .docx file; a draft carries the watermark 谈判稿, what is to be signed carries none."""
    return word_file("contract", dict(_content(facts, draft=draft)))


def contract_pdf(facts: Facts) -> bytes:
    """The contract to sign or as signed, as a PDF file."""
    return pdf_file("contract", dict(_content(facts)))


def contract_title(facts: Facts) -> str:
    """What the contract is called."""
    return _content(facts)["title"]


def _content(facts: Facts, *, draft: bool = False) -> ContractContent:
    match facts:
        case LoanContractFacts():
            return loan_content(facts, draft=draft)
        case ClaimContractFacts():
            return claim_content(facts, draft=draft)
