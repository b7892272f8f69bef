"""What documents show, as plain data: one source for Word and PDF."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypedDict

from zczr.domain.contracts import prose
from zczr.domain.contracts.numerals import ordinal
from zczr.domain.contracts.party import Party

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
    """Everything either document of a contract shows."""

    title: str
    version: str
    draft: bool
    watermark: str
    number: Run
    sides: list[str]
    parties: list[Line]
    preamble: list[Run]
    clauses: list[ClauseContent]
    plan: list[Payment]
    plan_total: Payment | None
    signatures: list[Signatures]


class Signer(NamedTuple):
    """Who signs: 甲方（出借人）, the role alone, and the company."""

    title: str
    role: str
    party: Party


def contract_content(
    *,
    title: str,
    version: str,
    number: str | None,
    signers: Sequence[Signer],
    preamble: prose.Paragraph,
    clauses: Iterable[prose.Clause],
    draft: bool,
) -> ContractContent:
    """Lay out a contract between the first two signers; a draft is marked as one, what is to be signed carries no mark."""
    first, second = (signer.party for signer in signers[:2])
    return {
        "title": title,
        "version": version,
        "draft": draft,
        "watermark": DRAFT,
        "number": run(number),
        "sides": [signer.title for signer in signers[:2]],
        "parties": party_lines(first, second),
        "preamble": runs(preamble),
        "clauses": [
            {
                "label": f"第{ordinal(clause.number)}条",
                "heading": clause.heading,
                "key": clause.key,
                "paragraphs": [runs(paragraph) for paragraph in clause.paragraphs],
            }
            for clause in clauses
        ],
        "plan": [],
        "plan_total": None,
        "signatures": [signatures(signers[at : at + 2]) for at in range(0, len(signers), 2)],
    }


def party_lines(first: Party, second: Party) -> list[Line]:
    """Two companies side by side."""
    return [
        line("名称", first.name, second.name),
        line("统一社会信用代码", first.uscc, second.uscc),
        line("住所", first.address, second.address),
        line("法定代表人", first.legal_representative, second.legal_representative),
        line("联系电话", first.phone, second.phone),
    ]


def signatures(signers: Sequence[Signer]) -> Signatures:
    """One or two companies side by side, with room to write."""
    parties = [signer.party for signer in signers]
    date: Run = {"text": "______年____月____日", "kind": "wording"}
    return {
        "titles": [signer.title for signer in signers],
        "lines": [
            line("名称（盖章）", *(party.name for party in parties)),
            {"label": "签署身份", "cells": [{"text": signer.role, "kind": "wording"} for signer in signers]},
            line("签署人", *(party.signatory for party in parties)),
            line("签署人职务", *(party.signatory_role for party in parties)),
            # The signature is written by hand: an empty cell is the place for it.
            {"label": "签字", "cells": [{"text": "", "kind": "blank"} for _ in signers]},
            {"label": "日期", "cells": [date for _ in signers]},
        ],
    }


def line(label: str, *values: str | None) -> Line:
    """A label and its values, open ones as blanks."""
    return {"label": label, "cells": [run(value) for value in values]}


def run(value: str | None) -> Run:
    """A value, or a blank where there is none."""
    made = prose.value_run(value)
    return {"text": made.text, "kind": made.kind.value}


def runs(paragraph: prose.Paragraph) -> list[Run]:
    """A paragraph as data."""
    return [{"text": run.text, "kind": run.kind.value} for run in paragraph.runs]
