"""The market's filter form as plain markup: what was typed and chosen, and what is wrong with it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.reference import industries
from zczr.partials.claims.market_query import GRADES, RANGES, Asked


class End(NamedTuple):
    """One end of a range."""

    id: str
    name: str
    label: str
    typed: str


class RangeField(NamedTuple):
    """Two figures, from and to."""

    label: str
    unit: str
    ends: tuple[End, End]
    wrong: bool


class Box(NamedTuple):
    """A box to tick."""

    id: str
    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class MarketFilters:
    """The form; what was not typed, chosen or wrong is empty text."""

    typed: Mapping[str, str]
    chosen: Mapping[str, str]
    errors: Mapping[str, str]
    ranges: tuple[RangeField, ...]
    kinds: tuple[Box, ...]
    debtors: tuple[Box, ...]
    industries: tuple[tuple[str, str], ...]
    grades: tuple[tuple[str, str], ...]
    more: bool
    """Some of the further conditions is asked for: they are open."""


_INDUSTRIES = tuple((each.code, each.name) for each in industries.sections())
_GRADES = tuple(GRADES.items())


def market_filters(asked: Asked) -> MarketFilters:
    """The form of what was asked for."""
    typed: Mapping[str, str] = defaultdict(str, asked.typed)
    errors: Mapping[str, str] = defaultdict(str, {id_: sentence for id_, _, sentence in asked.wrong})
    wanted = asked.filters
    return MarketFilters(
        typed=typed,
        chosen=defaultdict(str, {name: values[0] for name, values in asked.chosen.items() if values}),
        errors=errors,
        ranges=tuple([_range(each, typed, errors) for each in RANGES]),
        kinds=_boxes("kind", ClaimKind, asked),
        debtors=_boxes("debtor", DebtorState, asked),
        industries=_INDUSTRIES,
        grades=_GRADES,
        more=bool(
            wanted.province or wanted.industry or wanted.grade or asked.wrong
            or any(typed[f"{name}_{end}"] for name in ("discount", "yield") for end in ("min", "max"))
        ),
    )  # fmt: skip


def _range(each: Any, typed: Mapping[str, str], errors: Mapping[str, str]) -> RangeField:
    ends = tuple(
        End(f"{each.name}-{end}", f"{each.name}_{end}", f"{each.label}{word}", typed[f"{each.name}_{end}"])
        for end, word in (("min", "下限"), ("max", "上限"))
    )
    return RangeField(each.label, each.unit, (ends[0], ends[1]), any(errors[end.id] for end in ends))


def _boxes(name: str, kinds: type[ClaimKind | DebtorState], asked: Asked) -> tuple[Box, ...]:
    chosen = asked.chosen.get(name, ())
    return tuple([Box(f"{name}-{each}", str(each), each.label, str(each) in chosen) for each in kinds])
