"""再次出售: what was bought here is sold again as it was bought, by who bought it, and not before the lock is over."""

from dataclasses import dataclass
from datetime import date

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.duplicates import CONTRACT_KEY
from zczr.domain.claims.queries import terms_of
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.refusals import NotFound, RuleBroken

# What makes it the claim that was bought, by the fields of the form.
_KEPT = {
    "kind": "kind", "debtor_name": "debtor_name", "debtor_uscc": "debtor_uscc", "debtor_kind": "debtor_kind",
    "contract_number": "contract_number", "invoice_numbers": "invoices", "assignment_barred": "assignment_barred",
    "face_amount": "face_amount", "starts_on": "starts_on", "due_on": "due_on",
}  # fmt: skip


@dataclass(frozen=True)
class Bought:
    """A claim that the actor's organization has bought, as it was sold to it."""

    transfer_id: int
    application_id: int
    resale_from: date
    generation: int
    terms: SaleTerms
    resold_id: int | None
    """The claim by which it is on sale or sold again; None where it is neither."""

    @property
    def is_locked(self) -> bool:
        """Whether it may not be sold again yet (国发[2011]38)."""
        return clock.today() < self.resale_from


_BOUGHT = """
    SELECT t.id AS transfer_id, t.application_id, t.resale_from, c.*, r.id AS resold_id
    FROM claim_transfer t JOIN claim c ON c.id = t.claim_id
    LEFT JOIN claim r ON r.resale_of = t.id AND r.status IN ('active', 'reserved', 'matched', 'split')
    WHERE t.buyer_id = $1"""

BOUGHT_BEFORE = f"""
    SELECT t.application_id FROM claim_transfer t JOIN claim c ON c.id = t.claim_id
    WHERE t.buyer_id = {{seller}} AND c.debtor_key = {{key}} AND (c.invoice_numbers && {{invoices}}
        OR ({CONTRACT_KEY.format("c.contract_number")} = {CONTRACT_KEY.format("{contract}")} AND c.face_amount = {{face}}
            AND c.invoice_numbers = {{invoices}})) LIMIT 1
"""  # noqa: S608 -- constants
"""SQL for the application with which a seller has bought here what it types in anew."""
_BOUGHT_BEFORE = BOUGHT_BEFORE.format(seller="$1", key="$2", invoices="$3", contract="$4", face="$5")


def _bought(row: db.Record) -> Bought:
    return Bought(
        row["transfer_id"],
        row["application_id"],
        row["resale_from"],
        row["generation"],
        terms_of(row),
        row["resold_id"],
    )


async def bought_by(actor: Actor, transfer_id: int) -> Bought:
    """What the actor's organization bought by a transfer; NotFound else."""
    row = await db.fetch_row(f"{_BOUGHT} AND t.id = $2", actor.organization_id, transfer_id)
    if row is None:
        raise NotFound(transfer=transfer_id)
    return _bought(row)


async def bought_with(actor: Actor, application_id: int) -> Bought | None:
    """What the actor's organization bought with an application; None where it bought nothing with it."""
    row = await db.fetch_row(f"{_BOUGHT} AND t.application_id = $2", actor.organization_id, application_id)
    return None if row is None else _bought(row)


async def resale_broken(actor: Actor, terms: SaleTerms) -> list[RuleBroken]:
    """What is wrong with selling this, as far as the seller has bought it here; nothing where it has not."""
    if terms.resale_of is None:
        return await _unnamed_broken(actor, terms)
    found = await bought_by(actor, terms.resale_of)
    if found.is_locked:
        said = f"受让的债权 5 个交易日内不能再转让，{found.resale_from} 起才能再次出售。可以先保存草稿。"
        return [RuleBroken(said, "contract_number")]
    return [
        RuleBroken("再次出售的债权须与受让时一致，请改回原来的内容。", field)
        for name, field in _KEPT.items()
        if getattr(terms, name) is not None and getattr(terms, name) != getattr(found.terms, name)
    ]


async def _unnamed_broken(actor: Actor, terms: SaleTerms) -> list[RuleBroken]:
    """What was bought here is sold again from where it was bought, whoever types it in anew."""
    application_id = await db.fetch_value(
        _BOUGHT_BEFORE,
        actor.organization_id, terms.debtor_uscc or terms.debtor_name, list(terms.invoice_numbers), terms.contract_number,
        terms.face_amount,
    )  # fmt: skip
    return [] if application_id is None else [said_of_bought(application_id)]


def said_of_bought(application_id: int) -> RuleBroken:
    """What is said of a claim that `BOUGHT_BEFORE` has found."""
    said = f"这笔债权是贵单位在平台受让的（申请编号 {application_id}），请在“申请详情”中打开那份申请，按“再次出售”。"
    return RuleBroken(said, "contract_number")


async def generation_of(actor: Actor, terms: SaleTerms) -> int:
    """How often what is sold has changed hands here."""
    return 0 if terms.resale_of is None else (await bought_by(actor, terms.resale_of)).generation + 1
