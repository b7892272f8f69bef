"""What a contract has to keep to before it is filed: law, postings, dates, both sides of every threshold."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases import make_deal, make_position, make_upload
from cast import Cast
from domain.contracts.filing_cases import agree, filing_of, refuse, sign, status_of
from zczr import db
from zczr.domain import clock
from zczr.domain.refusals import RuleBroken, WrongState

YEAR = timedelta(days=365)


async def approved(cast: Cast) -> int:
    """An application that waits for its contract."""
    return await make_deal(cast.borrower, cast.lender, status="approved")


async def refused(cast: Cast, application_id: int, **more: Any) -> RuleBroken:
    """Why the borrower's filing is refused; nothing of it stays."""
    with pytest.raises(RuleBroken) as refusal:
        await sign(cast.borrower, application_id, **more)
    assert await status_of(application_id) == "approved"
    assert await db.fetch_value("SELECT count(*) FROM contract_filing WHERE status = 'filed'") == 0
    return refusal.value


@pytest.mark.parametrize(
    ("typed", "allowed", "field"),
    [
        ({"rate": "0.12"}, True, ""),
        ({"rate": "0.120001"}, False, "rate"),
        ({"rate": "0"}, True, ""),
        ({"default_rate": "0.12"}, True, ""),
        ({"default_rate": "0.120001"}, False, "default_rate"),
        ({"default_rate": "0.10", "other_charges": "2000"}, True, ""),
        ({"default_rate": "0.10", "other_charges": "2000.01"}, False, "default_rate"),
        ({"rate": "0.10", "other_charges": "2000"}, True, ""),
        ({"rate": "0.10", "other_charges": "2000.01"}, False, "other_charges"),
    ],
)
async def test_interest_default_interest_and_charges_stay_within_four_times_the_lpr(
    cast: Cast, typed: dict[str, str], allowed: bool, field: str
) -> None:
    application_id = await approved(cast)
    figures = {name: Decimal(text) for name, text in typed.items()}
    if allowed:
        await sign(cast.borrower, application_id, **figures)
        assert await status_of(application_id) == "approved_unconfirmed"
    else:
        refusal = await refused(cast, application_id, **figures)
        assert (refusal.field, "12.00%" in refusal.sentence) == (field, True)


async def test_the_lpr_of_the_day_of_signing_counts_and_at_confirmation_that_of_the_day(cast: Cast) -> None:
    today = clock.today()
    await db.execute("INSERT INTO lpr (published_on, rate) VALUES ($1, 0.025)", today)
    application_id = await approved(cast)
    refusal = await refused(cast, application_id, rate=Decimal("0.11"))
    assert "10.00%" in refusal.sentence
    await sign(cast.borrower, application_id, rate=Decimal("0.11"), signed_on=today - timedelta(days=1))
    with pytest.raises(RuleBroken, match=r"10\.00%"):
        await agree(cast.lender, await filing_of(application_id))
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_charges_are_counted_again_at_confirmation(cast: Cast) -> None:
    application_id = await approved(cast)
    await sign(cast.borrower, application_id, rate=Decimal("0.08"), other_charges=Decimal("3000"))
    await db.execute("INSERT INTO lpr (published_on, rate) VALUES ($1, 0.0270)", clock.today())
    with pytest.raises(RuleBroken, match=r"11\.00%，超过法定上限 10\.80%"):
        await agree(cast.lender, await filing_of(application_id))


async def test_a_licensed_institution_is_outside_the_cap_and_whoever_files_says_that_the_cost_is_known(
    cast: Cast,
) -> None:
    application_id = await make_deal(cast.borrower, cast.institution, status="approved")
    terms = {"rate": Decimal("0.15"), "other_charges": Decimal("5000")}
    for side in (cast.institution, cast.borrower):
        with pytest.raises(RuleBroken, match=r"综合年化成本 20\.00%，超过 4 倍 LPR（12\.00%）") as refusal:
            await sign(side, application_id, **terms)
        assert refusal.value.field == "cost_known"
    known = refusal.value.data["warning"]
    with pytest.raises(RuleBroken, match=r"综合年化成本 41\.00%"):
        await sign(cast.institution, application_id, cost_known=known, **{**terms, "rate": Decimal("0.36")})
    await sign(cast.institution, application_id, cost_known=known, **terms)
    await agree(cast.borrower, await filing_of(application_id))
    assert await status_of(application_id) == "confirmed"


async def test_saying_that_the_cost_is_known_opens_the_cap_to_no_unlicensed_lender(cast: Cast) -> None:
    refusal = await refused(cast, await approved(cast), rate=Decimal("0.15"), cost_known="综合年化成本 15.00%")
    assert refusal.field == "rate"


async def test_before_the_lpr_begins_nothing_can_be_checked(cast: Cast) -> None:
    early = date(2019, 8, 19)
    application_id = await approved(cast)
    refusal = await refused(cast, application_id, signed_on=early, starts_on=early, ends_on=early + YEAR)
    assert refusal.field == "signed_on"


