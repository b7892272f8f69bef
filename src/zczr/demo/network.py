"""The partner network of the demo: firms of one town, one trade or one supply chain know each other."""

from collections.abc import Mapping, Sequence
from random import Random

from zczr.demo.facts import Organization

FEWEST = 4
MOST = 10

Pair = tuple[str, str]


def draw_partnerships(
    rng: Random,
    firms: Sequence[Organization],
    suppliers: Mapping[str, tuple[str, ...]],
    given: Sequence[Pair],
    barred: Sequence[Pair],
) -> tuple[Pair, ...]:
    """Pairs of keys in order, each once, the given ones among them; all have 4 to 10 partners and are connected."""
    pairs = {_pair(*pair) for pair in given}
    never = {_pair(*pair) for pair in barred}

    def degree(firm: Organization) -> int:
        return sum(firm.key in pair for pair in pairs)

    def free(firm: Organization) -> list[Organization]:
        return [
            other
            for other in firms
            if other is not firm
            and degree(other) < MOST
            and _pair(firm.key, other.key) not in pairs
            and _pair(firm.key, other.key) not in never
        ]

    for firm in firms:
        wanted = rng.randint(FEWEST, FEWEST + 3)
        while degree(firm) < wanted and (others := free(firm)):
            weights = [_closeness(firm, other, suppliers) for other in others]
            pairs.add(_pair(firm.key, rng.choices(others, weights)[0].key))

    keys = {firm.key: firm for firm in firms}
    while len(islands := _islands(list(keys), pairs)) > 1:
        # The closest pair with room bridges the first island to the rest.
        bridge = max(
            (
                (_closeness(keys[key], other, suppliers), key, other.key)
                for key in sorted(islands[0])
                if degree(keys[key]) < MOST
                for other in free(keys[key])
                if other.key not in islands[0]
            ),
        )
        pairs.add(_pair(bridge[1], bridge[2]))
    return tuple(sorted(pairs))


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _closeness(one: Organization, other: Organization, suppliers: Mapping[str, tuple[str, ...]]) -> int:
    near = 1
    if one.city_code == other.city_code:
        near += 30
    if one.industry_division == other.industry_division:
        near += 15
    if (
        other.industry_division in suppliers[one.industry_division]
        or one.industry_division in suppliers[other.industry_division]
    ):
        near += 20
    return near


def _islands(keys: Sequence[str], pairs: set[Pair]) -> list[set[str]]:
    left, islands = dict.fromkeys(keys), []
    while left:
        island, frontier = set(), [next(iter(left))]
        while frontier:
            key = frontier.pop()
            if key in island:
                continue
            island.add(key)
            left.pop(key)
            frontier.extend(high if low == key else low for low, high in pairs if key in (low, high))
        islands.append(island)
    return islands
