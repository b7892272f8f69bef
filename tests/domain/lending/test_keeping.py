"""Keeping a posting twice: stale tabs, forms that come back, and what an edit does to the other side's list."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from cast import Cast
from makers import make_offer, make_partners, make_request
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import matching, offers, queries, requests
from zczr.domain.lending.terms import OfferTerms
from zczr.domain.postings.commands import SENT_BEFORE, Kept
from zczr.domain.postings.stages import Posting
from zczr.domain.postings.stale import StaleEdit
from zczr.domain.refusals import RuleBroken, WrongState


async def make_upload(actor: Actor, name: str) -> int:
    """A file that a form has just sent."""
    upload_id: int = await db.fetch_value(
        """INSERT INTO upload (organization_id, member_id, slot, file_name, media_type, size, sha256, storage_key, created_at)
           VALUES ($1, $2, 'funds_proof', $3, 'application/pdf', 1, $4, $5, $6) RETURNING id""",
        actor.organization_id, actor.member_id, name, name.ljust(64, "0"), uuid.uuid4().hex, clock.now(),
    )  # fmt: skip
    return upload_id


async def terms_of(cast: Cast) -> OfferTerms:
    """Terms of a complete offer."""
    return (await queries.own_offer(cast.lender, await make_offer(cast.lender, status="withdrawn"))).terms


async def files_of(offer_id: int) -> list[str]:
    """The names of an offer's files."""
    rows = await db.fetch(
        "SELECT file_name FROM upload WHERE subject_kind = 'loan_offer' AND subject_id = $1 ORDER BY 1", offer_id
    )
    return [row[0] for row in rows]


async def test_an_open_posting_is_not_changed_by_saving_a_draft(cast: Cast) -> None:
    offer_id, request_id = await make_offer(cast.lender), await make_request(cast.borrower)
    offer, request = (
        await queries.own_offer(cast.lender, offer_id),
        await queries.own_request(cast.borrower, request_id),
    )
    kept = Kept(uuid.uuid4(), offer_id, 1)
    with pytest.raises(WrongState, match="不能再存为草稿"):
        await offers.save_draft(cast.lender, kept, replace(offer.terms, min_rate=Decimal("0.9"), amount_max=None), [])
    with pytest.raises(WrongState, match="不能再存为草稿"):
        await requests.save_draft(
            cast.borrower, Kept(uuid.uuid4(), request_id, 1), replace(request.terms, amount_min=None), []
        )
    assert await queries.own_offer(cast.lender, offer_id) == offer
    assert await queries.own_request(cast.borrower, request_id) == request


async def test_a_second_tab_with_the_same_terms_still_publishes_and_keeps_its_files(cast: Cast) -> None:
    terms = await terms_of(cast)
    offer_id = await offers.save_draft(cast.lender, Kept(uuid.uuid4()), terms, [])
    await offers.save_draft(cast.lender, Kept(uuid.uuid4(), offer_id, 1), terms, [])
    added = await make_upload(cast.lender, "存款证明.pdf")
    assert await offers.submit(cast.lender, Kept(uuid.uuid4(), offer_id, 1), terms, [added]) == offer_id
    assert await db.fetch_value("SELECT status FROM loan_offer WHERE id = $1", offer_id) == "active"
    assert await files_of(offer_id) == ["存款证明.pdf"]


async def test_a_second_tab_with_the_same_terms_still_saves_its_files(cast: Cast) -> None:
    terms = await terms_of(cast)
    offer_id = await offers.save_draft(cast.lender, Kept(uuid.uuid4()), terms, [])
    await offers.save_draft(cast.lender, Kept(uuid.uuid4(), offer_id, 1), terms, [])
    added = await make_upload(cast.lender, "存款证明.pdf")
    await offers.save_draft(cast.lender, Kept(uuid.uuid4(), offer_id, 1), terms, [added])
    assert await files_of(offer_id) == ["存款证明.pdf"]


async def test_a_double_click_on_a_saved_draft_publishes_it_once(cast: Cast) -> None:
    terms, submission = await terms_of(cast), uuid.uuid4()
    offer_id = await offers.save_draft(cast.lender, Kept(uuid.uuid4()), terms, [])
    for _ in range(2):
        # Each click uploads its own copy.
        added = await make_upload(cast.lender, "存款证明.pdf")
        await offers.submit(cast.lender, Kept(submission, offer_id, 1), terms, [added])
    acts = await db.fetch("SELECT act FROM history WHERE subject_kind = 'loan_offer' AND subject_id = $1", offer_id)
    assert [row["act"] for row in acts] == ["create", "publish"]