@pytest.mark.parametrize(
    ("days", "field", "says"),
    [
        ({"signed_on": 1, "starts_on": 1}, "signed_on", "不能晚于今天"),
        ({"signed_on": 0, "starts_on": -1}, "starts_on", "不能早于签订日期"),
        ({"starts_on": 10, "ends_on": 10}, "ends_on", "晚于开始日期"),
        ({"starts_on": 10, "ends_on": 9}, "ends_on", "晚于开始日期"),
        ({"ends_on": 3661}, "ends_on", "最长 10 年"),
        ({"starts_on": 367, "ends_on": 400}, "starts_on", "一年内开始"),
    ],
)
async def test_dates_that_cannot_be_are_named(cast: Cast, days: dict[str, int], field: str, says: str) -> None:
    application_id = await approved(cast)
    dates = {name: clock.today() + timedelta(days=ahead) for name, ahead in days.items()}
    refusal = await refused(cast, application_id, **dates)
    assert (refusal.field, says in refusal.sentence) == (field, True)


@pytest.mark.parametrize("days", [1, 3660])
async def test_a_contract_runs_from_a_day_to_ten_years(cast: Cast, days: int) -> None:
    application_id = await approved(cast)
    await sign(cast.borrower, application_id, ends_on=clock.today() + timedelta(days=days))
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_the_amount_may_reach_but_not_pass_what_both_postings_allow(cast: Cast) -> None:
    application_id = await approved(cast)
    refusal = await refused(cast, application_id, amount=Decimal("100000.01"))
    assert (refusal.field, "100,000 元" in refusal.sentence) == ("amount", True)
    await sign(cast.borrower, application_id, amount=Decimal("100000"))
    assert await status_of(application_id) == "approved_unconfirmed"


@pytest.mark.parametrize("amount", ["0", "-1"])
async def test_an_amount_of_nothing_is_no_loan(cast: Cast, amount: str) -> None:
    refusal = await refused(cast, await approved(cast), amount=Decimal(amount))
    assert refusal.field == "amount"


@pytest.mark.parametrize(("owed", "allowed"), [("900000", True), ("900000.01", False)])
async def test_one_borrower_owes_unlicensed_lenders_at_most_a_million(cast: Cast, owed: str, allowed: bool) -> None:
    await make_position(cast.borrower, cast.partner, principal=Decimal(owed))
    application_id = await approved(cast)
    if allowed:
        await sign(cast.borrower, application_id)
        await agree(cast.lender, await filing_of(application_id))
        assert await status_of(application_id) == "confirmed"
    else:
        refusal = await refused(cast, application_id)
        assert (refusal.field, "100 万元" in refusal.sentence) == ("amount", True)


async def test_room_that_went_between_filing_and_confirming_is_missed_at_confirming(cast: Cast) -> None:
    application_id = await approved(cast)
    await sign(cast.borrower, application_id)
    await make_position(cast.borrower, cast.partner, principal=Decimal("950000"))
    with pytest.raises(RuleBroken, match="100 万元"):
        await agree(cast.lender, await filing_of(application_id))
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_a_ninth_paid_loan_of_an_unlicensed_lender_is_the_last(cast: Cast) -> None:
    for _ in range(8):
        await make_position(cast.stranger, cast.lender, principal=Decimal("1000"))
    application_id = await approved(cast)
    await sign(cast.borrower, application_id)
    await make_position(cast.stranger, cast.lender, principal=Decimal("1000"))
    with pytest.raises(RuleBroken, match="职业放贷"):
        await agree(cast.lender, await filing_of(application_id))


async def test_everything_that_is_broken_is_told_at_once_with_the_password_and_the_scan(cast: Cast) -> None:
    today = clock.today()
    await make_position(cast.borrower, cast.partner, principal=Decimal("950000"))
    refusal = await refused(
        cast, await approved(cast), password="Zczr-2025", scans=[], signed_on=today + timedelta(days=1), starts_on=today,
        ends_on=today, amount=Decimal("200000"), rate=Decimal("0.13"), default_rate=Decimal("0.2"),
    )  # fmt: skip
    fields = [each.field for each in (refusal, *refusal.others)]
    assert fields == [
        "signed_on", "starts_on", "ends_on", "amount", "amount", "rate", "default_rate", "scan", "password",
    ]  # fmt: skip


