"""债权出售: drafts, and putting a claim on sale; the same claim is on sale once."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations
from zczr.domain.claims.matching import run_for_claim
from zczr.domain.claims.policy import CURRENT
from zczr.domain.claims.quotes import commands as quotes
from zczr.domain.claims.quotes.invitations import invite
from zczr.domain.claims.rules import sale_broken
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.terms import SaleTerms, claim_title
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import OPEN_DAYS, Kept
from zczr.domain.postings.matching import run_at_once
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken, refuse_all

_ONCE = {"claim_once", "claim_once_by_invoices"}
# What makes it the same claim: its contract and amount from the same creditor, or an invoice of the same debtor from anybody. The
# debtor is known by its code or its name: a mistyped code makes no other debtor.
_SAME = """
    SELECT id, organization_id, title, status FROM (
        SELECT * FROM claim WHERE organization_id = $1 AND debtor_key = $2 AND contract_number = $4 AND invoice_numbers = $5
            AND face_amount = $6
        UNION ALL
        SELECT * FROM claim WHERE invoice_numbers && $5 AND (debtor_key = $2 OR debtor_name = $3)
    ) same
    WHERE generation = $7 AND whole_id IS NULL AND status IN ('active', 'reserved', 'matched', 'split') AND id IS DISTINCT FROM $8
    ORDER BY organization_id <> $1, id LIMIT 1
"""


async def save_draft(actor: Actor, kept: Kept, terms: SaleTerms, file_ids: Sequence[int]) -> int:
    """Keep a sale as a draft; its id."""
    return await postings.keep(actor, CLAIMS, kept, terms, file_ids)


async def submit(actor: Actor, kept: Kept, terms: SaleTerms, file_ids: Sequence[int]) -> int:
    """Put a claim on sale, or save the changes of one that is, and match it; its id."""
    await check(actor, terms, claim_id=kept.posting_id)
    assert terms.due_on is not None, "checked by the form"
    today, last_day = clock.today(), terms.due_on - timedelta(days=1)
    if terms.quotes_until:
        last_day = min(last_day, terms.quotes_until + timedelta(days=CURRENT.choosing_days))

    async def publish(claim_id: int, status: Posting) -> None:
        facts = {
            "title": claim_title(terms.kind, terms.debtor_name, actor.organization_name, terms.face_amount),
            # Nobody buys what falls due today, and quotes do not wait for ever.
            "expires_on": min(today + timedelta(days=OPEN_DAYS), last_day),
        }
        await quotes.refuse_if_quoted(claim_id)
        await postings.publish(actor, CLAIMS, claim_id, status, facts, today)
        await confirmations.void_changed(actor, claim_id)
        await invite(actor, claim_id, terms.invited)

    try:
        claim_id = await postings.keep(actor, CLAIMS, kept, terms, file_ids, then=publish)
    except asyncpg.UniqueViolationError as error:
        # The race of two windows, or of two sellers: the first has it on sale.
        if error.constraint_name not in _ONCE:
            raise
        raise await _duplicate(actor, terms, kept.posting_id) from None
    await run_at_once(run_for_claim, claim_id)
    return claim_id


async def check(actor: Actor, terms: SaleTerms, *, claim_id: int | None) -> None:
    """Refuse what may not be put on sale, all of it at once; terms that are not there yet break nothing."""
    broken = postings.unverified(actor, CLAIMS)
    seller = await db.fetch_row("SELECT name, uscc FROM organization WHERE id = $1", actor.organization_id)
    assert seller is not None, "an actor's organization is there"
    broken += sale_broken(terms, seller_name=seller["name"], seller_uscc=seller["uscc"], today=clock.today())
    if terms.debtor_name and terms.contract_number and terms.face_amount and await _same(actor, terms, claim_id):
        broken.append(await _duplicate(actor, terms, claim_id))
    refuse_all(broken)


async def _same(actor: Actor, terms: SaleTerms, claim_id: int | None) -> db.Record | None:
    generation = claim_id and await db.fetch_value("SELECT generation FROM claim WHERE id = $1", claim_id)
    return await db.fetch_row(
        _SAME, actor.organization_id, terms.debtor_uscc or terms.debtor_name, terms.debtor_name, terms.contract_number,
        list(terms.invoice_numbers), terms.face_amount, generation or 0, claim_id,
    )  # fmt: skip


async def _duplicate(actor: Actor, terms: SaleTerms, claim_id: int | None) -> RuleBroken:
    """What is said of a claim that is on sale or sold already: which one it is, to its owner only."""
    found = await _same(actor, terms, claim_id)
    if found is None or found["organization_id"] != actor.organization_id:
        said = "同一债务方的这些发票或债权已在平台登记出售，同一笔债权只能出售一次。请核对，如有疑问请联系平台。"
        return RuleBroken(said, "invoice_numbers", claim=found and found["id"])
    done = "已售出" if found["status"] == Posting.MATCHED else "正在出售"
    said = f"这笔债权{done}：{found['title']}（编号 {found['id']}）。同一笔债权只能出售一次，请在“我的发布”中查看。"
    return RuleBroken(said, "contract_number", claim=found["id"])
