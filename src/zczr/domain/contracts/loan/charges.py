"""Repayment plan of a loan, and what it costs a year with every charge (domain.md section 3, rows 5 and 9)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from zczr.domain.contracts.loan.facts import LoanContractFacts, RepaymentMethod
from zczr.domain.money import ZERO, to_cents
from zczr.domain.rates import HUNDREDTH_OF_PERCENT

DAYS_OF_YEAR = Decimal(365)
MONTHS_OF_YEAR = Decimal(12)


@dataclass(frozen=True, slots=True)
class Installment:
    """One payment: what is due when, and the principal left after it; yuan."""

    number: int
    due_on: date
    principal: Decimal
    interest: Decimal
    remaining: Decimal

    @property
    def total(self) -> Decimal:
        """Principal and interest together."""
        return self.principal + self.interest


def due_dates(starts_on: date, ends_on: date) -> tuple[date, ...]:
    """The same day of each month after the start, the last on the day the loan ends."""
    dates: list[date] = []
    month = 1
    while (due := _months_later(starts_on, month)) < ends_on:
        dates.append(due)
        month += 1
    return (*dates, ends_on)


def repayment_plan(
    principal: Decimal, rate: Decimal, starts_on: date, ends_on: date, method: RepaymentMethod
) -> tuple[Installment, ...]:
    """All payments; 等额 methods count months of rate/12, the others actual days of a 365-day year."""
    match method:
        case RepaymentMethod.BULLET:
            interest = to_cents(_interest_by_day(principal, rate, starts_on, ends_on))
            return (Installment(1, ends_on, principal, interest, ZERO),)
        case RepaymentMethod.INTEREST_FIRST:
            return _interest_first(principal, rate, starts_on, ends_on)
        case RepaymentMethod.EQUAL_PRINCIPAL | RepaymentMethod.EQUAL_INSTALLMENT:
            return _by_month(principal, rate, due_dates(starts_on, ends_on), method)


def plan_of(facts: LoanContractFacts) -> tuple[Installment, ...]:
    """The repayment plan of a contract; empty while a value it needs is open."""
    if (
        facts.principal is None
        or facts.rate is None
        or facts.starts_on is None
        or facts.ends_on is None
        or facts.repayment_method is None
    ):
        return ()
    return repayment_plan(facts.principal, facts.rate, facts.starts_on, facts.ends_on, facts.repayment_method)


@dataclass(frozen=True, slots=True)
class YearlyCost:
    """What a loan costs a year, as fractions rounded up to 0.01%, so that a cost above the cap never shows or tests as the cap."""

    all_in: Decimal
    """Interest and charges."""
    overdue: Decimal | None
    """Default interest and charges (民间借贷规定 Art. 29); None where no default interest is agreed."""


def yearly_cost(
    *, principal: Decimal, rate: Decimal, default_rate: Decimal, charges: Decimal, starts_on: date, ends_on: date,
    method: RepaymentMethod,
) -> YearlyCost:  # fmt: skip
    """Rates with the charges as a yearly rate on the principal still owed; money in yuan."""
    plan = repayment_plan(principal, rate, starts_on, ends_on, method)
    share = charges / _yuan_years(plan, principal, starts_on)
    return YearlyCost(
        all_in=_up(rate + share),
        overdue=_up(default_rate + share) if default_rate else None,
    )


def all_in_rate(facts: LoanContractFacts) -> Decimal | None:
    """Interest and charges of a contract as one yearly rate, rounded up to 0.01%; None while a value it needs is open."""
    values = (facts.principal, facts.rate, facts.other_charges, facts.starts_on, facts.ends_on, facts.repayment_method)
    principal, rate, charges, starts_on, ends_on, method = values
    if principal is None or rate is None or charges is None or starts_on is None or ends_on is None or method is None:
        return None
    cost = yearly_cost(
        principal=principal, rate=rate, default_rate=ZERO, charges=charges, starts_on=starts_on, ends_on=ends_on,
        method=method,
    )  # fmt: skip
    return cost.all_in


def _up(rate: Decimal) -> Decimal:
    return rate.quantize(HUNDREDTH_OF_PERCENT, ROUND_CEILING)


def _yuan_years(plan: tuple[Installment, ...], principal: Decimal, starts_on: date) -> Decimal:
    """Principal still owed, summed over the years it is owed."""
    owed, since, total = principal, starts_on, ZERO
    for payment in plan:
        total += owed * (payment.due_on - since).days / DAYS_OF_YEAR
        owed, since = payment.remaining, payment.due_on
    return total


def _interest_first(principal: Decimal, rate: Decimal, starts_on: date, ends_on: date) -> tuple[Installment, ...]:
    plan: list[Installment] = []
    since = starts_on
    dates = due_dates(starts_on, ends_on)
    for number, due in enumerate(dates, start=1):
        last = number == len(dates)
        plan.append(
            Installment(
                number,
                due,
                principal if last else ZERO,
                to_cents(_interest_by_day(principal, rate, since, due)),
                ZERO if last else principal,
            )
        )
        since = due
    return tuple(plan)


def _by_month(
    principal: Decimal, rate: Decimal, dates: tuple[date, ...], method: RepaymentMethod
) -> tuple[Installment, ...]:
    monthly = rate / MONTHS_OF_YEAR
    count = len(dates)
    if method is RepaymentMethod.EQUAL_INSTALLMENT and monthly:
        growth = (1 + monthly) ** count
        payment = to_cents(principal * monthly * growth / (growth - 1))
    else:
        payment = ZERO
    share = to_cents(principal / count)
    plan: list[Installment] = []
    owed = principal
    for number, due in enumerate(dates, start=1):
        interest = to_cents(owed * monthly)
        # The last payment takes what rounding left.
        part = owed if number == count else min(owed, payment - interest if payment else share)
        owed -= part
        plan.append(Installment(number, due, part, interest, owed))
    return tuple(plan)


def _interest_by_day(principal: Decimal, rate: Decimal, since: date, until: date) -> Decimal:
    return principal * rate * (until - since).days / DAYS_OF_YEAR


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
