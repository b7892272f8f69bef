"""合同确认 of a claim's sale: filed by one side, confirmed or returned by the other; what it opens, and what races leave."""

import asyncio
import uuid
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from cases import make_upload
from cast import Cast
from claim_cases import make_claim_deal, make_claim_filing, make_transfer
from claim_makers import make_criteria
from domain.contracts.claim.claim_filing_cases import sign_sale
from domain.contracts.filing_cases import ADDRESS, agree, filing_of, refuse, status_of
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.expiry import expire_due
from zczr.domain.claims.kinds import DebtorState, Recourse
from zczr.domain.claims.resale import locked_until
from zczr.domain.contracts import case
from zczr.domain.contracts.chain import statements_of
from zczr.domain.contracts.claim.evidence import canonical_terms
from zczr.domain.contracts.claim.facts import Notifier
from zczr.domain.files.queries import files_of
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState


async def approved(cast: Cast, **more: Any) -> int:
    """The borrower sells, the lender buys; the application waits for its contract."""
    return await make_claim_deal(cast.borrower, cast.lender, status="approved", **more)


async def filed(cast: Cast, **more: Any) -> tuple[int, int]:
    """An application with the buyer's filing, which waits for the seller."""
    application_id = await approved(cast)
    await sign_sale(cast.lender, application_id, **more)
    return application_id, await filing_of(application_id)


async def claim_of(application_id: int) -> db.Record:
    row = await db.fetch_row(
        "SELECT c.* FROM claim c JOIN application a ON a.claim_id = c.id WHERE a.id = $1", application_id
    )
    assert row is not None
    return row


async def refused(cast: Cast, application_id: int, **more: Any) -> list[tuple[str, str]]:
    """Why the buyer's filing is refused, by field; nothing of it stays."""
    with pytest.raises(RuleBroken) as refusal:
        await sign_sale(cast.lender, application_id, **more)
    assert await status_of(application_id) == "approved"
    assert await db.fetch_value("SELECT count(*) FROM contract_filing WHERE status = 'filed'") == 0
    return [(each.field, each.sentence) for each in (refusal.value, *refusal.value.others)]


async def titles_for(actor: Actor) -> list[str]:
    rows = await db.fetch("SELECT title FROM notice WHERE organization_id = $1 ORDER BY id", actor.organization_id)
    return [row["title"].partition("：")[0] for row in rows]


