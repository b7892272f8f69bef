"""The seller's choice among quotes, and many who press at once."""

import asyncio
import uuid
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_makers import make_claim
from quote_cases import QUOTED, end_quoting, make_quoted_claim, quote_for, stage_of
from zczr import db
from zczr.domain import invariants
from zczr.domain.applications import expiry
from zczr.domain.applications.buying import Seen, purchase
from zczr.domain.applications.quoting import choose
from zczr.domain.claims.quotes import commands
from zczr.domain.claims.quotes.commands import Said, give
from zczr.domain.claims.quotes.queries import round_of
from zczr.domain.partners import commands as partners
from zczr.domain.refusals import NotAllowed, NotFound, Refusal, RuleBroken, WrongState


async def _opened(cast: Cast, **more: Any) -> tuple[int, dict[str, int]]:
    """A claim with three quotes that can be read now."""
    claim_id = await make_quoted_claim(cast.borrower, **more)
    prices = {"lender": QUOTED, "stranger": Decimal("530000"), "institution": Decimal("480000")}
    quotes = {who: await quote_for(getattr(cast, who), claim_id, price) for who, price in prices.items()}
    await end_quoting(claim_id)
    return claim_id, quotes


async def test_the_chosen_one_has_the_claim_at_its_price_and_the_others_are_told(cast: Cast) -> None:
    claim_id, quotes = await _opened(cast)
    made = await choose(cast.borrower, claim_id, quotes["lender"])
    application = await db.fetch_row("SELECT * FROM application WHERE id = $1", made)
    assert application is not None
    assert (application["status"], application["amount"]) == ("approved", QUOTED)
    assert (application["applicant_id"], application["buyer_id"]) == (cast.lender.organization_id,) * 2
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "reserved"
    assert {who: await stage_of(quote_id) for who, quote_id in quotes.items()} == {
        "lender": "chosen", "stranger": "passed_over", "institution": "passed_over",
    }  # fmt: skip
    told = await db.fetch("SELECT title FROM notice WHERE organization_id = $1", cast.stranger.organization_id)
    assert [row["title"].partition("：")[0] for row in told] == ["未选中贵单位的报价"]
    told = await db.fetch("SELECT title FROM notice WHERE organization_id = $1", cast.lender.organization_id)
    assert [row["title"].partition("：")[0] for row in told] == ["已选中贵单位的报价 520,000 元"]
    with pytest.raises(WrongState, match="贵单位已选择广州市远航供应链有限公司的报价 520,000 元"):
        await choose(cast.borrower, claim_id, quotes["stranger"])
    assert await choose(cast.borrower, claim_id, quotes["lender"]) == made
    assert await invariants.broken() == []


async def test_a_choice_is_the_sellers_and_of_who_decides_and_after_the_day(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    with pytest.raises(RuleBroken, match="截止后才能"):
        await choose(cast.borrower, claim_id, given)
    await end_quoting(claim_id)
    with pytest.raises(NotFound):
        await choose(cast.stranger, claim_id, given)
    with pytest.raises(NotFound):
        await choose(cast.borrower, await make_claim(cast.borrower, contract_number="X", invoice_numbers=()), given)
    with pytest.raises(NotAllowed):
        await choose(cast.clerk, claim_id, given)
    assert await stage_of(given) == "given"


async def test_below_the_reserve_or_with_who_keeps_apart_nothing_is_chosen(cast: Cast) -> None:
    claim_id, quotes = await _opened(cast, reserve_price=Decimal("520000.01"))
    with pytest.raises(RuleBroken, match="低于底价"):
        await choose(cast.borrower, claim_id, quotes["lender"])
    await partners.block(cast.stranger, cast.borrower.organization_id)
    with pytest.raises(RuleBroken, match="目前不能与这家买方交易"):
        await choose(cast.borrower, claim_id, quotes["stranger"])
    assert await db.fetch_value("SELECT count(*) FROM application") == 0


async def test_a_withdrawn_quote_is_not_chosen(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    await commands.withdraw(cast.lender, given)
    await end_quoting(claim_id)
    with pytest.raises(WrongState):
        await choose(cast.borrower, claim_id, given)
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "active"


async def test_a_choice_that_comes_to_nothing_frees_the_claim(cast: Cast) -> None:
    claim_id, quotes = await _opened(cast)
    made = await choose(cast.borrower, claim_id, quotes["lender"])
    await db.execute("UPDATE application SET confirm_due_at = now() - interval '1 minute' WHERE id = $1", made)
    assert await expiry.expire_due() == 1
    assert await db.fetch_value("SELECT status FROM claim WHERE id = $1", claim_id) == "active"
    assert (await round_of(claim_id, None)).given == 0
    assert await invariants.broken() == []


async def test_a_claim_sold_by_quotes_is_not_bought_at_its_reference_price(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    with pytest.raises(RuleBroken, match="通过询价出售"):
        await purchase(
            cast.lender, claim_id, seen=Seen(1, Decimal("500000.00")), message="", submission_id=uuid.uuid4()
        )


@pytest.mark.committed
async def test_a_double_click_is_one_quote(cast: Cast) -> None:
    claim_id, submission = await make_quoted_claim(cast.borrower), uuid.uuid4()
    said = Said(QUOTED, "", 1)
    results = await asyncio.gather(*(give(cast.lender, claim_id, said, submission_id=submission) for _ in range(20)))
    assert len(set(results)) == 1
    # Two windows of one buyer are two forms, and still one quote.
    await asyncio.gather(*(quote_for(cast.lender, claim_id, QUOTED + n) for n in range(10)), return_exceptions=True)
    assert await db.fetch_value("SELECT count(*) FROM quote") == 1
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_of_three_choices_at_once_one_holds(cast: Cast) -> None:
    claim_id, quotes = await _opened(cast)
    results = await asyncio.gather(
        *(choose(cast.borrower, claim_id, quote_id) for quote_id in quotes.values() for _ in range(3)),
        commands.close(cast.borrower, claim_id),
        return_exceptions=True,
    )
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refusal)], results
    made = {each for each in results if isinstance(each, int)}
    assert len(made) <= 1
    assert await db.fetch_value("SELECT count(*) FROM application") == len(made)
    assert await db.fetch_value("SELECT count(*) FROM quote WHERE status = 'chosen'") == len(made)
    assert await db.fetch_value("SELECT count(*) FROM quote WHERE status = 'given'") == 0
    assert await invariants.broken() == []