async def test_a_form_that_was_published_comes_back_with_the_same_only(cast: Cast) -> None:
    terms, kept = await terms_of(cast), Kept(uuid.uuid4())
    offer_id = await offers.submit(cast.lender, kept, terms, [])
    assert await offers.submit(cast.lender, kept, terms, []) == offer_id
    with pytest.raises(RuleBroken, match=SENT_BEFORE):
        await offers.submit(cast.lender, kept, replace(terms, summary="新的说明"), [])
    with pytest.raises(RuleBroken, match=SENT_BEFORE):
        await offers.submit(cast.lender, kept, terms, [await make_upload(cast.lender, "新.pdf")])
    with pytest.raises(RuleBroken, match=SENT_BEFORE):
        await offers.save_draft(cast.lender, kept, terms, [])
    assert (await queries.own_offer(cast.lender, offer_id)).terms == terms
    assert await files_of(offer_id) == []


async def test_the_first_form_of_a_draft_changed_since_is_a_stale_edit(cast: Cast) -> None:
    terms, kept = await terms_of(cast), Kept(uuid.uuid4())
    offer_id = await offers.save_draft(cast.lender, kept, terms, [])
    changed = replace(terms, summary="后来改的说明")
    await offers.save_draft(cast.lender, Kept(uuid.uuid4(), offer_id, 1), changed, [])
    with pytest.raises(StaleEdit) as refused:
        await offers.save_draft(cast.lender, kept, terms, [])
    assert (await queries.own_offer(cast.lender, offer_id)).terms == changed
    again = Kept(kept.submission, None, refused.value.version)
    assert await offers.save_draft(cast.lender, again, terms, []) == offer_id
    assert (await queries.own_offer(cast.lender, offer_id)).terms == terms


async def test_an_edit_takes_the_posting_off_the_lists_it_no_longer_fits(cast: Cast) -> None:
    request_id = await make_request(cast.borrower, max_rate=Decimal("0.1"))
    offer_id = await make_offer(cast.lender)
    assert await matching.run_for_offer(offer_id) == 1
    own = await queries.own_request(cast.borrower, request_id)
    kept = Kept(uuid.uuid4(), request_id, 1)
    await requests.submit(cast.borrower, kept, replace(own.terms, max_rate=Decimal("0.03")), [], [])
    assert await queries.matches_of(cast.borrower, await queries.own_request(cast.borrower, request_id)) == ()
    assert await queries.matches_of(cast.lender, await queries.own_offer(cast.lender, offer_id)) == ()


async def test_counts_of_own_postings_come_from_indexes(cast: Cast) -> None:
    await make_request(cast.borrower)
    async with db.transaction():
        await db.execute("SET LOCAL enable_seqscan = off")
        plan = await db.fetch(f"EXPLAIN {queries.OWN_POSTINGS}", cast.borrower.organization_id, ["active"], 20, 0)
    text = "\n".join(row[0] for row in plan)
    for table in ("loan_match", "application"):
        assert f"Seq Scan on {table} " not in text, text


async def test_own_postings_count_matches_and_applications_of_both_kinds(cast: Cast) -> None:
    request_id, offer_id = await make_request(cast.borrower), await make_offer(cast.lender)
    await matching.run_for_request(request_id)
    await matching.run_for_offer(offer_id)
    for owner in (cast.borrower, cast.lender):
        (line,), total = await queries.own_postings(owner, (Posting.ACTIVE,), 1)
        assert (line.matches, line.open_applications, total) == (1, 0, 1)


async def test_a_posting_whose_matching_fails_is_published_all_the_same(
    cast: Cast, jobs: list[tuple[str, tuple[int, ...]]]
) -> None:
    await make_partners(cast.borrower.organization_id, cast.stranger.organization_id)
    await make_offer(cast.stranger, security_modes=["nonsense"])
    own = await queries.own_request(cast.borrower, await make_request(cast.borrower, status="draft"))
    assert await requests.submit(cast.borrower, Kept(uuid.uuid4(), own.id, 1), own.terms, [], []) == own.id
    assert await db.fetch_value("SELECT status FROM loan_request WHERE id = $1", own.id) == "active"
    assert ("matching.run_request", (own.id,)) in jobs
