"""Industries by GB/T 4754-2017: 20 sections (A-T) and 97 divisions (01-97)."""

import csv
from dataclasses import dataclass
from functools import cache

from zczr.paths import DATA


@dataclass(frozen=True, slots=True)
class Industry:
    """One entry of a select: the letter of a section or the two digits of a division, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Table:
    sections: tuple[Industry, ...]
    divisions: dict[str, tuple[Industry, ...]]
    names: dict[str, str]
    section_of: dict[str, str]


@cache
def _table() -> _Table:
    sections: list[Industry] = []
    divisions: dict[str, list[Industry]] = {}
    names: dict[str, str] = {}
    section_of: dict[str, str] = {}
    with (DATA / "industries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            industry = Industry(row["code"], row["name"])
            names[industry.code] = industry.name
            if row["section"]:
                divisions.setdefault(row["section"], []).append(industry)
                section_of[industry.code] = row["section"]
            else:
                sections.append(industry)
    return _Table(tuple(sections), {code: tuple(below) for code, below in divisions.items()}, names, section_of)


def sections() -> tuple[Industry, ...]:
    """The 20 sections (门类) in order."""
    return _table().sections


def divisions(section: str) -> tuple[Industry, ...]:
    """The divisions (大类) of a section in order; empty for an unknown section."""
    return _table().divisions.get(section, ())


def name_of(code: str) -> str:
    """The name of a section or a division; empty for an unknown code."""
    return _table().names.get(code, "")


def section_of(division: str) -> str:
    """The section a division belongs to; empty for an unknown division."""
    return _table().section_of.get(division, "")


def is_valid(section: str, division: str) -> bool:
    """Whether the division exists and belongs to the section."""
    return section != "" and section_of(division) == section


def full_name(division: str) -> str:
    """Section and division together, such as 制造业 / 金属制品业; empty for an unknown division."""
    section = section_of(division)
    return f"{name_of(section)} / {name_of(division)}" if section else ""
