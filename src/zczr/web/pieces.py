"""What the macros of templates/components are given: ready strings, one class for each kind of line."""

from dataclasses import dataclass
from typing import Self

from zczr.domain import history
from zczr.domain.files.queries import StoredFile
from zczr.web.templating import instant


@dataclass(frozen=True)
class Term:
    """A line of a description list; `figure` sets its text in tabular numerals."""

    term: str
    text: str
    figure: bool = False


@dataclass(frozen=True)
class Link:
    """A link of a chain that makes a figure: what it is, and what it adds or multiplies by."""

    label: str
    value: str


@dataclass(frozen=True)
class Paper:
    """The files of one slot."""

    label: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True)
class Event:
    """A line of a timeline; `state` is done or danger."""

    when: str
    who: str
    text: str
    note: str
    state: str

    @classmethod
    def of(cls, event: history.Event, text: str, *, danger: bool = False) -> Self:
        """A line of a history, with who acted: the organization where it is known, and the member."""
        who = " · ".join(part for part in (event.organization_name, event.member_name) if part) or "系统"
        return cls(instant(event.at), who, text, event.reason, "danger" if danger else "done")
