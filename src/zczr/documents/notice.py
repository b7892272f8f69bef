"""The 债权转让通知书 to the debtor as a Word document and as a PDF, its 回执 on a page of its own."""

from typing import TypedDict

from zczr.documents.content import Line, Run, Signatures, Signer, line, run, runs, signatures
from zczr.documents.files import pdf_file, word_file
from zczr.domain.contracts.claim import assignment_notice as wording
from zczr.domain.contracts.claim.facts import ClaimContractFacts

NOTICE = wording.TITLE


class NoticeContent(TypedDict):
    """Everything either document of a notice shows."""

    title: str
    number: Run
    addressee: list[Run]
    body: list[list[Run]]
    signatures: Signatures
    receipt: str
    receipt_body: list[list[Run]]
    receipt_signatures: Signatures


def notice_docx(facts: ClaimContractFacts) -> bytes:
    """The notice as a .docx file."""
    return word_file("assignment_notice", dict(notice_content(facts)))


def notice_pdf(facts: ClaimContractFacts) -> bytes:
    """The notice as a PDF file with its fonts inside."""
    return pdf_file("assignment_notice", dict(notice_content(facts)))


def notice_content(facts: ClaimContractFacts) -> NoticeContent:
    """Lay out the notice of a case: seller and buyer sign it, the debtor signs the receipt."""
    seller, buyer = facts.seller, facts.buyer
    return {
        "title": wording.TITLE,
        "number": run(facts.number),
        "addressee": runs(wording.addressee(facts)),
        "body": [runs(paragraph) for paragraph in wording.body(facts)],
        "signatures": _signing(
            [Signer("转让方", "转让方", seller), Signer("受让方", "受让方", buyer)],
            line("统一社会信用代码", seller.uscc, buyer.uscc),
            line("地址", seller.address, buyer.address),
            line("联系电话", seller.phone, buyer.phone),
        ),
        "receipt": wording.RECEIPT,
        "receipt_body": [runs(paragraph) for paragraph in wording.receipt(facts)],
        "receipt_signatures": _signing([Signer("债务人", "债务人", facts.debtor)]),
    }


def _signing(signers: list[Signer], *facts: Line) -> Signatures:
    """A letter says who writes, is sealed, signed and dated; the role stands above each name."""
    block = signatures(signers)
    name, _, signatory, _, by_hand, date = block["lines"]
    return {"titles": block["titles"], "lines": [name, *facts, signatory, by_hand, date]}
