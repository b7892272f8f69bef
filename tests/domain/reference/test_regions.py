"""GB/T 2260 regions: counts, three levels everywhere, full names, neighbourhood."""

import csv
from collections import Counter

import pytest

from zczr.domain.reference import regions
from zczr.paths import DATA


def test_the_table_holds_the_known_number_of_places_on_each_level() -> None:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        levels = Counter(row["level"] for row in csv.DictReader(file))
    assert levels == {"province": 34, "city": 345, "district": 2852}


def test_every_province_has_cities_and_every_city_has_districts() -> None:
    for province in regions.provinces():
        assert regions.cities(province.code), province
        for city in regions.cities(province.code):
            assert regions.districts(city.code), city
            for district in regions.districts(city.code):
                assert regions.is_valid(province.code, city.code, district.code)
                assert regions.full_name(district.code).startswith(province.name)


def test_every_code_has_six_digits_and_begins_with_its_province() -> None:
    for province in regions.provinces():
        for city in regions.cities(province.code):
            for region in (province, city, *regions.districts(city.code)):
                assert len(region.code) == 6
                assert region.code.isdigit()
                assert region.code[:2] == province.code[:2]


@pytest.mark.parametrize(
    ("district", "name"),
    [
        ("440605", "广东省佛山市南海区"),
        ("440106", "广东省广州市天河区"),
        ("441900", "广东省东莞市"),
        ("442000", "广东省中山市"),
        ("110108", "北京市海淀区"),
        ("500229", "重庆市城口县"),
        ("419001", "河南省济源市"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("710000", "台湾省"),
        ("810000", "香港特别行政区"),
        ("440600", ""),
        ("", ""),
    ],
)
def test_full_name_reads_like_an_address(district: str, name: str) -> None:
    assert regions.full_name(district) == name


@pytest.mark.parametrize(
    ("codes", "valid"),
    [
        (("440000", "440600", "440605"), True),
        (("440000", "441900", "441900"), True),
        (("710000", "710000", "710000"), True),
        (("440000", "440100", "440605"), False),
        (("110000", "440600", "440605"), False),
        (("440000", "440600", "440600"), False),
        (("440000", "440600", ""), False),
        (("", "", ""), False),
        (("440600", "440600", "440605"), False),
    ],
)
def test_the_three_codes_must_lie_within_each_other(codes: tuple[str, str, str], valid: bool) -> None:
    assert regions.is_valid(*codes) is valid


def test_same_province_takes_codes_of_any_level() -> None:
    assert regions.same_province("440605", "440100")
    assert not regions.same_province("440605", "110108")
    assert not regions.same_province("", "")


def test_a_shared_code_keeps_the_name_of_the_place() -> None:
    assert regions.name_of("441900") == "东莞市"
    assert regions.districts("441900") == (regions.Region("441900", "全市"),)
    assert regions.name_of("000000") == ""


@pytest.mark.parametrize(
    ("city", "name"), [("440600", "佛山市"), ("110100", "北京市"), ("810000", "香港特别行政区"), ("000000", "")]
)
def test_a_city_is_called_what_people_call_it(city: str, name: str) -> None:
    assert regions.city_name(city) == name


def test_unknown_codes_have_nothing_below_them() -> None:
    assert regions.cities("990000") == ()
    assert regions.districts("990000") == ()