async def test_what_changed_since_the_filing_is_told_together_with_the_password_at_confirming(cast: Cast) -> None:
    application_id = await approved(cast)
    await sign(cast.borrower, application_id, rate=Decimal("0.12"))
    await db.execute("INSERT INTO lpr (published_on, rate) VALUES ($1, 0.025)", clock.today())
    await make_position(cast.borrower, cast.partner, principal=Decimal("950000"))
    with pytest.raises(RuleBroken) as refusal:
        await agree(cast.lender, await filing_of(application_id), password="Zczr-2025")
    assert [each.field for each in (refusal.value, *refusal.value.others)] == ["rate", "amount", "password"]
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_a_double_submit_with_a_wrong_password_is_told_so(cast: Cast) -> None:
    application_id, submission = await approved(cast), uuid.uuid4()
    await sign(cast.borrower, application_id, submission=submission)
    with pytest.raises(RuleBroken) as refusal:
        await sign(cast.borrower, application_id, submission=submission, password="Zczr-2025")
    assert refusal.value.field == "password"


async def test_the_password_is_asked_again_on_both_sides(cast: Cast) -> None:
    application_id = await approved(cast)
    assert (await refused(cast, application_id, password="Zczr-2025")).field == "password"
    await sign(cast.borrower, application_id)
    with pytest.raises(RuleBroken) as refusal:
        await agree(cast.lender, await filing_of(application_id), password="")
    assert refusal.value.field == "password"
    assert await status_of(application_id) == "approved_unconfirmed"


async def test_a_scan_of_ones_own_that_nothing_else_uses_is_needed(cast: Cast) -> None:
    application_id = await approved(cast)
    used = await make_upload(cast.borrower, subject_kind="organization", subject_id=cast.borrower.organization_id)
    for scans in ([], [await make_upload(cast.lender)], [used], [10**9]):
        assert (await refused(cast, application_id, scans=scans)).field == "scan"


async def test_a_form_used_for_one_application_is_refused_for_another(cast: Cast) -> None:
    first, second, submission = await approved(cast), await approved(cast), uuid.uuid4()
    await sign(cast.borrower, first, submission=submission)
    with pytest.raises(RuleBroken, match="已用于另一份申请"):
        await sign(cast.borrower, second, submission=submission)
    with pytest.raises(RuleBroken) as refusal:
        await sign(cast.borrower, second, submission=submission, password="Zczr-2025")
    assert [each.field for each in (refusal.value, *refusal.value.others)] == ["", "password"]
    assert await status_of(second) == "approved"


async def test_a_form_righted_after_its_return_and_sent_twice_is_filed_once(cast: Cast) -> None:
    application_id, submission = await approved(cast), uuid.uuid4()
    await sign(cast.borrower, application_id, submission=submission)
    await refuse(cast.lender, await filing_of(application_id))
    for _ in range(2):
        await sign(cast.borrower, application_id, submission=submission, rate=Decimal("0.06"))
    rows = await db.fetch("SELECT status FROM contract_filing ORDER BY id")
    assert [row[0] for row in rows] == ["returned", "filed"]


async def test_who_is_late_is_told_where_the_contract_stands(cast: Cast) -> None:
    application_id = await approved(cast)
    await sign(cast.borrower, application_id)
    for side, says in ((cast.borrower, "等待对方确认"), (cast.lender, "核对后确认，或者退回")):
        with pytest.raises(WrongState, match=says):
            await sign(side, application_id, number="HT-2")
    await agree(cast.lender, await filing_of(application_id))
    for side in (cast.borrower, cast.lender):
        with pytest.raises(WrongState, match="合同已由双方确认"):
            await sign(side, application_id, number="HT-2")


async def test_one_number_names_one_contract_of_an_organization(cast: Cast) -> None:
    first, second = await approved(cast), await approved(cast)
    await sign(cast.borrower, first, number="HT-7")
    refusal = await refused_beside(cast, second, number="HT-7")
    assert (refusal.field, "另一份合同" in refusal.sentence) == ("number", True)
    await refuse(cast.lender, await filing_of(first))
    await sign(cast.borrower, second, number="HT-7")
    assert await status_of(second) == "approved_unconfirmed"


async def refused_beside(cast: Cast, application_id: int, **more: Any) -> RuleBroken:
    """Why a filing is refused while another one stands."""
    with pytest.raises(RuleBroken) as refusal:
        await sign(cast.borrower, application_id, **more)
    assert await status_of(application_id) == "approved"
    return refusal.value


@pytest.mark.parametrize(
    ("purpose", "word"),
    [
        ("转贷他人", "转贷"),
        ("采购原材料及股票投资", "股票"),
        ("采购原材料，不用于转贷、证券期货", ""),
        ("禁止转贷；支付货款", ""),
        ("不限，可放贷", "放贷"),
    ],
)
async def test_a_use_that_the_law_bars_is_refused_and_one_that_denies_it_is_not(
    cast: Cast, purpose: str, word: str
) -> None:
    application_id = await approved(cast)
    if word:
        refusal = await refused(cast, application_id, purpose=purpose)
        assert (refusal.field, f"“{word}”" in refusal.sentence) == ("purpose", True)
    else:
        await sign(cast.borrower, application_id, purpose=purpose)
        assert await status_of(application_id) == "approved_unconfirmed"
