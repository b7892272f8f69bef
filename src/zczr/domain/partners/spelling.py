"""How a name is written down to be searched for, and how what was typed is looked up: parts of it, pinyin, initials, credit code."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypinyin import Style, lazy_pinyin, pinyin

# In nearly every name: an index of these would find everybody.
_COMMON = frozenset({"有限", "限公", "公司", "股份", "份有"})
_ENDING = re.compile(r"(股份)?有限(责任)?公司$")
_PLACE = re.compile(r"(?<=..)[省市区县](?=..)")
_LONGEST_READING = 24
# The beginnings of a reading that the index finds: three letters are those of every second name, six of few.
_SPELLED = (3, 4, 6)
_CODE_FROM = 4
_LONGEST_TYPED = 60


def normalized(text: str) -> str:
    """Signs and digits alone, narrow and lower-case: 广州（华锐） is 广州华锐."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())


@dataclass(frozen=True)
class Entry:
    """A name in the directory; `tokens` are the pieces that an index finds."""

    norm: str
    short: str
    """As people say it: without 省, 市, 区, 县 and what every name ends in; empty where that is the name itself."""
    initials: str
    spelled: str
    tokens: tuple[str, ...]


def entry_of(name: str) -> Entry:
    """The directory's entry of a name."""
    norm = normalized(name)
    core = _ENDING.sub("", norm)
    said = _PLACE.sub("", core)
    short = "" if said == norm else said
    syllables, spoken = (lazy_pinyin(each, errors=_each_alone) for each in (norm, short))
    initials, letters = ("".join(syllable[0] for syllable in each) for each in (syllables, spoken))
    readings = tuple(
        dict.fromkeys([*_readings(norm, core, syllables), *(["".join(spoken)[:_LONGEST_READING]] if short else [])])
    )
    tokens = ({*_pairs(norm)} - _COMMON) | {*_pairs(short)}
    tokens |= {f".{pair}" for pair in (*_pairs(initials[: len(core)]), *_pairs(letters))}
    tokens |= {f"~{reading[:length]}" for reading in readings for length in _SPELLED if len(reading) >= length}
    return Entry(
        norm, short, f"{initials}|{letters}", "".join(f"|{reading}" for reading in readings), tuple(sorted(tokens))
    )


def _each_alone(rest: str) -> Any:
    """Signs that have no pinyin stand for themselves (the annotation of pypinyin is narrower than what it takes)."""
    return list(rest)


def _each(rest: str) -> Any:
    return [[sign] for sign in rest]


def _pairs(text: str) -> Iterator[str]:
    return (text[index : index + 2] for index in range(len(text) - 1))


def _readings(norm: str, core: str, syllables: list[str]) -> Iterator[str]:
    """The pinyin from each sign of the core on; where a sign is read in several ways, each way with what follows."""
    ways = pinyin(norm, style=Style.NORMAL, heteronym=True, errors=_each)
    for index in range(len(core)):
        for syllable in (syllables[index], *ways[index]):
            yield (syllable + "".join(syllables[index + 1 :]))[:_LONGEST_READING]


@dataclass(frozen=True)
class Search:
    """What was typed, as a statement looks it up; an empty part is not looked for.

    `name_tokens`, `initial_tokens` and `spelled_token` are for the index, the rest says whether what it found is right.
    """

    norm: str
    name_tokens: tuple[str, ...] = ()
    letters: str = ""
    initial_tokens: tuple[str, ...] = ()
    spelled_token: str = ""
    code: str = ""


def search_of(typed: str) -> Search | None:
    """What to look for; None where it is too little: one Chinese sign, or two letters or digits, are enough."""
    norm = normalized(typed)[:_LONGEST_TYPED]
    if not norm or (norm.isascii() and len(norm) < 2):
        return None
    if norm.isascii() and norm.isalpha():
        return Search(
            norm=norm,
            letters=norm[:_LONGEST_READING],
            initial_tokens=tuple(f".{pair}" for pair in _pairs(norm)),
            spelled_token=next((f"~{norm[:length]}" for length in reversed(_SPELLED) if len(norm) >= length), ""),
        )
    code = norm.upper() if norm.isascii() and len(norm) >= _CODE_FROM else ""
    return Search(norm=norm, name_tokens=tuple(pair for pair in _pairs(norm) if pair not in _COMMON), code=code)