async def score_of(actor: Actor) -> int:
    return int(await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", actor.organization_id))


@pytest.mark.parametrize("side", ["seller", "buyer"])
async def test_either_side_files_and_the_other_is_asked_to_confirm(cast: Cast, side: str) -> None:
    filer, other = (cast.borrower, cast.lender) if side == "seller" else (cast.lender, cast.borrower)
    application_id = await approved(cast)
    await sign_sale(filer, application_id, payee_account="工行 1234", accessory_rights="抵押权")
    row = await db.fetch_row("SELECT * FROM contract_filing WHERE application_id = $1", application_id)
    assert await status_of(application_id) == "approved_unconfirmed"
    assert (row["status"], row["filed_for"], row["filed_address"]) == ("filed", filer.organization_id, ADDRESS)
    assert (row["amount"], row["price"], row["recourse"], row["debtor_state"]) == (
        Decimal("590000"),
        Decimal("560000"),
        "without",
        "unnotified",
    )
    assert (row["rate"], row["repayment_method"], row["other_charges"]) == (None, None, None)
    assert [file.id for file in await files_of("contract_filing", row["id"])] == [row["scan_id"]]
    (statement,) = await statements_of(application_id)
    assert statement.member_name == filer.name
    said = await db.fetch_value("SELECT statement::json ->> 'side' FROM contract_evidence")
    assert said == side
    assert await titles_for(other) == ["请确认合同"]
    assert await invariants.broken() == []


async def test_the_hash_is_that_of_the_terms_and_the_scan_whatever_the_debtor_says_later(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    await db.execute("UPDATE claim SET debtor_state = 'confirmed'")
    row = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1", filing_id)
    scan = await db.fetch_value("SELECT sha256 FROM upload WHERE id = $1", row["scan_id"])
    facts = await case.template_for(cast.borrower, application_id)
    assert facts.debtor_state is DebtorState.UNNOTIFIED  # type: ignore[union-attr]
    terms = canonical_terms(replace(facts, final=True), scan_sha256=scan)  # type: ignore[arg-type]
    assert (row["terms"], row["sha256"]) == (terms.text, terms.sha256)


async def test_at_the_second_yes_the_claim_is_the_buyers_and_both_gain_a_point(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    await agree(cast.borrower, filing_id)
    assert await status_of(application_id) == "confirmed"
    transfer = await db.fetch_row("SELECT * FROM claim_transfer WHERE application_id = $1", application_id)
    claim = await claim_of(application_id)
    assert claim["status"] == "matched"
    assert (transfer["claim_id"], transfer["seller_id"], transfer["buyer_id"], transfer["filing_id"]) == (
        claim["id"],
        cast.borrower.organization_id,
        cast.lender.organization_id,
        filing_id,
    )
    assert (transfer["face_amount"], transfer["price"]) == (Decimal("590000"), Decimal("560000"))
    assert transfer["transferred_on"] == clock.today()
    assert transfer["resale_from"] == locked_until(clock.today()) + timedelta(days=1)
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (101, 101)
    assert (await titles_for(cast.borrower))[-1] == (await titles_for(cast.lender))[-1] == "合同已确认"
    assert await db.fetch_value("SELECT body FROM notice ORDER BY id DESC LIMIT 1") == (
        f"合同 ZR-2026-{application_id:05d} 已由双方确认，债权转让成立。"
    )
    assert await db.fetch_value("SELECT count(*) FROM loan_position") == 0
    assert await invariants.broken() == []


async def test_the_lock_runs_from_the_day_from_which_the_claim_is_the_buyers(cast: Cast) -> None:
    later = clock.today() + timedelta(days=30)
    _, filing_id = await filed(cast, starts_on=later)
    await agree(cast.borrower, filing_id)
    resale_from: date = await db.fetch_value("SELECT resale_from FROM claim_transfer")
    assert resale_from == locked_until(later) + timedelta(days=1)


async def test_what_else_was_asked_about_the_claim_and_what_was_matched_with_it_ends(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    claim = await claim_of(application_id)
    offered = await make_claim_deal(cast.borrower, cast.partner, applicant=cast.borrower, claim_id=claim["id"])
    criteria = await make_criteria(cast.partner)
    await db.execute(
        "INSERT INTO claim_match (claim_id, criteria_id, side, outcome, score, terms) VALUES ($1, $2, 'claim', 'match', 80, '{}')",
        claim["id"], criteria,
    )  # fmt: skip
    await agree(cast.borrower, filing_id)
    assert await status_of(offered) == "rejected"
    assert await db.fetch_value("SELECT count(*) FROM claim_match") == 0
    assert await invariants.broken() == []


async def test_a_claim_that_is_not_kept_for_this_buyer_is_not_sold(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    await db.execute("UPDATE claim SET status = 'active'")
    with pytest.raises(WrongState, match="不再为这份申请保留"):
        await agree(cast.borrower, filing_id)
    assert await status_of(application_id) == "approved_unconfirmed"
    assert await db.fetch_value("SELECT count(*) FROM claim_transfer") == 0


async def test_one_claim_is_sold_once_says_the_database(cast: Cast) -> None:
    await make_transfer(cast.borrower, cast.lender)
    claim_id = await db.fetch_value("SELECT claim_id FROM claim_transfer")
    second = await make_claim_deal(cast.borrower, cast.partner, status="rejected", claim_id=claim_id)
    filing_id = await make_claim_filing(second, cast.borrower)
    with pytest.raises(asyncpg.UniqueViolationError, match="claim_transfer_claim_id"):
        async with db.transaction():
            await db.execute(
                """INSERT INTO claim_transfer (application_id, filing_id, claim_id, seller_id, buyer_id, face_amount, price,
                       transferred_on, resale_from) VALUES ($1, $2, $3, $4, $5, 1, 1, $6, $7)""",
                second, filing_id, claim_id, cast.borrower.organization_id, cast.partner.organization_id, clock.today(),
                clock.today() + timedelta(days=8),
            )  # fmt: skip


async def test_a_returned_filing_opens_the_way_for_the_next_which_carries_its_hash(cast: Cast) -> None:
    application_id, first = await filed(cast)
    await refuse(cast.borrower, first)
    assert await status_of(application_id) == "approved"
    assert (await claim_of(application_id))["status"] == "reserved"
    await sign_sale(cast.borrower, application_id, price=Decimal("565000"))
    second = await filing_of(application_id)
    rows = {row["id"]: row for row in await db.fetch("SELECT * FROM contract_filing")}
    assert rows[second]["previous_sha256"] == rows[first]["sha256"]
    await agree(cast.lender, second)
    assert await db.fetch_value("SELECT price FROM claim_transfer") == Decimal("565000")
    assert await invariants.broken() == []


async def test_the_same_submission_again_changes_nothing_and_another_says_so(cast: Cast) -> None:
    application_id, submission = await approved(cast), uuid.uuid4()
    scan = await make_upload(cast.lender)
    for _ in range(2):
        await sign_sale(cast.lender, application_id, submission=submission, scans=[scan])
    with pytest.raises(WrongState):
        await sign_sale(cast.lender, application_id, submission=submission, price=Decimal("565000"))
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 1


async def test_everything_wrong_is_told_at_once_and_the_claim_is_what_it_is_on_the_platform(cast: Cast) -> None:
    application_id, today = await approved(cast), clock.today()
    wrong = await refused(
        cast, application_id, amount=Decimal("600000"), price=Decimal("590000.01"), ends_on=today + timedelta(days=200),
        pays_on=today - timedelta(days=1), scans=[], password="Wrong-2026",
    )  # fmt: skip
    assert [field for field, _ in wrong] == ["ends_on", "pays_on", "amount", "price", "scan", "password"]


async def test_recourse_to_an_unlicensed_buyer_past_the_cap_is_refused_when_filed(cast: Cast) -> None:
    application_id = await approved(cast)
    ((field, said),) = await refused(cast, application_id, recourse=Recourse.WITH, price=Decimal("546851.19"))
    assert field == "price"
    assert "按借款处理" in said
    await sign_sale(cast.lender, application_id, recourse=Recourse.WITH, price=Decimal("546851.20"))
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_the_cap_of_the_day_on_which_the_contract_forms_counts(cast: Cast) -> None:
    application_id = await approved(cast)
    await sign_sale(cast.lender, application_id, recourse=Recourse.WITH, price=Decimal("546851.20"))
    await db.execute("INSERT INTO lpr (published_on, rate) VALUES ($1, 0.02)", clock.today())
    with pytest.raises(RuleBroken, match=r"超过法定上限 8\.00%"):
        await agree(cast.borrower, await filing_of(application_id))
    assert await status_of(application_id) == "approved_unconfirmed"


@pytest.mark.parametrize(("buyer", "recourse"), [("lender", Recourse.WITHOUT), ("institution", Recourse.WITH)])
async def test_a_yield_past_the_cap_that_binds_nobody_is_known_before_it_is_filed(
    cast: Cast, buyer: str, recourse: Recourse
) -> None:
    buying = getattr(cast, buyer)
    application_id = await make_claim_deal(cast.borrower, buying, status="approved")
    dear = {"price": Decimal("500000"), "recourse": recourse}
    with pytest.raises(RuleBroken) as refusal:
        await sign_sale(buying, application_id, **dear)
    assert refusal.value.field == "cost_known"
    warning = refusal.value.data["warning"]
    assert "27.37%" in warning
    with pytest.raises(RuleBroken):
        await sign_sale(buying, application_id, **{**dear, "price": Decimal("490000")}, cost_known=warning)
    await sign_sale(buying, application_id, **dear, cost_known=warning)
    await agree(cast.borrower, await filing_of(application_id))
    assert await status_of(application_id) == "confirmed"


async def test_a_number_names_one_contract_of_either_business(cast: Cast) -> None:
    first = await approved(cast)
    await sign_sale(cast.lender, first, number="ZR-1")
    second = await approved(cast)
    with pytest.raises(RuleBroken) as refusal:
        await sign_sale(cast.lender, second, number="ZR-1")
    assert refusal.value.field == "number"


@pytest.mark.parametrize("answer", [agree, refuse])
async def test_strangers_and_the_filer_itself_do_not_answer(cast: Cast, answer: Any) -> None:
    application_id, filing_id = await filed(cast)
    with pytest.raises(NotAllowed):
        await answer(cast.lender, filing_id)
    for stranger in (cast.stranger, cast.institution, cast.partner):
        with pytest.raises(NotFound):
            await answer(stranger, filing_id)
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_an_operator_does_not_confirm_and_a_reviewer_does_not_file(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    with pytest.raises(NotAllowed):
        await agree(cast.clerk, filing_id)
    with pytest.raises(NotAllowed):
        await sign_sale(cast.checker, application_id)
    await agree(cast.checker, filing_id)


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn", "expired", "confirmed"])
async def test_where_nothing_is_agreed_nothing_is_filed(cast: Cast, status: str) -> None:
    application_id = await make_claim_deal(cast.borrower, cast.lender, status=status)
    with pytest.raises(WrongState):
        await sign_sale(cast.lender, application_id)
    assert await db.fetch_value("SELECT count(*) FROM contract_filing") == 0


async def test_the_template_holds_the_case_and_leaves_open_what_nobody_agreed_on(cast: Cast) -> None:
    application_id = await approved(cast, claim={"recourse": "with", "assignment_barred": True})
    facts: Any = await case.template_for(cast.lender, application_id)
    assert (facts.price, facts.recourse, facts.assignment_barred, facts.lpr) == (
        Decimal("500000"),
        Recourse.WITH,
        True,
        Decimal("0.03"),
    )
    assert (facts.seller.name, facts.buyer.name) == (cast.borrower.organization_name, cast.lender.organization_name)
    assert facts.debtor.name == "广州市宏达机械有限公司"
    open_yet = (facts.transferred_on, facts.pays_on, facts.notifier, facts.notify_by, facts.accessory_rights)
    assert open_yet == (None,) * 5
    assert facts.buyer_licence == ""
    licensed: Any = await case.template_for(
        cast.institution, await make_claim_deal(cast.borrower, cast.institution, status="approved")
    )
    assert licensed.buyer_licence == "粤金贷证字第 0086 号"


async def test_a_slice_is_drawn_up_with_its_whole(cast: Cast) -> None:
    whole = (await claim_of(await approved(cast)))["id"]
    part = {"whole_id": whole, "slice_name": "第一份", "face_amount": Decimal("200000")}
    application_id = await approved(cast, claim=part)
    facts: Any = await case.template_for(cast.lender, application_id)
    assert (facts.whole_amount, facts.face_amount, facts.rest) == (
        Decimal("590000"),
        Decimal("200000"),
        Decimal("390000"),
    )


async def test_the_notice_is_drawn_up_for_claims_alone_and_from_the_approval_on(cast: Cast) -> None:
    application_id, _ = await filed(cast, notifier=Notifier.BUYER)
    title, facts = await case.assignment_for(cast.borrower, application_id)
    assert title == (await claim_of(application_id))["title"]
    assert facts.notifier is Notifier.BUYER
    with pytest.raises(NotFound):
        await case.assignment_for(cast.stranger, application_id)
    with pytest.raises(WrongState):
        await case.assignment_for(cast.borrower, await make_claim_deal(cast.borrower, cast.lender))


# Races, with connections of their own


async def outcomes(*attempts: Awaitable[object]) -> list[str]:
    """What became of attempts made at once: ok, or the name of the refusal."""
    results = await asyncio.gather(*attempts, return_exceptions=True)
    return sorted("ok" if not isinstance(result, BaseException) else type(result).__name__ for result in results)


@pytest.mark.committed
async def test_of_two_filings_by_both_sides_at_once_one_counts(cast: Cast) -> None:
    application_id = await approved(cast)
    both = await outcomes(sign_sale(cast.borrower, application_id), sign_sale(cast.lender, application_id))
    assert both == ["WrongState", "ok"]
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_of_many_confirmations_at_once_one_sells_the_claim(cast: Cast) -> None:
    _, filing_id = await filed(cast)
    many = await outcomes(*(agree(actor, filing_id) for actor in (cast.borrower, cast.checker) * 4))
    assert many.count("ok") == 1
    assert await db.fetch_value("SELECT count(*) FROM claim_transfer") == 1
    assert (await score_of(cast.borrower), await score_of(cast.lender)) == (101, 101)
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_a_confirmation_and_the_expiry_at_once_leave_the_claim_sold_or_on_sale(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    await db.execute(
        "UPDATE application SET confirm_due_at = $2 WHERE id = $1",
        application_id, clock.now() + timedelta(milliseconds=40),
    )  # fmt: skip

    async def late() -> None:
        await asyncio.sleep(0.03)
        for _ in range(5):
            await expire_due()

    await outcomes(*(agree(cast.borrower, filing_id) for _ in range(6)), late())
    await asyncio.sleep(0.02)
    await expire_due()
    ended = (await status_of(application_id), (await claim_of(application_id))["status"])
    assert ended in {("confirmed", "matched"), ("expired", "active")}
    assert await invariants.broken() == []
