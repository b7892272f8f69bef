"""Fields of text, passwords and ticks; text as people see it, without what leaves no ink."""

# WTForms carries no types: what is built on it has bases that mypy cannot see.
# mypy: disallow-subclassing-any=False

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from wtforms import validators

from zczr.domain.written.texts import CHOOSE, as_seen, narrowed


def line(label: str, *checks: Any, narrow: bool = False, **kwargs: Any) -> wtforms.StringField:
    """One line of text; `narrow` takes full-width signs for what they stand for, as in an address or a number."""
    filters = [as_seen, narrowed] if narrow else [as_seen]
    return wtforms.StringField(label, [*optional(checks), *checks], filters=filters, **kwargs)


def text(label: str, *checks: Any, **kwargs: Any) -> wtforms.TextAreaField:
    """Several lines of text."""
    return wtforms.TextAreaField(label, [*optional(checks), *checks], filters=[as_seen], **kwargs)


def optional(checks: Sequence[Any]) -> list[Any]:
    """The check that lets a field be empty, unless another one asks for it."""
    required = any(isinstance(check, validators.DataRequired | validators.InputRequired) for check in checks)
    return [] if required else [validators.Optional()]


class _Secret(wtforms.PasswordField):
    """A password: kept to the letter, never shown again."""


def secret(label: str, *checks: Any, **kwargs: Any) -> wtforms.PasswordField:
    """A password."""
    return _Secret(label, list(checks), **kwargs)


def hidden(**kwargs: Any) -> wtforms.HiddenField:
    """A value that travels with the form."""
    return wtforms.HiddenField(filters=[as_seen], **kwargs)


def choice(label: str, choices: Any, *checks: Any, blank: str = "请选择", **kwargs: Any) -> wtforms.SelectField:
    """One of many; an empty first line unless `blank` is ''."""
    first = [("", blank)] if blank else []
    return _Choice(label, [*optional(checks), *checks], choices=[*first, *_pairs(choices)], **kwargs)


def radio(label: str, choices: Any, *checks: Any, **kwargs: Any) -> wtforms.RadioField:
    """One of a few, all in sight."""
    return _Radio(label, [*optional(checks), *checks], choices=_pairs(choices), **kwargs)


def several(label: str, choices: Any, *checks: Any, **kwargs: Any) -> wtforms.SelectMultipleField:
    """Several of a few."""
    return _Several(label, [*optional(checks), *checks], choices=_pairs(choices), **kwargs)


def _pairs(choices: Any) -> list[tuple[str, str]]:
    return list(choices.items()) if isinstance(choices, Mapping) else list(choices)


class _Told:
    """Choices that say in plain words that something else was sent."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except (validators.ValidationError, ValueError):
            raise validators.StopValidation(CHOOSE) from None


class _Choice(_Told, wtforms.SelectField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=lambda value: "" if value is None else str(value), **kwargs)

    def pre_validate(self, form: Any) -> None:
        """A field that was not sent at all is empty, not wrong."""
        if self.data:
            super().pre_validate(form)


class _Radio(_Choice, wtforms.RadioField):
    pass


class _Several(_Told, wtforms.SelectMultipleField):
    pass


def yes(label: str, sentence: str = "", **kwargs: Any) -> wtforms.BooleanField:
    """A box to tick; `sentence` refuses an empty one."""
    return wtforms.BooleanField(label, [validators.DataRequired(sentence)] if sentence else [], **kwargs)
