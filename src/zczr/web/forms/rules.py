"""What fields ask of what was typed, each with a sentence that says how to right it."""

# WTForms carries no types: what is built on it has bases that mypy cannot see.
# mypy: disallow-subclassing-any=False

from typing import Any

from wtforms import validators

from zczr.domain.written.texts import NEEDED as NEEDED
from zczr.domain.written.texts import NO_EMAIL, is_email_address, too_long


class _Needed(validators.DataRequired):
    """Something has to be there; what could not be read keeps its own sentence."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            raise validators.StopValidation
        super().__call__(form, field)


def needed(message: str = NEEDED) -> validators.DataRequired:
    """The field has to be filled in."""
    return _Needed(message)


def at_most(limit: int) -> validators.Length:
    """A limit on the number of characters."""
    return validators.Length(max=limit, message=too_long(limit))


def email_address(form: Any, field: Any) -> None:
    """Refuse what is no e-mail address."""
    if not is_email_address(field.data or ""):
        raise validators.ValidationError(NO_EMAIL)


def between(low: Any, high: Any, sentence: str, *, above: str = "") -> "_Between":
    """A figure within bounds, or a sentence that says how to right it; `above` where too much needs its own."""
    return _Between(low, high, sentence, above or sentence)


class _Between:
    def __init__(self, low: Any, high: Any, below: str, above: str) -> None:
        self._low, self._high, self._below, self._above = low, high, below, above

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse what lies outside."""
        if field.data is None:
            return
        if field.data < self._low:
            raise validators.ValidationError(self._below)
        if field.data > self._high:
            raise validators.ValidationError(self._above)


def password_rules(shortest: int, longest: int) -> tuple[Any, ...]:
    """What a new password has to be: long enough, and not of digits or letters alone."""

    def mixed(form: Any, field: Any) -> None:
        typed = field.data or ""
        if typed.isdigit() or typed.isalpha():
            raise validators.ValidationError("请混合使用字母与数字或符号")

    length = validators.Length(min=shortest, max=longest, message=f"请使用 {shortest} 到 {longest} 个字符")
    return (length, mixed)


def same_as(other: str, sentence: str) -> validators.EqualTo:
    """The same as another field."""
    return validators.EqualTo(other, sentence)
