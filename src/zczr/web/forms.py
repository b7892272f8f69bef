"""The base of all forms: text in, domain values out, what was typed kept, Chinese sentences at the fields."""

# WTForms carries no types: what is built on it has bases that mypy cannot see.
# mypy: disallow-subclassing-any=False

import copy
import unicodedata
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Self

import wtforms
from litestar.connection import Request
from litestar.datastructures import FormMultiDict, UploadFile
from wtforms import validators

from zczr.domain.refusals import RuleBroken, TooMany
from zczr.web import figures

NEEDED = "此项必填，请填写"
CHOOSE = "请选择一项"


class _Posted:
    """Litestar's form data as WTForms reads it."""

    def __init__(self, data: FormMultiDict) -> None:
        self._data = data

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def __iter__(self) -> Any:
        return iter(self._data)

    def __bool__(self) -> bool:
        return True

    def getlist(self, name: str) -> list[Any]:
        # A NUL byte is no text to PostgreSQL.
        values = self._data.getall(name, [])
        return [value.replace("\x00", "") if isinstance(value, str) else value for value in values]


_BLANK: dict[type, Any] = {}


class Form(wtforms.Form):
    """A form of the site; `status` is 422 once something is wrong with it."""

    class Meta(wtforms.meta.DefaultMeta):
        """WTForms' Chinese messages where we have none of our own."""

        locales = ("zh",)
        cache_translations = True

    form_errors: list[str]

    submission_id = wtforms.HiddenField(default=lambda: str(uuid.uuid4()))
    """One value a filled-in form: a double click is one record."""

    @classmethod
    async def read(cls, request: Request[Any, Any, Any], **values: Any) -> Self:
        """The form as it was sent."""
        posted = await request.form()
        return cls(_Posted(posted), **values)

    @classmethod
    def blank(cls) -> Self:
        """An empty form to be shown, under a submission id of its own.

        Its fields are made once and shared: a form of forty fields costs as much as the SQL of its page. Fill in `cls()` instead.
        """
        kept = _BLANK.get(cls)
        if kept is None:
            kept = _BLANK[cls] = cls()
        fresh = copy.copy(kept)
        fresh._fields = dict(kept._fields)
        fresh.submission_id = fresh._fields["submission_id"] = _twin(kept.submission_id, fresh)
        fresh.submission_id.data = str(uuid.uuid4())
        return fresh

    def check(self) -> bool:
        """Whether every field holds what it should; the errors are at the fields."""
        return bool(self.validate())

    def refuse(self, refusal: RuleBroken | TooMany) -> None:
        """Put the domain's no at the fields it names, else on top."""
        for each in (refusal, *refusal.others) if isinstance(refusal, RuleBroken) else (refusal,):
            field = self._fields.get(each.field) if isinstance(each, RuleBroken) else None
            if field is None:
                self.form_errors = [*self.form_errors, each.sentence]
            else:
                field.errors = [*field.errors, each.sentence]

    async def hear(self, verdict: Awaitable[None]) -> None:
        """Put what the domain has against it at the fields, beside what is wrong with them already."""
        try:
            await verdict
        except RuleBroken as refusal:
            self.refuse(refusal)

    @property
    def wrong(self) -> bool:
        """Whether something has to be righted."""
        return bool(self.form_errors) or any(field.errors for field in self)

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 422 if self.wrong else 200

    @property
    def submission(self) -> uuid.UUID:
        """The submission id; a fresh one where somebody sent nonsense."""
        try:
            return uuid.UUID(self.submission_id.data)
        except (ValueError, AttributeError, TypeError):
            return uuid.uuid4()


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
    return validators.Length(max=limit, message=f"不能超过 {limit} 个字，请精简")


