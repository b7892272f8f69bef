"""The rules of a filing that need nothing but its facts: days, and what a loan may cost."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.contract_cases import FULL
from zczr.domain.contracts.charges import all_in_rate
from zczr.domain.contracts.facts import RepaymentMethod
from zczr.domain.contracts.filing import filing_dates_broken, over_cap

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


@pytest.mark.parametrize(
    ("charges", "default_rate", "fields"),
    [
        ("7000", "0.12", []),
        ("7000.01", "0.12", ["other_charges"]),
        ("0", "0.120001", ["default_rate"]),
        ("7000.01", "0.120001", ["other_charges", "default_rate"]),
        ("0", "0", []),
    ],
)
def test_interest_with_charges_and_default_interest_must_each_stay_within_four_times_the_lpr(
    charges: str, default_rate: str, fields: list[str]
) -> None:
    case = replace(
        FULL,
        repayment_method=RepaymentMethod.BULLET,
        starts_on=date(2026, 1, 31),
        ends_on=date(2027, 1, 31),
        other_charges=Decimal(charges),
    )
    broken = over_cap(Decimal("0.05"), Decimal(default_rate), all_in_rate(case), LPR)
    assert [each.field for each in broken] == fields
    assert all("12.00%（4 倍 LPR 3.00%）" in each.sentence for each in broken)


@pytest.mark.parametrize(("rate", "fields"), [("0.12", []), ("0.120001", ["rate"])])
def test_a_rate_past_the_cap_is_said_once_and_not_again_with_the_charges(rate: str, fields: list[str]) -> None:
    broken = over_cap(Decimal(rate), Decimal(0), Decimal(rate), LPR)
    assert [each.field for each in broken] == fields
