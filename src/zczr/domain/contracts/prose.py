"""Sentences of a contract as runs, so that what was filled in and what is still open stay distinguishable."""

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

BLANK = "________"
PLATFORM = "智产智融平台"
_FORMATTER = Formatter()


class RunKind(StrEnum):
    """Where the words of a run come from: the wording, the case, or nobody yet."""

    WORDING = "wording"
    VALUE = "value"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind."""

    text: str
    kind: RunKind = RunKind.WORDING


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a contract."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The whole paragraph as plain text, blanks as underscores."""
        return "".join(run.text for run in self.runs)


Paragraphs = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause; a key clause needs prominent notice and its own tick (Civil Code 496, row 35)."""

    number: int
    heading: str
    paragraphs: Paragraphs
    key: bool = False

    @property
    def text(self) -> str:
        """The clause's paragraphs as plain text, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def value_run(value: str | None) -> Run:
    """A filled-in value, or a blank where there is none."""
    return Run(value, RunKind.VALUE) if value else Run(BLANK, RunKind.BLANK)


def paragraph(wording: str, **values: str | None) -> Paragraph:
    """A paragraph from wording with {names}; values are put in once and never read as wording."""
    runs: list[Run] = []
    for literal, name, _, _ in _FORMATTER.parse(wording):
        if literal:
            runs.append(Run(literal))
        if name is not None:
            runs.append(value_run(values[name]))
    return Paragraph(tuple(runs))
