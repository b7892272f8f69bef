"""Chains of industry: which GB/T 4754 divisions supply, process and trade the same goods (data/industry_chains.csv)."""

import csv
from functools import cache

from zczr.paths import DATA


@cache
def _chains() -> tuple[frozenset[str], ...]:
    with (DATA / "industry_chains.csv").open(encoding="utf-8", newline="") as file:
        return tuple(frozenset(row["divisions"].split()) for row in csv.DictReader(file))


@cache
def beside(division: str) -> frozenset[str]:
    """The divisions of every chain that a division stands in, itself among them; empty where it stands in none."""
    return frozenset().union(*(chain for chain in _chains() if division in chain))
