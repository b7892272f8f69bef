"""The market's rows follow every change of claims and sellers, and say of prices and titles what Python says."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import Cast
from claim_makers import by_quotes
from market_cases import put_on_sale
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.claims.market_filters import DEBTOR_STATES, KINDS
from zczr.domain.claims.pricing import annual_yield, discount_of
from zczr.domain.claims.reprice import reprice
from zczr.domain.claims.titles import pairs_of, title_search


async def _market_broken() -> list[str]:
    """What is said of rows of the market that are not as their claims; the claims here have no applications."""
    return [line for line in await invariants.broken() if "market_is_what_is_on_sale" in line]


async def _row(claim_id: int) -> db.Record | None:
    return await db.fetch_row("SELECT * FROM claim_on_sale WHERE claim_id = $1", claim_id)


async def _set(claim_id: int, **columns: object) -> None:
    sets = ", ".join(f"{column} = ${index}" for index, column in enumerate(columns, start=2))
    await db.execute(f"UPDATE claim SET {sets} WHERE id = $1", claim_id, *columns.values())
    assert await _market_broken() == []


async def _sellers(cast: Cast, **columns: object) -> None:
    for column, value in columns.items():
        await db.execute(f"UPDATE organization SET {column} = $2 WHERE id = $1", cast.borrower.organization_id, value)


@pytest.mark.parametrize("status", ["draft", "withdrawn", "closed", "reserved", "matched", "split", "expired"])
async def test_only_what_is_on_sale_is_on_the_market(cast: Cast, status: str) -> None:
    claim_id = await put_on_sale(cast.borrower, status=status)
    assert await _row(claim_id) is None
    assert await _market_broken() == []


async def test_a_claim_that_is_reserved_leaves_and_returns(cast: Cast) -> None:
    claim_id = await put_on_sale(cast.borrower)
    await _set(claim_id, status="reserved")
    assert await _row(claim_id) is None
    await _set(claim_id, status="active")
    assert await _row(claim_id) is not None


async def test_a_change_of_the_claim_is_followed(cast: Cast) -> None:
    claim_id = await put_on_sale(cast.borrower)
    due_on = clock.today() + timedelta(days=100)
    await _set(claim_id, due_on=due_on)  # another claim, unconfirmed again
    await _set(claim_id, asking_price=Decimal(550_000), title="关于甲对于乙票据600,000元的债权出售",
               debtor_state="confirmed", recourse="with", kind="bill", city_code="440600", **by_quotes())  # fmt: skip
    row = await _row(claim_id)
    assert row is not None
    assert (row["asking_price"], row["due_on"], row["debtor_state"], row["recourse"]) == (
        550_000, due_on, "confirmed", "with",
    )  # fmt: skip
    assert row["discount"] == discount_of(row["face_amount"], Decimal(550_000))
    assert row["annual_yield"] == annual_yield(row["face_amount"], Decimal(550_000), (due_on - row["yield_on"]).days)
    assert set(row["pairs"]) == pairs_of(row["title"])
    # No more quotes, no more market.
    await _set(claim_id, quotes_until=clock.today() + timedelta(days=3))
    after = await _row(claim_id)
    assert after is not None
    assert after["shown_until"] == clock.today() + timedelta(days=3)


async def test_what_changes_nothing_on_the_market_does_not_list_it_anew(cast: Cast) -> None:
    claim_id = await put_on_sale(cast.borrower)
    before = await _row(claim_id)
    await _set(claim_id, version=2, origin="供货")
    assert await _row(claim_id) == before


async def test_a_claim_is_shown_until_the_earlier_of_its_last_day_and_its_due_day(cast: Cast) -> None:
    today = clock.today()
    early = await put_on_sale(cast.borrower, expires_on=today + timedelta(days=5), due_on=today + timedelta(days=9))
    late = await put_on_sale(cast.borrower, expires_on=today + timedelta(days=50), due_on=today + timedelta(days=9))
    open_ = await put_on_sale(cast.borrower, expires_on=None, due_on=today + timedelta(days=9))
    shown = [(await _row(each))["shown_until"] - today for each in (early, late, open_)]  # type: ignore[index]
    assert [each.days for each in shown] == [5, 9, 9]


async def test_a_change_of_the_seller_is_followed(cast: Cast) -> None:
    claim_id = await put_on_sale(cast.borrower)
    await _sellers(cast, name="广州市华锐智造有限公司")
    row = await _row(claim_id)
    assert row is not None
    assert row["seller_name"] == "广州市华锐智造有限公司"
    async with db.transaction():
        await db.execute(
            """INSERT INTO credit_entry (organization_id, reason, points, subject_kind, subject_id)
               VALUES ($1, 'upheld_report', -30, 'feed_entry', 0)""", cast.borrower.organization_id,
        )  # fmt: skip
        await _sellers(cast, credit_score=70)
    assert (await _row(claim_id))["seller_score"] == 70  # type: ignore[index]
    await _sellers(cast, status="suspended")
    assert await _row(claim_id) is None
    await _sellers(cast, status="verified")
    assert await _row(claim_id) is not None


async def test_what_is_not_as_the_claim_says_is_found(cast: Cast) -> None:
    claim_id = await put_on_sale(cast.borrower)
    await db.execute("UPDATE claim_on_sale SET asking_price = 1 WHERE claim_id = $1", claim_id)
    (line,) = await _market_broken()
    assert "market_is_what_is_on_sale" in line
    await db.execute("DELETE FROM claim_on_sale")
    assert len(await _market_broken()) == 1


async def test_ranks_are_in_the_order_of_the_enumerations(database: object) -> None:
    said = await db.fetch(
        """SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a
           ON a.attrelid = d.adrelid AND a.attnum = d.adnum
           WHERE d.adrelid = 'claim_on_sale'::regclass AND a.attname IN ('kind_rank', 'debtor_rank') ORDER BY a.attnum"""
    )
    for row, members in zip(said, (KINDS, DEBTOR_STATES), strict=True):
        assert "{" + ",".join(members) + "}" in row[0]


async def test_yields_are_brought_to_the_day_in_batches_and_a_second_run_finds_nothing(cast: Cast) -> None:
    claims = [
        await put_on_sale(cast.borrower, asking_price=Decimal(500_000 + number), due_on=clock.today() + timedelta(days=days))
        for number, days in enumerate((3, 10, 100, 101, 400))
    ]  # fmt: skip
    later = clock.today() + timedelta(days=10)
    assert await reprice(later, batch=2) == 5
    for claim_id in claims:
        row = await _row(claim_id)
        assert row is not None
        assert row["annual_yield"] == (
            annual_yield(row["face_amount"], row["asking_price"], (row["due_on"] - later).days) or 0
        )
        assert row["yield_on"] == later
    assert await reprice(later, batch=2) == 0
    assert await _market_broken() == []


_cents = st.integers(1, 10**13).map(lambda number: Decimal(number) / 100)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(face=_cents, price=_cents, days=st.integers(-5, 4000))
async def test_the_database_prices_as_python_does(database: object, face: Decimal, price: Decimal, days: int) -> None:
    assert await db.fetch_value("SELECT claim_yield($1, $2, $3)", face, price, days) == (
        annual_yield(face, price, days) or 0
    )


@pytest.mark.parametrize(
    ("face", "price", "due_on", "shown"),
    [
        (590_000, 500_000, date(2018, 4, 1), "0.2737"),
        (600_000, 500_000, date(2020, 4, 2), "0.0751"),
        (700_000, 500_000, date(2019, 7, 1), "0.2098"),
    ],
)
async def test_the_rows_of_the_manual_are_priced_as_it_says(
    database: object, face: int, price: int, due_on: date, shown: str
) -> None:
    days = (due_on - date(2017, 8, 4)).days
    said = await db.fetch_value("SELECT claim_yield($1, $2, $3)", Decimal(face), Decimal(price), days)
    assert (said, annual_yield(Decimal(face), Decimal(price), days)) == (Decimal(shown), Decimal(shown))


@pytest.mark.parametrize(
    "title",
    [
        "关于中国南方重工集团对于广州市华锐精密科技有限公司应收账款600,000元的债权出售",
        "关于广州（ＡＢＣ）Ｌｔｄ．对于 乙方 公司票据1,234.50元的债权出售",
        "甲",
        "",
        "㈱东风①号〇一二",
    ],
)
async def test_the_database_reads_titles_as_python_does(database: object, title: str) -> None:
    assert set(await db.fetch_value("SELECT claim_pairs($1)", title)) == pairs_of(title)


@pytest.mark.parametrize(
    ("typed", "pairs", "pattern"),
    [
        ("重工", ("重工",), ""),
        ("南方重工", ("南方", "方重", "重工"), "%南方重工%"),
        ("广州（华锐）", ("华锐", "州华", "广州"), "%广州%华锐%"),
        ("100%_华", ("00", "0华", "10"), "%100%华%"),
        ("广州（ＡＢＣ）", ("ab", "bc", "州a", "广州"), "%广州%abc%"),
    ],
)
def test_what_is_typed_is_looked_up_by_its_pairs(typed: str, pairs: tuple[str, ...], pattern: str) -> None:
    found = title_search(typed)
    assert found is not None
    assert (found.pairs, found.pattern) == (pairs, pattern)


@pytest.mark.parametrize("typed", ["", "重", "，。", "债权", "有限公司", "关于"])
def test_what_every_title_says_is_too_little(typed: str) -> None:
    assert title_search(typed) is None
