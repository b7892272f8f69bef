"""How a form differs from what stands now, for whoever was overtaken while filling it in."""

from collections.abc import Collection, Iterator
from typing import Any

import wtforms

from zczr.web.forms import Form
from zczr.web.uploads import Slot

# What travels with a form, is sent beside it, or is nobody's to read.
_LEFT_OUT = (wtforms.HiddenField, wtforms.PasswordField, Slot)


def differences(mine: Form, now: Form, names: Collection[str] = ()) -> list[str]:
    """A sentence for each field that stands otherwise now than it was filled in; of all fields, or of the ones named."""
    return [f"{field.label.text}：{said}" for field, said in _differing(mine, now) if not names or field.name in names]


def fields_that_differ(mine: Form, now: Form) -> list[str]:
    """The labels of the fields that stand otherwise now than they were filled in; for texts too long to be quoted."""
    return [field.label.text for field, _ in _differing(mine, now)]


def mark_differences(mine: Form, now: Form) -> None:
    """Say at each field that stands otherwise now than it was filled in how it does."""
    for field, said in _differing(mine, now):
        field.errors = [*field.errors, said]


def _differing(mine: Form, now: Form) -> Iterator[tuple[Any, str]]:
    """The fields as they were filled in, and how each differs."""
    for field in now:
        filled = mine[field.name]
        if not isinstance(field, _LEFT_OUT) and _comparable(field.data) != _comparable(filled.data):
            yield filled, f"现为“{_shown(field)}”，您填写的是“{_shown(filled)}”。"


def _comparable(data: Any) -> Any:
    if isinstance(data, list | tuple):
        return sorted(data)
    return data or None


def _shown(field: Any) -> str:
    if hasattr(field, "iter_choices"):
        chosen = [str(choice[1]) for choice in field.iter_choices() if choice[2] and choice[0]]
        return "、".join(chosen) or "未选择"
    if isinstance(field.data, bool):
        return "是" if field.data else "否"
    return str(field._value()) or "未填写"
