"""What a browser sends, as forms read it."""

from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict

from zczr.web.forms import Form
from zczr.web.forms.form import Posted

F = TypeVar("F", bound=Form)


def fill(kind: type[F], /, **typed: Any) -> F:
    """A form as it was sent; lists are several ticks."""
    pairs = [(name, each) for name, value in typed.items() for each in (value if isinstance(value, list) else [value])]
    return kind(Posted(FormMultiDict(pairs)))
