"""What an address asks the market for: filters for the domain, what was typed for the form, what is wrong with it, and chips."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.claims.market_filters import LONGEST_DAYS, Filters, Range, can_tell_sellers, can_tell_titles
from zczr.domain.credit.grades import CreditGrade
from zczr.domain.reference import industries, regions
from zczr.domain.written.figures import NotAFigure, share, whole, yuan
from zczr.web.paging import Doors

_LONGEST_TYPED = 60
_TOO_LITTLE = "请至少输入名称中的两个字，并避开“{words}”这类几乎每个名称都有的字"
_CHOOSE = "请从列出的选项中选择"
GRADES = {grade.name: f"{grade.label}及以上" for grade in CreditGrade if grade.value[0] is not None}


class Wrong(NamedTuple):
    """What has to be righted, at which field."""

    id: str
    label: str
    sentence: str


class Chip(NamedTuple):
    """One condition that is asked for, and the address without it."""

    text: str
    href: str


@dataclass
class Asked:
    """What a query asks for, while it is read."""

    wanted: dict[str, Any] = field(default_factory=dict)
    """By the name of the filter, as the domain takes it."""
    typed: dict[str, str] = field(default_factory=dict)
    """By the name of the field, as it was typed."""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    conditions: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    """For each chip its words, the names it takes out of the address, and what it leaves in."""

    @cached_property
    def filters(self) -> Filters:
        """What is asked for and makes sense; once all is read."""
        return Filters(**self.wanted)

    def chips(self, doors: Doors) -> tuple[Chip, ...]:
        """The conditions, each with the way to be without it."""
        return tuple(Chip(words, doors.without("page", *keys).to(rest)[0]) for words, keys, rest in self.conditions)


class _RangeField(NamedTuple):
    """A range that can be typed; `filter` is its name in Filters."""

    name: str
    filter: str
    label: str
    unit: str
    read: Callable[[str], Any]


def _days(text: str) -> int:
    days = whole(text, units=("天", "日"))
    if not 0 <= days <= LONGEST_DAYS:
        raise NotAFigure(f"请填写 0 到 {LONGEST_DAYS:,} 之间的天数")
    return days


def _wan(text: str) -> Decimal:
    return yuan(text, unit=10_000)


RANGES = (
    _RangeField("days", "days", "债权期限", "天", _days),
    _RangeField("amount", "amount", "债权金额", "万", _wan),
    _RangeField("price", "price", "出售价格", "万", _wan),
    _RangeField("discount", "discount", "折扣", "%", share),
    _RangeField("yield", "annual_yield", "年化收益率", "%", share),
)


def read(query: Mapping[str, Any]) -> Asked:
    """What the query asks for; what is wrong with it is told and not asked for."""
    asked = Asked()
    if not query:
        return asked
    _read_names(asked, query)
    _read_several(asked, query, "kind", "kinds", ClaimKind)
    for each in RANGES:
        _read_range(asked, query, each)
    _read_region(asked, query)
    _read_one(asked, query, "industry", "所属行业", {each.code: each.name for each in industries.sections()})
    _read_one(asked, query, "grade", "信用等级", GRADES)
    _read_several(asked, query, "debtor", "debtor_states", DebtorState)
    return asked


def _text(query: Mapping[str, Any], name: str) -> str:
    return str(query.get(name, "")).replace("\x00", "").strip()[:_LONGEST_TYPED]


def _read_names(asked: Asked, query: Mapping[str, Any]) -> None:
    for name, label, is_enough, words in (
        ("title", "债权名称", can_tell_titles, "债权"),
        ("seller", "融资企业", can_tell_sellers, "公司"),
    ):
        typed = _text(query, name)
        if not typed:
            continue
        asked.typed[name] = typed
        if not is_enough(typed):
            asked.wrong.append(Wrong(name, label, _TOO_LITTLE.format(words=words)))
            continue
        asked.wanted[name] = typed
        asked.conditions.append((f"{label}：{typed}", (name,), ""))


def _read_several(
    asked: Asked, query: Mapping[str, Any], name: str, filter_: str, kind: type[ClaimKind | DebtorState]
) -> None:
    values = query.getall(name, []) if hasattr(query, "getall") else [query[name]] if name in query else []
    if not values:
        return
    chosen = tuple(each for each in kind if str(each) in values)
    asked.chosen[name] = tuple(map(str, chosen))
    asked.wanted[filter_] = chosen
    for each in chosen:
        rest = "&".join(f"{name}={other}" for other in chosen if other is not each)
        asked.conditions.append((each.label, (name,), rest))


def _read_range(asked: Asked, query: Mapping[str, Any], wanted: _RangeField) -> None:
    names = f"{wanted.name}_min", f"{wanted.name}_max"
    values: list[Any] = [None, None]
    for place, name in enumerate(names):
        typed = _text(query, name)
        if not typed:
            continue
        asked.typed[name] = typed
        try:
            values[place] = wanted.read(typed)
        except NotAFigure as refusal:
            asked.wrong.append(Wrong(_id(name), f"{wanted.label}{('下限', '上限')[place]}", str(refusal)))
    low, high = values
    if low is not None and high is not None and low > high:
        asked.wrong.append(Wrong(_id(names[0]), wanted.label, "下限不能大于上限，请核对两个数字"))
    elif low is not None or high is not None:
        asked.wanted[wanted.filter] = Range(low, high)
        asked.conditions.append((f"{wanted.label}：{_range_text(asked, names, values, wanted.unit)}", names, ""))


def _range_text(asked: Asked, names: Sequence[str], values: Sequence[Any], unit: str) -> str:
    said = [
        asked.typed[name].rstrip(f"{unit}％%天日元") + f" {unit}"
        for name, value in zip(names, values, strict=True)
        if value is not None
    ]
    if len(said) == 2:
        return " 至 ".join(said)
    return f"{said[0]}{'以上' if values[0] is not None else '以内'}"


def _id(name: str) -> str:
    return name.replace("_", "-")


def _read_region(asked: Asked, query: Mapping[str, Any]) -> None:
    province, city = _text(query, "province"), _text(query, "city")
    if not province:
        return
    if province not in {each.code for each in regions.provinces()}:
        asked.wrong.append(Wrong("province", "地区", _CHOOSE))
        return
    # A city of another province was left over when the province was changed.
    city = city if city in {each.code for each in regions.cities(province)} else ""
    asked.chosen |= {"province": (province,), "city": (city,)}
    asked.wanted |= {"province": province, "city": city}
    name = regions.city_name(city) if city else regions.name_of(province)
    asked.conditions.append((f"地区：{name}", ("province", "city"), ""))


def _read_one(asked: Asked, query: Mapping[str, Any], name: str, label: str, offered: Mapping[str, str]) -> None:
    value = _text(query, name)
    if not value:
        return
    if value not in offered:
        asked.wrong.append(Wrong(name, label, _CHOOSE))
        return
    asked.chosen[name] = (value,)
    asked.wanted[name] = CreditGrade[value] if name == "grade" else value
    asked.conditions.append((f"{label}：{offered[value]}", (name,), ""))


def saved_query(query: Mapping[str, Any]) -> str:
    """What an address asks the market for, in one spelling: no page, nothing empty."""
    items = query.multi_items() if hasattr(query, "multi_items") else query.items()
    kept = sorted((str(key), str(value).strip()) for key, value in items if key != "page" and str(value).strip())
    return "&".join(f"{quote_plus(key)}={quote_plus(value)}" for key, value in kept)
