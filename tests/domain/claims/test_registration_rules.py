"""What may be written down of a registration: whole or a search alone, in the past, for at most thirty years."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.claims.registration import Registration, is_registrable, registration_broken, shortest_months

TODAY = date(2026, 11, 30)
SEARCHED = Registration(searched_on=date(2026, 11, 28))
WHOLE = Registration(date(2026, 11, 28), "06478234000732854731", date(2026, 11, 29), date(2027, 11, 29))


def _fields(entered: Registration) -> list[str]:
    return [broken.field for broken in registration_broken(entered, today=TODAY)]


@pytest.mark.parametrize(
    ("entered", "wrong"),
    [
        (SEARCHED, []),
        (WHOLE, []),
        (replace(WHOLE, searched_on=None), []),
        (replace(WHOLE, registered_on=TODAY, searched_on=TODAY), []),
        (replace(WHOLE, expires_on=date(2056, 11, 29)), []),
        (Registration(), ["searched_on"]),
        (replace(WHOLE, number=""), ["number"]),
        (replace(SEARCHED, number=WHOLE.number), ["registered_on", "expires_on"]),
        (replace(SEARCHED, expires_on=WHOLE.expires_on), ["number", "registered_on"]),
        (replace(WHOLE, number="1234567"), ["number"]),
        (replace(WHOLE, number="登记证明 0647"), ["number"]),
        (replace(WHOLE, number="6" * 41), ["number"]),
        (replace(SEARCHED, searched_on=TODAY + timedelta(days=1)), ["searched_on"]),
        (replace(WHOLE, registered_on=TODAY + timedelta(days=1)), ["registered_on"]),
        (replace(SEARCHED, searched_on=date(2007, 9, 30)), ["searched_on"]),
        (replace(WHOLE, registered_on=date(1990, 1, 1)), ["registered_on", "expires_on"]),
        (replace(WHOLE, expires_on=WHOLE.registered_on), ["expires_on"]),
        (replace(WHOLE, expires_on=date(2057, 1, 1)), ["expires_on"]),
    ],
)
def test_what_is_written_down_is_whole_and_possible(entered: Registration, wrong: list[str]) -> None:
    assert _fields(entered) == wrong


def test_only_bills_are_transferred_without_a_register() -> None:
    assert [kind for kind in ClaimKind if not is_registrable(kind)] == [ClaimKind.BILL]


@pytest.mark.parametrize(
    ("begins", "due", "months"),
    [
        (date(2026, 11, 23), date(2027, 7, 29), 9),
        (date(2026, 11, 23), date(2026, 12, 22), 1),
        (date(2026, 11, 23), date(2026, 12, 23), 2),
        (date(2026, 11, 23), date(2026, 11, 24), 1),
        (date(2026, 5, 31), date(2026, 6, 29), 1),
        (date(2026, 5, 31), date(2026, 6, 30), 2),
        (date(2026, 1, 31), date(2026, 3, 1), 2),
    ],
)
def test_a_term_is_the_fewest_months_that_end_after_the_due_day(begins: date, due: date, months: int) -> None:
    assert shortest_months(begins, due) == months


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 4000))
def test_a_month_less_would_end_before_the_due_day(begins: date, days: int) -> None:
    due = begins + timedelta(days=days)
    months = shortest_months(begins, due)
    assert _after(begins, months) > due
    assert months == 1 or _after(begins, months - 1) <= due


def _after(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
