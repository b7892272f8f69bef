"""Chains of industry: real divisions only, and neighbours both ways."""

import csv

from zczr.domain.reference import industries
from zczr.domain.reference.chains import beside
from zczr.paths import DATA


def _divisions() -> set[str]:
    with (DATA / "industry_chains.csv").open(encoding="utf-8", newline="") as file:
        return {each for row in csv.DictReader(file) for each in row["divisions"].split()}


def test_chains_name_divisions_that_exist() -> None:
    assert not {each for each in _divisions() if not industries.section_of(each)}


def test_who_stands_beside_somebody_has_it_at_its_own_side() -> None:
    for division in _divisions():
        assert all(division in beside(other) for other in beside(division))
        assert division in beside(division)


def test_steel_stands_beside_machines_and_not_beside_food() -> None:
    assert "31" in beside("34")
    assert "14" not in beside("34")
    assert beside("99") == frozenset()
