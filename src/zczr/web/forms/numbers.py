"""Fields of figures and days: they keep what was typed and hold what it means."""

# WTForms carries no types: what is built on it has bases that mypy cannot see.
# mypy: disallow-subclassing-any=False

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import wtforms
from wtforms import validators

from zczr.domain.written import days, figures
from zczr.web.forms.rules import NEEDED
from zczr.web.forms.texts import optional


class _Figure(wtforms.Field):
    """A figure: keeps what was typed, holds what it means."""

    data: Any

    def __init__(
        self, label: str, reads: Callable[[str], Any], shows: Callable[[Any], str], *checks: Any, **kwargs: Any
    ):
        super().__init__(label, [*optional(checks), *checks], **kwargs)
        self._reads = reads
        self._shows = shows

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self._shows(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text; a ValueError's message becomes the field's error."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if typed:
            self.data = self._reads(typed)


class _FigureNeeded(validators.InputRequired):
    """Zero is an answer; nothing is not."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.raw_data and str(field.raw_data[0]).strip():
            return
        super().__call__(form, field)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def money(label: str, *checks: Any, unit: int = 10_000, required: bool = False, **kwargs: Any) -> _Figure:
    """An amount, typed in 万 (or 元 with unit=1), held in yuan."""
    return _Figure(
        label,
        lambda typed: figures.yuan(typed, unit=unit),
        lambda amount: _plain(amount / unit),
        *([_FigureNeeded(NEEDED)] if required else []),
        *checks,
        **kwargs,
    )


def rate(label: str, *checks: Any, required: bool = False, **kwargs: Any) -> _Figure:
    """A yearly rate, typed in percent, held as a fraction."""
    return _Figure(
        label,
        figures.rate,
        lambda fraction: _plain(fraction * 100),
        *([_FigureNeeded(NEEDED)] if required else []),
        *checks,
        **kwargs,
    )


def share(label: str, *checks: Any, **kwargs: Any) -> _Figure:
    """A share, typed in percent, held as a fraction."""
    return _Figure(label, figures.share, lambda fraction: _plain(fraction * 100), *checks, **kwargs)


def whole(label: str, *checks: Any, units: tuple[str, ...] = (), required: bool = False, **kwargs: Any) -> _Figure:
    """A whole number."""
    return _Figure(
        label,
        lambda typed: figures.whole(typed, units=units),
        str,
        *([_FigureNeeded(NEEDED)] if required else []),
        *checks,
        **kwargs,
    )


class _Day(wtforms.DateField):
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a day; 2026/11/23, 2026年11月23日 and 20261123 are understood too."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if typed:
            self.data = days.day(typed)


def day(label: str, *checks: Any, **kwargs: Any) -> wtforms.DateField:
    """A day."""
    return _Day(label, [*optional(checks), *checks], **kwargs)
