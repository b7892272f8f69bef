"""The contract of a claim's sale: what the platform knows of an application, put into the contract's facts."""

from datetime import date
from decimal import Decimal
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.applications.parties import ClaimParties
from zczr.domain.claims.kinds import ClaimKind, DebtorState, Recourse
from zczr.domain.claims.queries import confirmed_through
from zczr.domain.contracts.claim.facts import ClaimContractFacts, Notifier
from zczr.domain.contracts.claim.filing import Filing
from zczr.domain.contracts.party import Party
from zczr.domain.contracts.signers import signer
from zczr.domain.lending import lpr


async def template_for(found: ClaimParties) -> ClaimContractFacts:
    """The contract to negotiate from, or as it was filed: what the case says is filled in, what is open stays blank."""
    filing = await db.fetch_row(
        "SELECT * FROM contract_filing WHERE application_id = $1 AND status IN ('filed', 'confirmed') ORDER BY id DESC LIMIT 1",
        found.id,
    )
    if filing is not None:
        return await _filed(
            found,
            dict(filing),
            state=DebtorState(filing["debtor_state"]),
            filed_on=clock.day_of(filing["filed_at"]),
            final=filing["status"] == "confirmed",
        )
    row = await db.fetch_row("SELECT amount, approved_at FROM application WHERE id = $1", found.id)
    assert row is not None, "it was found above"
    recourse = await db.fetch_value("SELECT recourse FROM claim WHERE id = $1", found.claim_id)
    return await _facts(
        found,
        number=f"ZCZR-{clock.day_of(row['approved_at'] or clock.now()):%Y%m%d}-{found.id:06d}",
        price=row["amount"],
        recourse=Recourse(recourse),
    )


async def facts_of_filing(found: ClaimParties, filing: Filing, *, final: bool) -> ClaimContractFacts:
    """The contract as one side says it was signed."""
    values = {**vars(filing), "contract_number": filing.number}
    return await _filed(found, values, state=None, filed_on=clock.today(), final=final)


async def _filed(
    found: ClaimParties, filing: dict[str, Any], *, state: DebtorState | None, filed_on: date, final: bool
) -> ClaimContractFacts:
    return await _facts(
        found,
        number=filing["contract_number"],
        price=filing["price"],
        recourse=Recourse(filing["recourse"]),
        signed_on=filing["signed_on"],
        transferred_on=filing["starts_on"],
        pays_on=filing["pays_on"],
        notifier=Notifier(filing["notifier"]),
        notify_by=filing["notify_by"],
        accessory_rights=filing["accessory_rights"] or "无",
        payee_account=filing["payee_account"] or None,
        supplement=filing["main_terms"],
        state=state,
        filed_on=filed_on,
        final=final,
    )


async def _facts(
    found: ClaimParties,
    *,
    number: str,
    price: Decimal,
    recourse: Recourse,
    signed_on: date | None = None,
    transferred_on: date | None = None,
    pays_on: date | None = None,
    notifier: Notifier | None = None,
    notify_by: date | None = None,
    accessory_rights: str | None = None,
    payee_account: str | None = None,
    supplement: str = "",
    state: DebtorState | None = None,
    filed_on: date | None = None,
    final: bool = False,
) -> ClaimContractFacts:
    claim = await db.fetch_row(
        """SELECT c.*, w.face_amount AS whole_amount, a.approved_at FROM application a
           JOIN claim c ON c.id = a.claim_id LEFT JOIN claim w ON w.id = c.whole_id WHERE a.id = $1""",
        found.id,
    )
    assert claim is not None, "an application keeps its claim"
    seller, _ = await signer(found.seller_id)
    buyer, licence = await signer(found.buyer_id)
    day = await lpr.on(signed_on or clock.today())
    # What the debtor says later changes nothing of what was signed.
    state = state or DebtorState(claim["debtor_state"])
    return ClaimContractFacts(
        seller=seller,
        buyer=buyer,
        debtor=Party(name=claim["debtor_name"], uscc=claim["debtor_uscc"] or None),
        number=number,
        kind=ClaimKind(claim["kind"]),
        underlying_contract=claim["contract_number"],
        invoices=tuple(claim["invoice_numbers"]),
        face_amount=claim["face_amount"],
        whole_amount=claim["whole_amount"],
        starts_on=claim["starts_on"],
        due_on=claim["due_on"],
        debtor_state=state,
        confirmed_through=await confirmed_through(found.claim_id) if state is DebtorState.CONFIRMED else "",
        assignment_barred=claim["assignment_barred"],
        accessory_rights=accessory_rights,
        price=price,
        pays_on=pays_on,
        transferred_on=transferred_on,
        approved_on=clock.day_of(claim["approved_at"]) if claim["approved_at"] else None,
        recourse=recourse,
        buyer_licence=licence,
        lpr=day.rate if day else None,
        lpr_on=day.published_on if day else None,
        notifier=notifier,
        notify_by=notify_by,
        payee_account=payee_account,
        court="被告住所地有管辖权的人民法院",
        supplement=supplement,
        signed_on=signed_on,
        filed_on=filed_on,
        final=final,
    )
