"""What the loan contract's two documents show, as plain data: one source for Word and PDF."""

from typing import NamedTuple, TypedDict

from zczr.domain.contracts.loan import charges, wording
from zczr.domain.contracts.loan.facts import Guarantor, LoanContractFacts
from zczr.domain.contracts.numerals import ordinal
from zczr.domain.contracts.party import Party
from zczr.domain.contracts.prose import Paragraph, value_run
from zczr.domain.matching.loan.facts import SecurityMode
from zczr.domain.money import ZERO

DRAFT = "谈判稿"


class Run(TypedDict):
    """Text and its kind: wording, value or blank."""

    text: str
    kind: str


class Line(TypedDict):
    """A label with one value for each column."""

    label: str
    cells: list[Run]


class ClauseContent(TypedDict):
    """A clause: 第一条, its heading, whether it is a key clause, and its paragraphs as runs."""

    label: str
    heading: str
    key: bool
    paragraphs: list[list[Run]]


class Payment(TypedDict):
    """One row of the repayment plan, amounts as text."""

    number: str
    due: str
    principal: str
    interest: str
    total: str
    remaining: str


class Signatures(TypedDict):
    """Where one or two companies sign side by side; each line has a cell a company, so that what belongs together aligns.

    The role in the contract is printed with each name (row 23).
    """

    titles: list[str]
    lines: list[Line]


class ContractContent(TypedDict):
    """Everything either document shows."""

    title: str
    version: str
    draft: bool
    watermark: str
    number: Run
    parties: list[Line]
    preamble: list[Run]
    clauses: list[ClauseContent]
    plan: list[Payment]
    plan_total: Payment
    signatures: list[Signatures]


def contract_content(facts: LoanContractFacts, *, draft: bool = False) -> ContractContent:
    """Lay out a case for the documents; a draft is marked as one, what is to be signed carries no mark."""
    plan = charges.plan_of(facts)
    signers = [
        _Signer("甲方（出借人）", "出借人", facts.lender),
        _Signer("乙方（借款人）", "借款人", facts.borrower),
        *(_Signer("丙方（保证人）", _guarantor_role(one), one.party) for one in _guarantors(facts)),
    ]
    return {
        "title": wording.TITLE,
        "version": wording.VERSION,
        "draft": draft,
        "watermark": DRAFT,
        "number": _run(facts.number),
        "parties": [
            _line("名称", facts.lender.name, facts.borrower.name),
            _line("统一社会信用代码", facts.lender.uscc, facts.borrower.uscc),
            _line("住所", facts.lender.address, facts.borrower.address),
            _line("法定代表人", facts.lender.legal_representative, facts.borrower.legal_representative),
            _line("联系电话", facts.lender.phone, facts.borrower.phone),
        ],
        "preamble": _runs(wording.preamble(facts)),
        "clauses": [
            {
                "label": f"第{ordinal(clause.number)}条",
                "heading": clause.heading,
                "key": clause.key,
                "paragraphs": [_runs(paragraph) for paragraph in clause.paragraphs],
            }
            for clause in wording.clauses(facts)
        ],
        "plan": [
            {
                "number": str(row.number),
                "due": row.due_on.isoformat(),
                "principal": f"{row.principal:,.2f}",
                "interest": f"{row.interest:,.2f}",
                "total": f"{row.total:,.2f}",
                "remaining": f"{row.remaining:,.2f}",
            }
            for row in plan
        ],
        "plan_total": {
            "number": "合计",
            "due": "",
            "principal": f"{sum((row.principal for row in plan), ZERO):,.2f}",
            "interest": f"{sum((row.interest for row in plan), ZERO):,.2f}",
            "total": f"{sum((row.total for row in plan), ZERO):,.2f}",
            "remaining": "",
        },
        "signatures": [_signatures(signers[at : at + 2]) for at in range(0, len(signers), 2)],
    }


class _Signer(NamedTuple):
    title: str
    role: str
    party: Party


def _guarantors(facts: LoanContractFacts) -> tuple[Guarantor, ...]:
    # A guarantee without a known guarantor still needs the place where one signs as such.
    if not facts.guarantors and SecurityMode.GUARANTEE in facts.security_modes:
        return (Guarantor(Party()),)
    return facts.guarantors


def _guarantor_role(guarantor: Guarantor) -> str:
    return f"保证人（{guarantor.mode.label}）" if guarantor.mode else "保证人（□一般保证 □连带责任保证）"


def _signatures(signers: list[_Signer]) -> Signatures:
    parties = [signer.party for signer in signers]
    date: Run = {"text": "______年____月____日", "kind": "wording"}
    return {
        "titles": [signer.title for signer in signers],
        "lines": [
            _line("名称（盖章）", *(party.name for party in parties)),
            {"label": "签署身份", "cells": [{"text": signer.role, "kind": "wording"} for signer in signers]},
            _line("签署人", *(party.signatory for party in parties)),
            _line("签署人职务", *(party.signatory_role for party in parties)),
            # The signature is written by hand: an empty cell is the place for it.
            {"label": "签字", "cells": [{"text": "", "kind": "blank"} for _ in signers]},
            {"label": "日期", "cells": [date for _ in signers]},
        ],
    }


def _line(label: str, *values: str | None) -> Line:
    return {"label": label, "cells": [_run(value) for value in values]}


def _run(value: str | None) -> Run:
    run = value_run(value)
    return {"text": run.text, "kind": run.kind.value}


def _runs(paragraph: Paragraph) -> list[Run]:
    return [{"text": run.text, "kind": run.kind.value} for run in paragraph.runs]
