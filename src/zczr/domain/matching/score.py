"""How well two postings fit: weighted terms that add up to 100 points, and which of them to tell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from zczr.domain.money import ZERO, to_cents
from zczr.domain.risk.kinds import Labelled

BEST_SHOWN = 3


class Term(NamedTuple):
    """One term: its share of the full points (0-1), the points, and whether the choosing side stated anything on it.

    A tuple, because matching one posting makes a thousand of them; `says` makes its sentence only for those that are told.
    """

    kind: Labelled
    share: Decimal
    points: Decimal
    stated: bool
    full: Decimal
    says: Callable[["Term"], str]

    @property
    def sentence(self) -> str:
        """What the points mean, for both sides to read."""
        return self.says(self)


@dataclass(frozen=True, slots=True)
class MatchScore:
    """The score of a pair: the total is the sum of the points shown."""

    total: Decimal
    terms: tuple[Term, ...]

    @property
    def best(self) -> tuple[Term, ...]:
        """The three best terms by share, heavier ones first; what nobody asked for comes last."""
        order = sorted(self.terms, key=lambda term: (not term.stated, -term.share, -term.full))
        return tuple(order[:BEST_SHOWN])

    @property
    def weakest(self) -> Term | None:
        """The term with the smallest share, the heavier first; None where all are full."""
        least = min(self.terms, key=lambda term: (term.share, -term.full))
        return least if least.share < 1 else None


def weighed(
    weights: Mapping[Labelled, Decimal], shares: Iterable[tuple[Decimal, bool]], says: Callable[[Term], str]
) -> MatchScore:
    """The score made of a share, and whether it was stated, for each kind in the order of its weights."""
    terms = []
    total = ZERO
    for (kind, weight), (share, stated) in zip(weights.items(), shares, strict=True):
        points = to_cents(weight * share)
        total += points
        terms.append(Term(kind, share, points, stated, weight, says))
    return MatchScore(total, tuple(terms))


def percent_of(share: Decimal) -> str:
    """A share for a sentence: 83%."""
    return f"{(share * 100).quantize(Decimal(1))}%"
