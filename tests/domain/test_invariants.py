"""Each invariant holds for a world that commands made, and notices when somebody breaks it behind their backs."""

import uuid
from decimal import Decimal

import pytest

from cases import make_assessed_request, make_deal, make_filing, make_position
from cast import Cast
from claim_cases import make_claim_deal, make_claim_filing, make_transfer
from claim_makers import make_claim
from conversation_cases import converse
from feed_cases import make_entry, make_report
from import_cases import confirmed, line, workbook
from makers import make_offer
from market_cases import put_on_sale
from paper_cases import put_paper
from quote_cases import make_quoted_claim, quote_for
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.applications.buying import Seen, purchase
from zczr.domain.applications.expiry import expire_due
from zczr.domain.claims.imports import writing
from zczr.domain.claims.papers import commands as papers
from zczr.domain.claims.slices import split
from zczr.domain.claims.slicing import Slice
from zczr.domain.partners import commands as partners
from zczr.domain.reports import commands as reports

# One statement each that nobody should ever write.
BREAKING = {
    "credit_is_its_ledger": "UPDATE organization SET credit_score = 99 WHERE id = (SELECT min(id) FROM organization)",
    "expired_contract_cost_both_two_points": "DELETE FROM credit_entry WHERE id = (SELECT min(id) FROM credit_entry)",
    "points_only_for_expired_contracts": """
        UPDATE application SET status = 'rejected' WHERE status = 'expired'""",
    "state_is_the_last_of_its_history": "UPDATE application SET status = 'rejected' WHERE status = 'withdrawn'",
    "confirmed_has_filing_and_position": "DELETE FROM loan_position",
    "filed_waits_for_confirmation": "UPDATE contract_filing SET status = 'expired' WHERE status = 'filed'",
    "position_is_its_contract": "UPDATE loan_position SET rate = 0.06",
    "transfer_is_its_contract": "UPDATE claim_transfer SET price = price - 1",
    "sold_claims_have_one_buyer": "UPDATE claim SET status = 'closed' WHERE status = 'matched'",
    "slices_fit_their_whole": "UPDATE claim SET status = 'active' WHERE status = 'split'",
    "quotes_are_for_open_rounds": "UPDATE claim SET sale_mode = 'fixed' WHERE sale_mode = 'quotes'",
    "quote_state_is_the_last_of_its_history": "UPDATE quote SET status = 'lapsed', closed_at = now() WHERE status = 'given'",
    "filings_fit_their_business": """
        UPDATE contract_filing SET price = NULL, pays_on = NULL, recourse = NULL, notifier = NULL, notify_by = NULL,
            accessory_rights = NULL, payee_account = NULL, debtor_state = NULL, rate = 0, other_charges = 0, default_rate = 0,
            repayment_method = 'bullet', purpose = '' WHERE price IS NOT NULL""",
    "confirmed_by_the_other_side": """
        UPDATE contract_filing SET filed_for = (SELECT max(id) FROM organization) WHERE status = 'confirmed'""",
    "filings_form_a_chain": "UPDATE contract_filing SET previous_sha256 = 'forged'",
    "filing_state_is_the_last_of_its_history": "UPDATE history SET to_state = 'filed' WHERE subject_kind = 'contract_filing'",
    "evidence_is_a_whole_chain": """
        INSERT INTO contract_evidence (application_id, filing_id, act, statement, sha256, previous_sha256)
        SELECT application_id, filing_id, 'returned', said, encode(sha256(convert_to(said, 'UTF8')), 'hex'), 'elsewhere'
        FROM (SELECT *, '{"previous_sha256":"elsewhere"}' AS said FROM contract_evidence ORDER BY id LIMIT 1) first""",
    "filings_are_as_evidenced": "UPDATE contract_filing SET filed_address = '203.0.113.66' WHERE status = 'confirmed'",
    "active_requests_are_assessed": "UPDATE loan_request SET assessment_id = NULL WHERE status = 'active'",
    "deals_between_the_owners_of_the_postings": """
        UPDATE loan_offer SET organization_id = (SELECT max(id) FROM organization)""",
    "claims_are_sold_by_their_holders": "UPDATE claim SET organization_id = (SELECT max(id) FROM organization)",
    "reserved_for_one_buyer": "UPDATE application SET status = 'withdrawn', closed_at = now() WHERE business = 'claim'",
    "claim_state_is_the_last_of_its_history": "UPDATE claim SET status = 'closed' WHERE status = 'active'",
    "paper_access_state_is_the_last_of_its_history": """
        UPDATE paper_access SET status = 'revoked', ended_at = now() + interval '1 hour' WHERE status = 'granted'""",
    "papers_are_seen_by_right": "UPDATE paper_access SET answered_at = now() + interval '1 hour' WHERE status = 'granted'",
    "papers_are_asked_of_their_owner": "UPDATE paper_access SET seller_id = (SELECT max(id) FROM organization)",
    "partner_request_state_is_the_last_of_its_history": """
        UPDATE partner_request SET status = 'refused', answered_at = now() WHERE status = 'pending'""",
    "accepted_requests_are_partnerships": "DELETE FROM partnership",
    "partners_do_not_ask_each_other": """
        INSERT INTO partnership (low_id, high_id) SELECT low_id, high_id FROM partner_request WHERE status = 'pending'""",
    "who_is_kept_away_is_no_partner": """
        INSERT INTO partner_block (blocker_id, blocked_id, blocked_by)
        SELECT low_id, high_id, (SELECT min(id) FROM member) FROM partnership""",
    "upheld_report_removed_and_charged_once": "UPDATE feed_entry SET status = 'ended' WHERE status = 'removed'",
    "points_only_for_upheld_reports": "UPDATE abuse_report SET status = 'dismissed' WHERE status = 'upheld'",
    "no_report_waits_about_what_is_removed": "UPDATE abuse_report SET status = 'open', decided_at = NULL",
    "shown_entries_belong_to_open_postings": "UPDATE loan_offer SET status = 'closed' WHERE status = 'active'",
    "market_is_what_is_on_sale": "UPDATE claim_on_sale SET asking_price = asking_price - 1",
    "imports_are_written_whole": "DELETE FROM claim WHERE import_id IS NOT NULL",
    "import_state_is_the_last_of_its_history": "UPDATE claim_import SET status = 'refused'",
    "unread_by_the_other_side": """
        UPDATE conversation_unread SET conversation_id = (SELECT max(id) FROM conversation)""",
}


