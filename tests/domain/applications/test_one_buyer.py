"""Many who press at once: one claim has one buyer, and a claim is either free or reserved, never both."""

import asyncio
import uuid
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_cases import make_claim_deal
from claim_makers import make_claim, make_criteria, sale_terms
from makers import make_member, make_organization
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import commands, selling
from zczr.domain.applications.buying import PriceChanged, Seen, purchase
from zczr.domain.applications.expiry import expire_due
from zczr.domain.claims.selling import submit
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.refusals import Refusal, WrongState

pytestmark = pytest.mark.committed
PRICE = Decimal("500000.00")


async def _all_at_once(*attempts: Any) -> list[Any]:
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refusal)], results
    return results


def _buy(actor: Actor, claim_id: int, price: Decimal = PRICE, version: int = 1) -> Any:
    return purchase(actor, claim_id, seen=Seen(version, price), message="", submission_id=uuid.uuid4())


async def _open(claim_id: int) -> int:
    return int(await db.fetch_value("SELECT count(*) FROM application WHERE claim_id = $1", claim_id))


async def test_of_fifty_buyers_one_gets_it_and_the_others_are_told(cast: Cast) -> None:
    buyers = [await make_member(await make_organization(name=f"第{number}家买方有限公司")) for number in range(50)]
    claim_id = await make_claim(cast.borrower)
    results = await _all_at_once(*(_buy(buyer, claim_id) for buyer in buyers))
    assert Counter(type(each) for each in results) == {int: 1, WrongState: 49}
    assert (await _open(claim_id), await invariants.broken()) == (1, [])


async def test_a_double_click_of_a_buyer_is_one_application(cast: Cast) -> None:
    claim_id, submission = await make_claim(cast.borrower), uuid.uuid4()
    results = await _all_at_once(
        *(
            purchase(cast.institution, claim_id, seen=Seen(1, PRICE), message="", submission_id=submission)
            for _ in range(20)
        )
    )
    # Nobody is told that somebody else was faster: it was the same press.
    assert (len(set(results)), await _open(claim_id), await invariants.broken()) == (1, 1, [])


async def test_sellers_whose_invoices_overlap_end_in_one_claim_on_sale(cast: Cast) -> None:
    for number in range(8):
        shared = f"F{number}"
        terms = [
            sale_terms(contract_number=f"C{number}{who}", invoice_numbers=tuple(sorted((shared, f"G{number}{who}"))))
            for who in "ABC"
        ]
        sellers = (cast.borrower, cast.partner, cast.stranger)
        results = await _all_at_once(
            *(submit(seller, Kept(uuid.uuid4()), each, []) for seller, each in zip(sellers, terms, strict=True))
        )
        assert sum(isinstance(each, int) for each in results) == 1
        listed = "SELECT count(*) FROM claim WHERE status = 'active' AND $1 = ANY (invoice_numbers)"
        assert await db.fetch_value(listed, shared) == 1
    assert await invariants.broken() == []


async def test_a_seller_who_withdraws_or_edits_while_somebody_buys_ends_in_one_of_them(cast: Cast) -> None:
    for number in range(12):
        claim_id = await make_claim(cast.borrower, contract_number=f"C{number}", invoice_numbers=())
        terms = sale_terms(contract_number=f"C{number}", invoice_numbers=(), asking_price=Decimal("510000"))
        ends = (
            postings.withdraw(cast.borrower, CLAIMS, claim_id)
            if number % 2
            else submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 1), terms, [])
        )
        attempts = [_buy(cast.institution, claim_id), ends, _buy(cast.lender, claim_id)]
        results = await _all_at_once(*(attempts if number % 3 else reversed(attempts)))
        bought = await db.fetch(
            "SELECT amount, terms::json ->> 'face_amount' FROM application WHERE claim_id = $1", claim_id
        )
        status, price = await db.fetch_row("SELECT status, asking_price FROM claim WHERE id = $1", claim_id)
        assert len(bought) <= 1
        # Whoever bought agreed to the price at which it was sold; who had read another price was shown the new one.
        assert [row["amount"] for row in bought] in ([], [price])
        assert status == ("reserved" if bought else "withdrawn" if number % 2 else "active")
        assert all(isinstance(each, int | None | WrongState | PriceChanged | Refusal) for each in results)
    assert await invariants.broken() == []


async def test_buyers_who_agree_to_an_offer_and_one_from_the_market_at_once_end_in_one(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    criteria = [await make_criteria(each) for each in (cast.institution, cast.lender)]
    await db.execute(
        """INSERT INTO claim_match (claim_id, criteria_id, side, outcome, score, terms)
           SELECT $1, unnest($2::bigint[]), 'claim', 'match', 80, '{}'""",
        claim_id, criteria,
    )  # fmt: skip
    first, second = await selling.offer(
        cast.borrower, claim_id=claim_id, criteria_ids=criteria, message="", submission_id=uuid.uuid4()
    )
    results = await _all_at_once(
        commands.approve(cast.institution, first), commands.approve(cast.lender, second), _buy(cast.stranger, claim_id)
    )
    assert sum(not isinstance(each, Exception) for each in results) == 1
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "reserved"
    assert await invariants.broken() == []


_WAITS_FOR_US = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
_HOLD = "SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE"


async def test_an_expiry_locks_both_sides_in_order_before_the_claim_returns_to_the_market(cast: Cast) -> None:
    buyer, seller = cast.borrower.organization_id, cast.lender.organization_id
    assert buyer < seller, "the market holds the seller: the one that comes second in order"
    application_id = await make_claim_deal(cast.lender, cast.borrower, status="approved")
    clock.travel(timedelta(days=61))
    held = asyncio.Event()

    async def changes_both() -> None:
        async with db.transaction():
            await db.fetch(_HOLD, buyer)
            held.set()
            while not await db.fetch_value(_WAITS_FOR_US):
                await asyncio.sleep(0.01)
            await db.fetch(_HOLD, seller)

    async def expires() -> int:
        await held.wait()
        return await expire_due()

    results = await asyncio.gather(changes_both(), expires())
    assert results == [None, 1]
    assert await db.fetch_value("SELECT status FROM application WHERE id = $1", application_id) == "expired"
    assert await db.fetch_value("SELECT count(*) FROM claim_on_sale") == 1
    assert await invariants.broken() == []
