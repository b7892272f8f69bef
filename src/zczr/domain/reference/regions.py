"""Provinces, cities and districts of China (GB/T 2260), always three levels deep.

Where the standard has fewer levels, `data/regions.csv` fills the gap, so that the three selects work for everybody:
- a municipality's city level is 市辖区 (or 县);
- counties directly under a province hang under 省直辖县级行政区划 or 自治区直辖县级行政区划;
- a city without districts (东莞, 中山, 儋州, 嘉峪关) has the one district 全市, under the code of the city;
- 香港, 澳门 and 台湾 have 全境 on both lower levels, under the code of the province.
"""

import csv
from dataclasses import dataclass
from functools import cache

from zczr.paths import DATA

WHOLE_CITY = "全市"
WHOLE_PROVINCE = "全境"
# Levels that exist to group districts and are not part of an address.
_GROUPS = frozenset({WHOLE_CITY, WHOLE_PROVINCE, "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@dataclass(frozen=True, slots=True)
class Region:
    """One entry of a select: six-digit code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Table:
    provinces: tuple[Region, ...]
    cities: dict[str, tuple[Region, ...]]
    districts: dict[str, tuple[Region, ...]]
    names: dict[str, str]
    parents: dict[tuple[str, str], str]


@cache
def _table() -> _Table:
    provinces: list[Region] = []
    cities: dict[str, list[Region]] = {}
    districts: dict[str, list[Region]] = {}
    names: dict[str, str] = {}
    parents: dict[tuple[str, str], str] = {}
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            region = Region(row["code"], row["name"])
            match row["level"]:
                case "province":
                    provinces.append(region)
                case "city":
                    cities.setdefault(row["parent"], []).append(region)
                case _:
                    districts.setdefault(row["parent"], []).append(region)
            # A filler shares the code of the place it stands for; the place came first and keeps the name.
            names.setdefault(region.code, region.name)
            parents[row["level"], region.code] = row["parent"]
    return _Table(
        tuple(provinces),
        {code: tuple(below) for code, below in cities.items()},
        {code: tuple(below) for code, below in districts.items()},
        names,
        parents,
    )


def provinces() -> tuple[Region, ...]:
    """All 34 provinces, municipalities, autonomous and special administrative regions."""
    return _table().provinces


def cities(province_code: str) -> tuple[Region, ...]:
    """The cities of a province; empty for an unknown code."""
    return _table().cities.get(province_code, ())


def districts(city_code: str) -> tuple[Region, ...]:
    """The districts and counties of a city; empty for an unknown code."""
    return _table().districts.get(city_code, ())


def name_of(code: str) -> str:
    """The name of a province, city or district; empty for an unknown code."""
    return _table().names.get(code, "")


def city_name(city_code: str) -> str:
    """The city as people say it: 广州市, and 北京市 rather than its group 市辖区; empty for an unknown code."""
    name = name_of(city_code)
    return name_of(_province_of(city_code)) if name in _GROUPS else name


def is_valid(province: str, city: str, district: str) -> bool:
    """Whether the three codes exist and lie within each other."""
    parents = _table().parents
    return (
        parents.get(("province", province)) == ""
        and parents.get(("city", city)) == province
        and parents.get(("district", district)) == city
    )


def full_name(district_code: str) -> str:
    """The address down to the district, such as 广东省佛山市南海区 or 北京市海淀区; empty for an unknown code."""
    parents = _table().parents
    city = parents.get(("district", district_code))
    if city is None:
        return ""
    codes = dict.fromkeys((parents["city", city], city, district_code))
    return "".join(name for code in codes if (name := name_of(code)) not in _GROUPS)


def same_province(one: str, other: str) -> bool:
    """Whether two codes of any level lie in one province."""
    return bool(name_of(one)) and bool(name_of(other)) and _province_of(one) == _province_of(other)


def _province_of(code: str) -> str:
    return f"{code[:2]}0000"