# Marks and spaces that leave no ink; the fillers of Hangul and the empty Braille cell count as letters and symbols to Unicode.
_INKLESS = frozenset({"Cc", "Cf", "Cn", "Cs", "Mn", "Zl", "Zp", "Zs"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def _strip(text: str | None) -> str:
    """Text as people see it: without what cannot be seen, and nothing where nothing can be."""
    lines = (text or "").replace("\r\n", "\n")
    shown = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    inked = any(unicodedata.category(sign) not in _INKLESS and sign not in _FILLERS for sign in shown)
    return shown.strip() if inked else ""


def line(label: str, *checks: Any, **kwargs: Any) -> wtforms.StringField:
    """One line of text."""
    return wtforms.StringField(label, [*_optional(checks), *checks], filters=[_strip], **kwargs)


def text(label: str, *checks: Any, **kwargs: Any) -> wtforms.TextAreaField:
    """Several lines of text."""
    return wtforms.TextAreaField(label, [*_optional(checks), *checks], filters=[_strip], **kwargs)


def _optional(checks: Sequence[Any]) -> list[Any]:
    required = any(isinstance(check, validators.DataRequired | validators.InputRequired) for check in checks)
    return [] if required else [validators.Optional()]


def _twin(field: wtforms.Field, form: Form) -> wtforms.Field:
    """A field like another one, for another form; WTForms' own copying would make an unbound one."""
    kind: Any = type(field)
    twin: wtforms.Field = kind.__new__(kind, _form=form)
    twin.__dict__.update(field.__dict__)
    return twin


class _Figure(wtforms.Field):
    """A figure: keeps what was typed, holds what it means."""

    data: Any

    def __init__(
        self, label: str, reads: Callable[[str], Any], shows: Callable[[Any], str], *checks: Any, **kwargs: Any
    ):
        super().__init__(label, [*_optional(checks), *checks], **kwargs)
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


class _Day(wtforms.DateField):
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a day; 2026/11/23 and 2026年11月23日 are understood too."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        plain = typed.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
        try:
            year, month, day_ = (int(part) for part in plain.split("-"))
            self.data = date(year, month, day_)
        except ValueError:
            raise ValueError("请按 2026-11-23 的格式填写日期") from None


def day(label: str, *checks: Any, **kwargs: Any) -> wtforms.DateField:
    """A day."""
    return _Day(label, [*_optional(checks), *checks], **kwargs)


def choice(label: str, choices: Any, *checks: Any, blank: str = "请选择", **kwargs: Any) -> wtforms.SelectField:
    """One of many; an empty first line unless `blank` is ''."""
    first = [("", blank)] if blank else []
    return _Choice(label, [*_optional(checks), *checks], choices=[*first, *_pairs(choices)], **kwargs)


def radio(label: str, choices: Any, *checks: Any, **kwargs: Any) -> wtforms.RadioField:
    """One of a few, all in sight."""
    return _Radio(label, [*_optional(checks), *checks], choices=_pairs(choices), **kwargs)


def several(label: str, choices: Any, *checks: Any, **kwargs: Any) -> wtforms.SelectMultipleField:
    """Several of a few."""
    return _Several(label, [*_optional(checks), *checks], choices=_pairs(choices), **kwargs)


def _pairs(choices: Any) -> list[tuple[str, str]]:
    return list(choices.items()) if isinstance(choices, Mapping) else list(choices)


class _Told:
    """Choices that say in plain words that something else was sent."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except (validators.ValidationError, ValueError):
            raise validators.StopValidation("请从列出的选项中选择") from None


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


def files_of(data: FormMultiDict, name: str) -> list[UploadFile]:
    """The files that were chosen in a slot; browsers send an empty one for an empty slot."""
    return [file for file in data.getall(name, []) if isinstance(file, UploadFile) and file.filename]


class _Secret(wtforms.PasswordField):
    """A password: kept to the letter, never shown again."""


def secret(label: str, *checks: Any, **kwargs: Any) -> wtforms.PasswordField:
    """A password."""
    return _Secret(label, list(checks), **kwargs)


def is_id(text: Any) -> bool:
    """Whether a value that was sent can be the id of a row."""
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19


def hidden(**kwargs: Any) -> wtforms.HiddenField:
    """A value that travels with the form."""
    return wtforms.HiddenField(filters=[_strip], **kwargs)


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
