"""债权出售: drafts, and putting a claim on sale; the same claim is on sale once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations
from zczr.domain.claims.duplicates import ONCE, duplicate_of, hold_claim, is_disputed
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.matching import run_for_claim
from zczr.domain.claims.policy import CURRENT
from zczr.domain.claims.quotes.ending import refuse_if_quoted
from zczr.domain.claims.quotes.invitations import invite, invited_broken
from zczr.domain.claims.resales import generation_of, resale_broken
from zczr.domain.claims.rules import sale_broken
from zczr.domain.claims.slices import refuse_slice
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.terms import SaleTerms, claim_title
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import OPEN_DAYS, Kept
from zczr.domain.postings.matching import run_at_once
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import WrongState, refuse_all


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
        facts: dict[str, Any] = {
            "title": claim_title(terms.kind, terms.debtor_name, actor.organization_name, terms.face_amount),
            # Nobody buys what falls due today, and quotes do not wait for ever.
            "expires_on": min(today + timedelta(days=OPEN_DAYS), last_day),
            "generation": await generation_of(actor, terms),
        }
        await refuse_slice(claim_id)
        await refuse_if_quoted([claim_id])
        await hold_claim(terms)
        if duplicate := await duplicate_of(actor, terms, claim_id):
            raise duplicate
        if status is Posting.DRAFT and await is_disputed(actor, terms):
            facts["debtor_state"] = str(DebtorState.DISPUTED)
        await postings.publish(actor, CLAIMS, claim_id, status, facts, today)
        await confirmations.void_changed(actor, claim_id)
        await invite(actor, claim_id, terms.invited)

    try:
        claim_id = await postings.keep(actor, CLAIMS, kept, terms, file_ids, then=publish)
    except asyncpg.UniqueViolationError as error:
        # The race of two windows: the first has it on sale.
        if error.constraint_name not in ONCE:
            raise
        raise await duplicate_of(actor, terms, kept.posting_id) or WrongState() from None
    await run_at_once(run_for_claim, claim_id)
    return claim_id


async def check(actor: Actor, terms: SaleTerms, *, claim_id: int | None) -> None:
    """Refuse what may not be put on sale, all of it at once; terms that are not there yet break nothing."""
    broken = postings.unverified(actor, CLAIMS)
    seller = await db.fetch_row("SELECT name, uscc FROM organization WHERE id = $1", actor.organization_id)
    assert seller is not None, "an actor's organization is there"
    broken += sale_broken(terms, seller_name=seller["name"], seller_uscc=seller["uscc"], today=clock.today())
    if len(terms.invited) <= CURRENT.most_invited:
        broken += await invited_broken(actor, terms.invited)
    resale = await resale_broken(actor, terms)
    broken += resale
    if terms.debtor_name and terms.contract_number and terms.face_amount and not resale:
        duplicate = await duplicate_of(actor, terms, claim_id)
        broken += [duplicate] if duplicate else []
    refuse_all(broken)
