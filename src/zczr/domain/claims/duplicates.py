"""The same claim is on sale once, whoever offers it (合同编通则解释 Art. 48-50)."""

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken

ONCE = {"claim_once", "claim_once_by_invoices", "claim_resale_once"}
# What makes it the same claim: its contract and amount from the same creditor, or an invoice of the same debtor from anybody. The
# debtor is known by its code or its name: a mistyped code makes no other debtor, and another hyphen no other contract.
CONTRACT_KEY = "regexp_replace(upper({0}), '[^[:alnum:]]', '', 'g')"
"""SQL for a contract number as it is compared: another hyphen makes no other contract."""
SAME = f"""
    SELECT id, organization_id, title, status FROM (
        SELECT * FROM claim WHERE organization_id = {{seller}} AND debtor_key = {{key}}
            AND {CONTRACT_KEY.format("contract_number")} = {CONTRACT_KEY.format("{contract}")}
            AND invoice_numbers = {{invoices}} AND face_amount = {{face}}
        UNION ALL
        SELECT * FROM claim WHERE invoice_numbers && {{invoices}} AND (debtor_key = {{key}} OR debtor_name = {{name}})
    ) same
    WHERE whole_id IS NULL AND status IN ('active', 'reserved', 'matched', 'split') AND {{other}}
    ORDER BY organization_id <> {{seller}}, id LIMIT 1
"""  # noqa: S608 -- constants
"""SQL for what is on sale or sold already and is the same claim; `other` leaves out the claim itself."""
DISPUTED = f"""EXISTS (SELECT FROM claim d WHERE d.debtor_state = 'disputed' AND ((d.organization_id = {{seller}}
    AND d.debtor_key = {{key}} AND {CONTRACT_KEY.format("d.contract_number")} = {CONTRACT_KEY.format("{contract}")}
    AND d.invoice_numbers = {{invoices}}) OR d.id = {{bought}}))"""
"""SQL for whether its debtor has disputed a claim, or a slice of it, as an earlier posting of the seller's, or as it was bought."""
_SAME = SAME.format(
    seller="$1", key="$2", name="$3", contract="$4", invoices="$5", face="$6", other="id IS DISTINCT FROM $7"
)
# Whoever puts one claim on sale shares this lock, and holds one of its own for each invoice; whoever puts many on sale holds it alone.
_ALL = 5_401_548


async def hold_claim(terms: SaleTerms) -> None:
    """Let nobody else put a claim of this contract, or with one of these invoices, on sale until the commit.

    Closes the race of two sellers whose invoices overlap, and of two windows that write one contract differently: no index tells that
    {1, 2} and {2, 3} share an invoice.
    """
    await db.execute("SELECT pg_advisory_xact_lock_shared($1)", _ALL)
    # In one order, so that two sellers with the same invoices do not wait for each other.
    await db.execute(
        """SELECT pg_advisory_xact_lock($2, key) FROM (
               SELECT DISTINCT hashtext(number) AS key FROM unnest($1::text[]) AS number ORDER BY key) held""",
        [*terms.invoice_numbers, f"{terms.debtor_uscc or terms.debtor_name} {contract_key(terms.contract_number)}"], _ALL,
    )  # fmt: skip


def contract_key(number: str) -> str:
    """A contract number as it is compared, like `CONTRACT_KEY`."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


async def beside(claim_id: int) -> int:
    """How many other claims its seller has on sale or has sold by the same contract; no more is told of what others may not see.

    Counted where one of the two has no invoices, as nothing then tells them apart but the amount; of a slice those of its whole.
    """
    many: int = await db.fetch_value(
        f"""SELECT count(*) FROM claim s JOIN claim c ON c.id = coalesce(s.whole_id, s.id)
            JOIN claim d ON d.organization_id = c.organization_id AND d.debtor_key = c.debtor_key AND d.generation = c.generation
            WHERE s.id = $1 AND d.id <> c.id
              AND {CONTRACT_KEY.format("d.contract_number")} = {CONTRACT_KEY.format("c.contract_number")}
              AND d.whole_id IS NULL AND d.status IN ('active', 'reserved', 'matched', 'split')
              AND (d.invoice_numbers = '{{}}' OR c.invoice_numbers = '{{}}')""",  # noqa: S608 -- constants
        claim_id,
    )
    return many


async def hold_all_invoices() -> None:
    """Let nobody else put any claim on sale until the commit: for an import, whose invoices are too many to be held one by one."""
    await db.execute("SELECT pg_advisory_xact_lock($1)", _ALL)


async def is_disputed(actor: Actor, terms: SaleTerms) -> bool:
    """Whether the debtor of this claim has disputed it before: who puts it on sale anew, or again, does not get rid of that."""
    disputed = DISPUTED.format(
        seller="$1", key="$2", contract="$3", invoices="$4",
        bought="(SELECT t.claim_id FROM claim_transfer t WHERE t.id = $5)",
    )  # fmt: skip
    return bool(
        await db.fetch_value(
            f"SELECT {disputed}",
            actor.organization_id, terms.debtor_uscc or terms.debtor_name, terms.contract_number, list(terms.invoice_numbers),
            terms.resale_of,
        )
    )  # fmt: skip


async def _same(actor: Actor, terms: SaleTerms, claim_id: int | None) -> db.Record | None:
    if terms.resale_of is not None:
        # Its earlier generations are the same claim too: only that it is not sold again twice matters.
        return await db.fetch_row(
            """SELECT id, organization_id, title, status FROM claim WHERE resale_of = $1
               AND status IN ('active', 'reserved', 'matched', 'split') AND id IS DISTINCT FROM $2""",
            terms.resale_of, claim_id,
        )  # fmt: skip
    return await db.fetch_row(
        _SAME, actor.organization_id, terms.debtor_uscc or terms.debtor_name, terms.debtor_name, terms.contract_number,
        list(terms.invoice_numbers), terms.face_amount, claim_id,
    )  # fmt: skip


async def duplicate_of(actor: Actor, terms: SaleTerms, claim_id: int | None) -> RuleBroken | None:
    """What is said of a claim that is on sale or sold already: which one it is, to its owner only; None where it is neither."""
    found = await _same(actor, terms, claim_id)
    return None if found is None else said_of_duplicate(found, actor.organization_id)


def said_of_duplicate(found: db.Record, seller_id: int) -> RuleBroken:
    """What is said of a claim that `SAME` has found: which one it is, to its owner only."""
    if found["organization_id"] != seller_id:
        said = "同一债务方的这些发票或债权已在平台登记出售，同一笔债权只能出售一次。请核对，如有疑问请联系平台。"
        return RuleBroken(said, "invoice_numbers", claim=found["id"])
    done = "已售出" if found["status"] == Posting.MATCHED else "正在出售"
    said = f"这笔债权{done}：{found['title']}（编号 {found['id']}）。同一笔债权只能出售一次，请在“我的发布”中查看。"
    return RuleBroken(said, "contract_number", claim=found["id"])
