"""Believable enterprises of the delta, drawn from trades, places and names."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from zczr.demo.facts import ZERO, Contact, Financials, Organization, Person
from zczr.demo.people import GIVEN_NAMES, HOUSE_NAMES, SURNAMES, TITLES
from zczr.demo.places import CITIES, PROVINCE, ROADS, City
from zczr.demo.trades import TRADES, Trade
from zczr.domain.reference import industries, regions, uscc

_FIRST_DAY = date(2005, 3, 1)
_LAST_DAY = date(2024, 12, 20)
# Share, staff from and to, registered capital in 万.
_SIZES = (
    ("micro", 25, (8, 19), (50, 80, 100, 150, 200)),
    ("small", 60, (20, 260), (200, 300, 500, 800, 1000)),
    ("medium", 15, (300, 480), (1000, 1500, 2000, 3000)),
)
_MOBILE_PREFIXES = ("135", "136", "138", "139", "150", "158", "159", "186", "188", "189")
_WITH_FINANCIALS = 0.6
_WAN = 10_000


def draw_enterprises(rng: Random, count: int) -> tuple[tuple[Organization, Trade], ...]:
    """So many enterprises, each with its trade; no two share a name, a code or an address to write to."""
    houses = rng.sample(HOUSE_NAMES, count)
    return tuple(_draw(rng, number, house) for number, house in enumerate(houses))


def _draw(rng: Random, number: int, house: tuple[str, str]) -> tuple[Organization, Trade]:
    trade = TRADES[number % len(TRADES)]
    city = CITIES[trade.cities[number // len(TRADES) % len(trade.cities)]]
    district, towns = rng.choice(city.districts)
    section = industries.section_of(trade.division)
    scale, _, staff_range, capitals = rng.choices(_SIZES, weights=[size[1] for size in _SIZES])[0]
    staff = rng.randint(*staff_range)
    registered = Decimal(rng.choice(capitals) * _WAN)
    paid_in = registered * rng.randint(3, 10) / 10
    founded = _FIRST_DAY + timedelta(days=rng.randrange((_LAST_DAY - _FIRST_DAY).days))
    surname, given = rng.choice(SURNAMES), rng.choice(GIVEN_NAMES)
    contact_surname, contact_given = rng.choice(SURNAMES), rng.choice(GIVEN_NAMES)
    contact_name = contact_surname[0] + contact_given[0]
    email = f"{contact_surname[1]}{contact_given[1]}@{house[1]}.example.com"
    organization = Organization(
        key=f"e{number + 5:02d}",
        kind="enterprise",
        name=_company_name(rng, city.short_name, district, house[0], trade, section),
        uscc=uscc.make("91", district, _serial(rng)),
        province_code=PROVINCE,
        city_code=city.code,
        district_code=district,
        address=f"{rng.choice(towns)}{rng.choice(ROADS)} {rng.randint(2, 188)} 号",
        industry_section=section,
        industry_division=trade.division,
        registered_capital=registered,
        paid_in_capital=paid_in,
        established_on=founded,
        legal_representative=surname[0] + given[0],
        scale=scale,
        profile=f"成立于{founded.year}年，位于{_place(city, district)}，现有员工{staff}人，{trade.strength}。",
        main_business=trade.business,
        contact=Contact(
            name=contact_name,
            title=rng.choice(TITLES),
            mobile=f"+86{rng.choice(_MOBILE_PREFIXES)}0000{1000 + number:04d}",
            email=email,
            qq=f"1000{10_000 + number}",
            phone=f"+86{city.area_code}8{'0' * (city.subscriber_digits - 4)}{500 + number:03d}",
        ),
        people=(Person(contact_name, email, "owner"),),
        financials=_financials(rng, paid_in) if rng.random() < _WITH_FINANCIALS else None,
    )
    return organization, trade


def _place(city: City, district: str) -> str:
    name = regions.name_of(district)
    # 四会市 is a city itself: 肇庆四会市, but 佛山市南海区.
    return name if district == city.code else f"{city.short_name}{'' if name.endswith('市') else '市'}{name}"


def _company_name(rng: Random, city: str, district: str, house: str, trade: Trade, section: str) -> str:
    # In 佛山 companies put the district before their own name.
    place = f"{city}市" + (regions.name_of(district).removesuffix("区") if city == "佛山" else "")
    word = trade.word + ("管理" if trade.word == "供应链" else "")
    form = rng.choice(("", "", "实业", "科技")) if section == "C" else ""
    return f"{place}{house}{word}{form}有限公司"


def _serial(rng: Random) -> str:
    return "MA" + "".join(rng.choice(uscc.ALPHABET) for _ in range(6))


def _financials(rng: Random, paid_in: Decimal) -> Financials:
    sales = _round(paid_in * rng.randint(15, 50) / 10)
    margin = Decimal(rng.randint(4, 14)) / 100
    assets = _round(max(sales * rng.randint(50, 90) / 100, paid_in * 12 / 10))
    liabilities = _round(assets * rng.randint(25, 60) / 100)
    net_worth = assets - liabilities
    debt = _round(liabilities * rng.randint(0, 30) / 100)
    return Financials(
        total_assets=assets,
        total_liabilities=liabilities,
        operating_cash_flow=_round(sales * margin * rng.randint(80, 130) / 100),
        sales=sales,
        margin=margin,
        growth=Decimal(rng.randint(-5, 15)) / 100,
        stock_days=rng.randint(15, 50),
        receivable_days=rng.randint(30, 90),
        payable_days=rng.randint(20, 45),
        prepaid_days=rng.choice((0, 0, 5, 10)),
        advance_days=rng.choice((0, 0, 5, 10)),
        own_funds=_round(net_worth * rng.randint(8, 20) / 100),
        working_loans=_round(debt / 2),
        declared_debt=debt,
        guarantees_outstanding=_round(net_worth * rng.choice((0, 0, 0, 10, 20, 35)) / 100),
    )


def _round(yuan: Decimal) -> Decimal:
    return max(ZERO, (yuan / 1000).quantize(Decimal(1)) * 1000)