async def make_world(cast: Cast) -> None:
    """Applications in every state, a loan that runs, one contract that was not confirmed in time, a report that was upheld."""
    for status in ("pending", "approved", "rejected", "withdrawn"):
        await make_deal(cast.borrower, cast.lender, status=status)
    await make_filing(await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed"), cast.borrower)
    await make_position(cast.borrower, cast.partner, principal=await db.fetch_value("SELECT 50000::numeric(18,2)"))
    await make_deal(cast.borrower, cast.lender, status="approved", confirm_due_at=clock.now())
    await make_transfer(cast.borrower, cast.institution)
    await make_claim_filing(
        await make_claim_deal(cast.borrower, cast.lender, status="approved_unconfirmed"), cast.lender
    )
    await make_assessed_request(cast.borrower)
    await make_claim(cast.borrower)
    await purchase(
        cast.institution, await make_claim(cast.partner, contract_number="HT-2026-019", invoice_numbers=()),
        seen=Seen(1, Decimal("500000")), message="", submission_id=uuid.uuid4(),
    )  # fmt: skip
    await partners.ask(cast.stranger, cast.borrower.organization_id, message="")
    await partners.ask(cast.borrower, cast.stranger.organization_id, message="")
    await partners.ask(cast.stranger, cast.institution.organization_id, message="")
    await partners.block(cast.partner, cast.institution.organization_id)
    await converse(cast.borrower, cast.lender)
    await converse(cast.borrower, cast.partner)
    assert await expire_due() == 1
    await look_at_papers(cast, await put_on_sale(cast.borrower))
    whole = await make_claim(cast.stranger, contract_number="HT-2026-021", invoice_numbers=())
    await split(
        cast.stranger, whole, [Slice(n, f"{n}", Decimal(n * 100_000), Decimal(90_000)) for n in (1, 2)], version=1
    )
    await quote_for(
        cast.lender, await make_quoted_claim(cast.partner, contract_number="HT-2026-020", invoice_numbers=())
    )
    await writing.write(await confirmed(cast.lender, workbook([line(201)])))
    await make_entry(cast.lender, "loan_offer", await make_offer(cast.lender))
    reported = await make_entry(cast.lender, "loan_offer", await make_offer(cast.lender))
    await reports.uphold(cast.admin, await make_report(cast.borrower, reported), reason="与实际不符")


async def look_at_papers(cast: Cast, claim_id: int) -> None:
    """Somebody asks for the papers of a claim, is let in and looks."""
    paper = await put_paper(cast.borrower, claim_id)
    access_id = await papers.ask(cast.lender, claim_id, message="")
    await papers.grant(cast.borrower, claim_id, access_id)
    await papers.note_view(cast.lender, paper, marked=True)


async def test_a_world_that_commands_made_keeps_every_invariant(cast: Cast) -> None:
    await make_world(cast)
    assert await invariants.broken() == []


def test_every_invariant_is_broken_below_and_has_a_sentence_of_its_own() -> None:
    assert {each.name for each in invariants.INVARIANTS} == set(BREAKING)
    assert len({each.sentence for each in invariants.INVARIANTS}) == len(invariants.INVARIANTS)


@pytest.mark.parametrize("name", BREAKING)
async def test_an_invariant_notices_when_it_is_broken(cast: Cast, name: str) -> None:
    await make_world(cast)
    # The check has to see what got past the database's own guard.
    await db.execute("ALTER TABLE contract_filing DISABLE TRIGGER contract_filing_stands")
    await db.execute(BREAKING[name])
    lines = await invariants.broken()
    assert any(name in line for line in lines), lines


async def test_a_broken_invariant_names_at_most_five_rows(cast: Cast) -> None:
    await db.execute("UPDATE organization SET credit_score = 7")
    (line,) = await invariants.broken()
    assert line.count("、") == 4
    assert "……" in line
