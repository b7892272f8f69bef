"""拆分转让: slices keep within their whole, are sold on their own, and go together again while none is taken."""

import asyncio
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import Cast
from claim_makers import by_quotes, make_claim, sale_terms
from paper_cases import put_paper
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.buying import Seen, purchase
from zczr.domain.claims import match_facts, selling
from zczr.domain.claims.slices import rejoin, slices_of, split
from zczr.domain.claims.slicing import Slice, slices_broken
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.refusals import NotAllowed, NotFound, Refusal, RuleBroken, WrongState

WHOLE = Decimal("590000.00")


def parts(*amounts: float, price: int = 100_000) -> list[Slice]:
    """Slices of these amounts, each by its number."""
    return [
        Slice(row, f"第{row}份", Decimal(str(amount)), min(Decimal(price), Decimal(str(amount))))
        for row, amount in enumerate(amounts, start=1)
    ]


def _buy(buyer: Actor, claim_id: int, price: Decimal) -> Any:
    return purchase(buyer, claim_id, seen=Seen(1, price), message="", submission_id=uuid.uuid4())


@pytest.mark.parametrize(
    ("slices", "field", "says"),
    [
        (parts(590_000), "name_1", "2 至 10 份"),
        (parts(), "name_1", "2 至 10 份"),
        (parts(*range(10_000, 10_011)), "name_1", "2 至 10 份"),
        (parts(200_000, 390_000.01), "amount_2", "合计 590,000.01 元，超过债权金额 590,000 元"),
        (parts(200_000, 200_000), "amount_2", "与第 1 份的金额相同"),
        ([Slice(1, "甲", Decimal(2000), Decimal(1000)), Slice(4, "甲", Decimal(3000), Decimal(1000))], "name_4", "第 1 份的名称相同"),
        ([Slice(1, "甲", Decimal(2000), Decimal(2001)), Slice(2, "乙", Decimal(3000), Decimal(3000))], "price_1", "不能高于这一份的金额"),
    ],
)  # fmt: skip
def test_what_slices_have_to_keep_to(slices: list[Slice], field: str, says: str) -> None:
    (broken,) = slices_broken(WHOLE, slices)
    assert broken.field == field
    assert says in broken.sentence


def test_slices_may_be_all_of_it_or_less() -> None:
    assert not list(slices_broken(WHOLE, parts(200_000, 390_000)))
    assert not list(slices_broken(WHOLE, parts(*range(10_000, 10_010))))


@given(st.lists(st.integers(min_value=1000, max_value=400_000), max_size=12))
def test_what_is_accepted_fits(amounts: list[int]) -> None:
    if not list(slices_broken(WHOLE, parts(*amounts))):
        assert 2 <= len(amounts) <= 10
        assert sum(amounts) <= WHOLE
        assert len(set(amounts)) == len(amounts)


async def test_slices_are_on_sale_instead_of_their_whole(cast: Cast) -> None:
    whole = await make_claim(cast.borrower, debtor_state="confirmed")
    made = await split(cast.borrower, whole, parts(200_000, 300_000), version=1)
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", whole) == "split"
    listed = await db.fetch("SELECT claim_id, title, debtor_state FROM claim_on_sale ORDER BY claim_id")
    assert [row["claim_id"] for row in listed] == list(made)
    assert [row["title"][-19:] for row in listed] == [
        "款200,000元的债权出售（第1份）",
        "款300,000元的债权出售（第2份）",
    ]
    assert {row["debtor_state"] for row in listed} == {"confirmed"}
    await _buy(cast.lender, made[0], Decimal(100_000))
    taken = (await slices_of(whole))[0]
    assert (taken.status, taken.buyer_name) == ("reserved", cast.lender.organization_name)
    assert await invariants.broken() == []


