"""Fragments of 询价, 拆分 and 再次出售: alone under their own address they are what the page shows."""

from datetime import timedelta
from decimal import Decimal

from cast import Cast
from claim_cases import make_transfer
from claim_makers import make_claim
from lending_cases import sign_in
from partials.test_lending import _same
from quote_cases import end_quoting, make_quoted_claim, quote_for
from visitor import Visitor
from zczr import db
from zczr.domain import clock
from zczr.domain.claims.slices import split
from zczr.domain.claims.slicing import Slice


async def test_the_fragments_of_a_buyer_are_the_page_s(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    await quote_for(cast.lender, claim_id)
    await sign_in(plain, cast.lender)
    page, partial = f"/claims/market/{claim_id}/quote", f"/partials/claims/market/{claim_id}/quote-form"
    await _same(plain, page, partial, "quote-form")
    await _same(plain, "/claims/quotes?status=given", "/partials/claims/quote-list?status=given", "quote-list")


async def test_the_boxes_of_a_seller_are_the_page_s(plain: Visitor, cast: Cast) -> None:
    quoted = await make_quoted_claim(cast.borrower)
    await quote_for(cast.lender, quoted)
    await end_quoting(quoted)
    whole = await make_claim(cast.borrower, contract_number="W", invoice_numbers=())
    slices = [Slice(n, f"{n}", Decimal(n * 1000), Decimal(n * 1000)) for n in (1, 2)]
    await split(cast.borrower, whole, slices, version=1)
    await sign_in(plain, cast.borrower)
    for claim_id, box in ((quoted, "quotes-box"), (whole, "slices-box")):
        await _same(plain, f"/claims/sales/{claim_id}", f"/partials/claims/sales/{claim_id}/{box}", box)
    page, partial = f"/claims/sales/{whole}/slices", f"/partials/claims/sales/{whole}/slices-form"
    await _same(plain, page, partial, "slices-form")


async def test_the_form_of_a_resale_is_the_page_s(plain: Visitor, cast: Cast) -> None:
    await make_transfer(cast.borrower, cast.lender)
    transfer_id = await db.fetch_value("SELECT id FROM claim_transfer")
    clock.travel(timedelta(days=15))
    await sign_in(plain, cast.lender)
    query = f"?resale={transfer_id}"
    await _same(plain, f"/claims/sales/new{query}", f"/partials/claims/sales/new/sale-form{query}", "sale-form")
