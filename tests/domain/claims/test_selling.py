"""A claim is put on sale once, as its seller says it, and what its debtor confirmed is forgotten when it becomes another."""

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_makers import make_claim, sale_terms
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations, queries, selling
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState


async def _sell(actor: Actor, terms: SaleTerms | None = None) -> int:
    return await selling.submit(actor, Kept(uuid.uuid4()), terms or sale_terms(), [])


async def test_a_sale_is_titled_as_the_manual_does_and_open_until_the_day_before_it_falls_due(cast: Cast) -> None:
    long, short = await _sell(cast.borrower), sale_terms(contract_number="B", invoice_numbers=(), due_on=_in_days(20))
    row = await db.fetch_row("SELECT title, status, expires_on FROM claim WHERE id = $1", long)
    assert row["title"] == "关于广州市宏达机械有限公司对于广州市华锐精密科技有限公司应收账款590,000元的债权出售"
    assert (row["status"], row["expires_on"]) == ("active", clock.today() + timedelta(days=90))
    assert (await queries.own_claim(cast.clerk, await _sell(cast.borrower, short))).expires_on == _in_days(19)


def _in_days(days: int) -> Any:
    return clock.today() + timedelta(days=days)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"pledged": True}, "请先解除质押登记"),
        ({"debtor_uscc": "91440101MA5CBX0003"}, "债务方不能是贵单位自己"),
        ({"asking_price": Decimal("590000.01")}, "不能高于债权金额"),
        ({"due_on": "today"}, "已到期"),
        ({"starts_on": "tomorrow"}, "起始日不能晚于今天"),
    ],
)
async def test_what_may_not_be_sold_is_refused_and_nothing_kept(cast: Cast, changed: dict[str, Any], says: str) -> None:
    days = {"today": clock.today(), "tomorrow": _in_days(1)}
    terms = replace(sale_terms(), **{name: days.get(str(value), value) for name, value in changed.items()})
    with pytest.raises(RuleBroken, match=says):
        await _sell(cast.borrower, terms)
    assert await db.fetch_value("SELECT count(*) FROM claim") == 0


async def test_at_its_face_amount_a_claim_may_be_sold(cast: Cast) -> None:
    assert await _sell(cast.borrower, sale_terms(asking_price=Decimal("590000")))


async def test_who_waits_for_verification_keeps_a_draft_only(cast: Cast) -> None:
    draft = await selling.save_draft(cast.newcomer, Kept(uuid.uuid4()), sale_terms(), [])
    with pytest.raises(RuleBroken, match="尚未通过认证"):
        await selling.submit(cast.newcomer, Kept(uuid.uuid4(), draft, 1), sale_terms(), [])
    with pytest.raises(NotAllowed):
        await selling.save_draft(cast.checker, Kept(uuid.uuid4()), sale_terms(), [])
    with pytest.raises(NotFound):
        await queries.own_claim(cast.stranger, draft)


@pytest.mark.parametrize("status", ["active", "reserved", "matched"])
async def test_the_same_claim_is_refused_and_named_to_its_owner_only(cast: Cast, status: str) -> None:
    first = await make_claim(cast.borrower, status=status)
    with pytest.raises(RuleBroken, match=f"编号 {first}") as own:
        await _sell(cast.borrower)
    assert own.value.field == "contract_number"
    with pytest.raises(RuleBroken, match="已在平台登记出售") as others:
        await _sell(cast.stranger)
    assert "华锐" not in others.value.sentence
    assert str(first) not in others.value.sentence


@pytest.mark.parametrize(
    "changed",
    [
        {"contract_number": "另一份"}, {"invoice_numbers": ("44003",)}, {"face_amount": Decimal("590000.01")},
        {"debtor_uscc": "91440101MA5D000024"},
    ],
)  # fmt: skip
async def test_another_claim_of_the_same_debtor_is_another_claim(cast: Cast, changed: dict[str, Any]) -> None:
    await make_claim(cast.borrower, invoice_numbers=())
    terms = sale_terms(**{"invoice_numbers": (), **changed})
    assert await _sell(cast.borrower, terms)


async def test_without_invoices_another_creditor_has_another_claim(cast: Cast) -> None:
    await make_claim(cast.borrower, invoice_numbers=())
    assert await _sell(cast.stranger, sale_terms(invoice_numbers=()))


@pytest.mark.parametrize("status", ["withdrawn", "closed", "expired", "draft"])
async def test_what_was_taken_back_may_be_put_on_sale_again(cast: Cast, status: str) -> None:
    await make_claim(cast.borrower, status=status)
    assert await _sell(cast.borrower)


@pytest.mark.parametrize(
    ("changed", "state"),
    [({"asking_price": Decimal("480000")}, "confirmed"), ({"face_amount": Decimal("580000")}, "unnotified")],
)
async def test_a_debtor_has_confirmed_this_claim_and_no_other(cast: Cast, changed: dict[str, Any], state: str) -> None:
    claim_id = await make_claim(cast.borrower, debtor_state="confirmed")
    await selling.submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 1), sale_terms(**changed), [])
    assert await db.fetch_value("SELECT debtor_state FROM claim WHERE id = $1", claim_id) == state


async def test_what_is_reserved_is_neither_edited_nor_withdrawn(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, status="reserved")
    with pytest.raises(WrongState):
        await selling.submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 1), sale_terms(), [])
    with pytest.raises(WrongState):
        await postings.withdraw(cast.borrower, CLAIMS, claim_id)
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "reserved"


@pytest.mark.parametrize(
    "changed",
    [
        {"face_amount": Decimal("590000.01")},
        {"debtor_uscc": "91440101MA5D000024"},
        {"invoice_numbers": ("44002", "44009")},
    ],
)
async def test_an_invoice_of_a_debtor_backs_one_claim_however_it_is_written(
    cast: Cast, changed: dict[str, Any]
) -> None:
    await make_claim(cast.borrower)
    with pytest.raises(RuleBroken, match="只能出售一次"):
        await _sell(cast.stranger, sale_terms(contract_number="另一份", **changed))


async def test_a_request_to_confirm_ends_with_the_claim_that_was_asked_about(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await confirmations.ask(cast.borrower, claim_id, email="a@b.cn")
    await selling.submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 1), sale_terms(asking_price=Decimal("490000")), [])
    assert await db.fetch_value("SELECT status FROM debtor_confirmation") == "asked"
    await selling.submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 2), sale_terms(face_amount=Decimal("580000")), [])
    row = await db.fetch_row("SELECT status, reason FROM debtor_confirmation")
    assert (row["status"], "债权信息已修改" in row["reason"]) == ("called_off", True)


async def test_a_dispute_is_not_got_rid_of_by_selling_anew(cast: Cast) -> None:
    claim_id = await _sell(cast.borrower)
    await db.execute("UPDATE claim SET debtor_state = 'disputed' WHERE id = $1", claim_id)
    await postings.withdraw(cast.borrower, CLAIMS, claim_id)
    again = await _sell(cast.borrower)
    assert await db.fetch_value("SELECT debtor_state FROM claim WHERE id = $1", again) == "disputed"


async def test_another_hyphen_is_no_other_contract(cast: Cast) -> None:
    await _sell(cast.borrower, sale_terms(contract_number="HT-2026-901", invoice_numbers=()))
    with pytest.raises(RuleBroken, match="正在出售"):
        await _sell(cast.borrower, sale_terms(contract_number="ht 2026 901", invoice_numbers=()))
