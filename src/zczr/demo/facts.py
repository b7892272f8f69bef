"""The shapes of the demo world: what the seed writes, before any database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Contact:
    """The person to talk to; numbers in E.164, e-mail under example.com."""

    name: str
    title: str
    mobile: str
    email: str
    qq: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who logs in; role is owner, operator or reviewer."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class Financials:
    """Declared financials of the last year: yuan, fractions and days."""

    total_assets: Decimal
    total_liabilities: Decimal
    operating_cash_flow: Decimal
    sales: Decimal
    margin: Decimal
    growth: Decimal = ZERO
    stock_days: int = 0
    receivable_days: int = 0
    payable_days: int = 0
    prepaid_days: int = 0
    advance_days: int = 0
    own_funds: Decimal = ZERO
    working_loans: Decimal = ZERO
    other_channels: Decimal = ZERO
    declared_debt: Decimal = ZERO
    guarantees_outstanding: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Organization:
    """An enterprise, an institution or the platform; `key` names it inside the world, money in yuan."""

    key: str
    kind: str
    name: str
    uscc: str
    province_code: str
    city_code: str
    district_code: str
    address: str
    industry_section: str
    industry_division: str
    registered_capital: Decimal
    paid_in_capital: Decimal
    established_on: date
    legal_representative: str
    scale: str
    profile: str
    main_business: str
    contact: Contact
    people: tuple[Person, ...]
    financials: Financials | None = None
    institution_type: str = ""
    licence_number: str = ""


@dataclass(frozen=True, slots=True)
class LoanRequest:
    """借款 as an enterprise would fill it in; rates are yearly fractions."""

    borrower: str
    project: str
    purpose: str
    reason: str
    amount_min: Decimal
    amount_max: Decimal
    max_rate: Decimal
    term_months: int
    repayment_source: str
    repayment_source_note: str
    security_modes: tuple[str, ...]
    collateral_kind: str
    collateral_value: Decimal | None
    summary: str
    visibility: str
    posted_days_ago: int


@dataclass(frozen=True, slots=True)
class LoanOffer:
    """贷款 as an enterprise or an institution would fill it in; industries are sections, regions are city codes."""

    lender: str
    project: str
    amount_min: Decimal
    amount_max: Decimal
    min_rate: Decimal
    max_term_months: int
    preferred_term_months: int | None
    security_modes: tuple[str, ...]
    max_advance_rate: Decimal
    preferred_industries: tuple[str, ...]
    preferred_regions: tuple[str, ...]
    min_score: int
    summary: str
    visibility: str
    posted_days_ago: int


@dataclass(frozen=True, slots=True)
class World:
    """Everything the demo starts with; a partnership is a pair of keys in order, given once."""

    enterprises: tuple[Organization, ...]
    institutions: tuple[Organization, ...]
    platform: Organization
    partnerships: tuple[tuple[str, str], ...]
    requests: tuple[LoanRequest, ...]
    offers: tuple[LoanOffer, ...]

    @property
    def organizations(self) -> tuple[Organization, ...]:
        """All organizations: enterprises, institutions, the platform."""
        return (*self.enterprises, *self.institutions, self.platform)

    def partners_of(self, key: str) -> frozenset[str]:
        """The keys of an organization's partners."""
        return frozenset(high if low == key else low for low, high in self.partnerships if key in (low, high))
