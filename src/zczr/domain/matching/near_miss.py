"""Pairs that one change would make a match: what the change is, in round steps, and how many organizations it would bring."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from zczr.domain.matching.common import Reason
from zczr.domain.money import WAN, plain_text, wan_text
from zczr.domain.rates import to_percent
from zczr.domain.risk.kinds import Labelled

RATE_STEP = Decimal("0.005")
AMOUNT_STEP = WAN
_MOST_LINES = 2

Found = tuple[Labelled, Decimal, str] | None
"""A change, its size, and its size or kind in words; None where nothing would help."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A pair one change short of a match.

    `size` is the change in yuan, months, points of score or as a fraction, rounded up to a round step; for a change
    of kind it is 0 and `detail` names the kind.
    """

    organization_id: int
    reason: Reason
    change: Labelled
    size: Decimal
    detail: str

    @property
    def condition(self) -> str:
        """The change as a clause: 若最高利率提高 0.5 个百分点."""
        return self.change.label.format(self.detail)


@dataclass(frozen=True, slots=True)
class NearMissLine:
    """How many more organizations one change would bring."""

    change: Labelled
    size: Decimal
    organizations: int
    sentence: str


def near_miss_summary(misses: Iterable[NearMiss]) -> tuple[NearMissLine, ...]:
    """Count per change the organizations it would bring; a larger change also brings those of a smaller one.

    Of each kind of change two lines at most: the smallest step and the one that brings most, or the two details that do.
    """
    kinds: dict[Labelled, list[NearMiss]] = {}
    for miss in misses:
        kinds.setdefault(miss.change, []).append(miss)
    return tuple(line for change in sorted(kinds, key=_place) for line in _lines(change, kinds[change]))


def _place(change: Labelled) -> int:
    """Where a change stands in its enumeration."""
    kind: type[Labelled] = type(change)
    return list(kind).index(change)


def _lines(change: Labelled, misses: list[NearMiss]) -> list[NearMissLine]:
    steps = _steps(change, [miss for miss in misses if miss.size])
    details: dict[str, list[NearMiss]] = {}
    for miss in misses:
        if not miss.size:
            details.setdefault(miss.detail, []).append(miss)
    kinds = [_line(change, group) for group in details.values()]
    kinds.sort(key=lambda line: (-line.organizations, line.sentence))
    return [*(steps if len(steps) <= _MOST_LINES else (steps[0], steps[-1])), *kinds[:_MOST_LINES]]


def _steps(change: Labelled, misses: list[NearMiss]) -> list[NearMissLine]:
    """A line for each size that brings more than every smaller one."""
    lines: list[NearMissLine] = []
    for size in sorted({miss.size for miss in misses}):
        line = _line(change, [miss for miss in misses if miss.size <= size])
        if not lines or line.organizations > lines[-1].organizations:
            lines.append(line)
    return lines


def _line(change: Labelled, misses: list[NearMiss]) -> NearMissLine:
    """What the largest of these changes brings."""
    largest = max(misses, key=lambda miss: miss.size)
    count = len({miss.organization_id for miss in misses})
    return NearMissLine(change, largest.size, count, f"{largest.condition}，多 {count} 家")


def up_to(size: Decimal, step: Decimal) -> Decimal:
    """Round up to a whole number of steps."""
    return (size / step).to_integral_value(ROUND_CEILING) * step


def _within(size: Decimal, step: Decimal, room: Decimal | None) -> Decimal | None:
    """Round up to a step but not past the room there is; None where even the exact change has no room."""
    if room is None:
        return up_to(size, step)
    return None if size > room else min(up_to(size, step), room)


def rate_of(change: Labelled, size: Decimal, room: Decimal | None = None) -> Found:
    """A change of a yearly rate in round steps; None where there is no room for it."""
    rounded = _within(size, RATE_STEP, room)
    return None if rounded is None else (change, rounded, plain_text(to_percent(rounded)))


def amount_of(change: Labelled, size: Decimal, room: Decimal | None = None, step: Decimal = AMOUNT_STEP) -> Found:
    """A change of an amount of yuan in round steps, told in 万; None where there is no room for it."""
    rounded = _within(size, step, room)
    if rounded is None:
        return None
    # An amount lowered to nothing is no amount: then the exact change is named.
    exact = size if rounded == room else rounded
    return change, exact, wan_text(exact)


def count_of(change: Labelled, count: int) -> Found:
    """A change of a whole number: months, days."""
    return change, Decimal(count), str(count)
