"""A claim on the market before it is bought: what its debtor has said, by what, and what still has effect."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cast import Cast
from claim_cases import make_transfer
from claim_makers import make_claim
from lending_cases import sign_in
from visitor import Visitor
from zczr import db
from zczr.domain import clock
from zczr.domain.claims import confirmations
from zczr.domain.claims.confirmations import Answer

UNTIL_TOLD = "债权转让通知到达债务方之前，债务方向出售方付款仍然有效"
MEMBER = "91440101MA59FY009L"
"""The code of the lender."""


@pytest.mark.parametrize(
    ("state", "badge", "says"),
    [
        ("unnotified", "未通知", "债务方尚未就这笔债权作出确认。"),
        ("notified", "已通知", "债务方已收到确权请求，尚未答复。"),
        ("confirmed", "已确权", "债务方不能再以债权不存在对抗受让人"),
        ("disputed", "有争议", "债务方对这笔债权提出了争议"),
    ],
)
async def test_no_state_of_the_debtor_says_that_it_was_told_of_the_sale(
    plain: Visitor, cast: Cast, state: str, badge: str, says: str
) -> None:
    claim_id = await make_claim(cast.borrower, debtor_state=state)
    await sign_in(plain, cast.institution, "institution")
    page = await plain.open(f"/claims/market/{claim_id}")
    assert all(each in page.text for each in (badge, says, UNTIL_TOLD))
    assert "确权方式" not in page.text


@pytest.mark.parametrize(("debtor", "shown"), [("large", True), ("public", True), ("sme", False)])
async def test_what_a_large_debtor_owes_for_being_late_is_told_to_seller_and_buyer(
    plain: Visitor, cast: Cast, debtor: str, shown: bool
) -> None:
    claim_id = await make_claim(cast.borrower, debtor_kind=debtor)
    said = "债务方按每日 0.05% 支付"
    await sign_in(plain, cast.institution, "institution")
    assert (said in (await plain.open(f"/claims/market/{claim_id}")).text) is shown
    await sign_in(plain, cast.checker)
    assert (said in (await plain.open(f"/claims/sales/{claim_id}")).text) is shown


async def test_the_buyer_of_a_claim_that_is_past_due_reads_what_runs(plain: Visitor, cast: Cast) -> None:
    sold = await make_transfer(cast.borrower, cast.institution, claim={"debtor_kind": "large"})
    clock.travel(timedelta(days=250))
    await sign_in(plain, cast.institution, "institution")
    page = await plain.open(f"/claims/applications/{sold}")
    assert "已逾期 10 天，合同没有约定的，按每日 0.05% 计为 2,950 元" in page.text


async def test_a_buyer_reads_by_which_mailbox_it_was_confirmed(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_state="confirmed")
    confirmation_id = await db.fetch_value(
        """INSERT INTO debtor_confirmation (claim_id, status, asked_by, email, token_hash, statement, due_at, answered_at)
           VALUES ($1, 'confirmed', $2, 'caiwu@hongda.example.com', 'x', '{}', now(), now()) RETURNING id""",
        claim_id, cast.borrower.member_id,
    )  # fmt: skip
    assert confirmation_id
    await sign_in(plain, cast.institution, "institution")
    page = await plain.open(f"/claims/market/{claim_id}")
    assert "经链接（邮箱 caiwu@hongda.example.com）确认，该邮箱的归属未经平台核实" in page.text


async def test_a_buyer_reads_that_the_debtor_has_confirmed_signed_in(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc=MEMBER)
    confirmation_id = await confirmations.ask(cast.borrower, claim_id, email="")
    await confirmations.answer_signed_in(
        cast.lender, confirmation_id, Answer(True, "郑会计", "财务经理", "", "203.0.113.9")
    )
    await sign_in(plain, cast.institution, "institution")
    page = await plain.open(f"/claims/market/{claim_id}")
    assert "登录平台确认" in page.text


async def test_what_no_invoice_tells_apart_is_pointed_out_to_buyers(plain: Visitor, cast: Cast) -> None:
    said = "出售方就同一份合同另有 1 笔债权在售或已售出，其中有的没有发票号码"
    contract = {"contract_number": "HT-2026-7", "invoice_numbers": ()}
    claim_id = await make_claim(cast.borrower, **contract)
    await make_claim(cast.borrower, **{**contract, "contract_number": "HT-2026-8"})
    await make_claim(cast.borrower, **contract, face_amount=Decimal(610_000), status="withdrawn")
    await make_claim(cast.partner, **contract, face_amount=Decimal(620_000))
    proven = await make_claim(cast.borrower, contract_number="HT-2026-9", invoice_numbers=("44001",))
    await make_claim(cast.borrower, contract_number="HT-2026-9", invoice_numbers=("44002",))
    await sign_in(plain, cast.institution, "institution")
    for each in (claim_id, proven):
        assert "同一份合同" not in (await plain.open(f"/claims/market/{each}")).text
    await make_claim(
        cast.borrower, contract_number="ht 2026 7", invoice_numbers=("44003",), face_amount=Decimal(600_000)
    )
    assert said in (await plain.open(f"/claims/market/{claim_id}")).text
