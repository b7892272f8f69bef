"""GB/T 4754-2017 sections and divisions."""

import pytest

from zczr.domain.reference import industries

RANGES = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60),
    "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79),
    "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
}  # fmt: skip


def test_the_sections_are_a_to_t() -> None:
    assert [section.code for section in industries.sections()] == list("ABCDEFGHIJKLMNOPQRST")


@pytest.mark.parametrize("section", RANGES)
def test_each_section_holds_exactly_its_divisions(section: str) -> None:
    first, last = RANGES[section]
    assert [division.code for division in industries.divisions(section)] == [
        f"{number:02d}" for number in range(first, last + 1)
    ]


def test_there_are_97_divisions_with_a_name() -> None:
    divisions = [division for section in industries.sections() for division in industries.divisions(section.code)]
    assert len(divisions) == 97
    assert all(division.name and "," not in division.name for division in divisions)
    assert len({division.name for division in divisions}) == 97


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C", "制造业"),
        ("33", "金属制品业"),
        ("39", "计算机、通信和其他电子设备制造业"),
        ("37", "铁路、船舶、航空航天和其他运输设备制造业"),
        ("J", "金融业"),
        ("59", "装卸搬运和仓储业"),
        ("98", ""),
    ],
)
def test_names_are_those_of_the_standard(code: str, name: str) -> None:
    assert industries.name_of(code) == name


@pytest.mark.parametrize(
    ("section", "division", "valid"),
    [("C", "33", True), ("F", "33", False), ("", "", False), ("C", "", False), ("", "98", False), ("C", "C", False)],
)
def test_a_division_must_belong_to_its_section(section: str, division: str, valid: bool) -> None:
    assert industries.is_valid(section, division) is valid


def test_full_name_joins_section_and_division() -> None:
    assert industries.full_name("33") == "制造业 / 金属制品业"
    assert industries.full_name("98") == ""
    assert industries.divisions("Z") == ()