async def test_they_go_together_again_while_none_is_taken(cast: Cast) -> None:
    whole = await make_claim(cast.borrower)
    made = await split(cast.borrower, whole, parts(200_000, 300_000), version=1)
    await postings.withdraw(cast.borrower, CLAIMS, made[0])
    await rejoin(cast.borrower, whole)
    rows = await db.fetch("SELECT id, status FROM claim ORDER BY id")
    assert {row["id"]: row["status"] for row in rows} == {whole: "active", made[0]: "withdrawn", made[1]: "withdrawn"}
    again = await split(cast.borrower, whole, parts(150_000, 440_000), version=1)
    await _buy(cast.lender, again[1], Decimal(100_000))
    with pytest.raises(WrongState, match="不能取消拆分"):
        await rejoin(cast.borrower, whole)
    assert await invariants.broken() == []


async def test_slices_are_proved_by_the_papers_of_their_whole(cast: Cast) -> None:
    whole = await make_claim(cast.borrower)
    bare = await make_claim(cast.borrower, contract_number="CG-2026-0002", invoice_numbers=())
    await put_paper(cast.borrower, whole)
    made = await split(cast.borrower, whole, parts(200_000, 300_000), version=1)
    rows = await match_facts.claim_rows([*made, bare])
    assert {row["id"]: row["proven"] for row in rows} == {made[0]: True, made[1]: True, bare: False}


async def test_what_is_left_is_split_further(cast: Cast) -> None:
    whole = await make_claim(cast.borrower)
    made = await split(cast.borrower, whole, parts(200_000, 300_000), version=1)
    await _buy(cast.lender, made[0], Decimal(100_000))
    await postings.withdraw(cast.borrower, CLAIMS, made[1])
    rest = [
        Slice(1, "第2份", Decimal(250_000), Decimal(200_000)),
        Slice(2, "第3份", Decimal(140_000), Decimal(100_000)),
    ]
    more = await split(cast.borrower, whole, rest, version=1)
    assert await split(cast.borrower, whole, rest, version=1) == more
    for wrong, says in (
        (Slice(1, "第3份", Decimal(1000), Decimal(1000)), "与已拆出的一份的名称相同"),
        (Slice(1, "第4份", Decimal(140_000), Decimal(1000)), "与已拆出的一份的金额相同"),
        (Slice(1, "第4份", Decimal(1000), Decimal(1000)), "连同已拆出的，各份金额合计 591,000 元"),
    ):
        with pytest.raises(RuleBroken, match=says):
            await split(cast.borrower, whole, [wrong], version=1)
    assert await invariants.broken() == []


async def test_a_dispute_about_a_slice_is_one_about_all_of_it(cast: Cast) -> None:
    whole = await make_claim(cast.borrower, debtor_state="notified", expires_on=clock.today() + timedelta(days=2))
    made = await split(cast.borrower, whole, parts(200_000, 300_000), version=1)
    rows = await db.fetch("SELECT debtor_state, expires_on FROM claim WHERE whole_id = $1", whole)
    assert {tuple(row) for row in rows} == {("unnotified", clock.today() + timedelta(days=90))}
    await db.execute("UPDATE claim SET debtor_state = 'disputed' WHERE id = $1", made[0])
    await postings.withdraw(cast.borrower, CLAIMS, made[0])
    (further,) = await split(cast.borrower, whole, [Slice(1, "再一份", Decimal(1000), Decimal(1000))], version=1)
    assert await db.fetch_value("SELECT debtor_state FROM claim WHERE id = $1", further) == "disputed"
    await rejoin(cast.borrower, whole)
    row = await db.fetch_row("SELECT debtor_state, expires_on FROM claim WHERE id = $1", whole)
    assert row is not None
    assert tuple(row) == ("disputed", clock.today() + timedelta(days=90))


