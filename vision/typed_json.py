"""JSON of unknown origin as the frozen dataclass that it claims to be."""

import math
from collections.abc import Mapping
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def typed(kind: type[T], value: object) -> T:
    """`value` as a dataclass of dataclasses, finite numbers, texts, tuples, Literals and None.

    Raises ValueError when a field is missing or is something else; fields beyond those are left out.
    """
    return cast(T, _as(kind, value))


def _as(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(value, Mapping):
        fields = get_type_hints(hint).items()
        return cast(Any, hint)(**{name: _as(field, value.get(name)) for name, field in fields})
    if origin is UnionType:  # of one kind and None
        return None if value is None else _as(next(a for a in arguments if a is not NoneType), value)
    if origin is tuple and isinstance(value, list) and len(value) == len(arguments):
        return tuple(_as(argument, item) for argument, item in zip(arguments, value, strict=True))
    if origin is Literal and value in arguments:
        return value
    if hint is float and type(value) in (int, float) and math.isfinite(value):
        return float(value)
    if hint in (int, str, bool) and type(value) is hint:
        return value
    raise ValueError(f"{value!r} is no {hint}")
