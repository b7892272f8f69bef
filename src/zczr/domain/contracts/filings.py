"""The contract confirmations of an application as both of its sides see them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.contracts.chain import Statement, statements_of
from zczr.domain.contracts.stages import FilingStage


@dataclass(frozen=True, kw_only=True)
class FilingFacts:
    """One contract confirmation; `amount` is what is lent, or the face amount of the claim."""

    id: int
    stage: FilingStage
    number: str
    signed_on: date
    starts_on: date
    ends_on: date
    amount: Decimal
    main_terms: str
    lpr: Decimal
    lpr_on: date
    sha256: str
    previous_sha256: str
    filed_for: int
    filed_for_name: str
    filed_at: datetime
    statements: tuple[Statement, ...]
    """What was done with it by whom, oldest first."""


@dataclass(frozen=True, kw_only=True)
class LoanFilingFacts(FilingFacts):
    """Of a loan."""

    rate: Decimal
    default_rate: Decimal
    other_charges: Decimal
    repayment_method: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ClaimFilingFacts(FilingFacts):
    """Of a claim's sale."""

    price: Decimal
    pays_on: date
    recourse: str
    notifier: str
    notify_by: date
    accessory_rights: str
    payee_account: str
    debtor_state: DebtorState
    """As it stood when it was filed."""


_COMMON = {
    "id", "signed_on", "starts_on", "ends_on", "amount", "main_terms", "lpr", "lpr_on", "sha256", "previous_sha256", "filed_for",
    "filed_at",
}  # fmt: skip
_OWN = {
    LoanFilingFacts: ("rate", "default_rate", "other_charges", "repayment_method", "purpose"),
    ClaimFilingFacts: (
        "price", "pays_on", "recourse", "notifier", "notify_by", "accessory_rights", "payee_account",
    ),
}  # fmt: skip


async def filings_of(application_id: int) -> tuple[LoanFilingFacts | ClaimFilingFacts, ...]:
    """All of an application, the newest first. For those who may see the application."""
    rows = await db.fetch(
        """SELECT c.*, o.name AS filed_for_name FROM contract_filing c JOIN organization o ON o.id = c.filed_for
           WHERE application_id = $1 ORDER BY c.id DESC""",
        application_id,
    )
    done = await statements_of(application_id) if rows else ()
    return tuple(_facts(row, tuple(each for each in done if each.filing_id == row["id"])) for row in rows)


def _facts(row: db.Record, statements: tuple[Statement, ...]) -> LoanFilingFacts | ClaimFilingFacts:
    kind = LoanFilingFacts if row["price"] is None else ClaimFilingFacts
    common: dict[str, Any] = {name: row[name] for name in (*_COMMON, *_OWN[kind])}
    if kind is ClaimFilingFacts:
        common["debtor_state"] = DebtorState(row["debtor_state"])
    return kind(
        stage=FilingStage(row["status"]), number=row["contract_number"], filed_for_name=row["filed_for_name"],
        statements=statements, **common,
    )  # fmt: skip
