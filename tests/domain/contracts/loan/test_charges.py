"""Repayment plans, and what a loan costs a year with every charge."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.loan.contract_cases import EMPTY, FULL
from zczr.domain.contracts.loan.charges import all_in_rate, due_dates, plan_of, repayment_plan
from zczr.domain.contracts.loan.facts import RepaymentMethod

START, END = date(2026, 1, 31), date(2027, 1, 31)


def test_equal_installments_are_equal_but_for_the_last() -> None:
    plan = repayment_plan(Decimal(120_000), Decimal("0.06"), START, END, RepaymentMethod.EQUAL_INSTALLMENT)
    assert [payment.total for payment in plan[:-1]] == [Decimal("10327.97")] * 11
    assert plan[-1].total == Decimal("10327.99")
    assert plan[0].interest == Decimal("600.00")


def test_equal_principal_pays_less_interest_each_month() -> None:
    plan = repayment_plan(Decimal(120_000), Decimal("0.06"), START, END, RepaymentMethod.EQUAL_PRINCIPAL)
    assert {payment.principal for payment in plan} == {Decimal(10_000)}
    assert [payment.interest for payment in plan] == [Decimal(50) * months for months in range(12, 0, -1)]


def test_interest_first_leaves_the_principal_to_the_end() -> None:
    plan = repayment_plan(Decimal(100_000), Decimal("0.0365"), START, END, RepaymentMethod.INTEREST_FIRST)
    assert [payment.principal for payment in plan] == [Decimal(0)] * 11 + [Decimal(100_000)]
    # 0.0365 of 100,000 is 10 yuan a day.
    assert plan[0].interest == Decimal(280)
    assert sum(payment.interest for payment in plan) == Decimal(3650)


def test_a_bullet_is_one_payment_of_everything() -> None:
    (payment,) = repayment_plan(Decimal(100_000), Decimal("0.05"), START, END, RepaymentMethod.BULLET)
    assert (payment.due_on, payment.total) == (END, Decimal(105_000))


def test_due_dates_keep_the_day_of_the_month_and_end_with_the_loan() -> None:
    assert due_dates(START, date(2026, 4, 10)) == (date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 10))
    assert due_dates(date(2026, 12, 1), date(2027, 1, 1)) == (date(2027, 1, 1),)


@pytest.mark.parametrize("method", RepaymentMethod)
def test_a_plan_at_the_end_of_the_calendar_is_still_a_plan(method: RepaymentMethod) -> None:
    plan = repayment_plan(Decimal(1000), Decimal("0.05"), date(9999, 11, 5), date(9999, 12, 31), method)
    assert sum(payment.principal for payment in plan) == 1000
    assert plan[-1].due_on == date(9999, 12, 31)


@given(
    st.integers(1, 10**9),
    st.integers(0, 2400),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 1500),
    st.sampled_from(RepaymentMethod),
)
def test_every_plan_pays_back_exactly_the_principal(
    cents: int, points: int, starts_on: date, days: int, method: RepaymentMethod
) -> None:
    principal = Decimal(cents) / 100
    ends_on = starts_on + timedelta(days=days)
    plan = repayment_plan(principal, Decimal(points) / 10_000, starts_on, ends_on, method)
    assert sum(payment.principal for payment in plan) == principal
    assert plan[-1].remaining == 0
    assert plan[-1].due_on == ends_on
    assert all(payment.interest >= 0 and payment.principal >= 0 for payment in plan)
    assert [payment.number for payment in plan] == list(range(1, len(plan) + 1))


def test_without_charges_a_loan_costs_its_rate() -> None:
    assert all_in_rate(FULL) == Decimal("0.05")


def test_charges_weigh_on_the_principal_still_owed() -> None:
    bullet = replace(
        FULL,
        repayment_method=RepaymentMethod.BULLET,
        starts_on=START,
        ends_on=END,
        other_charges=Decimal(1000),
    )
    assert all_in_rate(bullet) == Decimal("0.06")
    assert (all_in_rate(replace(bullet, repayment_method=RepaymentMethod.EQUAL_PRINCIPAL)) or 0) > Decimal("0.06")


@pytest.mark.parametrize(("charges", "shown"), [("1000", "0.06"), ("1000.01", "0.0601"), ("1009.99", "0.0601")])
def test_the_cost_shown_is_never_below_the_cost(charges: str, shown: str) -> None:
    bullet = replace(FULL, repayment_method=RepaymentMethod.BULLET, starts_on=START, ends_on=END)
    assert all_in_rate(replace(bullet, other_charges=Decimal(charges))) == Decimal(shown)


@pytest.mark.parametrize("open_value", ["principal", "rate", "starts_on", "ends_on", "repayment_method"])
def test_there_is_no_plan_while_a_value_is_open(open_value: str) -> None:
    case = replace(FULL, **{open_value: None})
    assert plan_of(case) == ()
    assert all_in_rate(case) is None


def test_without_charges_agreed_on_no_cost_is_said() -> None:
    assert all_in_rate(EMPTY) is None
    assert all_in_rate(replace(FULL, other_charges=None)) is None
