"""询价: who may quote, sealed until the last day is over, and what ends quotes."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_makers import by_quotes, make_claim, sale_terms
from quote_cases import QUOTED, end_quoting, make_quoted_claim, quote_for, stage_of
from zczr import db
from zczr.domain import clock, invariants, rounds
from zczr.domain.claims import selling
from zczr.domain.claims.quotes import commands, queries
from zczr.domain.claims.quotes.commands import ClaimChanged, QuoteChanged, Said, give
from zczr.domain.claims.quotes.stages import QUOTE, QuoteStage
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.partners import commands as partners
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState


async def _told(organization_id: int) -> list[str]:
    rows = await db.fetch("SELECT title FROM notice WHERE organization_id = $1 ORDER BY id", organization_id)
    return [row["title"] for row in rows]


async def test_a_buyer_quotes_changes_its_quote_and_takes_it_back(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    assert await quote_for(cast.lender, claim_id, Decimal("530000"), "可提前付款") == given
    own = await queries.own_quote(cast.lender, given)
    assert (own.price, own.message, own.stage, own.may_change) == (
        Decimal("530000.00"),
        "可提前付款",
        QuoteStage.GIVEN,
        True,
    )
    await commands.withdraw(cast.lender, given)
    assert await stage_of(given) == "withdrawn"
    again = await quote_for(cast.lender, claim_id)
    assert again != given
    acts = await db.fetch("SELECT act FROM history WHERE subject_kind = 'quote' AND subject_id = $1 ORDER BY id", given)
    assert [row["act"] for row in acts] == ["give", "change", "withdraw"]
    assert await invariants.broken() == []


async def test_nobody_else_reads_a_quote_before_the_day_is_over_and_then_only_the_seller(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    until = clock.today() + timedelta(days=7)
    sealed = await queries.round_of(claim_id, until)
    assert (sealed.opened, sealed.given, sealed.received) == (False, 1, ())
    with pytest.raises(NotFound):
        await queries.received_quote(claim_id, until, given)
    for other in (cast.borrower, cast.stranger, cast.institution):
        with pytest.raises(NotFound):
            await queries.own_quote(other, given)
    assert not any("520" in said for said in await _told(cast.borrower.organization_id))
    await end_quoting(claim_id)
    opened = await queries.round_of(claim_id, clock.today() - timedelta(days=1))
    assert [each.price for each in opened.received] == [QUOTED]


async def test_a_round_closed_early_never_opens_what_was_sealed(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    await commands.close(cast.borrower, claim_id)
    assert await stage_of(given) == "lapsed"
    until = await db.fetch_value("SELECT quotes_until FROM claim WHERE id = $1", claim_id)
    assert (await queries.round_of(claim_id, until)).received == ()
    assert "询价已结束" in (await _told(cast.lender.organization_id))[-1]
    # Nothing is taken any more until the seller sets another day.
    with pytest.raises(WrongState, match="报价已经截止"):
        await quote_for(cast.stranger, claim_id, version=2)


@pytest.mark.parametrize(
    ("who", "more", "price", "says"),
    [
        ("borrower", {}, QUOTED, "自己出售"),
        ("lender", {"debtor_uscc": "91440101MA59FY009L"}, QUOTED, "债务方"),
        ("lender", {}, Decimal("590000.01"), "不能高于债权金额"),
        ("lender", {"recourse": "with"}, Decimal("500000"), "只有持牌机构"),
        ("lender", {"quote_scope": "invited"}, QUOTED, "只接受受邀单位"),
    ],
)
async def test_who_may_not_quote_is_told_why(
    cast: Cast, who: str, more: dict[str, Any], price: Decimal, says: str
) -> None:
    claim_id = await make_quoted_claim(cast.borrower, **more)
    with pytest.raises(RuleBroken, match=says):
        await quote_for(getattr(cast, who), claim_id, price)
    assert await db.fetch_value("SELECT count(*) FROM quote") == 0


async def test_after_its_last_day_a_round_takes_no_quote(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower, days=-1)
    with pytest.raises(WrongState, match="报价已经截止"):
        await quote_for(cast.lender, claim_id)
    assert await db.fetch_value("SELECT count(*) FROM quote") == 0


async def test_the_cap_binds_by_the_price_quoted(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower, recourse="with")
    await quote_for(cast.lender, claim_id, Decimal("580000"))
    await quote_for(cast.institution, claim_id, Decimal("500000"))


async def test_a_fixed_price_takes_no_quotes_and_quotes_take_no_purchase(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="按定价出售"):
        await quote_for(cast.lender, await make_claim(cast.borrower))


async def test_the_last_day_counts_in_full(cast: Cast) -> None:
    await quote_for(cast.lender, await make_quoted_claim(cast.borrower, days=0))


async def test_strangers_and_those_without_the_right_change_nothing(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    for attempt in (commands.withdraw(cast.stranger, given), commands.close(cast.stranger, claim_id)):
        with pytest.raises(NotFound):
            await attempt
    for attempt in (
        commands.withdraw(cast.lender_checker, given),
        commands.close(cast.clerk, claim_id),
        give(cast.newcomer, claim_id, Said(QUOTED, "", 1), submission_id=uuid.uuid4()),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    await partners.block(cast.borrower, cast.stranger.organization_id)
    with pytest.raises(NotFound):
        await quote_for(cast.stranger, claim_id)
    assert await stage_of(given) == "given"


async def test_two_windows_of_one_buyer_do_not_overwrite_each_other(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    await quote_for(cast.lender, claim_id, Decimal("530000"))
    for seen in ("2026-11-01T00:00:00+00:00", ""):
        with pytest.raises(QuoteChanged, match="已改为 530,000 元"):
            await give(cast.lender, claim_id, Said(Decimal("540000"), "", 1, seen), submission_id=uuid.uuid4())
    assert (await queries.own_quote(cast.lender, given)).price == 530_000


async def test_an_old_form_sent_again_after_its_quote_was_taken_back_quotes(cast: Cast) -> None:
    claim_id, submission = await make_quoted_claim(cast.borrower), uuid.uuid4()
    first = await give(cast.lender, claim_id, Said(QUOTED, "", 1), submission_id=submission)
    await commands.withdraw(cast.lender, first)
    again = await give(cast.lender, claim_id, Said(Decimal("515000"), "", 1), submission_id=submission)
    assert (await stage_of(again), (await queries.own_quote(cast.lender, again)).price) == ("given", 515_000)


async def test_each_round_has_its_own_quotes_and_its_own_invitation(cast: Cast) -> None:
    until, asked = clock.today() + timedelta(days=5), ("广州市远航供应链有限公司",)
    round_ = {"sale_mode": "quotes", "quote_scope": "invited", "invited": asked}
    claim_id = await selling.submit(cast.borrower, Kept(uuid.uuid4()), sale_terms(**round_, quotes_until=until), [])
    await quote_for(cast.lender, claim_id)
    await commands.close(cast.borrower, claim_id)
    assert await commands.tell_of_opened() == 0
    later = sale_terms(**round_, quotes_until=until + timedelta(days=2))
    await selling.submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 2), later, [])
    told = [said.partition("：")[0] for said in await _told(cast.lender.organization_id)]
    assert told == ["邀请贵单位报价", "询价已结束", "邀请贵单位报价"]
    assert (await queries.round_of(claim_id, until + timedelta(days=2))).given == 0


async def test_a_quote_binds_once_the_seller_reads_it(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    await end_quoting(claim_id)
    with pytest.raises(WrongState, match="不能再撤回"):
        await commands.withdraw(cast.lender, given)
    with pytest.raises(WrongState, match="报价已经截止"):
        await quote_for(cast.lender, claim_id, Decimal("1000"))
    assert (await queries.own_quote(cast.lender, given)).price == QUOTED


async def test_a_claim_that_was_edited_meanwhile_is_read_anew(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower, version=2)
    with pytest.raises(ClaimChanged) as caught:
        await quote_for(cast.lender, claim_id)
    assert caught.value.version == 2


async def test_what_is_quoted_for_is_not_edited(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    await quote_for(cast.lender, claim_id)
    with pytest.raises(WrongState, match="结束询价，再修改"):
        await selling.submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 1), sale_terms(), [])
    await commands.close(cast.borrower, claim_id)
    await selling.submit(cast.borrower, Kept(uuid.uuid4(), claim_id, 2), sale_terms(), [])
    row = await db.fetch_row("SELECT sale_mode, quotes_until, expires_on FROM claim WHERE id = $1", claim_id)
    assert row is not None
    assert tuple(row) == ("fixed", None, clock.today() + timedelta(days=90))


@pytest.mark.parametrize("end", [postings.withdraw, postings.close])
async def test_what_is_quoted_for_is_not_taken_away_by_hand(cast: Cast, end: Any) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    with pytest.raises(WrongState, match="先由管理员或复核结束询价"):
        await end(cast.borrower, CLAIMS, claim_id)
    assert await stage_of(given) == "given"
    await commands.close(cast.borrower, claim_id)
    await end(cast.borrower, CLAIMS, claim_id)
    assert await invariants.broken() == []


async def test_quotes_lapse_with_their_claim(cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    given = await quote_for(cast.lender, claim_id)
    await rounds.expire_postings(clock.today() + timedelta(days=18))
    assert await stage_of(given) == "lapsed"
    assert "询价已结束" in (await _told(cast.lender.organization_id))[-1]
    assert await invariants.broken() == []


async def test_an_invitation_is_told_once_and_lets_in_whom_it_names(cast: Cast) -> None:
    until = clock.today() + timedelta(days=5)
    asked = ("广州市远航供应链有限公司", "91441900MA51QJ0001")
    terms = sale_terms(sale_mode="quotes", quotes_until=until, quote_scope="invited", invited=asked)
    claim_id = await selling.submit(cast.borrower, Kept(uuid.uuid4()), terms, [])
    for invited in (cast.lender, cast.stranger):
        assert [said.partition("：")[0] for said in await _told(invited.organization_id)] == ["邀请贵单位报价"]
    await quote_for(cast.lender, claim_id)
    with pytest.raises(RuleBroken, match="只接受受邀单位"):
        await quote_for(cast.institution, claim_id)
    assert await db.fetch_value("SELECT expires_on FROM claim WHERE id = $1", claim_id) == until + timedelta(days=10)


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"quotes_until": None}, "quotes_until", "请填写报价截止日"),
        ({"quotes_until": timedelta(0)}, "quotes_until", "明天至 30 天"),
        ({"quotes_until": timedelta(1)}, None, ""),
        ({"quotes_until": timedelta(30)}, None, ""),
        ({"quotes_until": timedelta(31)}, "quotes_until", "明天至 30 天"),
        ({"quotes_until": timedelta(9), "due_on": timedelta(10)}, "quotes_until", "留出一天"),
        ({"quotes_until": timedelta(8), "due_on": timedelta(10)}, None, ""),
        ({"quote_scope": ""}, "quote_scope", "由谁报价"),
        ({"quote_scope": "invited"}, "invited", "请填写邀请的单位"),
        ({"quote_scope": "invited", "invited": ("查无此企业",)}, "invited", "没有找到已认证的会员“查无此企业”"),
        ({"quote_scope": "invited", "invited": ("广州市华锐精密科技有限公司",)}, "invited", "不能邀请贵单位自己"),
        ({"quote_scope": "invited", "invited": tuple(f"第{n}家" for n in range(51))}, "invited", "最多邀请 50 家"),
        ({"reserve_price": Decimal("590000.01")}, "reserve_price", "底价不能高于债权金额"),
        ({"reserve_price": Decimal("590000")}, None, ""),
    ],
)
async def test_the_terms_of_a_round(cast: Cast, more: dict[str, Any], field: str | None, says: str) -> None:
    dated = {name: clock.today() + value if isinstance(value, timedelta) else value for name, value in more.items()}
    round_ = {"sale_mode": "quotes", "quotes_until": clock.today() + timedelta(days=5), "quote_scope": "open"}
    terms = sale_terms(**{**round_, **dated})
    if field is None:
        assert await selling.submit(cast.borrower, Kept(uuid.uuid4()), terms, [])
        return
    with pytest.raises(RuleBroken, match=says) as caught:
        await selling.submit(cast.borrower, Kept(uuid.uuid4()), terms, [])
    assert caught.value.field == field
    assert await db.fetch_value("SELECT count(*) FROM quote_invitation") == 0


async def test_the_seller_is_told_once_when_the_quotes_open(cast: Cast) -> None:
    open_, empty = (
        await make_quoted_claim(cast.borrower),
        await make_claim(cast.partner, **by_quotes(contract_number="E", invoice_numbers=())),
    )
    await quote_for(cast.lender, open_)
    assert await commands.tell_of_opened() == 0
    await end_quoting(open_)
    await end_quoting(empty)
    for _ in range(2):
        assert await commands.tell_of_opened() == 2
    assert [said.partition("：")[0] for said in await _told(cast.borrower.organization_id)] == ["报价已截止，收到 1 份"]
    assert [said.partition("：")[0] for said in await _told(cast.partner.organization_id)] == [
        "报价已截止，没有收到报价"
    ]


def test_every_way_between_states() -> None:
    ways = {(one, other) for one in QuoteStage for other in QuoteStage if QUOTE.allows(one, other)}
    assert ways == {(QuoteStage.GIVEN, other) for other in QuoteStage if other is not QuoteStage.GIVEN}
