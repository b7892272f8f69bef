"""再次出售: from its transfer, as it was bought, after five trading days, once at a time."""

import asyncio
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_cases import make_transfer
from claim_makers import sale_terms
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import selling
from zczr.domain.claims.resales import bought_by, bought_with
from zczr.domain.claims.slices import split
from zczr.domain.claims.slicing import Slice
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.postings.commands import Kept
from zczr.domain.refusals import NotFound, Refusal, RuleBroken

_DAYS = {"starts_on": clock.today() - timedelta(days=60), "due_on": clock.today() + timedelta(days=240)}
SAME = {"contract_number": "HT-R", "invoice_numbers": ("9001",)}


async def bought(cast: Cast, *, locked: bool = False, **more: Any) -> tuple[int, int]:
    """A claim of the borrower's that the lender has bought, eight days ago unless it is locked: the transfer and the application."""
    application_id = await make_transfer(cast.borrower, cast.lender, claim={**SAME, **more})
    transfer_id = await db.fetch_value("SELECT id FROM claim_transfer WHERE application_id = $1", application_id)
    clock.travel(timedelta(days=0 if locked else 8))
    return transfer_id, application_id


def again(transfer_id: int | None, **more: Any) -> SaleTerms:
    """The terms of the second sale."""
    return sale_terms(**{**SAME, "resale_of": transfer_id, "asking_price": Decimal("540000.00"), **_DAYS, **more})


async def _sell(actor: Actor, terms: SaleTerms) -> int:
    return await selling.submit(actor, Kept(uuid.uuid4()), terms, [])


async def test_what_was_bought_is_sold_again_as_the_next_generation(cast: Cast) -> None:
    transfer_id, application_id = await bought(cast)
    claim_id = await _sell(cast.lender, again(transfer_id))
    assert await db.fetch_value("SELECT generation FROM claim WHERE id = $1", claim_id) == 1
    found = await bought_with(cast.lender, application_id)
    assert found is not None
    assert (found.resold_id, found.is_locked) == (claim_id, False)
    assert await db.fetch_value("SELECT count(*) FROM claim_on_sale") == 1


async def test_it_is_locked_until_its_day(cast: Cast) -> None:
    transfer_id, _ = await bought(cast, locked=True)
    with pytest.raises(RuleBroken, match="5 个交易日内不能再转让"):
        await _sell(cast.lender, again(transfer_id))
    await selling.save_draft(cast.lender, Kept(uuid.uuid4()), again(transfer_id), [])


@pytest.mark.parametrize("more", [{}, {"invoice_numbers": ()}])
async def test_typed_in_anew_it_is_not_another_claim(cast: Cast, more: dict[str, Any]) -> None:
    await bought(cast, **more)
    with pytest.raises(RuleBroken, match="是贵单位在平台受让的"):
        await _sell(cast.lender, again(None, **more))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"face_amount": Decimal("590000.01")}, "face_amount"),
        ({"invoice_numbers": ("9001", "9002")}, "invoices"),
        ({"invoice_numbers": ()}, "invoices"),
        ({"assignment_barred": True}, "assignment_barred"),
        ({"debtor_name": "另一家"}, "debtor_name"),
        ({"due_on": clock.today() + timedelta(days=300)}, "due_on"),
        ({"kind": "bill"}, "kind"),
    ],
)
async def test_it_is_sold_as_it_was_bought(cast: Cast, more: dict[str, Any], field: str) -> None:
    transfer_id, _ = await bought(cast)
    with pytest.raises(RuleBroken, match="须与受让时一致") as caught:
        await _sell(cast.lender, again(transfer_id, **more))
    assert caught.value.field == field


async def test_a_dispute_is_bought_with_it(cast: Cast) -> None:
    transfer_id, _ = await bought(cast, debtor_state="disputed")
    claim_id = await _sell(cast.lender, again(transfer_id))
    assert await db.fetch_value("SELECT debtor_state FROM claim WHERE id = $1", claim_id) == "disputed"


async def test_nobody_else_sells_it(cast: Cast) -> None:
    transfer_id, application_id = await bought(cast)
    for other in (cast.borrower, cast.stranger):
        with pytest.raises(NotFound):
            await bought_by(other, transfer_id)
        with pytest.raises(NotFound):
            await _sell(other, again(transfer_id))
        assert await bought_with(other, application_id) is None
    with pytest.raises(RuleBroken, match="只能出售一次"):
        await _sell(cast.borrower, again(None))
    with pytest.raises(RuleBroken, match="只能出售一次"):
        await _sell(cast.stranger, again(None))


async def test_it_is_not_split_then(cast: Cast) -> None:
    transfer_id, _ = await bought(cast)
    claim_id = await _sell(cast.lender, again(transfer_id))
    slices = [Slice(n, f"{n}", Decimal(n * 1000), Decimal(1000)) for n in (1, 2)]
    with pytest.raises(RuleBroken, match="再次出售时不能拆分"):
        await split(cast.lender, claim_id, slices, version=1)


@pytest.mark.committed
async def test_two_windows_sell_it_once(cast: Cast) -> None:
    transfer_id, _ = await bought(cast)
    results = await asyncio.gather(*(_sell(cast.lender, again(transfer_id)) for _ in range(6)), return_exceptions=True)
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refusal)], results
    assert sum(isinstance(each, int) for each in results) == 1
    assert await invariants.broken() == []
