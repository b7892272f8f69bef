"""Assessments as they are kept: canonical JSON, the same bytes whenever the same thing is run again.

Keys are sorted, nothing is padded, Decimals are plain strings, days are ISO strings, sets are sorted.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from zczr.domain.money import plain_text
from zczr.domain.risk.explain import Explanation, explain
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.model import Assessment, assess
from zczr.domain.risk.policy import policy_of

T = TypeVar("T")


def inputs_json(facts: RiskFacts) -> bytes:
    """The inputs as canonical JSON."""
    return _canonical(facts)


def outputs_json(assessment: Assessment) -> bytes:
    """The outputs as canonical JSON."""
    return _canonical(assessment)


def explanation_json(explanation: Explanation) -> bytes:
    """The explanation, sentences and all, as canonical JSON."""
    return _canonical(explanation)


def read_inputs(stored: bytes | str) -> RiskFacts:
    """The facts an assessment was made of."""
    return _read(RiskFacts, stored)


def read_outputs(stored: bytes | str) -> Assessment:
    """An assessment as it was stored."""
    return _read(Assessment, stored)


def read_explanation(stored: bytes | str) -> Explanation:
    """An explanation as it was stored."""
    return _read(Explanation, stored)


def rerun(stored_inputs: bytes | str, version: str) -> bytes:
    """Assess stored inputs again under a policy version; equal to the stored outputs byte for byte."""
    return outputs_json(assess(read_inputs(stored_inputs), policy_of(version)))


def rerun_explanation(stored_inputs: bytes | str, version: str) -> bytes:
    """Explain stored inputs again under a policy version."""
    facts = read_inputs(stored_inputs)
    return explanation_json(explain(facts, assess(facts, policy_of(version))))


def _canonical(value: object) -> bytes:
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _read(kind: type[T], stored: bytes | str) -> T:
    shape: Any = kind
    value: T = _reader(shape)(json.loads(stored))
    return value


def _plain(value: object) -> object:
    match value:
        case StrEnum():
            return value.value
        case None | bool() | int() | str():
            return value
        case Decimal():
            return plain_text(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
        case frozenset():
            return sorted(str(_plain(each)) for each in value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}")


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How to turn plain JSON back into a type: the inverse of `_plain`, driven by annotations."""
    origin = get_origin(kind)
    if origin is UnionType:
        (inner,) = (each for each in get_args(kind) if each is not NoneType)
        read_inner = _reader(inner)
        return lambda raw: None if raw is None else read_inner(raw)
    if origin in (tuple, frozenset):
        read_each = _reader(get_args(kind)[0])
        return lambda raw: origin(read_each(each) for each in raw)
    if is_dataclass(kind):
        readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
        make: Any = kind
        # What was not there yet when it was stored has its default.
        return lambda raw: make(**{name: read(raw[name]) for name, read in readers.items() if name in raw})
    if kind is date:
        return date.fromisoformat
    if kind is Decimal or issubclass(kind, StrEnum):
        make_value: Callable[[Any], Any] = kind
        return make_value
    return lambda raw: raw
