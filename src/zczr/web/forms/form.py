"""The form itself: read from what was sent, checked, and refused where the domain says no."""

# WTForms carries no types: what is built on it has bases that mypy cannot see.
# mypy: disallow-subclassing-any=False

import copy
import uuid
from collections.abc import Awaitable
from typing import Any, Self

import wtforms
from litestar.connection import Request
from litestar.datastructures import FormMultiDict, MultiDict, UploadFile

from zczr.domain.refusals import RuleBroken, TooMany


class Posted:
    """Litestar's form data, or a query, as WTForms reads it."""

    def __init__(self, data: FormMultiDict | MultiDict[Any]) -> None:
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
        return cls(Posted(posted), **values)

    @classmethod
    def of_query(cls, request: Request[Any, Any, Any]) -> Self:
        """The form as a query asks with it."""
        return cls(Posted(request.query_params))

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


def _twin(field: wtforms.Field, form: Form) -> wtforms.Field:
    """A field like another one, for another form; WTForms' own copying would make an unbound one."""
    kind: Any = type(field)
    twin: wtforms.Field = kind.__new__(kind, _form=form)
    twin.__dict__.update(field.__dict__)
    return twin


def files_of(data: FormMultiDict, name: str) -> list[UploadFile]:
    """The files that were chosen in a slot; browsers send an empty one for an empty slot."""
    return [file for file in data.getall(name, []) if isinstance(file, UploadFile) and file.filename]


def is_id(text: Any) -> bool:
    """Whether a value that was sent can be the id of a row."""
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19