async def test_what_cannot_be_split(cast: Cast) -> None:
    quoted = await make_claim(cast.borrower, **by_quotes(contract_number="Q", invoice_numbers=()))
    whole = await make_claim(cast.borrower)
    made = await split(cast.borrower, whole, parts(200_000, 300_000), version=1)
    for claim_id, says in ((quoted, "询价出售"), (made[1], "拆分出的债权不能再拆分")):
        with pytest.raises(RuleBroken, match=says):
            await split(cast.borrower, claim_id, parts(1000, 2000), version=1)
    with pytest.raises(RuleBroken, match="超过债权金额"):
        await split(cast.borrower, whole, [Slice(1, "再一份", Decimal(90_001), Decimal(1000))], version=1)
    other = await make_claim(cast.borrower, contract_number="V", invoice_numbers=(), version=2)
    with pytest.raises(RuleBroken, match="刚刚被修改"):
        await split(cast.borrower, other, parts(1000, 2000), version=1)
    with pytest.raises(NotFound):
        await split(cast.stranger, other, parts(1000, 2000), version=2)
    with pytest.raises(NotAllowed):
        await split(cast.checker, other, parts(1000, 2000), version=2)
    with pytest.raises(NotFound):
        await rejoin(cast.stranger, whole)


async def test_a_slice_is_not_edited_by_itself(cast: Cast) -> None:
    made = await split(cast.borrower, await make_claim(cast.borrower), parts(200_000, 300_000), version=1)
    terms = sale_terms(face_amount=Decimal(500_000), contract_number="另一份", invoice_numbers=())
    with pytest.raises(WrongState, match="拆分出的债权不能修改"):
        await selling.submit(cast.borrower, Kept(uuid.uuid4(), made[0], 1), terms, [])
    assert await db.fetch_value("SELECT face_amount FROM claim WHERE id = $1", made[0]) == 200_000


@pytest.mark.committed
async def test_the_database_refuses_slices_beyond_their_whole(cast: Cast) -> None:
    whole = await make_claim(cast.borrower)
    await split(cast.borrower, whole, parts(200_000, 300_000), version=1)
    with pytest.raises(asyncpg.CheckViolationError, match="do not fit"):
        await make_claim(cast.borrower, whole_id=whole, slice_name="多", face_amount=Decimal("90000.01"))
    with pytest.raises(asyncpg.CheckViolationError, match="do not fit"):
        await db.execute("UPDATE claim SET face_amount = 300001 WHERE whole_id = $1", whole)


@pytest.mark.committed
async def test_splits_purchases_edits_and_rejoins_at_once_end_in_one_of_them(cast: Cast) -> None:
    for number in range(10):
        key = {"contract_number": f"C{number}", "invoice_numbers": ()}
        whole = await make_claim(cast.borrower, **key)
        attempts = [
            split(cast.borrower, whole, parts(200_000, 300_000), version=1),
            _buy(cast.institution, whole, Decimal("500000.00")),
            split(cast.borrower, whole, parts(100_000, 450_000, 40_000), version=1),
            selling.submit(
                cast.borrower, Kept(uuid.uuid4(), whole, 1), sale_terms(**key, asking_price=Decimal(510_000)), []
            ),
        ]
        ordered = attempts if number % 2 else attempts[::-1]
        results = await asyncio.gather(*ordered, return_exceptions=True)
        assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refusal)], results
        row = await db.fetch_row(
            "SELECT status, (SELECT coalesce(sum(face_amount), 0) FROM claim s WHERE s.whole_id = c.id) FROM claim c WHERE id = $1",
            whole,
        )
        assert row is not None
        assert (row[0], row[1]) in {
            ("split", 500_000),
            ("split", 590_000),
            ("reserved", 0),
            ("active", 0),
        }  # the edit came first
        if row[0] == "split":
            slice_id, price = await db.fetch_row(
                "SELECT id, asking_price FROM claim WHERE whole_id = $1 ORDER BY id LIMIT 1", whole
            )
            done = await asyncio.gather(
                rejoin(cast.borrower, whole), _buy(cast.lender, slice_id, price), return_exceptions=True
            )
            assert not [each for each in done if isinstance(each, Exception) and not isinstance(each, Refusal)], done
            assert sum(not isinstance(each, Exception) for each in done) == 1, done
    assert await invariants.broken() == []
