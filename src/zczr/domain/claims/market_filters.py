"""What the market can be filtered by, as one WHERE: the same text for the same set of filters, whatever their values."""

import json
import math
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.claims.titles import title_search
from zczr.domain.credit.grades import CreditGrade
from zczr.domain.partners.search import ids_found
from zczr.domain.partners.spelling import search_of

# The first ones to say so are the best: orders put them first. Migration 0021 counts in the same order.
KINDS = tuple(ClaimKind)
DEBTOR_STATES = tuple(DebtorState)
SECTIONS = string.ascii_uppercase
LONGEST_DAYS = 36_600


@dataclass(frozen=True)
class Range:
    """From and to, both included; None leaves an end open."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class Filters:
    """What is asked for; what is empty is not asked. Names as typed, amounts in yuan, rates as fractions, days from today."""

    title: str = ""
    seller: str = ""
    kinds: tuple[ClaimKind, ...] = ()
    days: Range = Range()
    amount: Range = Range()
    price: Range = Range()
    discount: Range = Range()
    annual_yield: Range = Range()
    province: str = ""
    city: str = ""
    industry: str = ""
    grade: CreditGrade | None = None
    """The lowest."""
    debtor_states: tuple[DebtorState, ...] = ()


_CODES: Mapping[str, Callable[[str], Any]] = {
    "kinds": ClaimKind,
    "debtor_states": DebtorState,
    "grade": lambda name: CreditGrade[name],
}
_RANGES = {"days": int, "amount": Decimal, "price": Decimal, "discount": Decimal, "annual_yield": Decimal}


def to_json(filters: Filters) -> str:
    """What is asked for, to be kept."""
    kept: dict[str, Any] = {}
    for each in fields(filters):
        value = getattr(filters, each.name)
        if isinstance(value, Range):
            value = [None if end is None else str(end) for end in (value.low, value.high)]
        elif isinstance(value, CreditGrade):
            value = value.name
        if value and value != [None, None]:
            kept[each.name] = value
    return json.dumps(kept, ensure_ascii=False)


def from_json(text: str) -> Filters:
    """What `to_json` kept."""
    wanted: dict[str, Any] = json.loads(text)
    for name, value in wanted.items():
        if name in _RANGES:
            wanted[name] = Range(*[None if end is None else _RANGES[name](end) for end in value])
        elif name in _CODES:
            read = _CODES[name]
            wanted[name] = tuple(read(each) for each in value) if isinstance(value, list) else read(value)
    return Filters(**wanted)


class Where:
    """Conditions on `claim_on_sale m`, and their values in the order of their numbers."""

    def __init__(self, organization_id: int, today: date) -> None:
        self.values: list[Any] = [today, organization_id]
        self.by_name = False
        # A claim is shown until its last day, and to nobody who keeps the seller away or is kept away by it.
        self._said = [
            "m.shown_until >= $1",
            """m.seller_id NOT IN (SELECT blocked_id FROM partner_block WHERE blocker_id = $2
                UNION ALL SELECT blocker_id FROM partner_block WHERE blocked_id = $2)""",
        ]

    @property
    def sql(self) -> str:
        """All of it."""
        return " AND ".join(self._said)

    def mark(self, value: Any) -> str:
        """The placeholder of one more value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def add(self, condition: str, *values: Any) -> None:
        """One more condition; `{}` stands for each value."""
        self._said.append(condition.format(*[self.mark(value) for value in values]))

    def between(self, column: str, wanted: Range, kind: str = "bigint") -> None:
        """A column within both ends."""
        if wanted.low is not None:
            self.add(f"m.{column} >= {{}}::{kind}", wanted.low)
        if wanted.high is not None:
            self.add(f"m.{column} <= {{}}::{kind}", wanted.high)

    def among(self, column: str, chosen: Sequence[Any], ranks: Sequence[Any]) -> None:
        """A column that is one of those chosen; one alone is asked for by itself, so that the planner knows how many there are."""
        places = [ranks.index(each) + 1 for each in chosen]
        # Where a name is looked up, that index is enough: half of the market found by another one would take longer to lay beside it.
        asked = f"m.{column}::integer" if self.by_name else f"m.{column}"
        if len(places) == 1:
            self.add(f"{asked} = {{}}::smallint", places[0])
        elif places:
            self.add(f"{asked} = ANY({{}}::smallint[])", places)


def where(filters: Filters, organization_id: int, today: date) -> Where:
    """The conditions of these filters for a member of this organization."""
    said = Where(organization_id, today)
    if filters.title:
        _titled(said, filters.title)
    if filters.seller:
        _sold_by(said, filters.seller)
    said.among("kind_rank", filters.kinds, KINDS)
    said.between("due_on", _days(filters.days, today), "date")
    said.between("face_cents", _whole(filters.amount, 100))
    said.between("price_cents", _whole(filters.price, 100))
    said.between("discount_points", _whole(filters.discount, 10_000))
    said.between("yield_points", _whole(filters.annual_yield, 10_000))
    said.between("region_number", _region(filters))
    if filters.industry:
        said.among("industry_rank", filters.industry, SECTIONS)
    if filters.grade is not None and filters.grade.value[0] is not None:
        said.add("m.seller_score >= {}", filters.grade.value[0])
    said.among("debtor_rank", filters.debtor_states, DEBTOR_STATES)
    return said


def can_tell_titles(typed: str) -> bool:
    """Whether what was typed is enough to look titles up by."""
    return title_search(typed) is not None


def can_tell_sellers(typed: str) -> bool:
    """Whether what was typed is enough to look sellers up by: a piece that not nearly every name has."""
    wanted = search_of(typed)
    return wanted is not None and bool(wanted.letters or wanted.name_tokens)


def _titled(said: Where, typed: str) -> None:
    wanted = title_search(typed)
    assert wanted is not None, "the form has asked for more"
    said.by_name = True
    said.add("m.pairs @> {}", list(wanted.pairs))
    if wanted.pattern:
        said.add("lower(normalize(m.title, NFKC)) LIKE {}", wanted.pattern)


def _sold_by(said: Where, typed: str) -> None:
    wanted = search_of(typed)
    assert wanted is not None, "the form has asked for more"
    sql, values = ids_found(wanted, first=len(said.values) + 1)
    said.values += values
    said.add(f"m.seller_id IN ({sql})")


def _days(wanted: Range, today: date) -> Range:
    def on(days: int | None) -> date | None:
        return None if days is None else today + timedelta(days=days)

    return Range(on(wanted.low), on(wanted.high))


def _whole(wanted: Range, units: int) -> Range:
    """Amounts or fractions as the whole numbers that the index holds, of which so many are one; what is finer lies between two."""
    low = None if wanted.low is None else math.ceil(wanted.low * units)
    return Range(low, None if wanted.high is None else math.floor(wanted.high * units))


def _region(filters: Filters) -> Range:
    """The code of a city, or all that begin with those of a province."""
    if filters.city:
        return Range(int(filters.city), int(filters.city))
    return Range(int(filters.province), int(filters.province) + 9999) if filters.province else Range()
