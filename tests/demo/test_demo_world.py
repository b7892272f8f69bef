"""The demo world: valid, believable in its numbers, connected, and the same each time."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from zczr.demo import cast
from zczr.demo.facts import Organization, World
from zczr.demo.institutions import INSTITUTIONS
from zczr.demo.network import FEWEST, MOST
from zczr.demo.trades import TRADES
from zczr.demo.world import make_world
from zczr.domain.reference import industries, phones, regions, uscc
from zczr.domain.reference.labels import INSTITUTION_TYPES, SCALES
from zczr.domain.risk.kinds import Purpose

WORLD = make_world()
DELTA = {"440100", "440300", "440400", "440600", "440700", "441200", "441300", "441900", "442000"}
BARRED = {Purpose.ON_LENDING, Purpose.SECURITIES, Purpose.UNLAWFUL}
organizations = pytest.mark.parametrize("firm", WORLD.organizations, ids=lambda firm: firm.key)


def test_the_same_seed_makes_the_same_world() -> None:
    assert make_world() == WORLD


def test_another_seed_makes_another_world_around_the_same_cast() -> None:
    other = make_world(7)
    assert other != WORLD
    assert other.enterprises[:4] == WORLD.enterprises[:4]


def test_there_are_eighty_enterprises_and_six_institutions() -> None:
    assert len(WORLD.enterprises) == 80
    assert Counter(bank.institution_type for bank in WORLD.institutions) == {
        "bank": 2,
        "small_loan": 2,
        "factoring": 1,
        "guarantee": 1,
    }


def test_the_cast_comes_first_under_its_fixed_names() -> None:
    assert [firm.name for firm in WORLD.enterprises[:4]] == [
        "广州市华锐精密科技有限公司",
        "佛山市南海恒信五金制品有限公司",
        "东莞市鼎盛电子有限公司",
        "广州市远航供应链有限公司",
    ]
    assert WORLD.institutions[0].name == "珠江小额贷款（广州）有限公司"
    assert "reviewer" in {person.role for person in WORLD.institutions[0].people}
    assert WORLD.platform.people[0].email == "admin@demo.example.com"


@organizations
def test_every_credit_code_is_valid(firm: Organization) -> None:
    assert uscc.check(firm.uscc) == uscc.UsccCheck(firm.uscc)
    assert firm.uscc[2:8] == firm.district_code


@organizations
def test_every_place_and_industry_exists(firm: Organization) -> None:
    assert regions.is_valid(firm.province_code, firm.city_code, firm.district_code)
    assert firm.city_code in DELTA
    assert industries.is_valid(firm.industry_section, firm.industry_division)


@organizations
def test_every_phone_number_reads_back_as_stored(firm: Organization) -> None:
    assert phones.check_mobile(firm.contact.mobile).number == firm.contact.mobile
    assert phones.check_company_phone(phones.shown(firm.contact.phone)).number == firm.contact.phone


@organizations
def test_every_address_to_write_to_is_under_example_com(firm: Organization) -> None:
    for email in (firm.contact.email, *(person.email for person in firm.people)):
        assert email.endswith(".example.com")
        assert email == email.lower()
        assert email.count("@") == 1


@organizations
def test_every_firm_is_filled_in_and_paid_in_what_it_can(firm: Organization) -> None:
    assert all((firm.address, firm.legal_representative, firm.profile, firm.main_business, firm.contact.name))
    assert firm.scale in SCALES
    assert 0 < firm.paid_in_capital <= firm.registered_capital
    assert date(2000, 1, 1) < firm.established_on < date(2025, 1, 1)
    assert firm.people[0].role == "owner"
    assert firm.institution_type in {"", *INSTITUTION_TYPES}
    assert bool(firm.institution_type and firm.licence_number) is (firm.kind == "institution")


@pytest.mark.parametrize(
    "values",
    [
        [firm.key for firm in WORLD.organizations],
        [firm.name for firm in WORLD.organizations],
        [firm.uscc for firm in WORLD.organizations],
        [firm.contact.mobile for firm in WORLD.organizations],
        [firm.contact.phone for firm in WORLD.organizations],
        [firm.contact.qq for firm in WORLD.organizations],
        [firm.contact.email for firm in WORLD.organizations],
        [person.email for firm in WORLD.organizations for person in firm.people],
        [firm.licence_number for firm in INSTITUTIONS],
    ],
    ids=["key", "name", "uscc", "mobile", "phone", "qq", "contact", "login", "licence"],
)
def test_nothing_that_names_somebody_is_used_twice(values: list[str]) -> None:
    assert [value for value, times in Counter(values).items() if times > 1] == []


@pytest.mark.parametrize("firm", WORLD.enterprises, ids=lambda firm: firm.key)
def test_declared_financials_are_consistent(firm: Organization) -> None:
    told = firm.financials
    if told is None:
        assert firm.key not in {cast.BORROWER, cast.PARTNER, cast.LENDER}
        return
    assert 0 < told.total_liabilities < told.total_assets
    assert 0 <= told.working_loans <= told.declared_debt <= told.total_liabilities
    assert 0 < told.margin < Decimal("0.2")
    assert 0 < told.operating_cash_flow < told.sales
    assert 0 < told.own_funds < told.total_assets - told.total_liabilities
    assert told.guarantees_outstanding < told.total_assets - told.total_liabilities
    # The cycle of the working-capital formula turns at least twice a year.
    days = told.stock_days + told.receivable_days - told.payable_days + told.prepaid_days - told.advance_days
    assert 0 < days <= 180


def test_most_but_not_all_declare_financials() -> None:
    telling = sum(firm.financials is not None for firm in WORLD.enterprises)
    assert 40 <= telling <= 65


def reach(world: World, start: str) -> set[str]:
    seen, frontier = set[str](), {start}
    while frontier:
        seen |= frontier
        frontier = {other for key in frontier for other in world.partners_of(key)} - seen
    return seen


@pytest.mark.parametrize("world", [WORLD, make_world(1), make_world(2)], ids=["demo", "seed 1", "seed 2"])
def test_the_network_is_connected_and_nobody_has_too_few_or_too_many_partners(world: World) -> None:
    keys = {firm.key for firm in world.enterprises}
    assert reach(world, cast.BORROWER) == keys
    assert all(FEWEST <= len(world.partners_of(key)) <= MOST for key in keys)


def test_partnerships_are_symmetric_and_given_once_in_order() -> None:
    assert all(low < high for low, high in WORLD.partnerships)
    assert len(set(WORLD.partnerships)) == len(WORLD.partnerships)
    for firm in WORLD.enterprises:
        assert all(firm.key in WORLD.partners_of(other) for other in WORLD.partners_of(firm.key))


def test_the_cast_knows_whom_it_should_and_the_stranger_none_of_them() -> None:
    assert {cast.PARTNER, cast.LENDER} <= WORLD.partners_of(cast.BORROWER)
    assert not WORLD.partners_of(cast.STRANGER) & {cast.BORROWER, cast.PARTNER, cast.LENDER}


def test_neighbours_and_trades_are_partners_more_often_than_chance() -> None:
    firms = {firm.key: firm for firm in WORLD.enterprises}
    close = [
        firms[low].city_code == firms[high].city_code or firms[low].industry_division == firms[high].industry_division
        for low, high in WORLD.partnerships
    ]
    assert sum(close) / len(close) > 0.5


@pytest.mark.parametrize("request_", [*WORLD.requests, cast.E1_REQUEST], ids=lambda one: one.borrower)
def test_every_request_would_pass_the_form(request_: cast.LoanRequest) -> None:
    assert 0 < len(request_.reason) <= 50
    assert 0 < len(request_.summary) <= 80
    assert 50_000 <= request_.amount_min <= request_.amount_max <= 1_000_000
    assert Decimal("0.03") < request_.max_rate < Decimal("0.12")
    assert 1 <= request_.term_months <= 36
    assert request_.purpose not in BARRED
    assert set(request_.security_modes) <= {"mortgage", "guarantee", "unsecured", "other"}
    assert request_.security_modes
    assert ("mortgage" in request_.security_modes) is (request_.collateral_kind != "")
    assert (request_.collateral_kind != "") is (request_.collateral_value is not None)
    assert (request_.repayment_source == "other") is (request_.repayment_source_note != "")
    assert request_.visibility in {"match_only", "partners", "institutions"}


@pytest.mark.parametrize("offer", WORLD.offers, ids=lambda one: f"{one.lender}-{one.project}")
def test_every_offer_would_pass_the_form(offer: cast.LoanOffer) -> None:
    licensed = {bank.key: bank.institution_type for bank in WORLD.institutions}
    assert 0 < offer.amount_min <= offer.amount_max
    assert offer.amount_max <= 1_000_000 or offer.lender in licensed
    assert licensed.get(offer.lender) != "guarantee"
    assert Decimal("0.03") < offer.min_rate < Decimal("0.12")
    assert offer.preferred_term_months is None or offer.preferred_term_months <= offer.max_term_months
    assert 0 < offer.max_advance_rate <= 1
    assert 0 < len(offer.summary) <= 200
    assert all(industries.divisions(section) for section in offer.preferred_industries)
    assert all(regions.districts(city) for city in offer.preferred_regions)


def test_no_enterprise_both_borrows_and_lends() -> None:
    assert not {one.borrower for one in WORLD.requests} & {one.lender for one in WORLD.offers}


def test_every_posting_belongs_to_somebody_and_each_asks_once() -> None:
    keys = {firm.key for firm in WORLD.organizations}
    assert {one.borrower for one in WORLD.requests} | {one.lender for one in WORLD.offers} <= keys
    assert len({one.borrower for one in WORLD.requests}) == len(WORLD.requests) == 48
    assert cast.BORROWER not in {one.borrower for one in WORLD.requests}


def test_the_borrower_is_worked_example_e1() -> None:
    borrower = WORLD.enterprises[0]
    assert borrower.paid_in_capital == 500_000
    assert (borrower.established_on.year, borrower.established_on < date(2020, 11, 23)) == (2020, True)
    assert borrower.financials is cast.E1_FINANCIALS
    assert (cast.E1_REQUEST.amount_max, cast.E1_REQUEST.term_months) == (120_000, 3)
    assert (cast.E1_REQUEST.max_rate, cast.E1_REQUEST.collateral_value) == (Decimal("0.05"), 200_000)


def test_trades_lie_in_the_standard_and_name_known_suppliers() -> None:
    assert len({trade.division for trade in TRADES}) == len(TRADES)
    for trade in TRADES:
        assert industries.name_of(trade.division)
        assert all(industries.section_of(supplier) for supplier in trade.suppliers)
