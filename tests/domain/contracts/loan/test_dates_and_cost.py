"""The rules of a filing that need nothing but its facts: days, and what a loan may cost."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.contracts.loan.facts import RepaymentMethod
from zczr.domain.contracts.loan.filing import Sketch, cost_beyond, filing_dates_broken, over_cap

TODAY = date(2026, 11, 23)
LPR = Decimal("0.03")


def day(ahead: int | None) -> date | None:
    return None if ahead is None else TODAY + timedelta(days=ahead)


@pytest.mark.parametrize(
    ("signed", "starts", "ends", "fields"),
    [
        (0, 0, 1, []),
        (1, 1, 2, ["signed_on"]),
        (0, -1, 1, ["starts_on"]),
        (0, 5, 5, ["ends_on"]),
        (0, 5, 4, ["ends_on"]),
        (0, 0, 3660, []),
        (0, 0, 3661, ["ends_on"]),
        (2, 1, 0, ["signed_on", "starts_on", "ends_on"]),
        (None, None, None, []),
        (1, None, None, ["signed_on"]),
        (None, 3, 2, ["ends_on"]),
        (0, -1, None, ["starts_on"]),
        (0, None, -9, []),
        (0, 366, 367, []),
        (0, 367, 368, ["starts_on"]),
        (None, 2_900_000, 2_900_030, ["starts_on"]),
    ],
)
def test_days_that_cannot_be_are_all_named_and_open_ones_are_not_judged(
    signed: int | None, starts: int | None, ends: int | None, fields: list[str]
) -> None:
    broken = filing_dates_broken(day(signed), day(starts), day(ends), TODAY)
    assert [each.field for each in broken] == fields


@given(*(st.none() | st.integers(-4000, 4000) for _ in range(3)))
def test_leaving_a_day_open_never_breaks_another_rule(signed: int | None, starts: int | None, ends: int | None) -> None:
    def sentences(*ahead: int | None) -> set[str]:
        return {each.sentence for each in filing_dates_broken(*(day(each) for each in ahead), TODAY)}

    whole = sentences(signed, starts, ends)
    assert sentences(None, starts, ends) | sentences(signed, None, ends) | sentences(signed, starts, None) <= whole


def sketch(**more: object) -> Sketch:
    """100,000 at 5% for a year, repaid at the end."""
    values = {
        "signed_on": TODAY, "starts_on": date(2026, 1, 31), "ends_on": date(2027, 1, 31), "amount": Decimal(100_000),
        "rate": Decimal("0.05"), "default_rate": Decimal(0), "other_charges": Decimal(0),
        "repayment_method": RepaymentMethod.BULLET, **more,
    }  # fmt: skip
    return Sketch(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("charges", "default_rate", "fields"),
    [
        ("7000", "0", []),
        ("7000.01", "0", ["other_charges"]),
        ("0", "0.12", []),
        ("0", "0.120001", ["default_rate"]),
        ("7000", "0.05", []),
        ("7000", "0.050001", ["default_rate"]),
        ("7000.01", "0.120001", ["other_charges", "default_rate"]),
        ("0", "0", []),
    ],
)
def test_interest_and_default_interest_each_with_the_charges_stay_within_four_times_the_lpr(
    charges: str, default_rate: str, fields: list[str]
) -> None:
    broken = over_cap(sketch(other_charges=Decimal(charges), default_rate=Decimal(default_rate)), LPR)
    assert [each.field for each in broken] == fields
    assert all("12.00%（4 倍 LPR 3.00%）" in each.sentence for each in broken)


@pytest.mark.parametrize(("rate", "fields"), [("0.12", []), ("0.120001", ["rate"])])
def test_a_rate_past_the_cap_is_said_once_and_not_again_with_the_charges(rate: str, fields: list[str]) -> None:
    broken = over_cap(sketch(rate=Decimal(rate)), LPR)
    assert [each.field for each in broken] == fields


@pytest.mark.parametrize("missing", [each.name for each in fields(Sketch)])
def test_what_is_open_breaks_no_rule_of_cost_and_hides_none_that_can_be_judged(missing: str) -> None:
    whole = sketch(rate=Decimal("0.13"), default_rate=Decimal("0.2"), other_charges=Decimal(9000))
    said = {each.sentence for each in over_cap(whole, LPR)}
    left = {each.sentence for each in over_cap(replace(whole, **{missing: None}), LPR)}
    assert left <= said
    assert ("年利率" in "".join(left)) is (missing != "rate")


@pytest.mark.parametrize(
    ("ends", "amount"), [(date(2026, 1, 31), 1), (date(2025, 1, 1), 1), (date(9999, 1, 1), 1), (date(2027, 1, 1), 0)]
)
def test_a_loan_that_cannot_be_has_no_cost(ends: date, amount: int) -> None:
    assert sketch(ends_on=ends, amount=Decimal(amount)).cost is None


def test_what_a_licensed_lender_is_warned_of_names_the_cost() -> None:
    assert cost_beyond(sketch(), LPR) == ""
    assert cost_beyond(sketch(other_charges=Decimal(10_000), default_rate=Decimal("0.24")), LPR) == (
        "综合年化成本 15.00%、逾期年化成本 34.00%，超过 4 倍 LPR（12.00%）。出借方是持牌机构，不受此上限约束，双方须核对知悉。"
    )
    assert cost_beyond(sketch(default_rate=Decimal("0.20")), LPR).startswith("逾期年化成本 20.00%，超过")
    assert cost_beyond(sketch(default_rate=Decimal("0.20"), ends_on=None), LPR).startswith("逾期年利率 20.00%，超过")
    assert cost_beyond(sketch(rate=None, default_rate=None), LPR) == ""
    assert cost_beyond(sketch(rate=Decimal("0.99"), ends_on=None), LPR).startswith("年利率 99.00%，超过")
