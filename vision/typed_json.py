"""JSON of unknown origin as the frozen dataclass that it claims to be."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from vision.errors import UnreadableReport

NO_REPORT = "This is no whole report; analyse the clip again."
ONE_OF_NONE = "One of these is no whole report; analyse its clip again."
T = TypeVar("T")


def typed(kind: type[T], value: object) -> T:
    """`value` as a dataclass of dataclasses, finite numbers, texts, dates, tuples, Literals and None.

    What an older file does not have keeps its default, and what a newer one has beyond is left out. Raises
    ValueError when another field is missing, or a field is something else.
    """
    return cast(T, _as(kind, value))


def _as(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(value, Mapping):
        hints = get_type_hints(hint)
        told = [f.name for f in fields(hint) if f.name in value or not _has_default(f)]
        return cast(Any, hint)(**{name: _as(hints[name], value.get(name)) for name in told})
    if origin is UnionType:  # of one kind and None
        return None if value is None else _as(next(a for a in arguments if a is not NoneType), value)
    if origin is tuple and isinstance(value, list) and arguments[1:] == (...,):
        return tuple(_as(arguments[0], item) for item in value)
    if origin is tuple and isinstance(value, list) and len(value) == len(arguments):
        return tuple(_as(argument, item) for argument, item in zip(arguments, value, strict=True))
    if origin is Literal and value in arguments:
        return value
    if hint is date and isinstance(value, str):
        return date.fromisoformat(value)
    if hint is float and type(value) in (int, float) and math.isfinite(value):
        return float(value)
    if hint in (int, str, bool) and type(value) is hint:
        return value
    raise ValueError(f"{value!r} is no {hint}")


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


@contextmanager
def whole_report(otherwise: str = NO_REPORT) -> Iterator[None]:
    """A block that reads report.json: raises UnreadableReport where something in it is missing or else."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableReport(otherwise) from error
